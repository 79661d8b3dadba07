import { afterEach, describe, expect, it } from '@jest/globals';

import type { Misbehaviour } from '#contracts/emulators.ts';
import type { CodeScannerEvent, Health } from '#drivers/core/capabilities.ts';
import type { Emulator } from '#drivers/core/emulator.ts';
import type { TraceLine } from '#drivers/core/trace.ts';
import { ReportAssembler } from '#drivers/hid-pos-scanner/codec.ts';
import { hidScannerDelays } from '#drivers/hid-pos-scanner/device.ts';
import { createHidPosScannerEmulator } from '#drivers/hid-pos-scanner/emulator.ts';
import { LineAssembler } from '#drivers/serial-scanner/codec.ts';
import { serialScannerDelays } from '#drivers/serial-scanner/device.ts';
import { createSerialScannerEmulator } from '#drivers/serial-scanner/emulator.ts';
import { Socket } from '#test/support/cable.ts';
import { HandClock, settled } from '#test/support/hand-clock.ts';

import { Scanner } from './device.ts';

type ScannerEvent = CodeScannerEvent | { readonly type: 'health'; readonly health: Health };
type Kind = 'hid' | 'serial';

const scanners: Scanner[] = [];
afterEach(async () => {
  await Promise.all(scanners.splice(0).map((scanner) => scanner.stop()));
});

function setUp(kind: Kind, pieces: readonly number[] = []) {
  const clock = new HandClock();
  const emulator: Emulator =
    kind === 'hid' ? createHidPosScannerEmulator('scan', clock) : createSerialScannerEmulator('scan', clock);
  const socket = new Socket((far) => emulator.connect(far), { pieces });
  const trace: TraceLine[] = [];
  const scanner = new Scanner({
    clock,
    trace: (line) => trace.push(line),
    duplicateMs: 3000,
    open: socket.open,
    makeAssembler: () => (kind === 'hid' ? new ReportAssembler() : new LineAssembler()),
    delays: kind === 'hid' ? hidScannerDelays : serialScannerDelays,
  });
  scanners.push(scanner);
  const events: ScannerEvent[] = [];
  scanner.start((event) => events.push(event));
  const scan = async (text: string, aimIdentifier: string | null = ']Q1'): Promise<void> => {
    emulator.command({ action: 'scan', device: 'scan', text, aimIdentifier });
    await settled();
  };
  const misbehave = (misbehaviour: Misbehaviour | null): void => {
    emulator.command({ action: 'misbehave', device: 'scan', misbehaviour });
  };
  return { clock, emulator, socket, trace, scanner, events, scan, misbehave };
}

function told(events: readonly ScannerEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.type === 'code-scanned') return [`${event.code.aimIdentifier ?? '-'} ${event.code.text}`];
    return event.type === 'code-failed' ? [event.failure.code] : [];
  });
}

function health(events: readonly ScannerEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'health' ? [event.health.state] : []));
}

const long = '渝快码'.repeat(20);

describe.each<Kind>(['hid', 'serial'])('a scanner, %s', (kind) => {
  it('is ready, and says each code once', async () => {
    const { clock, events, scan, scanner } = setUp(kind);
    await clock.turn(0);
    expect(await scanner.test()).toEqual({ ok: true, value: 'cable:near' });
    await scan('YKU12345');
    await scan(long, null);
    expect(told(events)).toEqual([']Q1 YKU12345', `- ${long}`]);
    expect(health(events)).toEqual(['absent', 'ready']);
  });

  it('says a code once that is held before it, and again when it is shown again', async () => {
    const { clock, events, scan } = setUp(kind);
    await clock.turn(0);
    await scan('A');
    await clock.turn(2000);
    await scan('A');
    await clock.turn(2000);
    await scan('A');
    expect(told(events)).toEqual([']Q1 A']);
    await clock.turn(3000);
    await scan('A');
    expect(told(events)).toEqual([']Q1 A', ']Q1 A']);
  });

  it('that was pulled out in the middle of a code says so, and reads on once plugged in', async () => {
    const { clock, events, scan, misbehave, emulator } = setUp(kind);
    await clock.turn(0);
    misbehave({ kind: 'half-answer', times: 1 });
    await scan(kind === 'hid' ? 'A' : long);
    emulator.command({ action: 'unplug', device: 'scan' });
    await clock.turn(0);
    expect(told(events)).toEqual(['code-unreadable']);
    expect(health(events).at(-1)).toBe('failing');
    expect(
      emulator.command({ action: 'scan', device: 'scan', text: 'B', aimIdentifier: null }),
    ).toMatchObject({
      error: { code: 'port-unavailable' },
    });
    emulator.command({ action: 'plug', device: 'scan' });
    await clock.turn(2000);
    expect(health(events).at(-1)).toBe('ready');
    await scan('B');
    expect(told(events)).toEqual(['code-unreadable', ']Q1 B']);
  });

  it('that is not there is looked for with back-off', async () => {
    const { clock, events, socket, scanner } = setUp(kind);
    await clock.turn(0);
    socket.pull();
    await clock.turn(60_000);
    expect(await scanner.test()).toMatchObject({ error: { code: 'port-unavailable' } });
    const attempts = socket.attempts;
    await clock.turn(20_000);
    expect(socket.attempts - attempts).toBe(10);
    socket.present = true;
    await clock.turn(2000);
    expect(health(events).at(-1)).toBe('ready');
  });

  it('never lets a code into its trace', async () => {
    const { clock, trace, scan } = setUp(kind);
    await clock.turn(0);
    await scan('SECRET-CODE');
    await scan('SECRET-CODE');
    expect(trace.map((line) => line.meaning)).toEqual([
      expect.stringMatching(/^\d+ bytes$/),
      'code of 11 bytes in 1, ]Q1',
      expect.stringMatching(/^\d+ bytes$/),
      'code of 11 bytes in 1, ]Q1',
      'the same code again',
    ]);
    expect(JSON.stringify(trace)).not.toContain(Buffer.from('SECRET').toString('hex').toUpperCase());
  });

  it('leaves no timer behind when stopped', async () => {
    const { clock, scanner, misbehave, scan } = setUp(kind);
    await clock.turn(0);
    misbehave({ kind: 'half-answer', times: 1 });
    await scan('A long enough code');
    await scanner.stop();
    expect(clock.pending).toBe(0);
  });
});

describe('a serial scanner', () => {
  it('puts a code together out of single bytes', async () => {
    const { clock, events, scan } = setUp('serial', [1]);
    await clock.turn(0);
    await scan('YKU12345');
    expect(told(events)).toEqual([']Q1 YKU12345']);
    expect(events.at(-1)).toMatchObject({ code: { reports: 11 } });
  });

  it('ends a code without CR in silence', async () => {
    const { clock, events, scan, misbehave } = setUp('serial');
    await clock.turn(0);
    misbehave({ kind: 'half-answer', times: 1 });
    await scan('ABCDEF', null);
    await clock.turn(serialScannerDelays.idleMs - 1);
    expect(told(events)).toEqual([]);
    await clock.turn(1);
    expect(told(events)).toEqual(['- ABC']);
    expect(events.at(-1)).toMatchObject({ code: { durationMs: serialScannerDelays.idleMs } });
  });

  it('says that a garbled code cannot be read', async () => {
    const { clock, events, misbehave, emulator } = setUp('serial');
    await clock.turn(0);
    misbehave({ kind: 'garble', times: null });
    emulator.command({ action: 'scan', device: 'scan', text: '\u00AA\u00AA\u00AA', aimIdentifier: null });
    await clock.turn(serialScannerDelays.idleMs);
    expect(told(events)).toEqual(['code-unreadable']);
  });
});

describe('a HID scanner', () => {
  it('counts the reports of a code', async () => {
    const { clock, events, scan } = setUp('hid');
    await clock.turn(0);
    await scan(long);
    expect(events.at(-1)).toMatchObject({ code: { text: long, reports: 4 } });
  });

  it('gives a code up whose last report does not come', async () => {
    const { clock, events, scan, misbehave } = setUp('hid');
    await clock.turn(0);
    misbehave({ kind: 'pull', afterExchanges: 2 });
    await scan(long);
    expect(told(events)).toEqual(['code-unreadable']);
  });
});
