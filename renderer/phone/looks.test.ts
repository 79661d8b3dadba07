import { beforeEach, describe, expect, it } from '@jest/globals';

import { HandClock } from '#test/support/hand-clock.ts';
import { keepLooking, type Looks } from './looks.ts';

let clock: HandClock;
let looks: Looks;
let began: number[];
let takes: number;
let pause: number;

beforeEach(() => {
  clock = new HandClock();
  began = [];
  takes = 0;
  pause = Infinity;
  looks = keepLooking(
    async () => {
      began.push(clock.monotonic());
      if (takes > 0) await new Promise<void>((done) => void clock.after(takes, done));
      return pause;
    },
    { now: () => clock.monotonic(), later: (act, ms) => clock.after(ms, act) },
  );
});

describe('looks', () => {
  it('follow each other by the pause that each one names, until there is none', async () => {
    pause = 4000;
    looks.within(0);
    await clock.turn(9000);
    expect(began).toEqual([0, 4000, 8000]);
    pause = Infinity;
    await clock.turn(60_000);
    expect(began).toEqual([0, 4000, 8000, 12_000]);
    expect(clock.pending).toBe(0);
  });

  it('come sooner for what asks for them, and once for all that asks', async () => {
    pause = 15_000;
    looks.within(0);
    await clock.turn(1000);
    looks.within(1500);
    looks.within(1200);
    looks.within(9000);
    await clock.turn(5000);
    expect(began).toEqual([0, 2200]);
    await clock.turn(15_000);
    expect(began).toEqual([0, 2200, 17_200]);
  });

  it('never overlap: what is asked for meanwhile comes after', async () => {
    takes = 3000;
    looks.within(0);
    await clock.turn(1000);
    looks.within(0);
    looks.within(500);
    await clock.turn(1999);
    expect(began).toEqual([0]);
    await clock.turn(60_000);
    expect(began).toEqual([0, 3000]);
  });
});
