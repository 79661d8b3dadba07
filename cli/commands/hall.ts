/** `yikatong hall`: runs a hall server until it is stopped. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

import type { Command } from 'commander';
import { z } from 'zod';

import { systemClock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log-events.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import { ok, type Result } from '#contracts/result.ts';
import type { CityPublisher } from '#hall/city/publisher.ts';
import { startCityPublisher } from '#hall/city/start.ts';
import { openHallAccess } from '#hall/server/access.ts';
import { cityAddressOf, readHallFile } from '#hall/server/hall-file.ts';
import { openHall } from '#hall/server/open-hall.ts';
import { startHallServer, type HallServer } from '#hall/server/start.ts';
import { createLog } from '#station/log.ts';

import { listenPort } from '../options.ts';
import { printFailure, printJson } from '../output.ts';
import { stopRequested } from './emulate.ts';

interface HallFlags {
  readonly config: string;
  readonly database: string;
  readonly data: string;
  readonly nats?: string;
  readonly natsCredentials?: string;
  readonly port?: number;
  readonly json?: boolean;
}

export function registerHall(program: Command): void {
  program
    .command('hall')
    .description('run a hall server; prints one line of JSON with its addresses when it is ready')
    .requiredOption('--config <file>', 'configuration file')
    .requiredOption('--database <database>', 'sqlite:PATH, or postgres://user@host/database')
    .requiredOption('--data <folder>', 'folder of its tokens and of the key of people')
    .option('--nats <url>', "the city's NATS, to publish events to; the configuration names id and region")
    .option('--nats-credentials <file>', 'credentials for it')
    .option('--port <port>', "port to listen on instead of the configuration's", listenPort)
    .option('--json', 'failures as JSON as well')
    .action(run);
}

async function run(flags: HallFlags): Promise<void> {
  const level = process.env['YIKATONG_LOG'] === 'debug' ? 'debug' : 'info';
  const log = createLog({ clock: systemClock, level });
  const stopped = stopRequested();
  const started = await start(flags, log);
  if (!started.ok) {
    const { code, detail } = started.error;
    log.event('hall-failed', { code, detail });
    printFailure(started.error, flags.json === true);
    return;
  }
  const { hall, server, city } = started.value;
  printJson({ event: 'ready', pid: process.pid, ...server.addresses });
  await stopped;
  await city?.stop();
  await server.close();
  hall.close();
}

interface Started {
  readonly hall: WholeHall;
  readonly server: HallServer;
  /** Null: nothing is published to the city. */
  readonly city: CityPublisher | null;
}

async function start(flags: HallFlags, log: Log): Promise<Result<Started>> {
  const { config, database, data, port } = flags;
  const file = readHallFile(config);
  if (!file.ok) return file;
  const cityAddress = flags.nats === undefined ? ok(null) : cityAddressOf(config, file.value);
  if (!cityAddress.ok) return cityAddress;
  const access = openHallAccess(data, randomBytes);
  if (!access.ok) return access;
  const { id = 'hall', hall: configuration, address, publicUrl = null } = file.value;
  const hall = await openHall({ database, hall: id, configuration, clock: systemClock, log });
  if (!hall.ok) return hall;
  const city =
    flags.nats === undefined || cityAddress.value === null
      ? null
      : startCityPublisher({
          url: flags.nats,
          credentialsFile: flags.natsCredentials ?? null,
          hall: cityAddress.value,
          events: hall.value,
          log,
        });
  const server = await startHallServer({
    hall: hall.value,
    access: access.value,
    address,
    port: port ?? file.value.port,
    publicUrl,
    ...(city === null ? {} : { city: () => city.figures() }),
    version: version(),
    clock: systemClock,
    log,
  });
  if (server.ok) return ok({ hall: hall.value, server: server.value, city });
  await city?.stop();
  hall.value.close();
  return server;
}

function version(): string {
  const text = readFileSync(`${import.meta.dirname}/../../package.json`, 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
