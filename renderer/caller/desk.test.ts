import { describe, expect, it } from '@jest/globals';

import type { DeskSession, SignIn } from '#contracts/hall/desk.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { until } from '#test/support/until.ts';
import { Desk } from './desk.ts';
import type { Shelf } from './presses.ts';

const session: DeskSession = {
  id: 's1',
  window: 'w3',
  operator: 'wang',
  businesses: ['social'],
  heartbeatMs: 5000,
};
const request = { window: 'w3', operator: 'wang' };

class MapShelf implements Shelf {
  readonly kept = new Map<string, string>();
  getItem = (key: string): string | null => this.kept.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.kept.set(key, value);
  removeItem = (key: string): void => void this.kept.delete(key);
}

function bench(signIns: Result<DeskSession>[], beats: Result<{ seq: number }>[], shelf = new MapShelf()) {
  const asked: SignIn[] = [];
  const timers: { readonly act: () => void; readonly ms: number }[] = [];
  let beaten = 0;
  const desk = new Desk({
    hall: {
      signIn: (one) => {
        asked.push(one);
        return Promise.resolve(signIns.shift() ?? fail('hall-unavailable'));
      },
      heartbeat: () => {
        beaten += 1;
        return Promise.resolve(beats.shift() ?? ok({ seq: 1 }));
      },
    },
    shelf,
    newKey: () => 'key',
    time: {
      now: () => 0,
      later: (act, ms) => {
        timers.push({ act, ms });
        return () => undefined;
      },
    },
  });
  return { desk, asked, timers, shelf, beaten: () => beaten };
}

describe("a window's session", () => {
  it('is asked for again under the same key when no answer comes', async () => {
    const { desk, asked, timers } = bench([fail('hall-unavailable'), ok(session)], []);
    void desk.signIn(request);
    (await until('the pause', () => timers.shift() ?? null)).act();
    await until('the session', () => desk.current().session !== null);
    expect(asked).toEqual([
      { ...request, key: 'key' },
      { ...request, key: 'key' },
    ]);
  });

  it('says what the hall refuses', async () => {
    const { desk } = bench([fail('operator-unknown')], []);
    await desk.signIn(request);
    expect(desk.current().failure).toEqual({ code: 'operator-unknown' });
    expect(desk.current().signingIn).toBe(false);
  });

  it('goes on beating while the hall is away, and ends when the hall says so', async () => {
    const { desk, timers, shelf, beaten } = bench(
      [ok(session)],
      [fail('hall-unavailable'), fail('session-ended')],
    );
    await desk.signIn(request);
    expect(timers[0]?.ms).toBe(5000);
    timers.shift()?.act();
    (await until('the next beat', () => timers.shift() ?? null)).act();
    await until('the end', () => desk.current().ended);
    expect(beaten()).toBe(2);
    expect(desk.current().session).toBeNull();
    expect(shelf.kept.size).toBe(0);
  });

  it('stays over a reload', async () => {
    const shelf = new MapShelf();
    await bench([ok(session)], [], shelf).desk.signIn(request);
    const second = bench([], [], shelf);
    expect(second.desk.current().session).toEqual(session);
    await until('a heartbeat at once', () => second.beaten() === 1);
  });
});
