import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { WebContents } from 'electron';
import { EventEmitter } from 'node:events';

import { HandClock } from '#test/support/hand-clock.ts';

import { watchPage } from './page-watch.ts';

describe('the watch over the page', () => {
  let clock: HandClock;
  let contents: EventEmitter & { forcefullyCrashRenderer: () => void };
  let load: jest.Mock<() => void>;
  let told: string[];

  beforeEach(() => {
    clock = new HandClock();
    contents = Object.assign(new EventEmitter(), {
      // As Electron does: the end of the process is reported like any other.
      forcefullyCrashRenderer: () =>
        void contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 }),
    });
    load = jest.fn();
    told = [];
    watchPage(contents as unknown as WebContents, load, clock, (text) => told.push(text));
  });

  it('loads it again after a crash, with growing pauses', async () => {
    for (const pause of [500, 1_000, 2_000]) {
      load.mockClear();
      contents.emit('render-process-gone', {}, { reason: 'oom', exitCode: 9 });
      await clock.turn(pause - 1);
      expect(load).not.toHaveBeenCalled();
      await clock.turn(1);
      expect(load).toHaveBeenCalledTimes(1);
    }
    expect(told[0]).toBe('page lost: oom, exit code 9; loading it again in 500 ms');
  });

  it('loads it again if it could not be loaded', async () => {
    contents.emit('did-fail-load', {}, -102, 'ERR_CONNECTION_REFUSED', 'http://127.0.0.1:1/', true);
    await clock.turn(500);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('minds neither a replaced load nor a frame inside the page', async () => {
    contents.emit('did-fail-load', {}, -3, 'ERR_ABORTED', 'http://127.0.0.1:1/', true);
    contents.emit('did-fail-load', {}, -102, 'ERR_CONNECTION_REFUSED', 'http://127.0.0.1:1/', false);
    expect(clock.pending).toBe(0);
  });

  it('ends and reloads a page that hangs for ten seconds', async () => {
    contents.emit('unresponsive');
    await clock.turn(9_999);
    expect(told).toEqual([]);
    await clock.turn(1 + 500);
    expect(told).toEqual(['page lost: crashed, exit code 5; loading it again in 500 ms']);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('leaves a page alone that reacts again in time', async () => {
    contents.emit('unresponsive');
    await clock.turn(9_000);
    contents.emit('responsive');
    await clock.turn(60_000);
    expect(load).not.toHaveBeenCalled();
  });

  it('waits for nothing once the window is gone', () => {
    contents.emit('unresponsive');
    contents.emit('render-process-gone', {}, { reason: 'killed', exitCode: 9 });
    contents.emit('destroyed');
    expect(clock.pending).toBe(0);
  });
});
