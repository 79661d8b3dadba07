import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { EnrolEvent } from '#native/fingerprint/index.ts';
import { settled } from '#test/support/hand-clock.ts';
import { done, LibfprintBench, matched, never, other, print, put } from '#test/support/libfprint-bench.ts';

import { leastMinutiae } from './compare-finger.ts';
import { libfprintDelays } from './device.ts';

let bench: LibfprintBench;
beforeEach(() => {
  bench = new LibfprintBench();
});
afterEach(() => bench.stop());

describe('a finger', () => {
  beforeEach(async () => {
    bench.start();
    await settled();
  });

  it.each([
    [matched, true],
    [other, false],
    [{ type: 'decided', matched: false, minutiae: null }, false],
    [{ type: 'decided', matched: true, minutiae: leastMinutiae - 1 }, true],
  ] as const)('is decided upon: %p', async (seen, is) => {
    const verified = bench.reader.verify(print, never);
    await settled();
    expect(bench.said.at(-1)).toBe('busy');
    expect(bench.library.current.print).toEqual(print);
    put(bench.library.current, seen);
    expect(await verified).toEqual({ ok: true, value: { matched: is, score: null, least: null } });
    await settled();
    expect(bench.said.at(-1)).toBe('ready');
    expect(bench.prompts).toEqual(['place', 'hold', 'lift']);
  });

  it('is answered for before it is lifted, and keeps the next one waiting until then', async () => {
    const first = bench.reader.verify(print, never);
    await settled();
    bench.library.current.hear(matched);
    expect(await first).toMatchObject({ ok: true });
    const second = bench.reader.verify(print, never);
    await settled();
    expect(bench.library.verifications).toHaveLength(1);
    bench.library.current.end(done);
    await settled();
    expect(bench.library.verifications).toHaveLength(2);
    put(bench.library.current, other);
    expect(await second).toMatchObject({ value: { matched: false } });
  });

  it.each([
    ['general', 'again-clean'],
    ['too-short', 'again-longer'],
    ['centre-finger', 'again-centre'],
  ] as const)('of which the picture is no good (%s) is asked for again', async (reason, prompt) => {
    const verified = bench.reader.verify(print, never);
    await settled();
    put(bench.library.current, { type: 'retry', reason });
    await settled();
    put(bench.library.current, matched);
    expect(await verified).toMatchObject({ value: { matched: true } });
    // Why it is asked for again is not wiped by the reader's wish for a finger.
    expect(bench.prompts).toEqual(['place', 'hold', 'lift', prompt, 'hold', 'lift']);
  });

  it('that must be lifted first is told so, and then asked for', async () => {
    const verified = bench.reader.verify(print, never);
    await settled();
    bench.library.current.hear({ type: 'retry', reason: 'remove-finger' });
    bench.library.current.end(done);
    await settled();
    put(bench.library.current, matched);
    await verified;
    expect(bench.prompts).toEqual(['lift', 'place', 'hold', 'lift']);
  });

  it('too smudged to be anybody is not taken for another one', async () => {
    const verified = bench.reader.verify(print, never);
    await settled();
    put(bench.library.current, { type: 'decided', matched: false, minutiae: leastMinutiae - 1 });
    await settled();
    put(bench.library.current, { type: 'decided', matched: false, minutiae: leastMinutiae });
    expect(await verified).toMatchObject({ value: { matched: false } });
    expect(bench.prompts).toContain('again-clean');
  });

  it('that stays unreadable is given up', async () => {
    const verified = bench.reader.verify(print, never);
    for (let picture = 1; picture <= libfprintDelays.pictureAttempts; picture += 1) {
      await settled();
      put(bench.library.current, { type: 'retry', reason: 'general' });
    }
    expect(await verified).toEqual({ ok: false, error: { code: 'finger-unreadable' } });
    await settled();
    expect(bench.library.verifications).toHaveLength(libfprintDelays.pictureAttempts);
    expect(bench.prompts.filter((prompt) => prompt === 'again-clean')).toHaveLength(
      libfprintDelays.pictureAttempts - 1,
    );
    expect(bench.said.at(-1)).toBe('ready');
  });

  it('leaves nothing in the trace but what was done', async () => {
    const verified = bench.reader.verify(print, never);
    await settled();
    put(bench.library.current, matched);
    await verified;
    await settled();
    expect(bench.traced.map(({ hex }) => hex).join('')).toBe('');
    expect(bench.traced.slice(-7).map(({ direction, meaning }) => `${direction}: ${meaning}`)).toEqual([
      'to: verify against a print of 4 bytes',
      'note: waits for a finger',
      'note: the finger is on',
      'note: waits for the finger to be lifted',
      'note: the finger matches',
      'note: no finger',
      'from: the reader is free',
    ]);
  });
});

describe('an enrolment', () => {
  const hear = (event: EnrolEvent): void => bench.library.enrolments.at(-1)?.hear(event);

  beforeEach(async () => {
    bench.start();
    await settled();
  });

  it('takes as many pictures as the reader wants', async () => {
    const enrolled = bench.reader.enrol(never);
    await settled();
    for (const taken of [1, 2]) {
      hear({ type: 'finger', needed: true, present: false });
      hear({ type: 'finger', needed: true, present: true });
      hear({ type: 'finger', needed: false, present: true });
      hear({ type: 'stage', done: taken, needed: 2 });
    }
    bench.library.enrolments.at(-1)?.end({ ok: true, print });
    expect(await enrolled).toEqual({ ok: true, value: print });
    expect(bench.prompts).toEqual(['place', 'hold', 'lift', 'place', 'hold', 'lift']);
    await settled();
    expect(bench.said.at(-1)).toBe('ready');
  });

  it('is given up after too many bad pictures in a row', async () => {
    const enrolled = bench.reader.enrol(never);
    await settled();
    for (let bad = 1; bad < libfprintDelays.pictureAttempts; bad += 1)
      hear({ type: 'retry', reason: 'general' });
    hear({ type: 'stage', done: 1, needed: 5 });
    for (let bad = 1; bad <= libfprintDelays.pictureAttempts; bad += 1)
      hear({ type: 'retry', reason: 'general' });
    expect(await enrolled).toEqual({ ok: false, error: { code: 'finger-unreadable' } });
    await settled();
    expect(bench.said.at(-1)).toBe('ready');
  });

  it('is cancelled when it is given up', async () => {
    const abort = new AbortController();
    const enrolled = bench.reader.enrol(abort.signal);
    await settled();
    abort.abort();
    expect(await enrolled).toEqual({ ok: false, error: { code: 'aborted' } });
    await settled();
    expect(bench.said.at(-1)).toBe('ready');
  });
});
