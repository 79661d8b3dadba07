import { describe, expect, it, jest } from '@jest/globals';

import { lastOf, readFragment, watch } from './station.ts';

describe("the address's fragment", () => {
  it.each([
    ['#token=abc&face=kiosk', { token: 'abc', face: 'kiosk' }],
    ['#token=abc', { token: 'abc', face: null }],
    ['', { token: '', face: null }],
  ])('%s', (hash, fields) => {
    expect(readFragment(hash)).toEqual(fields);
  });
});

describe('a watch', () => {
  type Handlers = Parameters<Parameters<typeof watch<string>>[0]>[0];

  function watched() {
    const started: Handlers[] = [];
    const seen: (string | null)[] = [];
    const values = watch<string>(
      (handlers) => {
        started.push(handlers);
        return { unsubscribe: () => undefined };
      },
      (value) => value,
    );
    values.subscribe(() => seen.push(values.current()));
    return { started, seen, values };
  }

  it('shows nothing stale while the socket is gone, and the new value when it is back', () => {
    const { started, seen } = watched();
    started[0]?.onConnectionStateChange({ state: 'pending' });
    started[0]?.onData('first');
    started[0]?.onConnectionStateChange({ state: 'connecting' });
    started[0]?.onConnectionStateChange({ state: 'pending' });
    started[0]?.onData('second');
    expect(seen).toEqual(['first', null, 'second']);
    expect(started).toHaveLength(1);
  });

  it('is remembered, where it is asked for, while the socket is gone', () => {
    const { started, values } = watched();
    const last = lastOf(values);
    expect(last.current()).toBeNull();
    started[0]?.onData('first');
    expect(last.current()).toBe('first');
    started[0]?.onConnectionStateChange({ state: 'connecting' });
    expect([values.current(), last.current()]).toEqual([null, 'first']);
    started[0]?.onData('second');
    expect(last.current()).toBe('second');
  });

  it.each(['onComplete', 'onError'] as const)('begins again after %s', (how) => {
    jest.useFakeTimers();
    try {
      const { started, values } = watched();
      started[0]?.onData('first');
      started[0]?.[how]();
      expect(values.current()).toBeNull();
      jest.runOnlyPendingTimers();
      started[1]?.onData('second');
      expect(values.current()).toBe('second');
    } finally {
      jest.useRealTimers();
    }
  });

  it('tells nobody after they left', () => {
    const { started, values } = watched();
    const listener = jest.fn();
    values.subscribe(listener)();
    started[0]?.onData('first');
    expect(listener).not.toHaveBeenCalled();
  });
});
