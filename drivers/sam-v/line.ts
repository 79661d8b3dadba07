/** One request and its answer over a stream to a SAM_V; the protocol allows no second request before the answer. */
import { fail, type Result } from '#contracts/result.ts';
import { traceFrom, traceNote, traceTo, type Trace } from '#drivers/core/trace.ts';
import type { ByteTransport } from '#drivers/core/transport.ts';

import {
  buildRequest,
  describeAnswer,
  findCard,
  FrameParser,
  parseAnswer,
  readBase,
  sw,
  type Parsed,
  type SamVCommand,
} from './codec.ts';

/** Preamble, length, status word and the two lengths of a base answer; what follows is the person's. */
const unveiledBytes = 14;

type Frame = Extract<Parsed, { type: 'frame' }>;

export class SamVLine {
  readonly #transport: ByteTransport;
  readonly #trace: Trace;
  readonly #parser = new FrameParser();
  #waiting: ((frame: Frame) => void) | null = null;
  #heard = false;
  #fieldWasEmpty = false;

  constructor(transport: ByteTransport, trace: Trace) {
    this.#transport = transport;
    this.#trace = trace;
    transport.onData((bytes) => this.#take(bytes));
  }

  /** Whether anything came since the last request: tells a garbled answer from none. */
  get heard(): boolean {
    return this.#heard;
  }

  /** Settles with the answer or when `signal` aborts. Failures: those of the command, port-lost, aborted. */
  exchange<T>(command: SamVCommand<T>, signal: AbortSignal): Promise<Result<T>> {
    this.#note(this.#parser.reset());
    this.#heard = false;
    const request = buildRequest(command);
    const isFind = command.name === findCard.name;
    // An empty field is polled many times a second; one entry in the trace says it.
    const quiet = isFind && this.#fieldWasEmpty;
    if (!quiet) traceTo(this.#trace, request, command.name);
    return new Promise((resolve) => {
      const settle = (result: Result<T>): void => {
        this.#waiting = null;
        signal.removeEventListener('abort', onAbort);
        resolve(result);
      };
      const onAbort = (): void => settle(fail('aborted'));
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting = ({ frame, body }) => {
        const answer = parseAnswer(body);
        if (answer === null || !command.mayAnswer(answer)) {
          traceNote(this.#trace, `passed over an answer that is not one to ${command.name}`);
          return;
        }
        if (isFind) this.#fieldWasEmpty = answer.status === sw.findFailed;
        if (!quiet || !this.#fieldWasEmpty) {
          const shown = command.name === readBase.name ? frame.subarray(0, unveiledBytes) : frame;
          traceFrom(this.#trace, shown, describeAnswer(answer));
        }
        settle(command.parse(answer));
      };
      void this.#transport.write(request).then((written) => {
        if (!written.ok) settle(written);
      });
    });
  }

  #take(bytes: Uint8Array): void {
    this.#heard = true;
    for (const parsed of this.#parser.push(bytes)) {
      if (parsed.type === 'garbage') this.#note(parsed.bytes);
      else this.#waiting?.(parsed);
    }
  }

  #note(bytes: number): void {
    if (bytes > 0) traceNote(this.#trace, `threw away ${bytes} bytes to find the next frame`);
  }
}
