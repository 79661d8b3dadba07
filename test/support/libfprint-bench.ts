/** The driver of libfprint's readers on a library that a test plays. */
import { expect } from '@jest/globals';

import type { FingerPrompt } from '#contracts/devices.ts';
import type { Failure } from '#contracts/result.ts';
import type { TraceLine } from '#drivers/core/trace.ts';
import { LibfprintReader } from '#drivers/libfprint/device.ts';
import type {
  Availability,
  EnrolEvent,
  Outcome,
  Reader,
  ReaderInfo,
  VerifyEvent,
} from '#native/fingerprint/index.ts';

import { HandClock } from './hand-clock.ts';

export const print = Uint8Array.of(0x46, 0x50, 0x33, 0x01);
export const goodix: ReaderInfo = { driver: 'goodixmoc', id: '0', name: 'Goodix MOC Fingerprint Sensor' };
export const digital: ReaderInfo = { driver: 'uru4000', id: '0', name: 'Digital Persona U.are.U 4000' };
export const matched: VerifyEvent = { type: 'decided', matched: true, minutiae: 60 };
export const other: VerifyEvent = { type: 'decided', matched: false, minutiae: 60 };
export const done: Outcome = { ok: true };
export const cancelled: Extract<Outcome, { ok: false }> = {
  ok: false,
  error: { code: 'cancelled', message: 'Operation was cancelled' },
};
/** Nobody gives up. */
export const never = new AbortController().signal;

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

/** One reader driver, from its start on. */
export class LibfprintBench {
  readonly clock = new HandClock();
  readonly library = new FakeLibrary();
  /** States, or the failure in words. */
  readonly said: string[] = [];
  readonly prompts: FingerPrompt[] = [];
  readonly traced: TraceLine[] = [];
  /** Times that the driver gave the process up. */
  hung = 0;
  #reader: LibfprintReader | null = null;

  start(wanted: string | null = null, load = () => this.library.availability()): void {
    this.#reader = new LibfprintReader({
      clock: this.clock,
      trace: (line) => this.traced.push(line),
      reader: wanted,
      load,
      onHung: () => {
        this.hung += 1;
      },
    });
    this.#reader.start((event) => {
      if (event.type === 'finger-prompt') this.prompts.push(event.prompt);
      else if (event.health.state === 'failing') this.said.push(words(event.health.failure));
      else this.said.push(event.health.state);
    });
  }

  get reader(): LibfprintReader {
    if (this.#reader === null) throw new TypeError('start it first');
    return this.#reader;
  }

  /** No timer of it is left. */
  async stop(): Promise<void> {
    await this.reader.stop();
    expect(this.clock.pending).toBe(0);
  }
}

function words({ code, detail }: Failure): string {
  return detail === undefined ? code : `${code}: ${detail}`;
}

/** Puts a finger on, has it seen and lifts it. */
export function put(verification: Verification, seen: VerifyEvent): void {
  verification.hear({ type: 'finger', needed: true, present: false });
  verification.hear({ type: 'finger', needed: true, present: true });
  verification.hear({ type: 'finger', needed: false, present: true });
  verification.hear(seen);
  verification.hear({ type: 'finger', needed: false, present: false });
  verification.end(done);
}
