/** The queue of record of a hall with many machines, in PostgreSQL. Several servers may open the same hall. */
import { systemClock, type Clock } from '#contracts/clock.ts';
import type { HallConfiguration } from '#contracts/hall/configuration.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import type { Log } from '#contracts/log-events.ts';
import { ok, type Result } from '#contracts/result.ts';

import { openPostgresStore } from './store/postgres.ts';
import { wholeHall } from './whole-hall.ts';

export interface PostgresHallOptions {
  /** postgresql://user@host:port/database */
  readonly url: string;
  /** Its name in the database, which may hold many. */
  readonly hall: string;
  /** Of a hall that is made now; one that is there keeps its own. */
  readonly configuration: HallConfiguration;
  /** Null: the database's clock is the source of time. A test passes one that jumps. */
  readonly clock: Clock | null;
  readonly log: Log;
}

/** Failures: those of `openPostgresStore`. */
export async function openPostgresHall({
  url,
  hall,
  configuration,
  clock,
  log,
}: PostgresHallOptions): Promise<Result<WholeHall>> {
  const store = await openPostgresStore(url, clock);
  if (!store.ok) return store;
  return ok(
    wholeHall({
      store: store.value,
      hall,
      clock: clock ?? systemClock,
      configuration,
      log,
    }),
  );
}
