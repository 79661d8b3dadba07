import { describe, expect, it } from '@jest/globals';

import { HandClock, settled } from '#test/support/hand-clock.ts';

import { NativeCalls, stuckAfterMs } from './native-calls.ts';

interface Call {
  readonly end: (value: string) => void;
  readonly call: () => Promise<string>;
}

function held(): Call {
  let end: (value: string) => void = () => undefined;
  const promise = new Promise<string>((resolve) => {
    end = resolve;
  });
  return { end: (value) => end(value), call: () => promise };
}

describe('calls into the library', () => {
  it('bring what they bring, or what they threw', async () => {
    const calls = new NativeCalls(new HandClock(), () => undefined);
    const { signal } = new AbortController();
    expect(await calls.run(signal, () => Promise.resolve(1))).toEqual({ ok: true, value: 1 });
    const error = new Error('no');
    expect(await calls.run(signal, () => Promise.reject(error))).toEqual({ ok: false, error });
    // pcsc-mini throws some of its errors before there is a promise.
    const thrown = (): Promise<never> => {
      throw error;
    };
    expect(await calls.run(signal, thrown)).toEqual({ ok: false, error });
  });

  it('run one at a time', async () => {
    const calls = new NativeCalls(new HandClock(), () => undefined);
    const { signal } = new AbortController();
    const first = held();
    let begun = false;
    void calls.run(signal, first.call);
    const second = calls.run(signal, () => {
      begun = true;
      return Promise.resolve('second');
    });
    await settled();
    expect(begun).toBe(false);
    first.end('first');
    expect(await second).toEqual({ ok: true, value: 'second' });
  });

  it('are given up at the abort, and what they bring late is undone before the next', async () => {
    const calls = new NativeCalls(new HandClock(), () => undefined);
    const abort = new AbortController();
    const late = held();
    const order: string[] = [];
    const given = calls.run(abort.signal, late.call, (value) => {
      order.push(`undone ${value}`);
      return Promise.resolve();
    });
    await settled();
    abort.abort();
    expect((await given).ok).toBe(false);
    const next = calls.run(new AbortController().signal, () => {
      order.push('next');
      return Promise.resolve('next');
    });
    late.end('connected');
    await next;
    expect(order).toEqual(['undone connected', 'next']);
  });

  it('that never begin because their caller gave up are not made', async () => {
    const calls = new NativeCalls(new HandClock(), () => undefined);
    const first = held();
    void calls.run(new AbortController().signal, first.call);
    const abort = new AbortController();
    let made = false;
    const second = calls.run(abort.signal, () => {
      made = true;
      return Promise.resolve('');
    });
    abort.abort();
    expect((await second).ok).toBe(false);
    first.end('');
    await calls.settled();
    expect(made).toBe(false);
  });

  it('that go on long after they were given up are stuck until they return', async () => {
    const clock = new HandClock();
    const told: boolean[] = [];
    const calls: NativeCalls = new NativeCalls(clock, () => told.push(calls.stuck));
    const abort = new AbortController();
    const hung = held();
    void calls.run(abort.signal, hung.call);
    await settled();
    abort.abort();
    await clock.turn(stuckAfterMs - 1);
    expect(told).toEqual([]);
    await clock.turn(1);
    expect(told).toEqual([true]);
    hung.end('at last');
    await calls.settled();
    expect(told).toEqual([true, false]);
    expect(clock.pending).toBe(0);
  });
});
