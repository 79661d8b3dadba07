import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { WholeHall } from '#contracts/hall/roles.ts';
import { fail } from '#contracts/result.ts';
import { JumpClock, testHall, valueOf } from '#test/support/halls.ts';
import { until } from '#test/support/until.ts';
import type { HallStore } from './store/hall-store.ts';
import { openSqliteStore } from './store/sqlite.ts';
import { hallTiming } from './timing.ts';
import { wholeHall } from './whole-hall.ts';

describe('the look at what happens by rule', () => {
  const clock = new JumpClock(Date.parse('2026-01-05T10:00:00+08:00'));
  const logged: string[] = [];
  let folder: string;
  let hall: WholeHall;
  let broken = false;
  let away = false;

  beforeEach(() => {
    logged.length = 0;
    folder = mkdtempSync(join(tmpdir(), 'yikatong-look-'));
    const store = valueOf(openSqliteStore(join(folder, 'hall.db'), clock));
    const breaking: HallStore = {
      ...store,
      change: (work) => {
        if (broken) return Promise.reject(new RangeError('of no row'));
        return away ? Promise.resolve(fail('hall-unavailable', 'ECONNREFUSED')) : store.change(work);
      },
    };
    hall = wholeHall({
      store: breaking,
      hall: 'h',
      clock,
      configuration: testHall,
      log: { event: (name, fields) => void logged.push(`${name} ${Object.values(fields).join(' ')}`) },
    });
  });
  afterEach(() => {
    hall.close();
    rmSync(folder, { recursive: true });
  });

  it('is told when it broke, and taken again in the next round', async () => {
    valueOf(await hall.signIn({ key: 's1', window: 'w1', operator: 'li' }));
    broken = true;
    clock.at += hallTiming.tickMs;
    clock.fire();
    await until('it is told', () => logged.length > 0);
    expect(logged).toEqual([
      expect.stringMatching(/^hall-look-failed RangeError at look-by-rule\.test\.ts:\d+$/),
    ]);

    broken = false;
    for (let looks = 0; looks < hallTiming.missedBeats + 2; looks += 1) {
      clock.at += hallTiming.tickMs;
      clock.fire();
      valueOf(await hall.sequence());
    }
    // Nobody was heard from the window meanwhile.
    const windows = valueOf(await hall.windows()).windows;
    expect(windows.find(({ window }) => window === 'w1')?.session).toBeNull();
    expect(logged).toHaveLength(1);
  });

  it('tells once that the database is away, and that it is back', async () => {
    const look = async (): Promise<void> => {
      clock.at += hallTiming.tickMs;
      clock.fire();
      // Comes to its turn after the look that was asked for before it.
      await hall.sequence();
    };
    await look();
    expect(logged).toEqual([]);
    away = true;
    await look();
    await look();
    expect(logged).toEqual(['hall-database-away hall-unavailable ECONNREFUSED']);
    away = false;
    await look();
    await look();
    expect(logged).toEqual([
      'hall-database-away hall-unavailable ECONNREFUSED',
      expect.stringMatching(/^hall-database-back \d+$/),
    ]);
  });
});
