/** A connected fingerprint module: its commands with their deadlines, sent again where that changes nothing. */
import type { FailureCode } from '#contracts/failures.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import type { DeviceQueue } from '#drivers/core/exchange.ts';

import { describeStatus, packetBytes, status, type Answer, type Asks, type CommandName } from './codec.ts';
import type { ModuleLine } from './line.ts';

interface ModuleOptions {
  readonly line: ModuleLine;
  readonly queue: DeviceQueue;
  /** From a command to its answer, milliseconds. */
  readonly answerMs: number;
  /** Times that a command is sent until it is answered. */
  readonly attempts: number;
  /** Aborts when the connection ends. */
  readonly signal: AbortSignal;
}

/** Commands that leave the module the same however often they are sent, and that no data follows. */
export type PlainCommand = Exclude<CommandName, 'DownChar' | 'UpChar' | 'Match'>;

/**
 * Every answer's failures: device-no-answer, device-garbled (here or there), fingerprint-refused (locked, or a status
 * that is not among those hoped for), port-lost, aborted.
 */
export class FingerprintModule {
  readonly #options: ModuleOptions;
  /** Bytes in a data packet. */
  #packetBytes = 32;

  constructor(options: ModuleOptions) {
    this.#options = options;
  }

  /** Tells the password and asks for the parameters; the module's name. */
  async unlock(password: number): Promise<Result<string>> {
    const verified = await this.ask('VfyPwd', { password });
    if (!verified.ok) return verified;
    if (verified.value.status !== status.ok) return refused('VfyPwd', verified.value.status);
    const parameters = await this.#settle();
    if (!parameters.ok) return parameters;
    const { address, system, packetSize } = parameters.value.parameters;
    const bytes = packetBytes(packetSize);
    if (bytes === null) return fail('device-garbled', `ReadSysPara: packet size ${packetSize}`);
    this.#packetBytes = bytes;
    return ok(`EF01 ${hex(address, 8)} ${hex(system, 4)}`);
  }

  /** The same module for a last word, which the connection's signal does not end and which is not repeated. */
  parting(): FingerprintModule {
    const signal = new AbortController().signal;
    const parting = new FingerprintModule({ ...this.#options, attempts: 1, signal });
    parting.#packetBytes = this.#packetBytes;
    return parting;
  }

  /** A module that did not get the command whole, or is locked, has failed; any other status is an answer. */
  ask<N extends PlainCommand>(name: N, asks: Asks<N>): Promise<Result<Answer<N>>> {
    const { line } = this.#options;
    return this.#again(async () => {
      const answer = await this.#run(name, (within) => line.exchange(name, asks, within));
      if (!answer.ok) return answer;
      const { status: said } = answer.value;
      return said === status.packet || said === status.password ? refused(name, said) : answer;
    });
  }

  /** Puts `data` into a buffer. Data that is lost on the way is not told by every module. */
  load(buffer: number, data: Uint8Array): Promise<Result<void>> {
    return this.#again(() => this.#load(buffer, data));
  }

  async #load(buffer: number, data: Uint8Array): Promise<Result<void>> {
    const { line } = this.#options;
    const ready = await this.#run('DownChar', (within) => line.exchange('DownChar', { buffer }, within));
    if (!ready.ok) return ready;
    if (ready.value.status !== status.ok) return refused('DownChar', ready.value.status);
    const sent = await line.send(data, this.#packetBytes);
    if (!sent.ok) return sent;
    const settled = await this.#settle();
    if (!settled.ok) return settled;
    return settled.value.dataLost ? refused('DownChar', status.receive) : ok(undefined);
  }

  /** What is in a buffer. */
  fetch(buffer: number): Promise<Result<Uint8Array>> {
    const { line } = this.#options;
    return this.#again(async () => {
      const upload = await this.#run('UpChar', (within) => line.upload(buffer, within));
      if (!upload.ok) return upload;
      if (upload.value.status === status.upload) return ok(new Uint8Array());
      return upload.value.status === status.ok
        ? ok(upload.value.data)
        : refused('UpChar', upload.value.status);
    });
  }

  /** Compares the two buffers. Sent once: if its answer is lost, what was loaded before may be lost as well. */
  match(): Promise<Result<Answer<'Match'>>> {
    const { line } = this.#options;
    return this.#run('Match', (within) => line.exchange('Match', {}, within));
  }

  #settle(): ReturnType<ModuleLine['settle']> {
    const { line } = this.#options;
    return this.#within('ReadSysPara', (within) => line.settle(within));
  }

  async #again<T>(act: () => Promise<Result<T>>): Promise<Result<T>> {
    for (let left = this.#options.attempts - 1; ; left -= 1) {
      const result = await act();
      if (result.ok || left === 0 || !isUnclear(result.error.code)) return result;
    }
  }

  /** An exchange, once no answer of an earlier one can come any more. */
  async #run<T>(
    name: CommandName,
    exchange: (within: AbortSignal) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    if (this.#options.line.owed) {
      const settled = await this.#settle();
      if (!settled.ok) return settled;
    }
    return this.#within(name, exchange);
  }

  async #within<T>(
    name: CommandName,
    exchange: (within: AbortSignal) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const { queue, line, answerMs, signal } = this.#options;
    const answer = await queue.run({ deadlineMs: answerMs, signal }, exchange);
    if (answer.ok || answer.error.code !== 'timeout') return answer;
    return fail(line.heard ? 'device-garbled' : 'device-no-answer', name);
  }
}

type Failed = Extract<Result<never>, { ok: false }>;

/** Whether nothing is known of how a command ended. */
export function isUnclear(code: FailureCode): boolean {
  return code === 'device-no-answer' || code === 'device-garbled';
}

/** A status that is none of those hoped for. */
export function refused(name: CommandName, said: number): Failed {
  const garbledThere = said === status.packet || said === status.receive;
  return fail(garbledThere ? 'device-garbled' : 'fingerprint-refused', `${name}: ${describeStatus(said)}`);
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
