/** The queue of record inside one station's process, in a SQLite file of its own. */
import { randomBytes } from 'node:crypto';

import type { Registry } from 'prom-client';

import type { Clock } from '#contracts/clock.ts';
import type { Business } from '#contracts/hall-api.ts';
import { hallConfigurationSchema } from '#contracts/hall/configuration.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import type { Log } from '#contracts/log-events.ts';
import { ok, type Result } from '#contracts/result.ts';
import type { Text } from '#contracts/text.ts';

import type { HallCalendar } from './business-day.ts';
import { openHallTokens } from './server/access.ts';
import { startHallServer, type HallServer, type HallServerOptions } from './server/start.ts';
import { embeddedHallId } from './store/migrations.ts';
import { openSqliteStore } from './store/sqlite.ts';
import { wholeHall } from './whole-hall.ts';

export interface EmbeddedHallOptions {
  readonly file: string;
  /** What a hall that is made now begins with; afterwards it is changed in the hall alone. */
  readonly hall: HallCalendar & { readonly name?: Text; readonly businesses: readonly Business[] };
  readonly clock: Clock;
  readonly log: Log;
}

const unnamed: Text = { zh: '大厅', en: 'Hall' };

/** Failures: store-newer, store-damaged, store-unwritable, disk-full, data-in-use. */
export function openEmbeddedHall({ file, hall, clock, log }: EmbeddedHallOptions): Result<WholeHall> {
  const store = openSqliteStore(file, clock);
  if (!store.ok) return store;
  const { name = unnamed, businesses, timeZone, dayStartsAt } = hall;
  const configuration = hallConfigurationSchema.parse({ name, businesses, timeZone, dayStartsAt });
  return ok(
    wholeHall({
      store: store.value,
      hall: embeddedHallId,
      clock,
      configuration,
      log,
    }),
  );
}

export interface ServeEmbeddedHallOptions extends Omit<HallServerOptions, 'access'> {
  /** The tokens are kept there. */
  readonly dataFolder: string;
  /** The station's own: 32 bytes. */
  readonly personKey: Uint8Array;
}

/**
 * Pages and API of a hall in the station's process, on a port of their own: windows and boards are other machines, while the
 * station's pages never leave this one. Failures: port-unavailable, store-damaged, store-unwritable, disk-full.
 */
export async function serveEmbeddedHall({
  dataFolder,
  personKey,
  ...options
}: ServeEmbeddedHallOptions): Promise<Result<HallServer>> {
  const access = openHallTokens(dataFolder, personKey, randomBytes);
  return access.ok ? startHallServer({ ...options, access: access.value }) : access;
}

export interface EmbeddedCityConfig {
  readonly nats: string;
  readonly credentialsFile?: string;
  readonly region: string;
  readonly id: string;
}

export interface EmbeddedCity {
  /** Adds the publisher's figures. */
  readonly metrics: (registry: Registry) => void;
  /** Resolves when nothing is under way any more; before the hall is closed. */
  stop(): Promise<void>;
}

/** Tells the city what happens in a hall in the station's process, as a hall server does (docs/city.md). */
export async function publishEmbeddedHall(
  hall: WholeHall,
  { nats, credentialsFile, region, id }: EmbeddedCityConfig,
  log: Log,
): Promise<EmbeddedCity> {
  // Most stations tell the city nothing: they do not load NATS.
  const [{ startCityPublisher }, { cityMetrics }] = await Promise.all([
    import('./city/start.ts'),
    import('./city/metrics.ts'),
  ]);
  const publisher = startCityPublisher({
    url: nats,
    credentialsFile: credentialsFile ?? null,
    hall: { region, hall: id },
    events: hall,
    log,
  });
  return {
    metrics: (registry) => cityMetrics(registry, () => publisher.figures()),
    stop: () => publisher.stop(),
  };
}
