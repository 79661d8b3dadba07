/** What goes to a printer and what comes back, over one connection. */
import { fail, ok, type Result } from '#contracts/result.ts';
import { traceFrom, traceNote, traceTo, type Trace } from '#drivers/core/trace.ts';
import type { ByteTransport } from '#drivers/core/transport.ts';

import {
  addRealTimeStatus,
  buildStatusRequest,
  clearBuffers,
  describeStatus,
  noStatus,
  parseAnswers,
  statusKinds,
  type PrinterAnswer,
  type PrinterStatus,
  type StatusKind,
} from './codec.ts';

/** Runs one exchange: the device's queue, with its deadline. */
export type RunExchange = <T>(exchange: (signal: AbortSignal) => Promise<Result<T>>) => Promise<Result<T>>;

export class PrinterLine {
  readonly #transport: ByteTransport;
  readonly #trace: Trace;
  readonly #onAutomatic: (status: PrinterStatus) => void;
  #received = new Uint8Array();
  #waiting: { readonly kind: PrinterAnswer['kind']; readonly take: (answer: PrinterAnswer) => void } | null =
    null;
  #unreached = 0;
  #onReached: () => void = () => undefined;
  #shown = '';

  constructor(transport: ByteTransport, trace: Trace, onAutomatic: (status: PrinterStatus) => void) {
    this.#transport = transport;
    this.#trace = trace;
    this.#onAutomatic = onAutomatic;
    transport.onData((bytes) => this.#take(bytes));
  }

  /** Jobs whose end the printer has not answered. */
  get unreached(): number {
    return this.#unreached;
  }

  /** Called when the end of a job is answered and none is outstanding. One listener; a later one replaces it. */
  onReached(listener: () => void): void {
    this.#onReached = listener;
  }

  /** Sends what is not answered. Failure: port-lost. */
  send(bytes: Uint8Array, meaning: string): Promise<Result<void>> {
    traceTo(this.#trace, bytes, meaning);
    return this.#transport.write(bytes);
  }

  /** A job, which ends with GS r 1. Failure: port-lost. */
  sendJob(bytes: Uint8Array): Promise<Result<void>> {
    this.#unreached += 1;
    return this.send(bytes, `ticket, ${bytes.length} bytes`);
  }

  /** Asks for all four kinds of status, one after another. Failures: those of `run`. */
  async status(run: RunExchange): Promise<Result<PrinterStatus>> {
    let status = noStatus;
    let bytes = new Uint8Array();
    for (const kind of statusKinds) {
      const answer = await run((signal) => this.#ask(kind, signal));
      if (!answer.ok) return answer;
      status = addRealTimeStatus(status, kind, answer.value);
      bytes = Uint8Array.of(...bytes, answer.value);
    }
    const said = describeStatus(status);
    // Asked for every other second; the trace shows what is new.
    if (said !== this.#shown) traceFrom(this.#trace, bytes, said);
    this.#shown = said;
    return ok(status);
  }

  /** Throws away what the printer holds, so that it never comes out late. Failures: those of `run`. */
  async clear(run: RunExchange): Promise<Result<void>> {
    traceTo(this.#trace, clearBuffers, 'clear buffers');
    const cleared = await run((signal) => this.#exchange(clearBuffers, 'cleared', signal));
    if (!cleared.ok) return cleared;
    this.#unreached = 0;
    traceNote(this.#trace, 'buffers cleared');
    return ok(undefined);
  }

  async #ask(kind: StatusKind, signal: AbortSignal): Promise<Result<number>> {
    const answer = await this.#exchange(buildStatusRequest(kind), 'real-time', signal);
    return answer.ok ? ok(answer.value.kind === 'real-time' ? answer.value.byte : 0) : answer;
  }

  #exchange(
    request: Uint8Array,
    kind: PrinterAnswer['kind'],
    signal: AbortSignal,
  ): Promise<Result<PrinterAnswer>> {
    return new Promise((resolve) => {
      const settle = (result: Result<PrinterAnswer>): void => {
        this.#waiting = null;
        signal.removeEventListener('abort', onAbort);
        resolve(result);
      };
      const onAbort = (): void => settle(fail('aborted'));
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting = { kind, take: (answer) => settle(ok(answer)) };
      void this.#transport.write(request).then((written) => {
        if (!written.ok) settle(written);
      });
    });
  }

  #take(bytes: Uint8Array): void {
    const { answers, rest, skipped } = parseAnswers(Uint8Array.of(...this.#received, ...bytes));
    this.#received = Uint8Array.from(rest);
    if (skipped > 0) traceNote(this.#trace, `threw away ${skipped} bytes that are no status`);
    for (const answer of answers) {
      if (answer.kind === 'automatic') {
        traceNote(this.#trace, `automatic status: ${describeStatus(answer.status)}`);
        this.#onAutomatic(answer.status);
      } else if (answer.kind === 'reached') this.#reach();
      else if (answer.kind === this.#waiting?.kind) this.#waiting.take(answer);
    }
  }

  #reach(): void {
    if (this.#unreached === 0) return;
    this.#unreached -= 1;
    traceNote(this.#trace, 'end of the ticket reached');
    if (this.#unreached === 0) this.#onReached();
  }
}
