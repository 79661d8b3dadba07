import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { hallConfigurationSchema, type HallConfiguration, type Slot } from '#contracts/hall/configuration.ts';
import { testHall } from '#test/support/halls.ts';

import { instantOf } from '../business-day.ts';
import { configurationProblems } from './configuration.ts';

function withSlots(slots: readonly Slot[], dayStartsAt = '00:00'): HallConfiguration {
  return hallConfigurationSchema.parse({ ...testHall, dayStartsAt, appointments: { slots } });
}

const slot = (from: string, to: string, weekdays: number[], business = 'pension'): Slot => ({
  business,
  weekdays,
  from,
  to,
  capacity: 3,
});

describe('times for appointments', () => {
  it('are refused where two of one business overlap, both by their places', () => {
    const slots = [
      slot('09:00', '10:00', [1, 2]),
      slot('09:00', '10:00', [1], 'card'),
      slot('09:30', '10:30', [2, 3]),
      slot('09:00', '09:10', [7, 1]),
    ];
    expect(configurationProblems(withSlots(slots))).toEqual([
      'appointments.slots.2: overlaps appointments.slots.0, a time of the same business',
      'appointments.slots.3: overlaps appointments.slots.0, a time of the same business',
    ]);
  });

  it('are refused once for each time, however many it overlaps', () => {
    const same = Array.from({ length: 500 }, () => slot('09:00', '10:00', [1, 2, 3, 4, 5, 6, 7]));
    expect(configurationProblems(withSlots(same))).toHaveLength(499);
  });

  it.each<[string, Slot, Slot]>([
    ['one after the other', slot('09:00', '10:00', [1]), slot('10:00', '11:00', [1])],
    ['on other weekdays', slot('09:00', '10:00', [1, 3]), slot('09:00', '10:00', [2, 4])],
    ['of other businesses', slot('09:00', '10:00', [1]), slot('09:00', '10:00', [1], 'card')],
    ['a whole day after a whole day', slot('08:00', '08:00', [1]), slot('08:00', '08:00', [2])],
  ])('are taken %s', (_what, one, other) => {
    expect(configurationProblems(withSlots([one, other]))).toEqual([]);
  });

  it.each<[string, Slot, Slot, string]>([
    ['over midnight', slot('23:00', '01:00', [1]), slot('00:30', '02:00', [2]), '00:00'],
    ['over the end of the week', slot('23:00', '01:00', [7]), slot('00:30', '02:00', [1]), '00:00'],
    // Of one business day: both are in the night from Monday to Tuesday.
    ['before the turn of the day', slot('23:00', '03:00', [1]), slot('02:00', '02:30', [1]), '04:00'],
  ])('are refused where they overlap %s', (_what, one, other, dayStartsAt) => {
    for (const slots of [
      [one, other],
      [other, one],
    ])
      expect(configurationProblems(withSlots(slots, dayStartsAt))).toHaveLength(1);
  });

  it('are refused exactly where the instants of two of one business do, whichever day they are of', () => {
    const time = fc.integer({ min: 0, max: 47 }).map((half) => {
      const hour = String(Math.floor(half / 2)).padStart(2, '0');
      return `${hour}:${half % 2 === 0 ? '00' : '30'}`;
    });
    const slots = fc.array(
      fc.record({
        business: fc.constantFrom('pension', 'card'),
        weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 3 }),
        from: time,
        to: time,
        capacity: fc.constant(1),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(slots, fc.constantFrom('00:00', '04:30', '12:00'), (given, dayStartsAt) => {
        const configuration = withSlots(given, dayStartsAt);
        const spans = given.map((one) => spansOf(one, configuration));
        const expected = given.flatMap((one, index) => {
          const first = given.findIndex(
            (other, at) =>
              at < index && other.business === one.business && doOverlap(spans[at] ?? [], spans[index] ?? []),
          );
          return first === -1 ? [] : [`appointments.slots.${index}: overlaps appointments.slots.${first}`];
        });
        const said = configurationProblems(configuration).map((problem) => problem.replace(/, .*/, ''));
        expect(said).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});

type Span = readonly [from: number, to: number];

/** Of three weeks, by the hall's own calendar. */
function spansOf({ weekdays, from, to }: Slot, calendar: HallConfiguration): readonly Span[] {
  const monday = Date.parse('2026-01-05');
  return Array.from({ length: 21 }, (_, day) => day).flatMap((day): Span[] => {
    if (!weekdays.includes((day % 7) + 1)) return [];
    const date = new Date(monday + day * 86_400_000).toISOString().slice(0, 10);
    const [begins, ends] = [instant(date, from, calendar), instant(date, to, calendar)];
    return [[begins, ends > begins ? ends : ends + 86_400_000]];
  });
}

const instants = new Map<string, number>();
/** Reckoned once: Intl takes its time, and random times come again. */
function instant(date: string, time: string, calendar: HallConfiguration): number {
  const key = `${date} ${time} ${calendar.dayStartsAt}`;
  const known = instants.get(key) ?? instantOf(date, time, calendar);
  instants.set(key, known);
  return known;
}

function doOverlap(some: readonly Span[], others: readonly Span[]): boolean {
  return some.some(([from, to]) => others.some((other) => from < other[1] && other[0] < to));
}
