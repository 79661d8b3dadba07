/** Starts a hall server on a hall that is open: API, events and pages. Several may serve one database. */
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';

import type { Clock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log-events.ts';
import type { HallAddresses } from '#contracts/hall/launch.ts';
import { hallPages } from '#contracts/hall/paths.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import type { CityPublisherFigures } from '../city/publisher.ts';
import { Doorkeeper, type HallAccess } from './access.ts';
import { phoneUrlAt } from './about.ts';
import { answering } from './answers.ts';
import { Door } from './door.ts';
import { Feed } from './feed.ts';
import { createHallHttp } from './http.ts';
import { connectionDelays, hallRates, type HallRates } from './limits.ts';
import { createHallMetrics } from './metrics.ts';
import { OwnAddresses } from './own-addresses.ts';
import { Refusals } from './refusals.ts';
import { createSpeech } from './speech.ts';
import { Streams } from './streams.ts';

export interface HallServerOptions {
  /** Stays its owner's: the server does not close it. */
  readonly hall: WholeHall;
  readonly access: HallAccess;
  /** 127.0.0.1 for one machine, 0.0.0.0 for a hall's network. */
  readonly address: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Where phones, or machines behind a proxy, reach it; null: only at its own addresses, and no phone. */
  readonly publicUrl: string | null;
  /** Absent: dist/pages. */
  readonly pagesFolder?: string;
  readonly rates?: HallRates;
  /** Of the publisher to the city, for the metrics; absent: there is none. */
  readonly city?: () => CityPublisherFigures;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface HallServer {
  readonly port: number;
  readonly addresses: HallAddresses;
  /** What a ticket's QR leads to, completed by the ticket's token; null: no phone reaches this server. */
  readonly phoneUrl: string | null;
  close(): Promise<void>;
}

/** Failure: port-unavailable. */
export async function startHallServer(options: HallServerOptions): Promise<Result<HallServer>> {
  const { hall, access, address, publicUrl, clock, log, version } = options;
  const doorkeeper = new Doorkeeper(access.tokens);
  const refusals = new Refusals(clock, log);
  const feed = new Feed(hall);
  let own = new OwnAddresses(options.port, publicUrl, clock, networkInterfaces);
  const ownAddresses = (): OwnAddresses => own;
  const door = new Door({ doorkeeper, rates: options.rates ?? hallRates, clock, refusals });
  const streams = new Streams({ hall, feed, door, clock, refusals, ownAddresses, log });
  const http = createHallHttp({
    hall,
    answers: answering({ hall, personKey: access.personKey, publicUrl }),
    door,
    speech: createSpeech(),
    metrics: createHallMetrics({
      streams: () => streams.counts(),
      refused: () => refusals.totals,
      sequence: () => feed.newest,
      ...(options.city === undefined ? {} : { city: options.city }),
    }),
    refusals,
    ownAddresses,
    pagesFolder: options.pagesFolder ?? join(import.meta.dirname, '../../dist/pages'),
    delays: connectionDelays,
    version,
    log,
  });
  http.server.on('upgrade', (request, stream, head) => streams.upgrade(request, stream, head));
  const end = async (): Promise<void> => {
    feed.close();
    await streams.close();
    await http.close();
    refusals.close();
  };
  try {
    await http.listen({ host: address, port: options.port });
  } catch (error) {
    await end();
    return fail('port-unavailable', error instanceof Error ? error.message : String(error));
  }
  const bound = http.server.address();
  if (bound === null || typeof bound === 'string') throw new TypeError('a TCP server has a port');
  own = new OwnAddresses(bound.port, publicUrl, clock, networkInterfaces);
  const base = publicUrl ?? `http://${address === '0.0.0.0' ? '127.0.0.1' : address}:${bound.port}`;
  log.event('hall-serving', { url: base });
  return ok({
    port: bound.port,
    addresses: addressesAt(base, access),
    phoneUrl: publicUrl === null ? null : phoneUrlAt(publicUrl),
    close: end,
  });
}

function addressesAt(base: string, { tokens, tokensFile }: HallAccess): HallAddresses {
  const page = (path: string, role: keyof typeof tokens): string =>
    `${new URL(path, base).href}#token=${tokens[role][0] ?? ''}`;
  return {
    url: new URL('/', base).href,
    callerUrl: page(hallPages.caller, 'caller'),
    boardUrl: page(hallPages.board, 'board'),
    statisticsUrl: page(hallPages.statistics, 'statistics'),
    administratorUrl: page(hallPages.administration, 'administrator'),
    ratingUrl: page(hallPages.rating, 'rating'),
    phoneUrl: new URL(hallPages.phone, base).href,
    tokensFile,
  };
}
