import { describe, expect, it } from '@jest/globals';

import type { HallEvent } from '#contracts/hall/events.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { until } from '#test/support/until.ts';
import { keepView, type Line } from './kept-view.ts';

class HandLine implements Line {
  #on = true;
  readonly #heard = new Set<(events: readonly HallEvent[] | null) => void>();
  connected = (): boolean => this.#on;
  listen = (changed: (events: readonly HallEvent[] | null) => void): (() => void) => {
    this.#heard.add(changed);
    return () => this.#heard.delete(changed);
  };
  say(on: boolean, events: readonly HallEvent[] | null = null): void {
    this.#on = on;
    for (const changed of this.#heard) changed(events);
  }
}

/** Nothing is asked again by itself. */
const still = { now: () => 0, later: () => () => undefined };

/** Questions that a test answers one by one. */
function questions() {
  const open: ((answer: Result<number>) => void)[] = [];
  let asked = 0;
  return {
    open,
    asked: () => asked,
    ask: () =>
      new Promise<Result<number>>((resolve) => {
        asked += 1;
        open.push(resolve);
      }),
  };
}

describe('a kept view', () => {
  it('asks once more, and not twice, for all the events that came while it was asking', async () => {
    const line = new HandLine();
    const { ask, open, asked } = questions();
    const kept = keepView(line, ask, { time: still });
    line.say(true);
    line.say(true);
    line.say(true);
    expect(asked()).toBe(1);
    open.shift()?.(ok(1));
    await until('the second question', () => asked() === 2);
    open.shift()?.(ok(2));
    await until('the second view', () => kept.current().view === 2);
    expect(asked()).toBe(2);
    expect(kept.current().live).toBe(true);
  });

  it('keeps what it knew when the line goes, and says that it may be old', async () => {
    const line = new HandLine();
    const { ask, open } = questions();
    let time = 5;
    const kept = keepView(line, ask, { time: { ...still, now: () => time } });
    open.shift()?.(ok(7));
    await until('the view', () => kept.current().view === 7);
    time = 900;
    line.say(false);
    expect(kept.current()).toEqual({ view: 7, live: false, heardAt: 5, failure: null });
  });

  it('asks again only for the events that concern it', async () => {
    const line = new HandLine();
    const { ask, open, asked } = questions();
    const kept = keepView(line, ask, { kinds: ['configuration-changed'], time: still });
    open.shift()?.(ok(1));
    await until('the view', () => kept.current().view === 1);
    line.say(true, [{ seq: 1, at: 0, body: { kind: 'help-called', help: 'h', origin: 'kiosk-1' } }]);
    expect(asked()).toBe(1);
    line.say(true, [{ seq: 2, at: 0, body: { kind: 'configuration-changed', version: 2, by: 'admin' } }]);
    expect(asked()).toBe(2);
  });

  it('leaves a pause between two questions that events lead to, and none before its own', async () => {
    const line = new HandLine();
    const { ask, open, asked } = questions();
    let now = 0;
    let alarm = null as { act: () => void; at: number } | null;
    const time = {
      now: () => now,
      later: (act: () => void, ms: number) => {
        const set = { act, at: now + ms };
        alarm = set;
        return () => {
          if (alarm === set) alarm = null;
        };
      },
    };
    const answer = async (view: number): Promise<void> => {
      open.shift()?.(ok(view));
      await until('the view', () => kept.current().view === view && alarm !== null);
    };
    const kept = keepView(line, ask, { pauseMs: 1000, time });
    await answer(1);
    now = 300;
    line.say(true);
    line.say(true);
    expect(asked()).toBe(1);
    expect(alarm).toMatchObject({ at: 1000 });

    kept.refresh();
    expect(asked()).toBe(2);
    // Came while it was asking: asked after the pause, since the answer may not know of it.
    line.say(true);
    await answer(2);
    expect(asked()).toBe(2);
    expect(alarm).toMatchObject({ at: 1300 });
    now = 1300;
    alarm?.act();
    await answer(3);

    now = 5000;
    line.say(true);
    expect(asked()).toBe(4);
  });

  it('asks without a pause when the line comes: until then it says that the hall cannot be heard', async () => {
    const line = new HandLine();
    line.say(false);
    const { ask, open, asked } = questions();
    const kept = keepView(line, ask, { pauseMs: 5000, time: still });
    open.shift()?.(ok(1));
    await until('the view', () => kept.current().view === 1);
    expect(kept.current().live).toBe(false);
    line.say(true);
    expect(asked()).toBe(2);
    open.shift()?.(ok(2));
    await until('the hall', () => kept.current().live);
  });

  it('asks at once again for what the page itself changed while it was asking', async () => {
    const line = new HandLine();
    const { ask, open, asked } = questions();
    const kept = keepView(line, ask, { pauseMs: 1000, time: still });
    kept.refresh();
    expect(asked()).toBe(1);
    open.shift()?.(ok(1));
    await until('the second question', () => asked() === 2);
  });

  it('tells a hall that cannot be reached from one that refuses', async () => {
    const line = new HandLine();
    const { ask, open } = questions();
    const kept = keepView(line, ask, { time: still });
    open.shift()?.(fail('ticket-unknown'));
    await until('the refusal', () => kept.current().failure !== null);
    expect(kept.current().failure).toEqual({ code: 'ticket-unknown' });
    line.say(true);
    await until('the next question', () => open.length === 1);
    open.shift()?.(fail('hall-unavailable'));
    await until('no refusal any more', () => kept.current().failure === null);
    expect(kept.current()).toMatchObject({ view: null, live: false });
  });
});
