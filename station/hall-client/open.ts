/** Opens the station's line to a hall server. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Clock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log-events.ts';
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';

import { httpExchange } from '../platform-client/http-exchange.ts';
import { HallClient } from './hall-client.ts';
import { HallDay } from './hall-day.ts';
import { openLeaseStore } from './lease-store.ts';
import { openHallPersonKey } from './person-key.ts';
import { RemoteHall } from './remote-hall.ts';

export interface RemoteHallConfig {
  readonly url: string;
  readonly tokenFile: string;
}

export interface OpenHallClientOptions {
  readonly server: RemoteHallConfig;
  readonly station: string;
  readonly dataFolder: string;
  readonly requestMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

export interface OpenedHallClient {
  readonly hall: HallClient;
  /** Of the whole hall. */
  readonly personKey: Uint8Array;
}

const storeFile = 'hall-client.db';

/**
 * Failures: kiosk-token-invalid (no token in the file, or at the first start one that the hall refuses), hall-address-refused (at
 * the first start), those of `openHallPersonKey` and of stores.
 */
export async function openHallClient(options: OpenHallClientOptions): Promise<Result<OpenedHallClient>> {
  const { server, station, dataFolder, requestMs, clock, log } = options;
  const token = readToken(server.tokenFile);
  if (!token.ok) return token;
  const remote = new RemoteHall({
    url: server.url,
    token: token.value,
    requestMs,
    exchange: httpExchange,
    clock,
    log,
  });
  const personKey = await openHallPersonKey(dataFolder, remote);
  // Whoever sets a station up is told at once; a later start is of a kiosk that has its numbers for when the hall is away.
  if (!personKey.ok) return remote.refusal === null ? personKey : refused(remote.refusal, server);
  const store = openLeaseStore(join(dataFolder, storeFile), holderName(station));
  if (!store.ok) return store;
  const hall = new HallClient({
    remote,
    store: store.value,
    day: new HallDay(clock),
    clock,
    newId: randomUUID,
    log,
  });
  const started = hall.start();
  if (started.ok) return ok({ hall, personKey: personKey.value });
  hall.close();
  return started;
}

/** Two machines with one name in their configurations must not hold one block: the name that counts is made once a folder. */
function holderName(station: string): string {
  return `${station.slice(0, 23)}-${randomUUID().slice(0, 8)}`;
}

function refused({ code, detail }: Failure, { url, tokenFile }: RemoteHallConfig): Result<never> {
  return fail(code, code === 'kiosk-token-invalid' ? `${tokenFile}: ${url} refuses its token` : detail);
}

function readToken(file: string): Result<string> {
  try {
    const token = readFileSync(file, 'utf8').trim();
    return /^[\w-]{20,200}$/.test(token)
      ? ok(token)
      : fail('kiosk-token-invalid', `${file}: not one line with one token`);
  } catch (error) {
    return fail('config-invalid', error instanceof Error ? error.message : String(error));
  }
}
