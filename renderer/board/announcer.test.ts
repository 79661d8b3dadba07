import { describe, expect, it } from '@jest/globals';

import { boardCall, boardView } from '#test/support/hall-fixtures.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { until } from '#test/support/until.ts';
import { createAnnouncer } from './announcer.ts';
import type { SayCall } from './say-call.ts';

/** Long enough for any one call to have its row. */
const turn = 10_000;

function board(say: SayCall) {
  const clock = new HandClock();
  const announcer = createAnnouncer(say, (act, ms) => clock.after(ms, act));
  announcer.hear(boardView([]));
  return { clock, announcer };
}

const calls = [boardCall(33, 'A033', 3), boardCall(32, 'A032', 2), boardCall(31, 'A031', 1)];

describe('an announcer', () => {
  it('lets each call flash for as long as it takes to see it, also where nothing is heard', async () => {
    const { clock, announcer } = board(() => Promise.resolve('silent'));
    announcer.hear(boardView(calls));
    for (const id of [31, 32, 33]) {
      await until(`call ${id}`, () => announcer.current().call === id);
      await clock.turn(3000);
      expect(announcer.current().call).toBe(id);
      await clock.turn(5000);
    }
    await until('the end', () => announcer.current().call === null);
    expect(announcer.current().said).toBe('silent');
    expect(clock.pending).toBe(0);
  });

  it('goes on with the next call where one could not even be begun', async () => {
    let asked = 0;
    const { clock, announcer } = board(() => {
      asked += 1;
      return asked === 1 ? Promise.reject(new Error('no audio context')) : Promise.resolve('said');
    });
    announcer.hear(boardView(calls.slice(2)));
    await until('the first', () => announcer.current().call === 31 && asked === 1);
    await clock.turn(turn);
    await until('its end', () => announcer.current().call === null);
    expect(announcer.current().said).toBe('silent');
    announcer.hear(boardView(calls.slice(1)));
    await until('the second', () => asked === 2);
    await clock.turn(turn);
    await until('how it went', () => announcer.current().said === 'said');
  });

  it('asks for a touch until somebody has touched the page', async () => {
    const { clock, announcer } = board(() => Promise.resolve('blocked'));
    announcer.hear(boardView(calls.slice(2)));
    await until('the call', () => announcer.current().call === 31);
    await clock.turn(turn);
    await until('how it went', () => announcer.current().said === 'blocked');
    announcer.touched();
    expect(announcer.current().said).toBeNull();
  });
});
