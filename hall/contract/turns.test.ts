/** Turns that are large, or that something breaks. */
import { describe, expect, it } from '@jest/globals';

import { onBothEngines } from '#test/support/hall-contract.ts';
import { valueOf } from '#test/support/halls.ts';

/** More than a statement has places for parameters (65,535 on PostgreSQL) if each ticket took ten. */
const crowd = 7000;

onBothEngines((bench) => {
  describe('a large turn', () => {
    it('ends the day of everybody who is left, however many', async () => {
      await Promise.all(Array.from({ length: crowd }, () => bench.issue()));
      expect(valueOf(await bench.hall.changeDay({ change: 'end', by: 'li' }))).toMatchObject({
        state: 'ended',
      });
      const newest = valueOf(await bench.hall.sequence());
      const [last] = valueOf(await bench.hall.eventsSince(newest - 1, 1));
      expect(last?.body).toMatchObject({ kind: 'day-changed', leftOver: crowd });
      expect(await bench.numbersWaiting()).toEqual([]);

      // The figures of so many are counted in portions.
      const date = valueOf(await bench.hall.day()).date;
      expect(valueOf(await bench.hall.statistics({ from: date, to: date, by: 'total' }))).toMatchObject([
        { arrivals: crowd, neverCalled: crowd },
      ]);
    }, 60_000);
  });
});
