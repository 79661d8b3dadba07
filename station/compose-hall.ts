/** Composes the station's way to its queue of record: the line to a hall server, or a hall in this process. */
import { join } from 'node:path';

import type { Registry } from 'prom-client';

import type { Clock } from '#contracts/clock.ts';
import type { HallHelp } from '#contracts/hall/help.ts';
import type { HallAddresses } from '#contracts/hall/launch.ts';
import type { Log } from '#contracts/log-events.ts';
import { ok, type Result } from '#contracts/result.ts';
import { openEmbeddedHall, publishEmbeddedHall, serveEmbeddedHall } from '#hall/embedded.ts';
import type { StationConfig } from './config/schema.ts';
import type { Ending } from './ending.ts';
import type { HallClient } from './hall-client/hall-client.ts';
import { openHallClient } from './hall-client/open.ts';
import { tellUnknownBusinesses } from './hall-client/unknown-businesses.ts';
import { hallOfServer } from './hall-of-server.ts';
import { dataFiles, type DataKeys } from './journal/data-folder.ts';
import type { Journal } from './journal/journal.ts';
import { openOwnHall, type OwnHall } from './own-hall.ts';
import type { ScenePorts } from './services/scene.ts';
import type { HallForTechnicians } from './technician-hall.ts';

export interface HallParts {
  readonly config: StationConfig;
  readonly dataFolder: string;
  readonly keys: DataKeys;
  readonly journal: Pick<Journal, 'record'>;
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
}

export interface StationHall {
  readonly hall: ScenePorts['hall'] & Pick<HallHelp, 'callHelp' | 'withdrawHelp'>;
  /** Hashes people: a hall's own, or this station's where the hall is its own. */
  readonly personKey: Uint8Array;
  /** What a hall of many machines may be away from; null: the hall is in this process. */
  readonly client: HallClient | null;
  /** The hall in this process, as the station goes by it; null: the hall is on a server. */
  readonly own: OwnHall | null;
  /** The station's configuration, with what its hall says of itself. */
  readonly config: () => StationConfig;
  readonly technicians: HallForTechnicians;
  readonly addresses: HallAddresses | null;
  readonly phoneUrl: () => string | null;
  /** Adds the figures of the way to the city; null: nothing is told to it from here. */
  readonly cityMetrics: ((registry: Registry) => void) | null;
}

/**
 * `ending` gets what ends it. Failures: those of `openHallClient`, or of a hall's store and of its server.
 */
export function composeHall(parts: HallParts, ending: Ending): Promise<Result<StationHall>> {
  return parts.config.hall.server === undefined
    ? composeOwnHall(parts, ending)
    : composeHallClient(parts, parts.config.hall.server, ending);
}

async function composeHallClient(
  { config, dataFolder, clock, log }: HallParts,
  server: NonNullable<StationConfig['hall']['server']>,
  ending: Ending,
): Promise<Result<StationHall>> {
  const requestMs = config.delays.hallRequestMs;
  const { station } = config;
  const client = await openHallClient({ server, station, dataFolder, requestMs, clock, log });
  if (!client.ok) return client;
  const { hall, personKey } = client.value;
  ending.add(() => hall.close());
  tellUnknownBusinesses(
    hall,
    config.hall.businesses.map(({ id }) => id),
    server.url,
    log,
  );
  return ok({
    hall,
    personKey,
    client: hall,
    own: null,
    config: () => heardFrom(hall, config),
    technicians: hallOfServer(hall, server.url),
    addresses: null,
    phoneUrl: () => hall.phoneUrl,
    cityMetrics: null,
  });
}

async function composeOwnHall(
  { config, dataFolder, keys, journal, version, clock, log }: HallParts,
  ending: Ending,
): Promise<Result<StationHall>> {
  const { serve, city } = config.hall;
  const opened = openEmbeddedHall({ file: join(dataFolder, dataFiles.hall), hall: config.hall, clock, log });
  if (!opened.ok) return opened;
  const hall = opened.value;
  ending.add(() => hall.close());
  const publisher = city === undefined ? null : await publishEmbeddedHall(hall, city, log);
  if (publisher !== null) ending.add(() => publisher.stop());
  const followed = await openOwnHall({ hall, config, journal, clock, log });
  if (!followed.ok) return followed;
  const own = followed.value;
  ending.add(() => own.stop());
  const personKey = keys.person;
  const cityMetrics = publisher?.metrics ?? null;
  const parts = {
    hall,
    personKey,
    client: null,
    own,
    config: () => own.config,
    technicians: own,
    cityMetrics,
  };
  if (serve === undefined) return ok({ ...parts, addresses: null, phoneUrl: () => null });
  const { address, port, publicUrl = null } = serve;
  const place = { address, port, publicUrl, dataFolder };
  const served = await serveEmbeddedHall({ ...place, hall, personKey, version, clock, log });
  if (!served.ok) return served;
  ending.add(() => served.value.close());
  return ok({ ...parts, addresses: served.value.addresses, phoneUrl: () => served.value.phoneUrl });
}

/** The file says which of the hall's businesses are offered here; what each is called, and the time zone, is the hall's to say. */
function heardFrom(hall: HallClient, config: StationConfig): StationConfig {
  const { names, timeZone } = hall;
  const businesses = config.hall.businesses.map((business) => ({
    ...business,
    name: names.get(business.id) ?? business.name,
  }));
  return { ...config, hall: { ...config.hall, timeZone: timeZone ?? config.hall.timeZone, businesses } };
}
