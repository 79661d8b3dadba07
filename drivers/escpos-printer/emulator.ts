/** A ticket printer that understands what it is sent, shows its tickets as pictures, and misbehaves as it is told. */
import type { Clock } from '#contracts/clock.ts';
import type { EmulatorCommand, EmulatorState } from '#contracts/emulators.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { EmulatorWire } from '#drivers/core/emulator-wire.ts';
import type { Emulator } from '#drivers/core/emulator.ts';
import type { ByteTransport } from '#drivers/core/transport.ts';

import { nextCommand, takeRealTime, type PrinterCommand, type RealTimeCommand } from './emulator-commands.ts';
import { Paper, type Slip } from './emulator-paper.ts';
import { drawSlip } from './emulator-picture.ts';

type PrinterCondition = Pick<
  Extract<EmulatorCommand, { action: 'set-printer' }>,
  'paper' | 'cover' | 'cutter' | 'online'
>;

interface PrinterEmulatorOptions {
  readonly device: string;
  readonly clock: Clock;
  readonly columns?: number;
  readonly swapChineseSizeBits?: boolean;
}

/** 150 mm a second at 8 dots a millimetre. */
const dotsPerMs = 1.2;
/** Bits that every answer to DLE EOT has. */
const realTimeBits = 0x12;

export class PrinterEmulator implements Emulator {
  readonly #device: string;
  readonly #clock: Clock;
  readonly #wire: EmulatorWire;
  readonly #paper: Paper;
  #condition: PrinterCondition = { paper: 'ok', cover: 'closed', cutter: 'ok', online: true };
  /** Received and looked through for real-time commands. */
  #buffer = new Uint8Array();
  #printing = false;
  /** What GS a asked to be told; 0 for nothing. */
  #automatic = 0;
  #newest: Slip | null = null;
  #picture: string | null = null;
  #tickets = 0;
  #changed: () => void = () => undefined;

  constructor({ device, clock, columns = 48, swapChineseSizeBits = false }: PrinterEmulatorOptions) {
    this.#device = device;
    this.#clock = clock;
    this.#wire = new EmulatorWire(clock, () => this.#changed());
    this.#paper = new Paper(columns, swapChineseSizeBits);
  }

  connect(transport: ByteTransport): void {
    let rest = new Uint8Array();
    this.#wire.connect(transport, (bytes) => {
      const taken = takeRealTime(Uint8Array.from([...rest, ...bytes]));
      rest = Uint8Array.from(taken.rest);
      this.#buffer = Uint8Array.from([...this.#buffer, ...taken.data]);
      for (const command of taken.commands) this.#answerAtOnce(command);
      void this.#print();
    });
  }

  command(command: EmulatorCommand): Result<void> {
    if (command.action === 'set-printer') {
      const { paper, cover, cutter, online } = command;
      if (this.#condition.paper === 'out' && paper !== 'out') this.#paper.renew();
      this.#condition = { paper, cover, cutter, online };
      if (this.#automatic !== 0) this.#sayStatus();
      void this.#print();
    } else if (!this.#wire.command(command)) {
      return fail('not-permitted', `a printer has no ${command.action}`);
    }
    this.#changed();
    return ok(undefined);
  }

  state(): Extract<EmulatorState, { kind: 'printer' }> {
    return {
      kind: 'printer',
      device: this.#device,
      plugged: this.#wire.plugged,
      misbehaviour: this.#wire.misbehaviour,
      ...this.#condition,
      tickets: this.#tickets,
      picture: this.#picture,
    };
  }

  onChange(listener: () => void): void {
    this.#changed = listener;
  }

  /** Whether it is printing, or would be were it not stopped. */
  get feeding(): boolean {
    return this.#printing;
  }

  /** The newest ticket, null before the first. */
  get newest(): Slip | null {
    return this.#newest;
  }

  /** What it was sent and did not understand. */
  get unknown(): readonly string[] {
    return this.#paper.unknown;
  }

  get #stopped(): boolean {
    const { paper, cover, cutter, online } = this.#condition;
    return paper === 'out' || cover === 'open' || cutter === 'jammed' || !online;
  }

  #answerAtOnce(command: RealTimeCommand): void {
    if (command.kind === 'clear') {
      this.#wire.exchange({
        answer: () => {
          this.#buffer = new Uint8Array();
          this.#paper.clear();
          return Uint8Array.of(0x37, 0x25, 0x00);
        },
        refusal: () => new Uint8Array(),
      });
      return;
    }
    // A refusal, which the protocol lacks, is an unrecoverable error.
    const refusals = { 1: 0x08, 2: 0x40, 3: 0x20, 4: 0x00 };
    this.#wire.exchange({
      answer: () => Uint8Array.of(realTimeBits | this.#realTimeStatus(command.status)),
      refusal: () => Uint8Array.of(realTimeBits | refusals[command.status]),
    });
  }

  #realTimeStatus(status: 1 | 2 | 3 | 4): number {
    const { paper, cover, cutter } = this.#condition;
    const jammed = cutter === 'jammed';
    switch (status) {
      case 1:
        return this.#stopped ? 0x08 : 0;
      case 2:
        return (cover === 'open' ? 0x04 : 0) | (paper === 'out' ? 0x20 : 0) | (jammed ? 0x40 : 0);
      case 3:
        return jammed ? 0x08 : 0;
      case 4:
        return { ok: 0, 'near-end': 0x0c, out: 0x6c }[paper];
    }
  }

  #sayStatus(): void {
    const { paper, cover, cutter } = this.#condition;
    this.#wire.say(
      Uint8Array.of(
        0x10 | (this.#stopped ? 0x08 : 0) | (cover === 'open' ? 0x20 : 0),
        cutter === 'jammed' ? 0x08 : 0,
        { ok: 0, 'near-end': 0x03, out: 0x0f }[paper],
        0,
      ),
    );
  }

  /** Prints what was received, as fast as the paper moves, until it is done or the printer stops. */
  async #print(): Promise<void> {
    if (this.#printing) return;
    this.#printing = true;
    while (!this.#stopped) {
      const next = nextCommand(this.#buffer, this.#paper.chinese);
      if (next === null) break;
      this.#buffer = this.#buffer.subarray(next.used);
      const fed = this.#do(next.command);
      if (fed > 0) await new Promise<void>((resolve) => this.#clock.after(fed / dotsPerMs, resolve));
    }
    this.#printing = false;
  }

  /** Dots that the paper moved. */
  #do(command: PrinterCommand): number {
    const { fed, slip } = this.#paper.take(command);
    if (slip !== null) {
      this.#newest = slip;
      this.#picture = drawSlip(slip);
      this.#tickets += 1;
      this.#changed();
    }
    if (command.kind !== 'command') return fed;
    if (command.name === 'GS a') {
      this.#automatic = command.parameters[0] ?? 0;
      if (this.#automatic !== 0) this.#sayStatus();
    } else if (command.name === 'GS r') {
      const nearEnd = this.#condition.paper === 'near-end';
      this.#wire.exchange({
        answer: () => Uint8Array.of(nearEnd ? 0x03 : 0x00),
        refusal: () => new Uint8Array(),
      });
    }
    return fed;
  }
}
