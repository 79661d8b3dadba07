import { describe, expect, it } from '@jest/globals';

import { HandClock } from '#test/support/hand-clock.ts';

import { Refusals } from './refusals.ts';

describe('Refusals', () => {
  it('tells the first at once, and a flood of the same kind as one number', async () => {
    const clock = new HandClock();
    const logged: string[] = [];
    const refusals = new Refusals(clock, {
      event: (_name, fields) => void logged.push(Object.values(fields).join(' ')),
    });
    for (let times = 0; times < 1000; times += 1) refusals.note('token');
    refusals.note('origin');
    expect(logged).toEqual(['token 1', 'origin 1']);
    await clock.turn(10_000);
    expect(logged).toEqual(['token 1', 'origin 1', 'token 999']);
    refusals.note('token');
    refusals.note('token');
    refusals.close();
    expect(logged.slice(3)).toEqual(['token 1', 'token 1']);
    expect(clock.pending).toBe(0);
  });
});
