/** Opens the hall that a server serves: a SQLite file for one server, PostgreSQL for one or many. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

import type { Clock } from '#contracts/clock.ts';
import type { HallConfiguration } from '#contracts/hall/configuration.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import type { Log } from '#contracts/log-events.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { failStore } from '#storage/failures.ts';

import { openPostgresHall } from '../postgres.ts';
import { openSqliteStore } from '../store/sqlite.ts';
import { wholeHall } from '../whole-hall.ts';

export interface OpenHallOptions {
  /** `sqlite:PATH` or `postgres://…`. */
  readonly database: string;
  readonly hall: string;
  readonly configuration: HallConfiguration;
  readonly clock: Clock;
  readonly log: Log;
}

/** Failures: config-invalid (no such kind of database), and those of stores. */
export async function openHall(options: OpenHallOptions): Promise<Result<WholeHall>> {
  const { database, hall, configuration, clock, log } = options;
  if (/^postgres(ql)?:\/\//.test(database))
    return openPostgresHall({ url: database, hall, configuration, clock: null, log });
  const file = /^sqlite:(.+)$/.exec(database)?.[1];
  if (file === undefined) return fail('config-invalid', 'sqlite:PATH or postgres://user@host/database');
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  } catch (error) {
    return failStore(error, dirname(file));
  }
  const store = openSqliteStore(file, clock);
  if (!store.ok) return store;
  return ok(wholeHall({ store: store.value, hall, clock, configuration, log }));
}
