import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import {
  abandoned,
  admit,
  breakerDelays,
  closedBreaker,
  failed,
  succeeded,
  type Breaker,
} from './breaker.ts';

const { failuresToOpen, firstOpenMs, longestOpenMs } = breakerDelays;

function opened(): Breaker {
  let breaker = closedBreaker;
  for (let n = 0; n < failuresToOpen; n += 1) breaker = failed(breaker, 0);
  return breaker;
}

describe('the circuit breaker', () => {
  it('opens after failures in a row, and a success in between counts anew', () => {
    let breaker = failed(failed(closedBreaker, 0), 0);
    breaker = succeeded();
    breaker = failed(failed(breaker, 0), 0);
    expect(breaker.state).toBe('closed');
    expect(failed(breaker, 0)).toEqual({ state: 'open', until: firstOpenMs, openings: 1 });
  });

  it('lets one request try when its time is over, and no other meanwhile', () => {
    expect(admit(opened(), firstOpenMs - 1)).toBeNull();
    const trying = admit(opened(), firstOpenMs);
    expect(trying).toEqual({ state: 'half-open', openings: 1 });
    expect(admit(trying ?? closedBreaker, firstOpenMs)).toBeNull();
  });

  it('waits twice as long after each try that failed, up to a limit', () => {
    let breaker = opened();
    const waits: number[] = [];
    let now = 0;
    for (let n = 0; n < 8; n += 1) {
      now = breaker.state === 'open' ? breaker.until : now;
      breaker = failed(admit(breaker, now) ?? closedBreaker, now);
      waits.push(breaker.state === 'open' ? breaker.until - now : 0);
    }
    expect(waits.slice(0, 4)).toEqual([2000, 4000, 8000, 16_000]);
    expect(Math.max(...waits)).toBe(longestOpenMs);
  });

  it('lets the next one try at once when whoever tried went away', () => {
    const trying = admit(opened(), firstOpenMs) ?? closedBreaker;
    const left = abandoned(trying, firstOpenMs);
    expect(admit(left, firstOpenMs)).toEqual(trying);
    expect(abandoned(closedBreaker, 0)).toBe(closedBreaker);
  });

  it('is never shut for good: whatever happened, there is a time at which it asks again', () => {
    const step = fc.constantFrom('ask', 'success', 'failure', 'abandon');
    fc.assert(
      fc.property(fc.array(fc.tuple(step, fc.integer({ min: 0, max: 40_000 }))), (steps) => {
        let breaker = closedBreaker;
        let now = 0;
        let isUnderWay = false;
        for (const [what, ms] of steps) {
          now += ms;
          if (what === 'ask') {
            const admitted = admit(breaker, now);
            isUnderWay ||= admitted?.state === 'half-open';
            breaker = admitted ?? breaker;
          } else {
            // Answers come only to what was asked; while half-open that is the one that tries.
            if (what === 'success') breaker = succeeded();
            else breaker = what === 'failure' ? failed(breaker, now) : abandoned(breaker, now);
            isUnderWay = false;
          }
        }
        expect(isUnderWay || admit(breaker, now + longestOpenMs) !== null).toBe(true);
      }),
    );
  });
});
