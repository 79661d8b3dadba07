import { describe, expect, it } from '@jest/globals';

import { cityDate, daysAfter, oneYearAfter } from './calendar.ts';

describe("the platform's calendar", () => {
  it('changes the date at midnight in China', () => {
    expect(cityDate(Date.UTC(2026, 10, 26, 15, 59, 59, 999))).toBe('2026-11-26');
    expect(cityDate(Date.UTC(2026, 10, 26, 16))).toBe('2026-11-27');
  });

  it.each([
    ['2026-11-26', '2027-11-26'],
    ['2027-02-28', '2028-02-28'],
    ['2028-02-29', '2029-02-28'],
    ['2026-12-31', '2027-12-31'],
  ])('twelve months after %s is %s', (date, next) => {
    expect(oneYearAfter(date)).toBe(next);
  });

  it('counts days over the ends of months and years', () => {
    expect(daysAfter('2028-02-28', 2)).toBe('2028-03-01');
    expect(daysAfter('2026-01-01', -1)).toBe('2025-12-31');
  });
});
