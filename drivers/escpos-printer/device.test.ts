import { describe, expect, it } from '@jest/globals';

import type { TicketSlip } from '#contracts/devices.ts';
import type { EmulatorCommand, Misbehaviour } from '#contracts/emulators.ts';
import type { Health, TicketPrinterEvent } from '#drivers/core/capabilities.ts';
import type { TraceLine } from '#drivers/core/trace.ts';
import type { ByteTransport } from '#drivers/core/transport.ts';
import { cable, Socket } from '#test/support/cable.ts';
import { HandClock, settled } from '#test/support/hand-clock.ts';

import { EscposPrinter, printerDelays } from './device.ts';
import { PrinterEmulator } from './emulator.ts';

const device = 'printer';
type Condition = Omit<Extract<EmulatorCommand, { action: 'set-printer' }>, 'action' | 'device'>;
const fine: Condition = { paper: 'ok', cover: 'closed', cutter: 'ok', online: true };

/** Longer than a ticket takes to print and to be proved. */
const ticketMs = 1500;

function ticket(number: string): TicketSlip {
  return { hall: '大厅', number, business: '社保', lines: ['前面等候 3 人'], qr: number, copy: false };
}

/** A printer at an emulated one, a clock turned by hand, and everything that was said. */
class Bench {
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

describe('a ticket', () => {
  it('is printed when the printer says so', async () => {
    const bench = await new Bench().start();
    const said = bench.print('A001');
    await settled();
    expect(said).toEqual([]);
    expect(bench.newestHealth).toBe('busy');
    await bench.clock.turn(ticketMs);
    expect(said).toEqual(['printed']);
    expect(bench.tickets).toHaveLength(1);
    expect(bench.tickets[0]).toContain('A001');
    expect(bench.newestHealth).toBe('ready');
    expect(bench.paper.unknown).toEqual([]);
  });

  it('waits for the one before it', async () => {
    const bench = await new Bench().start();
    const first = bench.print('A001');
    const second = bench.print('A002');
    await bench.clock.turn(2 * ticketMs);
    expect([...first, ...second]).toEqual(['printed', 'printed']);
    expect(bench.tickets.map((lines) => /A\d+/.exec(lines)?.[0])).toEqual(['A001', 'A002']);
  });

  it.each<[Partial<Condition>, string]>([
    [{ paper: 'out' }, 'paper-out'],
    [{ cover: 'open' }, 'cover-open'],
    [{ cutter: 'jammed' }, 'error'],
    [{ online: false }, 'offline'],
  ])('is not sent to a printer that is %j: %s', async (changes, expected) => {
    const bench = await new Bench().start();
    bench.set(changes);
    await settled();
    const said = bench.print('A001');
    await settled();
    expect(said).toEqual([expected]);
    bench.set({});
    await bench.clock.turn(10_000);
    expect(bench.tickets).toEqual([]);
    const again = bench.print('A002');
    await bench.clock.turn(ticketMs);
    expect(again).toEqual(['printed']);
  });

  it.each<[Partial<Condition>, string]>([
    [{ paper: 'out' }, 'paper-out'],
    [{ cover: 'open' }, 'cover-open'],
    [{ cutter: 'jammed' }, 'error'],
  ])('does not come out late when half-way the printer is %j: %s', async (changes, expected) => {
    const bench = await new Bench().start();
    const said = bench.print('A001');
    await bench.clock.turn(100);
    bench.set(changes);
    await bench.clock.turn(printerDelays.jobStatusEveryMs + 100);
    expect(said).toEqual([expected]);
    bench.set({});
    await bench.clock.turn(20_000);
    expect(bench.tickets).toEqual([]);
    const again = bench.print('A002');
    await bench.clock.turn(ticketMs);
    expect(again).toEqual(['printed']);
    expect(bench.tickets).toHaveLength(1);
    expect(bench.tickets[0]).not.toContain('A001');
  });

  it('is printed all the same when half-way the printer goes offline and comes back', async () => {
    const bench = await new Bench().start();
    const said = bench.print('A001');
    await bench.clock.turn(100);
    bench.set({ online: false });
    await bench.clock.turn(2000);
    expect(said).toEqual([]);
    bench.set({});
    await bench.clock.turn(ticketMs);
    expect(said).toEqual(['printed']);
  });

  it('is unknown when its end is not answered in time, and proves no other', async () => {
    const bench = await new Bench().start();
    const said = bench.print('A001');
    await bench.clock.turn(100);
    bench.set({ online: false });
    await bench.clock.turn(printerDelays.proofMs);
    expect(said).toEqual(['unknown']);
    bench.set({});
    // What is left of A001 is cleared away first: it would come out, and its end would prove A002.
    const second = bench.print('A002');
    await settled();
    expect(second).toEqual([]);
    await bench.clock.turn(2 * ticketMs);
    expect(second).toEqual(['printed']);
    expect(bench.tickets).toHaveLength(1);
    expect(bench.tickets[0]).toContain('A002');
  });

  it.each<[Misbehaviour, string]>([
    [{ kind: 'silent', times: null }, 'offline'],
    [{ kind: 'garble', times: null }, 'offline'],
    [{ kind: 'half-answer', times: null }, 'offline'],
    [{ kind: 'refuse', times: null }, 'error'],
    [{ kind: 'delay', ms: 200, times: null }, 'printed'],
  ])('before a printer that is %j: %s', async (misbehaviour, expected) => {
    const bench = await new Bench().start();
    bench.misbehave(misbehaviour);
    const said = bench.print('A001');
    await bench.clock.turn(printerDelays.proofMs);
    expect(said).toEqual([expected]);
    expect(bench.tickets).toHaveLength(expected === 'printed' ? 1 : 0);
  });

  it.each<Misbehaviour>([
    { kind: 'silent', times: null },
    { kind: 'garble', times: null },
    { kind: 'half-answer', times: null },
    { kind: 'pull', afterExchanges: 0 },
  ])('is unknown when the printer is %j after it was sent, and is not sent again', async (misbehaviour) => {
    const bench = await new Bench().start();
    const said = bench.print('A001');
    await bench.clock.turn(20);
    bench.misbehave(misbehaviour);
    await bench.clock.turn(printerDelays.proofMs + printerDelays.answerMs);
    expect(said).toEqual(['unknown']);
    bench.misbehave(null);
    bench.hand({ action: 'plug', device });
    await bench.clock.turn(20_000);
    expect(bench.tickets).toHaveLength(1);
    expect(bench.newestHealth).toBe('ready');
  });

  it('is given up before it is sent, or is unknown after', async () => {
    const bench = await new Bench().start();
    const caller = new AbortController();
    const first = bench.print('A001');
    const second = bench.print('A002', caller.signal);
    await bench.clock.turn(100);
    caller.abort();
    await bench.clock.turn(ticketMs);
    expect([...first, ...second]).toEqual(['printed', 'failure aborted']);

    const late = new AbortController();
    const third = bench.print('A003', late.signal);
    await bench.clock.turn(20);
    late.abort();
    await settled();
    expect(third).toEqual(['unknown']);
    expect(bench.print('A004', AbortSignal.abort())).toEqual([]);
    await bench.clock.turn(20_000);
    expect(bench.tickets.filter((lines) => lines.includes('A002') || lines.includes('A004'))).toEqual([]);
  });
});

describe('a pulled cable', () => {
  const moments = Array.from({ length: 12 }, (_, exchange) => exchange);

  it.each(moments)(
    'after %i exchanges: one answer, at most one ticket, and the next one is printed',
    async (moment) => {
      const bench = new Bench();
      bench.misbehave({ kind: 'pull', afterExchanges: moment });
      await bench.start();
      const said = bench.print('A001');
      await bench.clock.turn(15_000);
      expect(said).toHaveLength(1);
      const printedFirst = bench.tickets.length;
      expect(printedFirst).toBeLessThanOrEqual(1);
      // A failure says that nothing was sent; only "unknown" leaves it open.
      expect(said[0]?.startsWith('failure') === true && printedFirst > 0).toBe(false);
      bench.hand({ action: 'plug', device });
      await bench.clock.turn(15_000);
      expect(bench.newestHealth).toBe('ready');
      const again = bench.print('A002');
      await bench.clock.turn(ticketMs);
      expect(again).toEqual(['printed']);
      expect(bench.tickets.at(-1)).toContain('A002');
      expect(bench.tickets.filter((lines) => lines.includes('A001')).length).toBe(printedFirst);
    },
  );

  it('while the ticket is being sent: what is left of it is cleared away before the next one', async () => {
    const bench = await new Bench().start();
    const said = bench.print('A001');
    bench.paper.onChange(() => undefined);
    // The status takes some turns of the event loop, the ticket comes after it, in pieces.
    while (!bench.trace.some(({ meaning }) => meaning.startsWith('ticket'))) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    bench.socket.pull();
    await bench.clock.turn(100);
    expect(said).toEqual(['unknown']);
    bench.socket.present = true;
    await bench.clock.turn(1000);
    expect(bench.trace.map(({ meaning }) => meaning)).toContain('buffers cleared');
    const again = bench.print('A002');
    await bench.clock.turn(ticketMs);
    expect(again).toEqual(['printed']);
    expect(bench.paper.newest?.lines.join('/')).not.toContain('A001');
  });
});

describe('events', () => {
  it('say near end, paper out, cover, fine as the printer tells it unasked', async () => {
    const bench = await new Bench().start();
    bench.set({ paper: 'near-end' });
    await settled();
    bench.set({ paper: 'out' });
    await settled();
    bench.set({ cover: 'open' });
    await settled();
    bench.set({});
    await settled();
    expect(bench.statuses).toEqual([
      'fine',
      'fine, near end',
      'printer-paper-out, near end',
      'printer-cover-open',
      'fine',
    ]);
    expect(bench.newestHealth).toBe('ready');
  });

  it('say it unasked after a ticket as well', async () => {
    const bench = await new Bench().start();
    bench.print('A001');
    await bench.clock.turn(ticketMs);
    bench.set({ paper: 'near-end' });
    await settled();
    expect(bench.statuses).toEqual(['fine', 'fine, near end']);
  });

  it('say it within two seconds for a printer that does not', async () => {
    const bench = await new Bench().start();
    bench.misbehave({ kind: 'silent', times: 1 });
    bench.set({ paper: 'out' });
    await settled();
    expect(bench.statuses).toEqual(['fine']);
    await bench.clock.turn(printerDelays.statusEveryMs);
    expect(bench.statuses).toEqual(['fine', 'printer-paper-out, near end']);
  });

  it('say that a printer without an answer is offline, try it with back-off, and welcome it back', async () => {
    const bench = new Bench();
    bench.misbehave({ kind: 'silent', times: null });
    await bench.start();
    await bench.clock.turn(printerDelays.answerMs);
    expect(bench.statuses).toEqual(['printer-offline']);
    expect(bench.newestHealth).toBe('device-no-answer');
    const said = bench.print('A001');
    await settled();
    expect(said).toEqual(['offline']);
    await bench.clock.turn(60_000);
    // 1.5 s of silence and a pause that doubles up to 5 s.
    expect(bench.socket.attempts).toBeGreaterThan(8);
    expect(bench.socket.attempts).toBeLessThan(14);
    bench.misbehave(null);
    await bench.clock.turn(7000);
    expect(bench.statuses.at(-1)).toBe('fine');
    expect(bench.newestHealth).toBe('ready');
  });

  it('trace a status only when it is new, and tickets by their length', async () => {
    const bench = await new Bench().start();
    const lines = bench.trace.length;
    expect(bench.trace.map(({ meaning }) => meaning)).not.toContain('clear buffers');
    await bench.clock.turn(20_000);
    expect(bench.trace).toHaveLength(lines);
    bench.print('A001');
    await bench.clock.turn(ticketMs);
    expect(bench.trace.some(({ meaning }) => /^ticket, \d+ bytes$/.test(meaning))).toBe(true);
    expect(bench.trace.every(({ hex }) => hex.length <= 128)).toBe(true);
  });
});

/** A printer whose every answer a test gives; it does not know how to clear its buffers. */
class ScriptedPrinter {
  /** Answers to DLE EOT 1 to 4. */
  readonly status = [0x12, 0x12, 0x12, 0x12];
  readonly bench: Bench;
  readonly #cable = cable();
  tickets = 0;

  constructor() {
    this.bench = new Bench(() => this.#cable.near);
    this.#cable.far.onData((bytes) => {
      const [first, second, kind = 0] = bytes;
      if (first === 0x10 && second === 0x04) this.say(this.status[kind - 1] ?? 0);
      else if (bytes.length > 100) this.tickets += 1;
    });
  }

  say(byte: number): void {
    void this.#cable.far.write(Uint8Array.of(byte));
  }
}

describe('the end of a ticket', () => {
  it.each<[string, number[], string]>([
    ['all is well', [0x12, 0x12, 0x12, 0x12], 'printed'],
    ['the paper has ended behind it', [0x1a, 0x32, 0x12, 0x7e], 'printed'],
    ['the cover was opened to take it', [0x1a, 0x16, 0x12, 0x12], 'printed'],
    ['the cutter has jammed', [0x1a, 0x52, 0x1a, 0x12], 'error'],
    ['the printer has failed', [0x1a, 0x52, 0x32, 0x12], 'error'],
  ])('is answered, and %s', async (_what, status, expected) => {
    const scripted = new ScriptedPrinter();
    await scripted.bench.start();
    const said = scripted.bench.print('A001');
    await scripted.bench.clock.turn(50);
    expect([said, scripted.tickets]).toEqual([[], 1]);
    scripted.status.splice(0, 4, ...status);
    scripted.say(0x00);
    await scripted.bench.clock.turn(50);
    expect(said).toEqual([expected]);
  });

  it('answered late is not taken for the end of the next ticket', async () => {
    const scripted = new ScriptedPrinter();
    await scripted.bench.start();
    const first = scripted.bench.print('A001');
    await scripted.bench.clock.turn(printerDelays.proofMs + 100);
    expect(first).toEqual(['unknown']);
    const second = scripted.bench.print('A002');
    await scripted.bench.clock.turn(printerDelays.answerMs + 100);
    expect(scripted.tickets).toBe(2);
    scripted.say(0x00);
    await scripted.bench.clock.turn(1000);
    expect(second).toEqual([]);
    scripted.say(0x00);
    await scripted.bench.clock.turn(50);
    expect(second).toEqual(['printed']);
  });

  it('that nobody waits for proves nothing', async () => {
    const scripted = new ScriptedPrinter();
    await scripted.bench.start();
    scripted.say(0x00);
    await settled();
    const said = scripted.bench.print('A001');
    await scripted.bench.clock.turn(1000);
    expect(said).toEqual([]);
  });
});

describe('what cannot answer', () => {
  function oneWay(): { readonly bench: Bench; readonly received: () => number; readonly pull: () => void } {
    const { near, far, pull } = cable();
    let received = 0;
    far.onData((bytes) => (received += bytes.length));
    const bench = new Bench(() => ({
      name: 'one way',
      oneWay: true,
      write: (bytes) => near.write(bytes),
      onData: () => undefined,
      onClose: (listener) => near.onClose(listener),
      close: () => near.close(),
    }));
    return { bench, received: () => received, pull };
  }

  it('is written to and proves nothing', async () => {
    const { bench, received } = oneWay();
    await bench.start();
    expect(received()).toBe(0);
    expect(bench.newestHealth).toBe('ready');
    const said = bench.print('A001');
    await settled();
    expect(said).toEqual(['unknown']);
    expect(received()).toBeGreaterThan(300);
  });

  it('fails once it is gone', async () => {
    const { bench, pull } = oneWay();
    await bench.start();
    pull();
    await settled();
    expect(bench.newestHealth).toBe('port-lost');
    const said = bench.print('A001');
    await settled();
    expect(said).toEqual(['failure port-lost']);
  });
});

describe('the technician', () => {
  it('gets a test ticket', async () => {
    const bench = await new Bench().start();
    const tested = bench.printer.test(new AbortController().signal);
    await bench.clock.turn(ticketMs);
    expect(await tested).toEqual({ ok: true, value: 'test ticket: printed' });
    expect(bench.tickets[0]).toContain('生僻字');
  });
});

describe('stopping', () => {
  it('answers every ticket and leaves no timer of the driver behind', async () => {
    const bench = await new Bench().start();
    const first = bench.print('A001');
    const second = bench.print('A002');
    await bench.clock.turn(20);
    await bench.printer.stop();
    await settled();
    expect([...first, ...second]).toEqual(['unknown', 'failure aborted']);
    await bench.clock.turn(ticketMs);
    expect(bench.clock.pending).toBe(0);
    const third = bench.print('A003');
    await settled();
    expect(third).toEqual(['failure aborted']);
  });

  it('ends while nothing is connected', async () => {
    const bench = new Bench();
    bench.socket.present = false;
    await bench.start();
    const said = bench.print('A001');
    await settled();
    expect(said).toEqual(['failure port-unavailable']);
    await bench.printer.stop();
    expect(bench.clock.pending).toBe(0);
  });
});
