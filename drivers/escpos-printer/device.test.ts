import { describe, expect, it } from '@jest/globals';

import type { Misbehaviour } from '#contracts/emulators.ts';
import { cable } from '#test/support/cable.ts';
import { settled } from '#test/support/hand-clock.ts';
import { device, PrinterBench, ticketMs, type Condition } from '#test/support/printer-bench.ts';

import { printerDelays } from './device.ts';

describe('a ticket', () => {
  it('is printed when the printer says so', async () => {
    const bench = await new PrinterBench().start();
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
    const bench = await new PrinterBench().start();
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
    const bench = await new PrinterBench().start();
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
    const bench = await new PrinterBench().start();
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
    const bench = await new PrinterBench().start();
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
    const bench = await new PrinterBench().start();
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
    const bench = await new PrinterBench().start();
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
    const bench = await new PrinterBench().start();
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
    const bench = await new PrinterBench().start();
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

/** A printer whose every answer a test gives; it does not know how to clear its buffers. */
class ScriptedPrinter {
  /** Answers to DLE EOT 1 to 4. */
  readonly status = [0x12, 0x12, 0x12, 0x12];
  readonly bench: PrinterBench;
  readonly #cable = cable();
  tickets = 0;

  constructor() {
    this.bench = new PrinterBench(() => this.#cable.near);
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
