/** Halls on either database, with a clock that a test sets as it likes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Clock } from '#contracts/clock.ts';
import { hallConfigurationSchema, type HallConfiguration } from '#contracts/hall/configuration.ts';
import type { Log } from '#contracts/log-events.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import type { Result } from '#contracts/result.ts';
import { openPostgresHall } from '#hall/postgres.ts';
import { openSqliteStore } from '#hall/store/sqlite.ts';
import { hallTiming } from '#hall/timing.ts';
import { wholeHall } from '#hall/whole-hall.ts';

import { Postgres } from './postgres.ts';

export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail ?? ''}`);
  return result.value;
}

/** How often a hall looks at what happens by rule, and how many looks a former day outlives. */
export const looks = { everyMs: hallTiming.tickMs, beforeDayEnds: hallTiming.dayGraceTicks } as const;

export const quietLog: Log = { event: () => undefined };

/** Jumps wherever it is set; timers run when a test fires them. */
export class JumpClock implements Clock {
  at: number;
  #waiting = new Set<() => void>();

  constructor(at: number) {
    this.at = at;
  }

  now(): number {
    return this.at;
  }

  monotonic(): number {
    return 0;
  }

  after(_ms: number, run: () => void): () => void {
    this.#waiting.add(run);
    return () => void this.#waiting.delete(run);
  }

  /** Runs every timer that waits now. */
  fire(): void {
    const now = [...this.#waiting];
    this.#waiting.clear();
    for (const run of now) run();
  }
}

/** Two businesses, three windows, two people of staff. */
export const testHall: HallConfiguration = hallConfigurationSchema.parse({
  name: { zh: '测试大厅', en: 'Test hall' },
  businesses: [
    { id: 'pension', name: { zh: '养老', en: 'Pension' }, prefix: 'A' },
    { id: 'card', name: { zh: '社保卡', en: 'Card' }, prefix: 'B' },
  ],
  windows: [
    { id: 'w1', number: 1, businesses: ['pension', 'card'] },
    { id: 'w2', number: 2, businesses: ['pension'] },
    { id: 'w3', number: 3, businesses: ['card'] },
  ],
  staff: [
    { id: 'li', name: '李' },
    { id: 'wang', name: '王' },
    { id: 'zhao', name: '赵' },
  ],
});

export interface HallBench {
  /** A hall by name: the same name is the same hall, opened once more. */
  open(name: string, clock: Clock, configuration?: HallConfiguration): Promise<WholeHall>;
  end(): Promise<void>;
}

/** One file a hall; it can be open once. */
export async function sqliteBench(): Promise<HallBench> {
  const folder = mkdtempSync(join(tmpdir(), 'yikatong-halls-'));
  return {
    open: async (name, clock, configuration = testHall) => {
      const store = valueOf(openSqliteStore(join(folder, `${name}.db`), clock));
      return wholeHall({ store, hall: name, clock, configuration, log: quietLog });
    },
    end: async () => rmSync(folder, { recursive: true }),
  };
}

/** One database for all; a hall can be open many times. */
export async function postgresBench(): Promise<HallBench & { readonly postgres: Postgres }> {
  const postgres = await Postgres.start();
  return {
    postgres,
    open: async (name, clock, configuration = testHall) =>
      valueOf(
        await openPostgresHall({ url: postgres.url(), hall: name, configuration, clock, log: quietLog }),
      ),
    end: () => postgres.end(),
  };
}
