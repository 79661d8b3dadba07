/** Rates against numbers worked out by hand or taken from tables, and what must hold of any scores. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import assert from 'node:assert/strict';

import { curveOf, equalError, pointAt, rateOf, thresholdFor } from './rates.ts';

describe('a rate with its interval', () => {
  it.each([
    // Wilson, 95 %: the values of Brown, Cai and DasGupta's formula, worked out by hand.
    [1, 10, 0.1, 0.0179, 0.4042],
    [5, 10, 0.5, 0.2366, 0.7634],
    [10, 100, 0.1, 0.0552, 0.1744],
    [1, 1000, 0.001, 0.0002, 0.0056],
    // The rule of three.
    [0, 300, 0, 0, 0.01],
    [0, 3000, 0, 0, 0.001],
    [300, 300, 1, 0.99, 1],
    // Two cases show nothing.
    [0, 2, 0, 0, 1],
  ])('%d of %d', (errors, of, rate, low, high) => {
    const found = rateOf(errors, of);
    expect(found.rate).toBe(rate);
    expect(found.low).toBeCloseTo(low, 4);
    expect(found.high).toBeCloseTo(high, 4);
  });

  it('of nothing is no rate, and may be anything', () => {
    expect(rateOf(0, 0)).toEqual({ errors: 0, of: 0, rate: null, low: 0, high: 1 });
  });

  it('lies within its interval, which narrows as more is counted', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 500 }), (of, some) => {
        const errors = Math.min(some, of);
        const [few, many] = [rateOf(errors, of), rateOf(errors * 10, of * 10)];
        expect(few.low).toBeLessThanOrEqual(few.rate ?? -1);
        expect(few.high).toBeGreaterThanOrEqual(few.rate ?? 2);
        expect(few.low).toBeGreaterThanOrEqual(0);
        expect(few.high).toBeLessThanOrEqual(1);
        expect(many.high - many.low).toBeLessThanOrEqual(few.high - few.low);
      }),
    );
  });
});

describe('a curve', () => {
  /** Ten comparisons of other people, five of the same one. */
  const curve = curveOf([0, 0.1, 0.1, 0.2, 0.2, 0.3, 0.3, 0.4, 0.5, 0.6], [0.45, 0.6, 0.7, 0.8, 0.9]);

  it('counts what reaches the threshold, as the station does', () => {
    expect(pointAt(curve, 0.5)).toMatchObject({
      threshold: 0.5,
      wrongYes: { errors: 2, of: 10, rate: 0.2 },
      wrongNo: { errors: 1, of: 5, rate: 0.2 },
    });
    expect(pointAt(curve, 0)).toMatchObject({ wrongYes: { errors: 10 }, wrongNo: { errors: 0 } });
    expect(pointAt(curve, 1)).toMatchObject({ wrongYes: { errors: 0 }, wrongNo: { errors: 5 } });
  });

  it('has its equal error where the two meet', () => {
    // From above 0.45 to 0.5: 2 of 10 and 1 of 5.
    expect(equalError(curve)).toMatchObject({ rate: 0.2, at: { threshold: 0.451 } });
  });

  it('gives the lowest threshold that a target allows', () => {
    expect(thresholdFor(curve, 0.1)).toMatchObject({
      at: { threshold: 0.501, wrongYes: { errors: 1 } },
      shown: false,
    });
    expect(thresholdFor(curve, 0)).toMatchObject({ at: { threshold: 0.601 } });
  });

  it('says whether the count shows the target', () => {
    const others = Array.from({ length: 3000 }, () => 0.2);
    expect(thresholdFor(curveOf(others, [0.9]), 0.001)).toMatchObject({
      at: { threshold: 0.201 },
      shown: true,
    });
    expect(thresholdFor(curveOf(others.slice(1), [0.9]), 0.001)).toMatchObject({ shown: false });
  });

  it('has no threshold where another person has the highest score, and none where nothing was counted', () => {
    expect(thresholdFor(curveOf([1], [1]), 0.01)).toBeNull();
    expect(thresholdFor(curveOf([], [1]), 0.01)).toBeNull();
    expect(equalError(curveOf([], [1]))).toBeNull();
    expect(equalError(curveOf([0.1], []))).toBeNull();
  });

  it('takes less of the wrong and less of the right as the threshold rises', () => {
    const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(scores, scores, (no, yes) => {
        const found = curveOf(no, yes);
        for (const [index, point] of found.entries()) {
          const before = found[index - 1] ?? point;
          // Some ten thousand times: jest's own `expect` would take seconds.
          assert(point.wrongYes.errors <= before.wrongYes.errors);
          assert(point.wrongNo.errors >= before.wrongNo.errors);
          assert.equal(point.wrongYes.errors, no.filter((score) => score >= point.threshold).length);
          assert.equal(point.wrongNo.errors, yes.filter((score) => score < point.threshold).length);
        }
      }),
      { numRuns: 30 },
    );
  });
});
