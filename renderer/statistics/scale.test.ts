import { describe, expect, it } from '@jest/globals';

import { daysBefore, isSpan, satisfaction, ticks, wholeTicks } from './scale.ts';

describe('the lines of a chart', () => {
  it.each([
    [0, [0, 1]],
    [1, [0, 0.2, 0.4, 0.6000000000000001, 0.8, 1]],
    [28, [0, 10, 20, 30]],
    [100, [0, 20, 40, 60, 80, 100]],
    [214, [0, 50, 100, 150, 200, 250]],
  ])('stand round up to %d', (largest, lines) => {
    expect(ticks(largest)).toEqual(lines);
  });

  it.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [2, [0, 1, 2]],
    [4, [0, 1, 2, 3, 4]],
    [28, [0, 10, 20, 30]],
  ])('of people, %d at most, are whole', (largest, lines) => {
    expect(wholeTicks(largest)).toEqual(lines);
  });
});

describe('days', () => {
  it('are counted over months and leap days', () => {
    expect(daysBefore('2026-01-05', 6)).toBe('2025-12-30');
    expect(daysBefore('2028-03-01', 1)).toBe('2028-02-29');
  });

  it.each([
    ['2026-01-05', '2026-01-05', true],
    ['2026-01-06', '2026-01-05', false],
    ['2025-01-05', '2026-01-05', true],
    ['2025-01-04', '2026-01-05', false],
    ['', '2026-01-05', false],
  ])('%s to %s: %s', (from, to, answer) => {
    expect(isSpan(from, to)).toBe(answer);
  });
});

describe('satisfaction', () => {
  it('counts three and more, and knows when nobody answered', () => {
    expect(satisfaction([1, 1, 2, 3, 3])).toBe(0.8);
    expect(satisfaction([0, 0, 0, 0, 0])).toBeNull();
  });
});
