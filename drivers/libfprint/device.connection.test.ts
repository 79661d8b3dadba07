import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { settled } from '#test/support/hand-clock.ts';
import {
  cancelled,
  digital,
  goodix,
  LibfprintBench,
  matched,
  never,
  print,
  put,
} from '#test/support/libfprint-bench.ts';

import { libfprintDelays } from './device.ts';

let bench: LibfprintBench;
beforeEach(() => {
  bench = new LibfprintBench();
});
afterEach(() => bench.stop());

describe('a reader', () => {
  it('is opened, used and closed', async () => {
    bench.start();
    await settled();
    expect(bench.said).toEqual(['absent', 'ready']);
    expect(await bench.reader.test()).toEqual({ ok: true, value: goodix.name });
    await bench.reader.stop();
    expect(bench.library.closed).toBe(1);
    expect(await bench.reader.verify(print, AbortSignal.abort())).toEqual({
      ok: false,
      error: { code: 'aborted' },
    });
  });

  it.each([
    [null, 'goodixmoc'],
    ['U.are.U', 'uru4000'],
    ['uru', 'uru4000'],
  ])('is the one that is named: %p', async (wanted, driver) => {
    bench.library.readers = [goodix, digital];
    bench.start(wanted);
    await settled();
    expect(bench.library.opened).toEqual([driver]);
  });

  it('is looked for again with back-off while it is not there', async () => {
    bench.library.readers = [];
    bench.start();
    await settled();
    expect(bench.said.at(-1)).toBe('port-unavailable: no fingerprint reader is plugged in');
    bench.library.readers = [digital];
    await bench.clock.turn(libfprintDelays.reconnect.firstMs);
    expect(bench.said.at(-1)).toBe('ready');
  });

  it('that is another one than wanted is said by name', async () => {
    bench.start('uru');
    await settled();
    expect(bench.said.at(-1)).toBe(`port-unavailable: "uru" among ${goodix.name}`);
  });

  it('that cannot be opened says why', async () => {
    bench.library.openOutcome = {
      ok: false,
      error: { code: 'general', message: 'USB error: Access denied' },
    };
    bench.start();
    await settled();
    const error = { code: 'port-unavailable', detail: `${goodix.name}: USB error: Access denied` };
    expect(bench.said.at(-1)).toBe(`port-unavailable: ${error.detail}`);
    expect(await bench.reader.verify(print, never)).toEqual({ ok: false, error });
  });

  it('without the library says why there is none, and is there once it is installed', async () => {
    let there = false;
    bench.start(null, () =>
      there ? bench.library.availability() : { ok: false, reason: 'g++ is not installed' },
    );
    await settled();
    const error = { code: 'fingerprint-unavailable', detail: 'g++ is not installed' };
    expect(await bench.reader.test()).toEqual({ ok: false, error });
    expect(await bench.reader.verify(print, never)).toEqual({ ok: false, error });
    there = true;
    await bench.clock.turn(libfprintDelays.reconnect.firstMs);
    expect(bench.said.at(-1)).toBe('ready');
  });
});

describe('a comparison', () => {
  beforeEach(async () => {
    bench.start();
    await settled();
  });

  it('that is given up is cancelled, and the reader is free again', async () => {
    const abort = new AbortController();
    const verified = bench.reader.verify(print, abort.signal);
    await settled();
    abort.abort();
    expect(await verified).toEqual({ ok: false, error: { code: 'aborted' } });
    await settled();
    expect(bench.said.at(-1)).toBe('ready');
    expect(bench.hung).toBe(0);
    const next = bench.reader.verify(print, never);
    await settled();
    put(bench.library.current, matched);
    expect(await next).toMatchObject({ value: { matched: true } });
  });

  it('that was given up while it waited for its turn is not begun', async () => {
    const first = bench.reader.verify(print, never);
    const abort = new AbortController();
    const second = bench.reader.verify(print, abort.signal);
    await settled();
    abort.abort();
    expect(await second).toEqual({ ok: false, error: { code: 'aborted' } });
    put(bench.library.current, matched);
    await first;
    await settled();
    expect(bench.library.verifications).toHaveLength(1);
  });

  it('that does not end when it is cancelled ends the process', async () => {
    bench.library.cancels = false;
    const abort = new AbortController();
    const verified = bench.reader.verify(print, abort.signal);
    await settled();
    abort.abort();
    await verified;
    await bench.clock.turn(libfprintDelays.cancelMs - 1);
    expect(bench.hung).toBe(0);
    await bench.clock.turn(1);
    expect(bench.hung).toBe(1);
    bench.library.current.end(cancelled);
  });

  it('after which the reader cannot be closed ends the process', async () => {
    let close = (): void => undefined;
    bench.library.closing = () =>
      new Promise((resolve) => {
        close = resolve;
      });
    bench.library.unplug();
    await bench.clock.turn(libfprintDelays.cancelMs - 1);
    expect(bench.hung).toBe(0);
    await bench.clock.turn(1);
    expect(bench.hung).toBe(1);
    bench.library.closing = () => Promise.resolve();
    close();
  });

  it('with a print that the reader cannot use is refused, and the reader stays', async () => {
    const verified = bench.reader.verify(print, never);
    await settled();
    bench.library.current.end({
      ok: false,
      error: { code: 'print-unusable', message: 'made by another reader' },
    });
    expect(await verified).toEqual({
      ok: false,
      error: { code: 'template-unusable', detail: 'made by another reader' },
    });
    await settled();
    expect(bench.said.at(-1)).toBe('ready');
    expect(bench.library.closed).toBe(0);
  });

  it.each([
    ['removed', 'port-lost'],
    ['protocol', 'device-garbled'],
    ['general', 'device-no-answer'],
  ] as const)('that fails (%s) is said so, and the reader is opened anew', async (code, failure) => {
    const verified = bench.reader.verify(print, never);
    await settled();
    bench.library.current.end({ ok: false, error: { code, message: 'said the library' } });
    const error = { code: failure, detail: 'said the library' };
    expect(await verified).toEqual({ ok: false, error });
    await settled();
    expect(bench.said.at(-1)).toBe(`${failure}: said the library`);
    expect(bench.library.closed).toBe(1);
    await bench.clock.turn(libfprintDelays.reconnect.firstMs);
    expect(bench.library.opened).toHaveLength(2);
    expect(bench.said.at(-1)).toBe('ready');
  });

  it('ends with the reader that is unplugged, and so do those that wait', async () => {
    const verified = [bench.reader.verify(print, never), bench.reader.verify(print, never)];
    await settled();
    bench.library.unplug();
    const error = { code: 'port-lost', detail: goodix.name };
    expect(await Promise.all(verified)).toEqual([
      { ok: false, error },
      { ok: false, error },
    ]);
    await settled();
    expect(bench.said.at(-1)).toBe(`port-lost: ${goodix.name}`);
  });

  it('ends when the driver stops', async () => {
    const verified = bench.reader.verify(print, never);
    await settled();
    await bench.reader.stop();
    expect(await verified).toEqual({ ok: false, error: { code: 'aborted' } });
    expect(bench.library.closed).toBe(1);
  });
});
