import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { businessDay, isWithinHours } from './business-day.ts';

function at(iso: string): number {
  return Date.parse(iso);
}

describe('businessDay', () => {
  it.each([
    // Chongqing: no daylight saving time, UTC+8.
    ['2026-01-05T15:59:59.999Z', '00:00', 'Asia/Shanghai', '2026-01-05'],
    ['2026-01-05T16:00:00.000Z', '00:00', 'Asia/Shanghai', '2026-01-06'],
    // A day that turns at 04:00 keeps the night's numbers in the day before.
    ['2026-01-05T19:59:59.999Z', '04:00', 'Asia/Shanghai', '2026-01-05'],
    ['2026-01-05T20:00:00.000Z', '04:00', 'Asia/Shanghai', '2026-01-06'],
    // Berlin, 25 October 2026: 02:00 to 03:00 comes twice; the day turns the first time.
    ['2026-10-25T00:29:59.999Z', '02:30', 'Europe/Berlin', '2026-10-24'],
    ['2026-10-25T00:30:00.000Z', '02:30', 'Europe/Berlin', '2026-10-25'],
    ['2026-10-25T01:10:00.000Z', '02:30', 'Europe/Berlin', '2026-10-25'],
    // Berlin, 29 March 2026: 02:00 to 03:00 is left out; the day turns with the end of the gap.
    ['2026-03-29T00:59:59.999Z', '02:30', 'Europe/Berlin', '2026-03-28'],
    ['2026-03-29T01:00:00.000Z', '02:30', 'Europe/Berlin', '2026-03-29'],
    // St John's, 6 November 2011: at 00:01 clocks were put back to 23:01 of the day before.
    ['2011-11-06T02:30:30.000Z', '00:00', 'America/St_Johns', '2011-11-06'],
    ['2011-11-06T02:45:00.000Z', '00:00', 'America/St_Johns', '2011-11-06'],
    // Samoa had no 30 December 2011.
    ['2011-12-30T09:59:59.999Z', '00:00', 'Pacific/Apia', '2011-12-29'],
    ['2011-12-30T10:00:00.000Z', '00:00', 'Pacific/Apia', '2011-12-31'],
  ])('%s with days from %s in %s is %s', (instant, dayStartsAt, timeZone, day) => {
    const found = businessDay(at(instant), { dayStartsAt, timeZone });
    expect(found.date).toBe(day);
    expect(found.from <= at(instant) && at(instant) < found.until).toBe(true);
  });

  const zones = fc.constantFrom(
    'Asia/Shanghai',
    'Europe/Berlin',
    'America/St_Johns',
    'America/Sao_Paulo',
    'Pacific/Apia',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'UTC',
  );
  const timesOfDay = fc.integer({ min: 0, max: 1439 }).map((minutes) => {
    const two = (n: number): string => String(n).padStart(2, '0');
    return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  });
  const instants = fc.integer({ min: at('2005-01-01T00:00:00Z'), max: at('2032-01-01T00:00:00Z') });
  /** Around the turns of the clocks of these zones, where mistakes live. */
  const nearTurns = fc
    .tuple(
      fc.constantFrom(
        '2011-11-06T02:31:00Z',
        '2011-12-30T10:00:00Z',
        '2018-02-18T02:00:00Z',
        '2018-11-04T03:00:00Z',
        '2026-03-29T01:00:00Z',
        '2026-10-25T01:00:00Z',
        '2026-04-04T15:00:00Z',
      ),
      fc.integer({ min: -7_200_000, max: 7_200_000 }),
    )
    .map(([turn, offset]) => at(turn) + offset);

  it('never goes back while time goes on, and takes at most a day a day', () => {
    fc.assert(
      fc.property(
        zones,
        timesOfDay,
        fc.oneof(instants, nearTurns),
        fc.integer({ min: 1, max: 90_000_000 }),
        (timeZone, dayStartsAt, instant, later) => {
          const day = businessDay(instant, { dayStartsAt, timeZone });
          const first = day.date;
          const second = businessDay(instant + later, { dayStartsAt, timeZone }).date;
          // The span that it names is the very one in which it holds.
          expect(second === first).toBe(instant + later < day.until);
          expect(businessDay(day.from, { dayStartsAt, timeZone })).toEqual(day);
          expect(businessDay(day.from - 1, { dayStartsAt, timeZone }).until).toBe(day.from);
          expect(second >= first).toBe(true);
          // 90,000 s are 25 hours: two turns at most, and a third date where a zone left one out.
          expect(Date.parse(second) - Date.parse(first)).toBeLessThanOrEqual(3 * 86_400_000);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is the local date shifted by the turn wherever no clock is put forward or back', () => {
    fc.assert(
      fc.property(timesOfDay, instants, (dayStartsAt, instant) => {
        const shift = Number(dayStartsAt.slice(0, 2)) * 60 + Number(dayStartsAt.slice(3));
        const expected = new Date(instant + 8 * 3_600_000 - shift * 60_000).toISOString().slice(0, 10);
        expect(businessDay(instant, { dayStartsAt, timeZone: 'Asia/Shanghai' }).date).toBe(expected);
      }),
    );
  });
});

describe('isWithinHours', () => {
  const hours = { from: '09:00', to: '17:30' };
  it.each([
    ['08:59', false],
    ['09:00', true],
    ['17:29', true],
    ['17:30', false],
  ])('09:00 to 17:30 at %s: %s', (time, open) => {
    expect(isWithinHours(at(`2026-01-05T${time}:00+08:00`), hours, 'Asia/Shanghai')).toBe(open);
  });

  it.each([
    ['21:59', false],
    ['22:00', true],
    ['05:59', true],
    ['06:00', false],
  ])('22:00 to 06:00 at %s: %s', (time, open) => {
    const night = { from: '22:00', to: '06:00' };
    expect(isWithinHours(at(`2026-01-05T${time}:00+08:00`), night, 'Asia/Shanghai')).toBe(open);
  });
});
