import { describe, expect, it } from '@jest/globals';

import { HandClock } from '#test/support/hand-clock.ts';
import { collector, giveBackMemory } from './memory.ts';

describe('memory that nobody uses', () => {
  it('goes back after the start and every hour, and ten seconds later while somebody is there', async () => {
    const clock = new HandClock();
    const at: number[] = [];
    let isQuiet = true;
    const stop = giveBackMemory({
      clock,
      nobodyThere: () => isQuiet,
      collect: () => void at.push(clock.monotonic()),
    });
    await clock.turn(2000);
    expect(at).toEqual([2000]);
    isQuiet = false;
    await clock.turn(3_600_000);
    expect(at).toEqual([2000]);
    isQuiet = true;
    await clock.turn(10_000);
    expect(at).toEqual([2000, 3_612_000]);
    stop();
    expect(clock.pending).toBe(0);
  });

  it('is really collected', async () => {
    const held = new WeakRef({ nobody: 'holds it' });
    // A WeakRef holds its object to the end of the turn in which it was made.
    await new Promise<void>((resolve) => void setImmediate(resolve));
    collector()();
    expect(held.deref()).toBeUndefined();
  });
});
