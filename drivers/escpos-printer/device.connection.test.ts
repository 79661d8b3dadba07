/** The printer's connection: pulled, one way, silent, stopped; and what is said of it. */
import { describe, expect, it } from '@jest/globals';

import { cable } from '#test/support/cable.ts';
import { settled } from '#test/support/hand-clock.ts';
import { device, PrinterBench, ticketMs } from '#test/support/printer-bench.ts';

import { printerDelays } from './device.ts';

describe('a pulled cable', () => {
  const moments = Array.from({ length: 12 }, (_, exchange) => exchange);

  it.each(moments)(
    'after %i exchanges: one answer, at most one ticket, and the next one is printed',
    async (moment) => {
      const bench = new PrinterBench();
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
    const bench = await new PrinterBench().start();
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
    const bench = await new PrinterBench().start();
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
    const bench = await new PrinterBench().start();
    bench.print('A001');
    await bench.clock.turn(ticketMs);
    bench.set({ paper: 'near-end' });
    await settled();
    expect(bench.statuses).toEqual(['fine', 'fine, near end']);
  });

  it('say it within two seconds for a printer that does not', async () => {
    const bench = await new PrinterBench().start();
    bench.misbehave({ kind: 'silent', times: 1 });
    bench.set({ paper: 'out' });
    await settled();
    expect(bench.statuses).toEqual(['fine']);
    await bench.clock.turn(printerDelays.statusEveryMs);
    expect(bench.statuses).toEqual(['fine', 'printer-paper-out, near end']);
  });

  it('say that a printer without an answer is offline, try it with back-off, and welcome it back', async () => {
    const bench = new PrinterBench();
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
    const bench = await new PrinterBench().start();
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

describe('what cannot answer', () => {
  function oneWay(): {
    readonly bench: PrinterBench;
    readonly received: () => number;
    readonly pull: () => void;
  } {
    const { near, far, pull } = cable();
    let received = 0;
    far.onData((bytes) => (received += bytes.length));
    const bench = new PrinterBench(() => ({
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
    const bench = await new PrinterBench().start();
    const tested = bench.printer.test(new AbortController().signal);
    await bench.clock.turn(ticketMs);
    expect(await tested).toEqual({ ok: true, value: 'test ticket: printed' });
    expect(bench.tickets[0]).toContain('生僻字');
  });
});

describe('stopping', () => {
  it('answers every ticket and leaves no timer of the driver behind', async () => {
    const bench = await new PrinterBench().start();
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
    const bench = new PrinterBench();
    bench.socket.present = false;
    await bench.start();
    const said = bench.print('A001');
    await settled();
    expect(said).toEqual(['failure port-unavailable']);
    await bench.printer.stop();
    expect(bench.clock.pending).toBe(0);
  });
});
