/** The measure against numbers worked out by hand, and what must hold of any two vectors. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { similarity } from './similarity.ts';

/** A vector at `distance` from [0, 0, …]. */
function away(distance: number, length = 4): number[] {
  return Array.from({ length }, (_, index) => (index === 1 ? distance : 0));
}

describe('similarity', () => {
  it.each([
    // (1 - 5 × distance / 100 - 0.2) / 0.6
    ['the same', 0, 1],
    ['so near that nothing is missing', 4, 1],
    ['a quarter away', 7, 0.75],
    ['half away', 10, 0.5],
    ['three quarters away', 13, 0.25],
    ['nothing in common', 16, 0],
    ['further than that', 500, 0],
  ])('%s', (_what, distance, expected) => {
    expect(similarity(away(0), away(distance))).toBeCloseTo(expected, 10);
  });

  it('adds up the differences of all values', () => {
    // Distance √(1 + 4 + 4 + 16 + 75) = 10.
    expect(similarity([1, 2, 0, -4, 0], [0, 0, 2, 0, Math.sqrt(75)])).toBeCloseTo(0.5, 10);
  });

  it.each([
    ['nothing', [], []],
    ['nothing and something', [], [1]],
    ['another model’s', [1, 2, 3], [1, 2]],
  ])('cannot be had of %s', (_what, a, b) => {
    expect(similarity(a, b)).toBeNull();
    expect(similarity(b, a)).toBeNull();
  });

  const value = fc.double({ min: -50, max: 50, noNaN: true });
  const two = fc
    .integer({ min: 1, max: 64 })
    .chain((length) =>
      fc.tuple(...[0, 1].map(() => fc.array(value, { minLength: length, maxLength: length }))),
    );

  it('is from 0 to 1, the same both ways, and 1 with itself', () => {
    fc.assert(
      fc.property(two, ([a = [], b = []]) => {
        const found = similarity(a, b);
        expect(found).toBeGreaterThanOrEqual(0);
        expect(found).toBeLessThanOrEqual(1);
        expect(similarity(b, a)).toBe(found);
        expect(similarity(a, a)).toBe(1);
      }),
    );
  });

  it('does not grow as one face moves away from another', () => {
    fc.assert(
      fc.property(two, fc.double({ min: 1, max: 10, noNaN: true }), ([a = [], b = []], times) => {
        const further = a.map((from, index) => from + ((b[index] ?? 0) - from) * times);
        // A rounding in the last digit is no growth.
        expect(similarity(a, further)).toBeLessThanOrEqual((similarity(a, b) ?? -1) + 1e-9);
      }),
    );
  });
});
