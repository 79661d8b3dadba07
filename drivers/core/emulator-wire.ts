/** The emulated end of a cable: hands requests to an emulator and its answers back, and misbehaves as told. */
import type { Clock } from '#contracts/clock.ts';
import type { EmulatorCommand, Misbehaviour } from '#contracts/emulators.ts';

import type { ByteTransport } from './transport.ts';

/** What a device answers to one request. Only one of the two is called, and only once. */
export interface EmulatedReply {
  /** Does what was asked and gives the right answer; empty for none. */
  readonly answer: () => Uint8Array;
  /** Does nothing and gives the protocol's own refusal; empty where the protocol has none. */
  readonly refusal: () => Uint8Array;
}

export class EmulatorWire {
  readonly #clock: Clock;
  readonly #changed: () => void;
  #transport: ByteTransport | null = null;
  #plugged = true;
  #misbehaviour: Misbehaviour | null = null;
  #turn: Promise<void> = Promise.resolve();

  /** `changed` is called when the cable or the misbehaviour changes by itself. */
  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  get plugged(): boolean {
    return this.#plugged;
  }

  get connected(): boolean {
    return this.#transport !== null;
  }

  get misbehaviour(): Misbehaviour | null {
    return this.#misbehaviour;
  }

  connect(transport: ByteTransport, onData: (bytes: Uint8Array) => void): void {
    if (!this.#plugged || this.#transport !== null) {
      void transport.close();
      return;
    }
    this.#transport = transport;
    transport.onData(onData);
    transport.onClose(() => {
      if (this.#transport === transport) this.#transport = null;
    });
  }

  /** True for a command that every emulated device has, done. */
  command(command: EmulatorCommand): boolean {
    if (command.action === 'misbehave') {
      this.#misbehaviour = command.misbehaviour;
      if (command.misbehaviour?.kind === 'pull' && command.misbehaviour.afterExchanges === 0) this.#unplug();
    } else if (command.action === 'unplug') this.#unplug();
    else if (command.action === 'plug') this.#plugged = true;
    else return false;
    return true;
  }

  /** Answers one request, after all earlier ones, as well or as badly as it was told to. */
  exchange(reply: EmulatedReply): void {
    const transport = this.#transport;
    if (transport === null) return;
    this.#turn = this.#turn.then(() => this.#exchange(transport, reply));
  }

  /** Says something unasked, after all answers under way. */
  say(bytes: Uint8Array): void {
    this.exchange({ answer: () => bytes, refusal: () => new Uint8Array() });
  }

  async #exchange(transport: ByteTransport, reply: EmulatedReply): Promise<void> {
    const misbehaviour = this.#misbehaviour;
    if (misbehaviour?.kind === 'delay') {
      await new Promise<void>((resolve) => this.#clock.after(misbehaviour.ms, resolve));
    }
    const bytes = misbehaviour?.kind === 'refuse' ? reply.refusal() : reply.answer();
    const sent = misbehave(bytes, misbehaviour);
    // A stream that ended meanwhile takes its answer along, as a pulled cable does.
    if (sent.length > 0 && this.#transport === transport) await transport.write(sent);
    this.#count(misbehaviour);
  }

  /** Counts an exchange off a misbehaviour that is limited to some. */
  #count(used: Misbehaviour | null): void {
    if (used === null || this.#misbehaviour !== used) return;
    if (used.kind === 'pull') {
      this.#misbehaviour = { kind: 'pull', afterExchanges: used.afterExchanges - 1 };
      if (used.afterExchanges === 1) this.#unplug();
    } else {
      if (used.times === null) return;
      this.#misbehaviour = used.times > 1 ? { ...used, times: used.times - 1 } : null;
    }
    this.#changed();
  }

  #unplug(): void {
    this.#plugged = false;
    if (this.#misbehaviour?.kind === 'pull') this.#misbehaviour = null;
    const transport = this.#transport;
    this.#transport = null;
    if (transport !== null) void transport.close();
  }
}

function misbehave(bytes: Uint8Array, misbehaviour: Misbehaviour | null): Uint8Array {
  if (misbehaviour?.kind === 'garble') return bytes.map((byte) => byte ^ 0x55);
  if (misbehaviour?.kind === 'half-answer') return bytes.subarray(0, bytes.length >> 1);
  if (misbehaviour?.kind === 'silent') return new Uint8Array();
  return bytes;
}
