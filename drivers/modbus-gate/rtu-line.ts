/** One request and its answer over a stream to a relay board: Modbus RTU's master side. */
import type { Clock } from '#contracts/clock.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { pause } from '#drivers/core/reconnect.ts';
import { traceFrom, traceNote, traceTo, type Trace } from '#drivers/core/trace.ts';
import type { ByteTransport } from '#drivers/core/transport.ts';

import {
  buildRequest,
  describeAnswer,
  describeException,
  describeRequest,
  findAnswer,
  longestFrame,
  type ModbusAnswer,
  type ModbusRequest,
} from './codec.ts';

type Answered = Exclude<ModbusAnswer, { kind: 'exception' }>;

export interface RtuLineOptions {
  readonly transport: ByteTransport;
  /** 1 to 247. */
  readonly unit: number;
  readonly clock: Clock;
  readonly trace: Trace;
  /** Silence between two frames, by which a board tells them apart; milliseconds. */
  readonly frameGapMs: number;
}

export class RtuLine {
  readonly #options: RtuLineOptions;
  #received = new Uint8Array();
  #listening: (() => void) | null = null;
  /** When the last byte went or came; monotonic milliseconds. */
  #lastByteAt = -Infinity;
  /** The newest answer to each reading, by address, so that the trace shows a reading only when it differs. */
  readonly #shown = new Map<string, Uint8Array>();

  constructor(options: RtuLineOptions) {
    this.#options = options;
    options.transport.onData((bytes) => this.#take(bytes));
  }

  /** Whether anything came since the last request: tells a garbled answer from none. */
  get heard(): boolean {
    return this.#received.length > 0;
  }

  /**
   * Settles with the answer or when `signal` aborts; the caller runs one exchange at a time.
   * Failures: gate-refused (the board's exception), port-lost, aborted.
   */
  async exchange(request: ModbusRequest, signal: AbortSignal): Promise<Result<Answered>> {
    const { clock, trace, unit, frameGapMs } = this.#options;
    const sinceLastByte = clock.monotonic() - this.#lastByteAt;
    if (sinceLastByte < frameGapMs) await pause(clock, frameGapMs - sinceLastByte, signal);
    if (signal.aborted) return fail('aborted');
    if (this.heard) traceNote(trace, `threw away ${this.#received.length} bytes that came unasked`);
    this.#received = new Uint8Array();
    const bytes = buildRequest(unit, request);
    if (request.kind === 'write-single-coil') traceTo(trace, bytes, describeRequest(request));
    const answer = await this.#ask(request, bytes, signal);
    if (!answer.ok) {
      this.#shown.clear();
      if (this.heard) {
        traceFrom(trace, this.#received, `no answer to ${describeRequest(request)} in these bytes`);
      }
      return answer;
    }
    this.#show(request, bytes, answer.value);
    this.#received = new Uint8Array();
    if (answer.value.kind !== 'exception') return ok(answer.value);
    return fail('gate-refused', `${describeRequest(request)}: ${describeException(answer.value.exception)}`);
  }

  #ask(request: ModbusRequest, bytes: Uint8Array, signal: AbortSignal): Promise<Result<ModbusAnswer>> {
    const { transport, trace, unit, clock } = this.#options;
    return new Promise((resolve) => {
      const settle = (result: Result<ModbusAnswer>): void => {
        this.#listening = null;
        signal.removeEventListener('abort', onAbort);
        resolve(result);
      };
      const onAbort = (): void => settle(fail('aborted'));
      signal.addEventListener('abort', onAbort, { once: true });
      this.#listening = () => {
        const found = findAnswer(this.#received, unit, request);
        if (found === null) return;
        if (found.skipped > 0) traceNote(trace, `threw away ${found.skipped} bytes before the answer`);
        this.#received = this.#received.subarray(found.skipped);
        settle(ok(found.answer));
      };
      void transport.write(bytes).then((written) => {
        this.#lastByteAt = clock.monotonic();
        if (!written.ok) settle(written);
      });
    });
  }

  #take(bytes: Uint8Array): void {
    this.#lastByteAt = this.#options.clock.monotonic();
    // A frame's length is kept of the newest bytes, twice, so that an answer behind as much garbage is found.
    this.#received = Uint8Array.from([...this.#received, ...bytes]).subarray(-2 * longestFrame);
    this.#listening?.();
  }

  #show(request: ModbusRequest, sent: Uint8Array, answer: ModbusAnswer): void {
    const { trace } = this.#options;
    if (request.kind !== 'write-single-coil') {
      const key = `${request.kind} ${request.address}`;
      const shown = this.#shown.get(key);
      // Sensors are read many times a second and mostly say the same.
      if (shown !== undefined && Buffer.compare(shown, this.#received) === 0) return;
      this.#shown.set(key, this.#received);
      traceTo(trace, sent, describeRequest(request));
    }
    traceFrom(trace, this.#received, describeAnswer(request, answer));
  }
}
