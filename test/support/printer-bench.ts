/** A ticket printer's driver at an emulated printer, a clock turned by hand, and everything that was said. */
import type { TicketSlip } from '#contracts/devices.ts';
import type { EmulatorCommand, Misbehaviour } from '#contracts/emulators.ts';
import type { Health, TicketPrinterEvent } from '#drivers/core/capabilities.ts';
import type { TraceLine } from '#drivers/core/trace.ts';
import type { ByteTransport } from '#drivers/core/transport.ts';
import { EscposPrinter } from '#drivers/escpos-printer/device.ts';
import { PrinterEmulator } from '#drivers/escpos-printer/emulator.ts';

import { Socket } from './cable.ts';
import { HandClock } from './hand-clock.ts';

export const device = 'printer';
export type Condition = Omit<Extract<EmulatorCommand, { action: 'set-printer' }>, 'action' | 'device'>;
const fine: Condition = { paper: 'ok', cover: 'closed', cutter: 'ok', online: true };

/** Longer than a ticket takes to print and to be proved, milliseconds. */
export const ticketMs = 1500;

function ticket(number: string): TicketSlip {
  return { hall: '大厅', number, business: '社保', lines: ['前面等候 3 人'], qr: number, copy: false };
}

export class PrinterBench {
  readonly clock = new HandClock();
  readonly paper = new PrinterEmulator({ device, clock: this.clock });
  readonly socket: Socket;
  readonly printer: EscposPrinter;
  readonly health: Health[] = [];
  readonly statuses: string[] = [];
  readonly trace: TraceLine[] = [];
  /** Every ticket that came out, by its lines. */
  readonly tickets: string[] = [];
  readonly #never = new AbortController().signal;

  constructor(open?: () => ByteTransport) {
    this.socket = new Socket((far) => this.paper.connect(far), { pieces: [1, 7, 2] });
    this.paper.onChange(() => {
      if (this.paper.state().tickets > this.tickets.length) {
        this.tickets.push((this.paper.newest?.lines ?? []).join('/'));
      }
    });
    this.printer = new EscposPrinter({
      open: open === undefined ? this.socket.open : () => Promise.resolve({ ok: true, value: open() }),
      columns: 48,
      swapChineseSizeBits: false,
      clock: this.clock,
      trace: (line) => this.trace.push(line),
    });
  }

  async start(): Promise<this> {
    this.printer.start((event) => this.#hear(event));
    await this.clock.turn(50);
    return this;
  }

  #hear(event: TicketPrinterEvent | { readonly type: 'health'; readonly health: Health }): void {
    if (event.type === 'health') this.health.push(event.health);
    else this.statuses.push(`${event.problem?.code ?? 'fine'}${event.paperNearEnd ? ', near end' : ''}`);
  }

  /** How `print` ends, as it ends: the result, or the failure's code. */
  print(number: string, signal = this.#never): string[] {
    const said: string[] = [];
    void this.printer.print(ticket(number), signal).then((answer) => {
      said.push(answer.ok ? answer.value.result : `failure ${answer.error.code}`);
    });
    return said;
  }

  set(changes: Partial<Condition>): void {
    this.hand({ action: 'set-printer', device, ...fine, ...changes });
  }

  misbehave(misbehaviour: Misbehaviour | null): void {
    this.hand({ action: 'misbehave', device, misbehaviour });
  }

  hand(command: EmulatorCommand): void {
    if (!this.paper.command(command).ok) throw new Error(`the printer has no ${command.action}`);
  }

  get newestHealth(): string {
    const health = this.health.at(-1);
    return health === undefined ? 'none' : health.state === 'failing' ? health.failure.code : health.state;
  }
}
