import { describe, expect, it } from '@jest/globals';

import type { HallEvent } from '#contracts/hall/events.ts';
import { ok } from '#contracts/result.ts';
import { until } from '#test/support/until.ts';

import { Follower } from './follower.ts';
import { hallTiming } from './timing.ts';

function eventOf(seq: number): HallEvent {
  return { seq, at: 0, body: { kind: 'configuration-changed', version: seq, by: 'li' } };
}

/** A hall with `stored` events, of which a follower has heard those that are in `heard`. */
async function bench(others: boolean) {
  const stored = [eventOf(1), eventOf(2)];
  const heard: number[] = [];
  const delays: number[] = [];
  const follower = new Follower({
    others,
    clock: {
      after: (ms) => {
        delays.push(ms);
        return () => undefined;
      },
    },
    newest: async () => ok(stored.at(-1)?.seq ?? 0),
    since: async (seq, limit) => ok(stored.filter((one) => one.seq > seq).slice(0, limit)),
  });
  follower.watch((events) => heard.push(...events.map(({ seq }) => seq)), new AbortController().signal);
  await until('it has begun', () => delays.length > 0);
  return { stored, heard, delays, follower };
}

describe('who follows the events of a hall', () => {
  it('looks often for what other servers did, and seldom where there are none', async () => {
    expect((await bench(true)).delays).toEqual([hallTiming.followMs]);
    expect((await bench(false)).delays).toEqual([hallTiming.followAloneMs]);
  });

  it('looks at once where events are missing before those of a commit, and hands on each once', async () => {
    const { stored, heard, follower } = await bench(false);
    stored.push(eventOf(3), eventOf(4), eventOf(5));
    follower.committed([eventOf(5)]);
    await until('all of them', () => heard.length === 3);
    follower.committed([eventOf(5)]);
    follower.committed([eventOf(6)]);
    expect(heard).toEqual([3, 4, 5, 6]);
  });
});
