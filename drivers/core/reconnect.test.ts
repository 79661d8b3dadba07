import { describe, expect, it } from '@jest/globals';

import { fail, ok, type Failure, type Result } from '#contracts/result.ts';
import { HandClock, settled } from '#test/support/hand-clock.ts';

import { keepConnected, pause } from './reconnect.ts';

const delays = { openMs: 1000, firstMs: 100, longestMs: 400 };

class FakeConnection {
  closed = 0;
  end: (reason: Failure) => void = () => undefined;
  onClose(listener: (reason: Failure) => void): void {
    this.end = listener;
  }
  close(): Promise<void> {
    this.closed += 1;
    return Promise.resolve();
  }
}

function untilAborted(signal: AbortSignal): Promise<Failure> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ code: 'aborted' }), { once: true });
  });
}

describe('keepConnected', () => {
  it('waits twice as long after each failure, up to the longest wait', async () => {
    const clock = new HandClock();
    const stop = new AbortController();
    const attempts: number[] = [];
    const lost: Failure[] = [];
    const done = keepConnected<FakeConnection>({
      clock,
      delays,
      signal: stop.signal,
      open: () => {
        attempts.push(clock.monotonic());
        return Promise.resolve(fail('port-unavailable', 'ENOENT'));
      },
      serve: untilAbortedServe,
      lost: (failure) => lost.push(failure),
    });
    await clock.turn(2000);
    expect(attempts).toEqual([0, 100, 300, 700, 1100, 1500, 1900]);
    expect(lost[0]).toEqual({ code: 'port-unavailable', detail: 'ENOENT' });
    stop.abort();
    await done;
    expect(clock.pending).toBe(0);
  });

  it('starts the back-off anew once the device has answered, and closes what ended', async () => {
    const clock = new HandClock();
    const stop = new AbortController();
    const connections: FakeConnection[] = [];
    const lost: Failure[] = [];
    const done = keepConnected({
      clock,
      delays,
      signal: stop.signal,
      open: () => {
        const connection = new FakeConnection();
        connections.push(connection);
        return Promise.resolve(ok(connection));
      },
      serve: (_connection, signal, proven) => {
        if (connections.length > 2) proven();
        return untilAborted(signal);
      },
      lost: (failure) => lost.push(failure),
    });
    await settled();
    connections[0]?.end({ code: 'port-lost' });
    await clock.turn(100);
    connections[1]?.end({ code: 'port-lost' });
    await clock.turn(199);
    expect(connections).toHaveLength(2);
    await clock.turn(1);
    expect(connections).toHaveLength(3);
    connections[2]?.end({ code: 'port-lost', detail: 'EIO' });
    await clock.turn(100);
    expect(connections).toHaveLength(4);
    expect(lost.at(-1)).toEqual({ code: 'port-lost', detail: 'EIO' });
    stop.abort();
    await done;
    expect(connections.map((connection) => connection.closed)).toEqual([1, 1, 1, 1]);
    expect(lost).toHaveLength(3);
  });

  it('gives an opening its deadline', async () => {
    const clock = new HandClock();
    const stop = new AbortController();
    const lost: Failure[] = [];
    const done = keepConnected<FakeConnection>({
      clock,
      delays,
      signal: stop.signal,
      open: (signal) =>
        new Promise<Result<FakeConnection>>((resolve) => {
          signal.addEventListener('abort', () => resolve(fail('aborted')), { once: true });
        }),
      serve: untilAbortedServe,
      lost: (failure) => lost.push(failure),
    });
    await clock.turn(1000);
    expect(lost).toEqual([{ code: 'timeout', detail: 'opening the port' }]);
    stop.abort();
    await done;
  });
});

function untilAbortedServe(_connection: FakeConnection, signal: AbortSignal): Promise<Failure> {
  return untilAborted(signal);
}

describe('pause', () => {
  it('ends with the signal and leaves no timer', async () => {
    const clock = new HandClock();
    const stop = new AbortController();
    const paused = pause(clock, 1000, stop.signal);
    expect(clock.pending).toBe(1);
    stop.abort();
    await paused;
    expect(clock.pending).toBe(0);
  });
});
