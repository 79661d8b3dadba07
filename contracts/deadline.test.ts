import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { describe, expect, it } from '@jest/globals';

import { HandClock } from '#test/support/hand-clock.ts';
import { systemClock } from './clock.ts';
import { startDeadline } from './deadline.ts';

describe('a deadline', () => {
  it.each([1, 249, 250, 251, 2000, 2100])('passes once, after %d ms', async (ms) => {
    const clock = new HandClock();
    let passed = 0;
    startDeadline(clock, ms, () => (passed += 1));
    await clock.turn(ms - 1);
    expect(passed).toBe(0);
    await clock.turn(1);
    expect(passed).toBe(1);
    await clock.turn(10_000);
    expect(passed).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it.each([0, 100, 250, 700])('that is cancelled after %d ms leaves no timer', async (ms) => {
    const clock = new HandClock();
    let passed = 0;
    const cancel = startDeadline(clock, 1000, () => (passed += 1));
    await clock.turn(ms);
    cancel();
    expect(clock.pending).toBe(0);
    await clock.turn(10_000);
    expect(passed).toBe(0);
  });

  it.each([
    ['from its beginning', 300, 0],
    ['in its last slice', 300, 260],
    ['of one slice', 100, 10],
  ])('hears first what came while the process stood still %s', async (_when, ms, from) => {
    const mirror = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] });
    mirror.stdin.write('running');
    await once(mirror.stdout, 'data');
    const answered = new Promise<string>((resolve) => {
      const cancel = startDeadline(systemClock, ms, () => resolve('too late'));
      mirror.stdout.once('data', (said: Buffer) => {
        cancel();
        resolve(said.toString());
      });
    });
    await new Promise<void>((resolve) => {
      systemClock.after(from, () => {
        mirror.stdin.end('here');
        standStill(500);
        resolve();
      });
    });
    expect(await answered).toBe('here');
  });

  it('of a process that stands still again and again passes all the same', async () => {
    let passed = false;
    startDeadline(systemClock, 100, () => (passed = true));
    for (let turn = 0; turn < 2; turn += 1) {
      standStill(360);
      await new Promise<void>((resolve) => void setImmediate(resolve));
      await new Promise<void>((resolve) => void systemClock.after(0, resolve));
    }
    expect(passed).toBe(true);
  });
});

/** As a commit does that waits for its disk. */
function standStill(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
