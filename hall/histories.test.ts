/**
 * Random days of a hall: kiosks that lose the network and give numbers from their leases, windows that are lost, servers that
 * start again, clocks that jump. Whatever happens, numbers are unique and gapless, every ticket is in exactly one place, and
 * everybody is called at last.
 */
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import * as fc from 'fast-check';

import { steps } from '#test/support/hall-steps.ts';
import { postgresBench, sqliteBench, type HallBench } from '#test/support/halls.ts';
import { needs } from '#test/support/needs.ts';
import { RandomDay } from '#test/support/random-day.ts';

describe('on SQLite', () => {
  histories(sqliteBench, 1, 30);
});
needs('postgres')('on PostgreSQL, with two servers', () => {
  histories(postgresBench, 2, 12);
});

function histories(start: () => Promise<HallBench>, serverCount: number, numRuns: number): void {
  let bench: HallBench;
  let runs = 0;
  beforeAll(async () => {
    bench = await start();
  }, 60_000);
  afterAll(() => bench.end());

  it('keeps numbers unique and gapless, every ticket in one place, and forgets nobody', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 10, maxLength: 70 }), async (history) => {
        runs += 1;
        const day = await RandomDay.begin(bench, `run-${runs}`, serverCount);
        try {
          for (const step of history) await day.take(step);
          await day.mendAll();
          await day.expectOrder();
          await day.drain();
        } finally {
          day.close();
        }
      }),
      { numRuns },
    );
  }, 120_000);
}
