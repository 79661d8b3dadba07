/**
 * Fingerprint readers through libfprint 2 (the addon in src/): no protocol of ours, only the library's own doings with
 * types. Its work runs on a thread of its own and never holds up Node's loop. Nothing here throws for what a reader, a
 * print or the machine does: it comes back as an outcome.
 */
import { AsyncResource } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

export interface ReaderInfo {
  /** libfprint's name of its driver: goodixmoc, upektc_img, virtual_image. */
  readonly driver: string;
  /** Tells readers of one driver apart; "0" for most. */
  readonly id: string;
  readonly name: string;
}

export type ReaderErrorCode =
  | 'cancelled'
  | 'removed'
  | 'not-found'
  | 'not-open'
  | 'already-open'
  | 'busy'
  /** No FpPrint, or one of another model of reader. */
  | 'print-unusable'
  | 'not-supported'
  | 'protocol'
  | 'too-hot'
  | 'general';

export interface ReaderError {
  readonly code: ReaderErrorCode;
  /** libfprint's own words, in English. */
  readonly message: string;
}

export type Outcome<T extends object = object> =
  ({ readonly ok: true } & T) | { readonly ok: false; readonly error: ReaderError };

/** Why a finger could not be taken; it may be tried again. */
export type RetryReason = 'general' | 'too-short' | 'centre-finger' | 'remove-finger';

export type FingerEvent =
  /** Whether the reader waits for a finger, and whether one is on it. */
  | { readonly type: 'finger'; readonly needed: boolean; readonly present: boolean }
  | { readonly type: 'retry'; readonly reason: RetryReason };
/** `minutiae`: how many the picture had; null for readers that compare inside and give no picture. */
export type VerifyEvent =
  FingerEvent | { readonly type: 'decided'; readonly matched: boolean; readonly minutiae: number | null };
export type EnrolEvent =
  FingerEvent | { readonly type: 'stage'; readonly done: number; readonly needed: number };

/** One thing at a time: a second call is refused as busy. Keeps the process alive until it is closed. */
export interface Reader {
  /** `onRemoved` is called if the reader is unplugged while it is open. It still has to be closed. */
  open(onRemoved: () => void): Promise<Outcome>;
  /**
   * One finger against one serialised FpPrint. The listener hears `decided` or `retry` as soon as it is known; the
   * promise settles when the finger is off and the reader is free again. The addon wipes its own copy of the print.
   */
  verify(print: Uint8Array, listener: (event: VerifyEvent) => void): Promise<Outcome>;
  /** As many pictures of one finger as the reader wants; a serialised FpPrint. */
  enrol(listener: (event: EnrolEvent) => void): Promise<Outcome<{ readonly print: Uint8Array }>>;
  /** What is under way ends as cancelled, unless it ends by itself before. */
  cancel(): void;
  /** Ends what is under way; the reader is free when it settles. */
  close(): Promise<void>;
}

export interface Fingerprint {
  /** What is plugged in and can verify. FP_VIRTUAL_IMAGE (a socket's path) adds libfprint's virtual reader. */
  list(): Promise<readonly ReaderInfo[]>;
  /** One of those listed, not opened yet. */
  reader(driver: string, id: string): Reader;
}

export type Availability =
  { readonly ok: true; readonly fingerprint: Fingerprint } | { readonly ok: false; readonly reason: string };

/** What the addon exports: readers with listeners that must not throw. */
interface Addon {
  list(): Promise<readonly ReaderInfo[]>;
  readonly Reader: new (driver: string, id: string) => Reader;
}

const build = join(import.meta.dirname, 'build');
const require = createRequire(import.meta.url);

/** Loads the addon at the first call; or says why there is none, for technicians. */
export function available(): Availability {
  try {
    const addon: Addon = require(join(build, 'Release/fingerprint.node'));
    const open = (driver: string, id: string): Reader => guarded(new addon.Reader(driver, id));
    return { ok: true, fingerprint: { list: () => addon.list(), reader: open } };
  } catch (error) {
    return { ok: false, reason: whyNotBuilt() ?? reasonOf(error) };
  }
}

function guarded(reader: Reader): Reader {
  return {
    open: (onRemoved) => reader.open(guardedListener(onRemoved)),
    verify: (print, listener) => reader.verify(print, guardedListener(listener)),
    enrol: (listener) => reader.enrol(guardedListener(listener)),
    cancel: () => reader.cancel(),
    close: () => reader.close(),
  };
}

/**
 * Node-API swallows what a listener throws. Called from a microtask, and in the context in which it was passed, it is an
 * uncaught exception that can be laid at somebody's door.
 */
function guardedListener<A extends unknown[]>(listener: (...args: A) => void): (...args: A) => void {
  return AsyncResource.bind((...args: A) => queueMicrotask(() => listener(...args)));
}

/** What build/native.mjs found missing. */
function whyNotBuilt(): string | null {
  try {
    return readFileSync(join(build, 'not-built.txt'), 'utf8').trim();
  } catch {
    return null;
  }
}

/** Of a file that is missing, or the loader's own words of a library that is. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  if ('code' in error && error.code === 'MODULE_NOT_FOUND') return 'the addon was not built';
  return error.message.split('\n', 1)[0] ?? error.message;
}
