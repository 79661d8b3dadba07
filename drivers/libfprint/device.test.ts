import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { FingerPrompt } from '#contracts/devices.ts';
import type { Failure } from '#contracts/result.ts';
import type { TraceLine } from '#drivers/core/trace.ts';
import type {
  Availability,
  EnrolEvent,
  Outcome,
  Reader,
  ReaderInfo,
  VerifyEvent,
} from '#native/fingerprint/index.ts';
import { HandClock, settled } from '#test/support/hand-clock.ts';

import { leastMinutiae } from './compare-finger.ts';
import { LibfprintReader, libfprintDelays } from './device.ts';

const print = Uint8Array.of(0x46, 0x50, 0x33, 0x01);
const goodix: ReaderInfo = { driver: 'goodixmoc', id: '0', name: 'Goodix MOC Fingerprint Sensor' };
const digital: ReaderInfo = { driver: 'uru4000', id: '0', name: 'Digital Persona U.are.U 4000' };
const matched: VerifyEvent = { type: 'decided', matched: true, minutiae: 60 };
const other: VerifyEvent = { type: 'decided', matched: false, minutiae: 60 };
const done: Outcome = { ok: true };
const cancelled: Extract<Outcome, { ok: false }> = {
  ok: false,
  error: { code: 'cancelled', message: 'Operation was cancelled' },
};

interface Verification {
  readonly print: Uint8Array;
  readonly hear: (event: VerifyEvent) => void;
  readonly end: (outcome: Outcome) => void;
}

interface Enrolment {
  readonly hear: (event: EnrolEvent) => void;
  readonly end: (outcome: Outcome<{ readonly print: Uint8Array }>) => void;
}

/** libfprint as far as the driver sees it; a test plays the reader. */
class FakeLibrary {
  readers: readonly ReaderInfo[] = [goodix];
  openOutcome: Outcome = done;
  /** A cancelled call ends by itself. */
  cancels = true;
  /** Called when it is closed; returns when it has been. */
  closing: () => Promise<void> = () => Promise.resolve();
  opened: string[] = [];
  closed = 0;
  verifications: Verification[] = [];
  enrolments: Enrolment[] = [];
  unplug: () => void = () => undefined;

  availability(): Availability {
    return {
      ok: true,
      fingerprint: { list: () => Promise.resolve(this.readers), reader: (driver) => this.#reader(driver) },
    };
  }

  #reader(driver: string): Reader {
    return {
      open: (onRemoved) => {
        this.opened.push(driver);
        this.unplug = onRemoved;
        return Promise.resolve(this.openOutcome);
      },
      verify: (used, hear) => new Promise((end) => void this.verifications.push({ print: used, hear, end })),
      enrol: (hear) => new Promise((end) => void this.enrolments.push({ hear, end })),
      cancel: () => {
        if (!this.cancels) return;
        this.verifications.at(-1)?.end(cancelled);
        this.enrolments.at(-1)?.end(cancelled);
      },
      close: () => {
        this.closed += 1;
        return this.closing();
      },
    };
  }

  get current(): Verification {
    const last = this.verifications.at(-1);
    if (last === undefined) throw new Error('nothing is being verified');
    return last;
  }
}

let clock: HandClock;
let library: FakeLibrary;
let said: string[];
let prompts: FingerPrompt[];
let traced: TraceLine[];
let hung: number;
let reader: LibfprintReader;

function start(wanted: string | null = null, load = () => library.availability()): void {
  reader = new LibfprintReader({
    clock,
    trace: (line) => traced.push(line),
    reader: wanted,
    load,
    onHung: () => {
      hung += 1;
    },
  });
  reader.start((event) => {
    if (event.type === 'finger-prompt') prompts.push(event.prompt);
    else if (event.health.state === 'failing') said.push(words(event.health.failure));
    else said.push(event.health.state);
  });
}

function words({ code, detail }: Failure): string {
  return detail === undefined ? code : `${code}: ${detail}`;
}

/** Puts a finger on, has it seen and lifts it. */
function put(verification: Verification, seen: VerifyEvent): void {
  verification.hear({ type: 'finger', needed: true, present: false });
  verification.hear({ type: 'finger', needed: true, present: true });
  verification.hear({ type: 'finger', needed: false, present: true });
  verification.hear(seen);
  verification.hear({ type: 'finger', needed: false, present: false });
  verification.end(done);
}

beforeEach(() => {
  clock = new HandClock();
  library = new FakeLibrary();
  said = [];
  prompts = [];
  traced = [];
  hung = 0;
});

afterEach(async () => {
  await reader.stop();
  expect(clock.pending).toBe(0);
});

const never = new AbortController().signal;

describe('a reader', () => {
  it('is opened, used and closed', async () => {
    start();
    await settled();
    expect(said).toEqual(['absent', 'ready']);
    expect(await reader.test()).toEqual({ ok: true, value: goodix.name });
    await reader.stop();
    expect(library.closed).toBe(1);
    expect(await reader.verify(print, AbortSignal.abort())).toEqual({
      ok: false,
      error: { code: 'aborted' },
    });
  });

  it.each([
    [null, 'goodixmoc'],
    ['U.are.U', 'uru4000'],
    ['uru', 'uru4000'],
  ])('is the one that is named: %p', async (wanted, driver) => {
    library.readers = [goodix, digital];
    start(wanted);
    await settled();
    expect(library.opened).toEqual([driver]);
  });

  it('is looked for again with back-off while it is not there', async () => {
    library.readers = [];
    start();
    await settled();
    expect(said.at(-1)).toBe('port-unavailable: no fingerprint reader is plugged in');
    library.readers = [digital];
    await clock.turn(libfprintDelays.reconnect.firstMs);
    expect(said.at(-1)).toBe('ready');
  });

  it('that is another one than wanted is said by name', async () => {
    start('uru');
    await settled();
    expect(said.at(-1)).toBe(`port-unavailable: "uru" among ${goodix.name}`);
  });

  it('that cannot be opened says why', async () => {
    library.openOutcome = { ok: false, error: { code: 'general', message: 'USB error: Access denied' } };
    start();
    await settled();
    const error = { code: 'port-unavailable', detail: `${goodix.name}: USB error: Access denied` };
    expect(said.at(-1)).toBe(`port-unavailable: ${error.detail}`);
    expect(await reader.verify(print, never)).toEqual({ ok: false, error });
  });

  it('without the library says why there is none, and is there once it is installed', async () => {
    let there = false;
    start(null, () => (there ? library.availability() : { ok: false, reason: 'g++ is not installed' }));
    await settled();
    const error = { code: 'fingerprint-unavailable', detail: 'g++ is not installed' };
    expect(await reader.test()).toEqual({ ok: false, error });
    expect(await reader.verify(print, never)).toEqual({ ok: false, error });
    there = true;
    await clock.turn(libfprintDelays.reconnect.firstMs);
    expect(said.at(-1)).toBe('ready');
  });
});

describe('a finger', () => {
  beforeEach(async () => {
    start();
    await settled();
  });

  it.each([
    [matched, true],
    [other, false],
    [{ type: 'decided', matched: false, minutiae: null }, false],
    [{ type: 'decided', matched: true, minutiae: leastMinutiae - 1 }, true],
  ] as const)('is decided upon: %p', async (seen, is) => {
    const verified = reader.verify(print, never);
    await settled();
    expect(said.at(-1)).toBe('busy');
    expect(library.current.print).toEqual(print);
    put(library.current, seen);
    expect(await verified).toEqual({ ok: true, value: { matched: is, score: null, least: null } });
    await settled();
    expect(said.at(-1)).toBe('ready');
    expect(prompts).toEqual(['place', 'hold', 'lift']);
  });

  it('is answered for before it is lifted, and keeps the next one waiting until then', async () => {
    const first = reader.verify(print, never);
    await settled();
    library.current.hear(matched);
    expect(await first).toMatchObject({ ok: true });
    const second = reader.verify(print, never);
    await settled();
    expect(library.verifications).toHaveLength(1);
    library.current.end(done);
    await settled();
    expect(library.verifications).toHaveLength(2);
    put(library.current, other);
    expect(await second).toMatchObject({ value: { matched: false } });
  });

  it.each([
    ['general', 'again-clean'],
    ['too-short', 'again-longer'],
    ['centre-finger', 'again-centre'],
  ] as const)('of which the picture is no good (%s) is asked for again', async (reason, prompt) => {
    const verified = reader.verify(print, never);
    await settled();
    put(library.current, { type: 'retry', reason });
    await settled();
    put(library.current, matched);
    expect(await verified).toMatchObject({ value: { matched: true } });
    // Why it is asked for again is not wiped by the reader's wish for a finger.
    expect(prompts).toEqual(['place', 'hold', 'lift', prompt, 'hold', 'lift']);
  });

  it('that must be lifted first is told so, and then asked for', async () => {
    const verified = reader.verify(print, never);
    await settled();
    library.current.hear({ type: 'retry', reason: 'remove-finger' });
    library.current.end(done);
    await settled();
    put(library.current, matched);
    await verified;
    expect(prompts).toEqual(['lift', 'place', 'hold', 'lift']);
  });

  it('too smudged to be anybody is not taken for another one', async () => {
    const verified = reader.verify(print, never);
    await settled();
    put(library.current, { type: 'decided', matched: false, minutiae: leastMinutiae - 1 });
    await settled();
    put(library.current, { type: 'decided', matched: false, minutiae: leastMinutiae });
    expect(await verified).toMatchObject({ value: { matched: false } });
    expect(prompts).toContain('again-clean');
  });

  it('that stays unreadable is given up', async () => {
    const verified = reader.verify(print, never);
    for (let picture = 1; picture <= libfprintDelays.pictureAttempts; picture += 1) {
      await settled();
      put(library.current, { type: 'retry', reason: 'general' });
    }
    expect(await verified).toEqual({ ok: false, error: { code: 'finger-unreadable' } });
    await settled();
    expect(library.verifications).toHaveLength(libfprintDelays.pictureAttempts);
    expect(prompts.filter((prompt) => prompt === 'again-clean')).toHaveLength(
      libfprintDelays.pictureAttempts - 1,
    );
    expect(said.at(-1)).toBe('ready');
  });

  it('leaves nothing in the trace but what was done', async () => {
    const verified = reader.verify(print, never);
    await settled();
    put(library.current, matched);
    await verified;
    await settled();
    expect(traced.map(({ hex }) => hex).join('')).toBe('');
    expect(traced.slice(-7).map(({ direction, meaning }) => `${direction}: ${meaning}`)).toEqual([
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

describe('a comparison', () => {
  beforeEach(async () => {
    start();
    await settled();
  });

  it('that is given up is cancelled, and the reader is free again', async () => {
    const abort = new AbortController();
    const verified = reader.verify(print, abort.signal);
    await settled();
    abort.abort();
    expect(await verified).toEqual({ ok: false, error: { code: 'aborted' } });
    await settled();
    expect(said.at(-1)).toBe('ready');
    expect(hung).toBe(0);
    const next = reader.verify(print, never);
    await settled();
    put(library.current, matched);
    expect(await next).toMatchObject({ value: { matched: true } });
  });

  it('that was given up while it waited for its turn is not begun', async () => {
    const first = reader.verify(print, never);
    const abort = new AbortController();
    const second = reader.verify(print, abort.signal);
    await settled();
    abort.abort();
    expect(await second).toEqual({ ok: false, error: { code: 'aborted' } });
    put(library.current, matched);
    await first;
    await settled();
    expect(library.verifications).toHaveLength(1);
  });

  it('that does not end when it is cancelled ends the process', async () => {
    library.cancels = false;
    const abort = new AbortController();
    const verified = reader.verify(print, abort.signal);
    await settled();
    abort.abort();
    await verified;
    await clock.turn(libfprintDelays.cancelMs - 1);
    expect(hung).toBe(0);
    await clock.turn(1);
    expect(hung).toBe(1);
    library.current.end(cancelled);
  });

  it('after which the reader cannot be closed ends the process', async () => {
    let close = (): void => undefined;
    library.closing = () =>
      new Promise((resolve) => {
        close = resolve;
      });
    library.unplug();
    await clock.turn(libfprintDelays.cancelMs - 1);
    expect(hung).toBe(0);
    await clock.turn(1);
    expect(hung).toBe(1);
    library.closing = () => Promise.resolve();
    close();
  });

  it('with a print that the reader cannot use is refused, and the reader stays', async () => {
    const verified = reader.verify(print, never);
    await settled();
    library.current.end({ ok: false, error: { code: 'print-unusable', message: 'made by another reader' } });
    expect(await verified).toEqual({
      ok: false,
      error: { code: 'template-unusable', detail: 'made by another reader' },
    });
    await settled();
    expect(said.at(-1)).toBe('ready');
    expect(library.closed).toBe(0);
  });

  it.each([
    ['removed', 'port-lost'],
    ['protocol', 'device-garbled'],
    ['general', 'device-no-answer'],
  ] as const)('that fails (%s) is said so, and the reader is opened anew', async (code, failure) => {
    const verified = reader.verify(print, never);
    await settled();
    library.current.end({ ok: false, error: { code, message: 'said the library' } });
    const error = { code: failure, detail: 'said the library' };
    expect(await verified).toEqual({ ok: false, error });
    await settled();
    expect(said.at(-1)).toBe(`${failure}: said the library`);
    expect(library.closed).toBe(1);
    await clock.turn(libfprintDelays.reconnect.firstMs);
    expect(library.opened).toHaveLength(2);
    expect(said.at(-1)).toBe('ready');
  });

  it('ends with the reader that is unplugged, and so do those that wait', async () => {
    const verified = [reader.verify(print, never), reader.verify(print, never)];
    await settled();
    library.unplug();
    const error = { code: 'port-lost', detail: goodix.name };
    expect(await Promise.all(verified)).toEqual([
      { ok: false, error },
      { ok: false, error },
    ]);
    await settled();
    expect(said.at(-1)).toBe(`port-lost: ${goodix.name}`);
  });

  it('ends when the driver stops', async () => {
    const verified = reader.verify(print, never);
    await settled();
    await reader.stop();
    expect(await verified).toEqual({ ok: false, error: { code: 'aborted' } });
    expect(library.closed).toBe(1);
  });
});

describe('an enrolment', () => {
  const hear = (event: EnrolEvent): void => library.enrolments.at(-1)?.hear(event);

  beforeEach(async () => {
    start();
    await settled();
  });

  it('takes as many pictures as the reader wants', async () => {
    const enrolled = reader.enrol(never);
    await settled();
    for (const taken of [1, 2]) {
      hear({ type: 'finger', needed: true, present: false });
      hear({ type: 'finger', needed: true, present: true });
      hear({ type: 'finger', needed: false, present: true });
      hear({ type: 'stage', done: taken, needed: 2 });
    }
    library.enrolments.at(-1)?.end({ ok: true, print });
    expect(await enrolled).toEqual({ ok: true, value: print });
    expect(prompts).toEqual(['place', 'hold', 'lift', 'place', 'hold', 'lift']);
    await settled();
    expect(said.at(-1)).toBe('ready');
  });

  it('is given up after too many bad pictures in a row', async () => {
    const enrolled = reader.enrol(never);
    await settled();
    for (let bad = 1; bad < libfprintDelays.pictureAttempts; bad += 1)
      hear({ type: 'retry', reason: 'general' });
    hear({ type: 'stage', done: 1, needed: 5 });
    for (let bad = 1; bad <= libfprintDelays.pictureAttempts; bad += 1)
      hear({ type: 'retry', reason: 'general' });
    expect(await enrolled).toEqual({ ok: false, error: { code: 'finger-unreadable' } });
    await settled();
    expect(said.at(-1)).toBe('ready');
  });

  it('is cancelled when it is given up', async () => {
    const abort = new AbortController();
    const enrolled = reader.enrol(abort.signal);
    await settled();
    abort.abort();
    expect(await enrolled).toEqual({ ok: false, error: { code: 'aborted' } });
    await settled();
    expect(said.at(-1)).toBe('ready');
  });
});
