/**
 * A virtual card in a virtual reader: connects to a vpcd port (pcscd's, or our own reader's) when it is inserted and
 * closes the connection when it is pulled, as vpcd's own cards do. It misbehaves on demand at the wire.
 */
import { createConnection, type Socket } from 'node:net';

import type { Clock } from '#contracts/clock.ts';
import type { CardContent, EmulatorCommand, EmulatorState, Misbehaviour } from '#contracts/emulators.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import { VirtualSocialSecurityCard } from '../social-security-card/emulator.ts';
import { encodeFrame, FrameAssembler, parseReaderFrame } from './codec.ts';

export interface VpcdEmulatorOptions {
  readonly device: string;
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
}

/** Milliseconds until the reader must have asked for the ATR: pcscd looks at its readers every 400 ms. */
const insertionDeadlineMs = 5000;

/** "No precise diagnosis". */
const swRefused = Uint8Array.of(0x6f, 0x00);

export class VpcdEmulator {
  readonly #options: VpcdEmulatorOptions;
  #listener: () => void = () => undefined;
  #socket: Socket | null = null;
  #plugged = true;
  #misbehaviour: Misbehaviour | null = null;
  #exchanges = 0;

  constructor(options: VpcdEmulatorOptions) {
    this.#options = options;
  }

  /** APDUs taken since the card was inserted. */
  get exchanges(): number {
    return this.#exchanges;
  }

  /** Called after every change of the state and every exchange. One listener; a later one replaces it. */
  onChange(listener: () => void): void {
    this.#listener = listener;
  }

  state(): EmulatorState {
    return {
      kind: 'card-reader',
      device: this.#options.device,
      plugged: this.#plugged,
      misbehaviour: this.#misbehaviour,
      cardIn: this.#socket !== null,
    };
  }

  /** A hand of the dock. Failures: those of `insert`, not-permitted for a command that a card reader does not have. */
  async command(command: EmulatorCommand): Promise<Result<void>> {
    switch (command.action) {
      case 'insert-card':
        return this.insert(command.card);
      case 'pull-card':
        this.pull();
        return ok(undefined);
      case 'misbehave':
        this.misbehave(command.misbehaviour);
        return ok(undefined);
      case 'unplug':
        this.#plugged = false;
        this.pull();
        this.#listener();
        return ok(undefined);
      case 'plug':
        this.#plugged = true;
        this.#listener();
        return ok(undefined);
      case 'put-identity-card':
      case 'lift-identity-card':
      case 'scan':
      case 'set-gate-input':
      case 'set-printer':
      case 'put-finger':
      case 'lift-finger':
      case 'stand-before-camera':
      case 'act-before-camera':
        return fail('not-permitted', `a card reader has no ${command.action}`);
      default:
        return command satisfies never;
    }
  }

  /**
   * Puts the card in, after pulling one that is there. Ok once the reader has asked for its ATR.
   * Failures: port-unavailable (nobody listens, or unplugged), device-no-answer (the reader does not look at the card),
   * card-removed (pulled meanwhile).
   */
  insert(content: CardContent): Promise<Result<void>> {
    this.pull();
    if (!this.#plugged) return Promise.resolve(fail('port-unavailable', 'the reader is unplugged'));
    const card = new VirtualSocialSecurityCard(content);
    const socket = createConnection({ host: this.#options.host, port: this.#options.port, noDelay: true });
    this.#socket = socket;
    this.#exchanges = 0;
    return new Promise((resolve) => {
      const settle = (result: Result<void>): void => {
        cancelDeadline();
        resolve(result);
      };
      const cancelDeadline = this.#options.clock.after(insertionDeadlineMs, () => {
        settle(fail('device-no-answer', 'the reader did not ask for the ATR'));
        socket.destroy();
      });
      const assembler = new FrameAssembler();
      socket.on('data', (bytes) => {
        for (const body of assembler.push(bytes)) this.#take(body, card, socket, () => settle(ok(undefined)));
      });
      let end: Result<void> = fail('card-removed');
      socket.on('error', (error) => {
        end = fail('port-unavailable', error.message);
      });
      socket.on('close', () => {
        if (this.#socket === socket) {
          this.#socket = null;
          this.#listener();
        }
        settle(end);
      });
      this.#listener();
    });
  }

  pull(): void {
    const socket = this.#socket;
    if (socket === null) return;
    this.#socket = null;
    socket.destroy();
    this.#listener();
  }

  /** Holds for this card and those inserted later, as often as it says; null ends it. */
  misbehave(misbehaviour: Misbehaviour | null): void {
    const now = misbehaviour?.kind === 'pull' && misbehaviour.afterExchanges === 0;
    this.#misbehaviour = now ? null : misbehaviour;
    if (now) this.pull();
    this.#listener();
  }

  #take(body: Uint8Array, card: VirtualSocialSecurityCard, socket: Socket, seen: () => void): void {
    const frame = parseReaderFrame(body);
    switch (frame?.kind) {
      case 'atr':
        socket.write(encodeFrame(card.atr));
        seen();
        return;
      case 'power-on':
      case 'power-off':
      case 'reset':
        card.reset();
        return;
      case 'apdu':
        this.#exchanges += 1;
        this.#answer(encodeFrame(card.respond(frame.apdu)), socket);
        this.#listener();
        return;
      case undefined:
        return;
    }
  }

  #answer(frame: Uint8Array, socket: Socket): void {
    const misbehaviour = this.#misbehaviour;
    switch (misbehaviour?.kind) {
      case undefined:
        socket.write(frame);
        return;
      case 'pull':
        this.#countDownToPull(misbehaviour.afterExchanges, frame, socket);
        return;
      case 'delay':
        this.#options.clock.after(misbehaviour.ms, () => {
          if (this.#socket === socket) socket.write(frame);
        });
        break;
      case 'garble':
        // Every byte of the answer, as where parity was lost altogether; no status word stays one. The length is right.
        socket.write(frame.map((byte, at) => (at < 2 ? byte : byte ^ 0x33)));
        break;
      case 'refuse':
        socket.write(encodeFrame(swRefused));
        break;
      case 'half-answer':
        socket.write(frame.subarray(0, Math.ceil(frame.length / 2)));
        break;
      case 'silent':
        break;
    }
    if (misbehaviour.times === null) return;
    this.#misbehaviour = misbehaviour.times === 1 ? null : { ...misbehaviour, times: misbehaviour.times - 1 };
  }

  #countDownToPull(remaining: number, frame: Uint8Array, socket: Socket): void {
    if (remaining > 1) {
      this.#misbehaviour = { kind: 'pull', afterExchanges: remaining - 1 };
      socket.write(frame);
      return;
    }
    this.#misbehaviour = null;
    if (this.#socket === socket) this.#socket = null;
    // The last answer still arrives.
    socket.end(frame);
  }
}
