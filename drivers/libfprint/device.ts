/** A fingerprint reader through libfprint: found by name, opened, and opened again while it is unplugged. */
import type { FingerPrompt } from '#contracts/devices.ts';
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';
import type {
  DriverServices,
  FingerMatch,
  FingerprintReader,
  FingerprintReaderEvent,
  Health,
} from '#drivers/core/capabilities.ts';
import { keepConnected } from '#drivers/core/reconnect.ts';
import { traceFrom, traceTo } from '#drivers/core/trace.ts';
import { available, type Availability, type Reader } from '#native/fingerprint/index.ts';

import { compareFinger } from './compare-finger.ts';
import { enrolFinger } from './enrol-finger.ts';
import { isHarmless } from './finger-words.ts';
import { cancelledAt, inTime, type HungWatch } from './hung.ts';

/** Milliseconds, except where a number of times is said. */
export const libfprintDelays = {
  /** Pictures of one finger, until it counts as unreadable. */
  pictureAttempts: 5,
  /** Readers end what they do at once when told to; one that does not by then hangs. */
  cancelMs: 5000,
  /** Some readers are sent their firmware when they are opened. */
  reconnect: { openMs: 15_000, firstMs: 250, longestMs: 5000 },
} as const;

interface LibfprintOptions extends DriverServices {
  /** Part of the reader's name or driver; null for the first that is found. */
  readonly reader: string | null;
  /** Loads libfprint at its first call. */
  readonly load: () => Availability;
  /** A call into libfprint does not return: only the end of the process frees it. */
  readonly onHung: () => void;
}

type Listener = (
  event: FingerprintReaderEvent | { readonly type: 'health'; readonly health: Health },
) => void;

interface OpenedReader {
  readonly reader: Reader;
  readonly name: string;
  onClose(listener: (reason: Failure) => void): void;
  close(): Promise<void>;
}

interface Job {
  /** Resolves when the reader is free again, with the failure that it must be opened anew for, or null. */
  readonly run: (reader: Reader, connected: AbortSignal) => Promise<Failure | null>;
  readonly giveUp: (failure: Failure) => void;
}

type Settle<T> = (result: Result<T>) => void;

export function createLibfprintReader(options: Omit<LibfprintOptions, 'load'>): LibfprintReader {
  return new LibfprintReader({ ...options, load: available });
}

export class LibfprintReader implements FingerprintReader {
  readonly format = 'fprint';
  readonly #options: LibfprintOptions;
  readonly #hung: HungWatch;
  readonly #stopping = new AbortController();
  /** In the order of asking; the one under way is the first. */
  readonly #jobs = new Set<Job>();
  #running: Promise<void> = Promise.resolve();
  #listener: Listener = () => undefined;
  #wake: () => void = () => undefined;
  #name: string | null = null;
  /** Why no finger can be asked for, null when one can. */
  #trouble: Failure | null = { code: 'port-unavailable', detail: 'not opened yet' };

  constructor(options: LibfprintOptions) {
    this.#options = options;
    const { clock, onHung } = options;
    this.#hung = { clock, cancelMs: libfprintDelays.cancelMs, onHung };
  }

  start(listener: Listener): void {
    this.#listener = listener;
    this.#sayHealth({ state: 'absent', name: null });
    this.#running = keepConnected<OpenedReader>({
      clock: this.#options.clock,
      delays: libfprintDelays.reconnect,
      signal: this.#stopping.signal,
      open: (signal) => this.#open(signal),
      serve: (opened, signal, proven) => this.#serve(opened, signal, proven),
      lost: (failure) => this.#lost(failure),
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const job of this.#jobs) job.giveUp({ code: 'aborted' });
    await this.#running;
  }

  verify(template: Uint8Array, signal: AbortSignal): Promise<Result<FingerMatch>> {
    return this.#lend(signal, (reader, until, settle) =>
      compareFinger({ ...this.#fingerOptions(until), reader, print: template, decide: settle }),
    );
  }

  /**
   * For technicians: takes a finger as often as the reader wants; a serialised FpPrint. Waits and prompts as `verify` does,
   * and fails as it does, but for template-unusable.
   */
  enrol(signal: AbortSignal): Promise<Result<Uint8Array>> {
    return this.#lend(signal, async (reader, until, settle) => {
      const print = await enrolFinger({ ...this.#fingerOptions(until), reader });
      settle(print);
      return print.ok || isHarmless(print.error) ? null : print.error;
    });
  }

  /** A reader gives no sign of itself but to a finger: that it is open is all that can be said without one. */
  test(): Promise<Result<string>> {
    return Promise.resolve(
      this.#trouble === null ? ok(this.#name ?? '') : { ok: false, error: this.#trouble },
    );
  }

  /** Failures: fingerprint-unavailable, port-unavailable, aborted. */
  async #open(signal: AbortSignal): Promise<Result<OpenedReader>> {
    const { load, reader: wanted, trace } = this.#options;
    const library = load();
    if (!library.ok) return fail('fingerprint-unavailable', library.reason);
    traceTo(trace, new Uint8Array(), 'list readers');
    const found = await library.fingerprint.list();
    traceFrom(trace, new Uint8Array(), `${found.length} readers`);
    const info = found.find(
      ({ name, driver }) => wanted === null || [name, driver].some((text) => text.includes(wanted)),
    );
    if (info === undefined) return fail('port-unavailable', notFound(wanted, found));
    if (signal.aborted) return fail('aborted');
    const reader = library.fingerprint.reader(info.driver, info.id);
    let removed = false;
    let onRemoved = (): void => undefined;
    traceTo(trace, new Uint8Array(), `open ${info.name}`);
    const opening = reader.open(() => {
      removed = true;
      onRemoved();
    });
    const opened = await cancelledAt(signal, reader, opening, this.#hung);
    traceFrom(trace, new Uint8Array(), opened.ok ? 'open' : opened.error.message);
    if (!opened.ok) {
      return opened.error.code === 'cancelled'
        ? fail('aborted')
        : fail('port-unavailable', `${info.name}: ${opened.error.message}`);
    }
    const lost: Failure = { code: 'port-lost', detail: info.name };
    return ok({
      reader,
      name: info.name,
      onClose: (listener) => {
        onRemoved = () => listener(lost);
        if (removed) listener(lost);
      },
      close: () => inTime(reader.close(), this.#hung),
    });
  }

  async #serve({ reader, name }: OpenedReader, signal: AbortSignal, proven: () => void): Promise<Failure> {
    proven();
    this.#name = name;
    this.#trouble = null;
    while (!signal.aborted) {
      const [job] = this.#jobs;
      if (job === undefined) {
        this.#sayHealth({ state: 'ready', name });
        await this.#rest(signal);
        continue;
      }
      this.#sayHealth({ state: 'busy', name });
      const failure = await job.run(reader, signal);
      // Of a reader that went away, why it did is every job's answer.
      if (signal.aborted) break;
      this.#jobs.delete(job);
      if (failure !== null) return failure;
    }
    return { code: 'aborted' };
  }

  #fingerOptions(signal: AbortSignal) {
    return {
      trace: this.#options.trace,
      signal,
      prompt: (prompt: FingerPrompt) => {
        if (!signal.aborted) this.#listener({ type: 'finger-prompt', prompt });
      },
      pictureAttempts: libfprintDelays.pictureAttempts,
      hung: this.#hung,
    };
  }

  /**
   * Has `use` done with the reader in its turn. Answers at once when `signal` aborts; what is under way then is seen to
   * its end before the next job.
   */
  #lend<T>(
    signal: AbortSignal,
    use: (reader: Reader, until: AbortSignal, settle: Settle<T>) => Promise<Failure | null>,
  ): Promise<Result<T>> {
    if (signal.aborted) return Promise.resolve(fail('aborted'));
    if (this.#trouble !== null) return Promise.resolve({ ok: false, error: this.#trouble });
    return new Promise((resolve) => {
      const settle: Settle<T> = (result) => {
        signal.removeEventListener('abort', onAbort);
        resolve(result);
      };
      const onAbort = (): void => settle(fail('aborted'));
      const job: Job = {
        run: (reader, connected) =>
          use(reader, AbortSignal.any([signal, connected]), (result) => {
            // A reader that went away says more than that its work was given up.
            if (!connected.aborted) settle(result);
          }),
        giveUp: (error) => settle({ ok: false, error }),
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#jobs.add(job);
      this.#wake();
    });
  }

  /** Until a job comes or everything ends. */
  #rest(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#wake = () => undefined;
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#wake = done;
      signal.addEventListener('abort', done, { once: true });
    });
  }

  #lost(failure: Failure): void {
    this.#trouble = failure;
    for (const job of this.#jobs) job.giveUp(failure);
    this.#jobs.clear();
    this.#sayHealth({ state: 'failing', name: this.#name, failure });
  }

  #sayHealth(health: Health): void {
    this.#listener({ type: 'health', health });
  }
}

function notFound(wanted: string | null, found: readonly { readonly name: string }[]): string {
  if (found.length === 0) return 'no fingerprint reader is plugged in';
  return `"${wanted}" among ${found.map(({ name }) => name).join(', ')}`;
}
