/** What all scanners share: a source that comes and goes, scans put together, decoded, and said once each. */
import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';
import { ok, type Failure, type Result } from '#contracts/result.ts';
import type { CodeScanner, CodeScannerEvent, DriverServices, Health } from '#drivers/core/capabilities.ts';
import { keepConnected, type ReconnectDelays } from '#drivers/core/reconnect.ts';
import { traceFrom, traceNote, type Trace } from '#drivers/core/trace.ts';
import type { ByteTransport } from '#drivers/core/transport.ts';

import type { Assembled, Assembler } from './assembler.ts';
import { decodeScan } from './decode.ts';
import { DuplicateWindow } from './duplicates.ts';

/** A byte stream, or HID reports: nothing is said to a scanner while it scans. */
export type ScanSource = Pick<ByteTransport, 'name' | 'onData' | 'onClose' | 'close'>;

/** Milliseconds. */
export interface ScannerDelays {
  /** Silence that ends a scan which has begun. */
  readonly idleMs: number;
  readonly reconnect: ReconnectDelays;
}

export interface ScannerServices extends DriverServices {
  /** The same code within so long is one scan, milliseconds. */
  readonly duplicateMs: number;
}

interface ScannerOptions extends ScannerServices {
  /** Opens the scanner; what it gives is named as the scanner shall be. */
  readonly open: (signal: AbortSignal) => Promise<Result<ScanSource>>;
  readonly makeAssembler: () => Assembler;
  readonly delays: ScannerDelays;
}

type Listener = (event: CodeScannerEvent | { readonly type: 'health'; readonly health: Health }) => void;

export class Scanner implements CodeScanner {
  readonly #options: ScannerOptions;
  readonly #clock: Clock;
  readonly #trace: Trace;
  readonly #duplicates: DuplicateWindow;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #listener: Listener = () => undefined;
  #name: string | null = null;
  #failure: Failure | null = { code: 'port-unavailable', detail: 'not opened yet' };

  constructor(options: ScannerOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#trace = options.trace;
    this.#duplicates = new DuplicateWindow(options.duplicateMs);
  }

  start(listener: Listener): void {
    this.#listener = listener;
    this.#health({ state: 'absent', name: null });
    this.#running = keepConnected<ScanSource>({
      clock: this.#clock,
      delays: this.#options.delays.reconnect,
      signal: this.#stopping.signal,
      open: this.#options.open,
      serve: (source, signal, proven) => this.#serve(source, signal, proven),
      lost: (failure) => {
        this.#failure = failure;
        this.#health({ state: 'failing', name: this.#name, failure });
      },
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** A scanner only speaks: that it is connected is all that can be asked without a code. */
  test(): Promise<Result<string>> {
    return Promise.resolve(
      this.#failure === null ? ok(this.#name ?? '') : { ok: false, error: this.#failure },
    );
  }

  #health(health: Health): void {
    this.#listener({ type: 'health', health });
  }

  #serve(source: ScanSource, signal: AbortSignal, proven: () => void): Promise<Failure> {
    const assembler = this.#options.makeAssembler();
    let since = 0;
    let cancelIdle = (): void => undefined;
    const take = (assembled: readonly Assembled[]): void => {
      for (const one of assembled) this.#take(one, since);
    };
    source.onData((bytes) => {
      proven();
      cancelIdle();
      // A code is good for whoever has it: the trace says that bytes came, not which.
      traceFrom(this.#trace, new Uint8Array(), `${bytes.length} bytes`);
      if (!assembler.pending) since = this.#clock.monotonic();
      take(assembler.push(bytes));
      if (assembler.pending) {
        cancelIdle = startDeadline(this.#clock, this.#options.delays.idleMs, () => take(assembler.idle()));
      }
    });
    this.#failure = null;
    this.#name = source.name;
    this.#health({ state: 'ready', name: this.#name });
    return new Promise((resolve) => {
      const ended = (): void => {
        cancelIdle();
        take(assembler.cut());
        resolve({ code: 'port-lost' });
      };
      if (signal.aborted) ended();
      else signal.addEventListener('abort', ended, { once: true });
    });
  }

  #take(assembled: Assembled, since: number): void {
    switch (assembled.type) {
      case 'noise':
        traceNote(this.#trace, `threw away ${assembled.bytes} bytes that are no scan`);
        return;
      case 'broken':
        this.#fail({ code: 'code-unreadable', detail: assembled.why });
        return;
      case 'scan': {
        const { bytes, aimIdentifier, reports } = assembled;
        const what = `code of ${bytes.length} bytes in ${reports}, ${aimIdentifier ?? 'no AIM identifier'}`;
        traceNote(this.#trace, what);
        const text = decodeScan(bytes);
        const now = this.#clock.monotonic();
        if (!text.ok) this.#fail(text.error);
        else if (this.#duplicates.isRepeat(text.value, now)) traceNote(this.#trace, 'the same code again');
        else {
          const durationMs = Math.round((now - since) * 10) / 10;
          const code = { kind: 'code', text: text.value, aimIdentifier, reports, durationMs } as const;
          this.#listener({ type: 'code-scanned', code });
        }
        return;
      }
      default:
        assembled satisfies never;
    }
  }

  #fail(failure: Failure): void {
    traceNote(this.#trace, `scan given up: ${failure.detail ?? failure.code}`);
    this.#listener({ type: 'code-failed', failure });
  }
}
