/** A SAM_V with a plate to lay identity cards on; misbehaves as it is told. */
import type { Clock } from '#contracts/clock.ts';
import type {
  EmulatorCommand,
  EmulatorState,
  IdentityCardContent,
  Misbehaviour,
} from '#contracts/emulators.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { EmulatorWire } from '#drivers/core/emulator-wire.ts';
import type { Emulator } from '#drivers/core/emulator.ts';
import type { ByteTransport } from '#drivers/core/transport.ts';

import { buildBaseText } from './base-text-codec.ts';
import {
  buildAnswer,
  buildBase,
  buildSamId,
  findCard,
  FrameParser,
  readBase,
  samId,
  samStatus,
  selectCard,
  sw,
} from './codec.ts';

/** The photo's place: there is no open encoder for it, and no reader of ours looks inside. */
const photo = new Uint8Array(1024);
const emulatedSamId = '05.01-20260101-0000000001-0000000002';

interface SamVEmulatorOptions {
  readonly device: string;
  readonly clock: Clock;
  /** Cards that are found once and then not again until they are lifted, as some real ones. */
  readonly refusesSecondFind?: boolean;
}

interface LyingCard {
  readonly text: Uint8Array;
  found: boolean;
  selected: boolean;
}

export class SamVEmulator implements Emulator {
  readonly #device: string;
  readonly #wire: EmulatorWire;
  readonly #refusesSecondFind: boolean;
  #card: LyingCard | null = null;
  /** Further exchanges until the card is lifted, null for no such plan; holds for the next card if none lies there. */
  #liftAfter: number | null = null;
  #changed: () => void = () => undefined;

  constructor({ device, clock, refusesSecondFind = false }: SamVEmulatorOptions) {
    this.#device = device;
    this.#refusesSecondFind = refusesSecondFind;
    this.#wire = new EmulatorWire(clock, () => this.#changed());
  }

  connect(transport: ByteTransport): void {
    const parser = new FrameParser();
    this.#wire.connect(transport, (bytes) => {
      for (const parsed of parser.push(bytes)) if (parsed.type === 'frame') this.#take(parsed.body);
    });
  }

  command(command: EmulatorCommand): Result<void> {
    const done = this.#do(command);
    if (done.ok) this.#changed();
    return done;
  }

  #do(command: EmulatorCommand): Result<void> {
    if (command.action === 'put-identity-card') return this.#put(command.card);
    if (command.action === 'lift-identity-card') {
      this.#lift();
      return ok(undefined);
    }
    if (command.action === 'misbehave' && command.misbehaviour?.kind === 'pull') {
      // What is pulled out of a card reader is the card; its cable has "unplug".
      this.#wire.command({ ...command, misbehaviour: null });
      this.#liftAfter = command.misbehaviour.afterExchanges;
      if (this.#liftAfter === 0) this.#lift();
      return ok(undefined);
    }
    if (command.action === 'misbehave') this.#liftAfter = null;
    return this.#wire.command(command)
      ? ok(undefined)
      : fail('not-permitted', `an identity-card reader has no ${command.action}`);
  }

  #put(content: IdentityCardContent): Result<void> {
    const text = buildBaseText(content);
    if (!text.ok) return text;
    this.#card = { text: text.value, found: false, selected: false };
    return ok(undefined);
  }

  state(): EmulatorState {
    const misbehaviour: Misbehaviour | null =
      this.#liftAfter === null ? this.#wire.misbehaviour : { kind: 'pull', afterExchanges: this.#liftAfter };
    const { plugged } = this.#wire;
    return {
      kind: 'identity-card-reader',
      device: this.#device,
      plugged,
      misbehaviour,
      cardIn: this.#card !== null,
    };
  }

  onChange(listener: () => void): void {
    this.#changed = listener;
  }

  #lift(): void {
    this.#card = null;
    this.#liftAfter = null;
  }

  /** Exchanges count towards a planned lift only while a card lies there. */
  #countDown(): void {
    if (this.#liftAfter === null || this.#card === null) return;
    this.#liftAfter -= 1;
    if (this.#liftAfter === 0) this.#lift();
    this.#changed();
  }

  #take(body: Uint8Array): void {
    const [cmd, para] = body;
    const is = (command: { readonly command: readonly [number, number] }): boolean =>
      command.command[0] === cmd && command.command[1] === para;
    if (is(samStatus)) this.#exchange(() => buildAnswer(sw.ok), sw.unlicensed);
    else if (is(samId)) this.#exchange(() => buildAnswer(sw.ok, buildSamId(emulatedSamId)), sw.unlicensed);
    else if (is(findCard)) this.#exchange(() => this.#find(), sw.findFailed);
    else if (is(selectCard)) this.#exchange(() => this.#select(), sw.selectFailed);
    else if (is(readBase)) this.#exchange(() => this.#read(), sw.readFailed);
    else this.#exchange(() => buildAnswer(sw.unknownCommand), sw.unknownCommand);
  }

  #exchange(answer: () => Uint8Array, refusal: number): void {
    this.#wire.exchange({
      answer: () => {
        const bytes = answer();
        this.#countDown();
        return bytes;
      },
      refusal: () => buildAnswer(refusal),
    });
  }

  #find(): Uint8Array {
    const card = this.#card;
    if (card === null || (card.found && this.#refusesSecondFind)) return buildAnswer(sw.findFailed);
    card.found = true;
    card.selected = false;
    return buildAnswer(sw.found, new Uint8Array(4));
  }

  #select(): Uint8Array {
    const card = this.#card;
    if (card === null || !card.found) return buildAnswer(sw.selectFailed);
    card.selected = true;
    return buildAnswer(sw.ok, new Uint8Array(8));
  }

  #read(): Uint8Array {
    const card = this.#card;
    if (card === null || !card.selected) return buildAnswer(sw.readFailed);
    return buildAnswer(sw.ok, buildBase({ text: card.text, photo }));
  }
}
