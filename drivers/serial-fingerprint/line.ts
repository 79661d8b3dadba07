/** One command and what it is answered with, over a stream to a fingerprint module. */
import { fail, ok, type Result } from '#contracts/result.ts';
import { toHex } from '#drivers/core/hex.ts';
import { traceFrom, traceNote, traceTo, type Trace } from '#drivers/core/trace.ts';
import type { ByteTransport } from '#drivers/core/transport.ts';

import {
  buildCommand,
  describeStatus,
  parseAnswer,
  status,
  type Answer,
  type Answers,
  type Asks,
  type CommandName,
} from './codec.ts';
import { buildData, buildPacket, concat, PacketParser, type Packet } from './packets.ts';

/** Start, address, kind and length: what the trace shows of a packet that holds a finger. */
const headBytes = 9;
/** Of VfyPwd the code as well; the password follows. */
const upToCode = headBytes + 1;
/** Asked again and again; the trace shows them when the answer changes. */
const repeated: ReadonlySet<CommandName> = new Set<CommandName>(['GetImage', 'ReadSysPara']);

interface Settled {
  readonly parameters: Answers<'ReadSysPara'>;
  /** The module said meanwhile that data did not come whole. */
  readonly dataLost: boolean;
}

interface Upload {
  readonly status: number;
  readonly data: Uint8Array;
}

/** What a conversation makes of a packet, or of bytes that were none: its result, or null to wait for more. */
type Take<T> = (came: Packet | 'garbage') => Result<T> | null;

export class ModuleLine {
  readonly #transport: ByteTransport;
  readonly #address: number;
  readonly #trace: Trace;
  readonly #parser = new PacketParser();
  #take: ((came: Packet | 'garbage') => void) | null = null;
  #heard = false;
  #owed = false;
  /** The newest answer to each repeated command, in hexadecimal. */
  readonly #shown = new Map<CommandName, string>();

  constructor(transport: ByteTransport, address: number, trace: Trace) {
    this.#transport = transport;
    this.#address = address;
    this.#trace = trace;
    transport.onData((bytes) => this.#receive(bytes));
  }

  /** Whether anything came since the last command: tells a garbled answer from none. */
  get heard(): boolean {
    return this.#heard;
  }

  /**
   * Whether an answer may still come, for a command that was given up or for data. The protocol numbers nothing: until
   * `settle`, that answer would be taken for the next command's.
   */
  get owed(): boolean {
    return this.#owed;
  }

  /** Settles with the answer or when `signal` aborts. Failures: port-lost, aborted. */
  exchange<N extends CommandName>(name: N, asks: Asks<N>, signal: AbortSignal): Promise<Result<Answer<N>>> {
    return this.#converse(name, asks, signal, (came) => {
      if (came === 'garbage') return null;
      const answer = came.kind === 'acknowledge' ? parseAnswer(name, came.payload) : null;
      return answer === null ? null : ok(answer);
    });
  }

  /**
   * Waits until nothing of an earlier command can come any more: a module answers in order, and no other answer looks
   * like that of ReadSysPara. Failures: port-lost, aborted.
   */
  settle(signal: AbortSignal): Promise<Result<Settled>> {
    let dataLost = false;
    return this.#converse('ReadSysPara', {}, signal, (came) => {
      if (came === 'garbage' || came.kind !== 'acknowledge') return null;
      dataLost ||= came.payload[0] === status.receive;
      const answer = parseAnswer('ReadSysPara', came.payload);
      if (answer?.status !== status.ok || answer.answers === null) return null;
      return ok({ parameters: answer.answers, dataLost });
    });
  }

  /**
   * UpChar: what the module holds in `buffer`; nothing if the status is not 00.
   * Failures: device-garbled (a part of it was lost on the way), port-lost, aborted.
   */
  upload(buffer: number, signal: AbortSignal): Promise<Result<Upload>> {
    const parts: Uint8Array[] = [];
    let announced = false;
    return this.#converse('UpChar', { buffer }, signal, (came) => {
      if (came === 'garbage') return announced ? fail('device-garbled', 'UpChar') : null;
      if (came.kind === 'acknowledge') {
        const answer = parseAnswer('UpChar', came.payload);
        if (answer !== null && answer.status !== status.ok)
          return ok({ status: answer.status, data: new Uint8Array() });
        announced ||= answer !== null;
        return null;
      }
      if (!announced || came.kind === 'command') return null;
      parts.push(came.payload);
      return came.kind === 'end-of-data' ? ok({ status: status.ok, data: concat(parts) }) : null;
    });
  }

  /** The data that a DownChar announced, in one write, so that nothing comes between. `size`: bytes in a packet. */
  send(data: Uint8Array, size: number): Promise<Result<void>> {
    const packets = buildData(this.#address, data, size);
    const [first = new Uint8Array()] = packets;
    traceTo(
      this.#trace,
      first.subarray(0, headBytes),
      `${data.length} bytes of a finger in ${packets.length} packets`,
    );
    // No answer is due, and some modules give one.
    this.#owed = true;
    return this.#transport.write(concat(packets));
  }

  #converse<N extends CommandName, T>(
    name: N,
    asks: Asks<N>,
    signal: AbortSignal,
    take: Take<T>,
  ): Promise<Result<T>> {
    this.#note(this.#parser.reset());
    this.#heard = false;
    this.#owed = true;
    const payload = buildCommand(name, asks);
    const request = buildPacket({ address: this.#address, kind: 'command', payload });
    const tellRequest = (): void =>
      traceTo(this.#trace, name === 'VfyPwd' ? request.subarray(0, upToCode) : request, name);
    const quiet = repeated.has(name) && this.#shown.has(name);
    if (!quiet) tellRequest();
    return new Promise((resolve) => {
      const end = (result: Result<T>): void => {
        this.#take = null;
        signal.removeEventListener('abort', onAbort);
        resolve(result);
      };
      const onAbort = (): void => {
        if (quiet) tellRequest();
        this.#shown.clear();
        end(fail('aborted'));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#take = (came) => {
        const result = take(came);
        const isAnswer =
          came !== 'garbage' && (result !== null || (name === 'UpChar' && came.kind !== 'command'));
        if (isAnswer) this.#show(name, came, quiet ? tellRequest : () => undefined);
        else if (came !== 'garbage') traceNote(this.#trace, `passed over what is no answer to ${name}`);
        if (result === null) return;
        this.#owed = !result.ok;
        end(result);
      };
      void this.#transport.write(request).then((written) => {
        if (!written.ok) end(written);
      });
    });
  }

  #receive(bytes: Uint8Array): void {
    this.#heard = true;
    for (const parsed of this.#parser.push(bytes)) {
      if (parsed.type === 'garbage') {
        this.#note(parsed.bytes);
        this.#take?.('garbage');
      } else if (parsed.packet.address === this.#address) this.#take?.(parsed.packet);
      else traceFrom(this.#trace, parsed.bytes.subarray(0, headBytes), 'another module');
    }
  }

  #show(name: CommandName, packet: Packet, tellRequest: () => void): void {
    const payload = toHex(packet.payload);
    if (repeated.has(name)) {
      if (this.#shown.get(name) === payload) return;
      tellRequest();
      this.#shown.set(name, payload);
    }
    const bytes = buildPacket(packet);
    if (packet.kind === 'acknowledge')
      traceFrom(this.#trace, bytes, describeStatus(packet.payload[0] ?? status.packet));
    else traceFrom(this.#trace, bytes.subarray(0, headBytes), `${packet.payload.length} bytes of a finger`);
  }

  #note(bytes: number): void {
    if (bytes > 0) traceNote(this.#trace, `threw away ${bytes} bytes to find the next packet`);
  }
}
