/** A scanner on a real serial port: serialport at one end of a PTY, the emulated scanner at the other. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { systemClock } from '#contracts/clock.ts';
import type { Code } from '#contracts/credentials.ts';
import type { CodeScanner, CodeScannerEvent, Health } from '#drivers/core/capabilities.ts';
import { openStream } from '#drivers/core/stream-transports.ts';
import type { ScannerEmulator } from '#drivers/scanner/emulator.ts';
import { createSerialScanner } from '#drivers/serial-scanner/device.ts';
import { createSerialScannerEmulator } from '#drivers/serial-scanner/emulator.ts';
import { yikatong } from '#test/support/cli.ts';
import { needs } from '#test/support/needs.ts';
import { Program } from '#test/support/program.ts';
import { SerialCable } from '#test/support/pty.ts';
import { until } from '#test/support/until.ts';

const device = 'scanner';
const baud = 9600;

needs('socat')('a scanner on a serial cable', () => {
  let cable: SerialCable;
  let closers: (() => Promise<void>)[];

  beforeEach(async () => {
    closers = [];
    cable = await SerialCable.lay();
  });

  afterEach(async () => {
    await Promise.all(closers.map((close) => close()));
    await cable.remove();
  });

  it('is read by the command, scanned by the emulating command', async () => {
    const text = 'YKU渝快码';
    const args = ['--port', cable.far, '--text', text, '--aim', ']Q1', '--every', '0.05', '--json'];
    const emulating = new Program('cli/main.ts', ['emulate', 'scanner', ...args]);
    closers.push(() => emulating.stop());
    expect(await emulating.ready()).toEqual({ event: 'ready', device, port: cable.far });
    const { exitCode, json } = await yikatong(['scan', '--port', cable.near, '--json']);
    expect(json).toEqual({
      kind: 'code',
      text,
      aimIdentifier: ']Q1',
      reports: expect.any(Number),
      durationMs: expect.any(Number),
    });
    expect(exitCode).toBe(0);
  });

  it('times out without a code', async () => {
    const { exitCode, json } = await yikatong(['scan', '--port', cable.near, '--wait', '0.1', '--json']);
    expect(json).toMatchObject({ error: { code: 'timeout' } });
    expect(exitCode).toBe(1);
  });

  it('recovers by itself when its cable is pulled in the middle of a code and plugged in again', async () => {
    const codes: Code[] = [];
    const failures: string[] = [];
    let health: Health = { state: 'absent', name: null };
    const traced: string[] = [];
    const scanner: CodeScanner = createSerialScanner({
      open: openStream({ serial: cable.near, baud }),
      clock: systemClock,
      trace: ({ meaning }) => traced.push(meaning),
      duplicateMs: 3000,
    });
    closers.push(() => scanner.stop());
    scanner.start((event: CodeScannerEvent | { type: 'health'; health: Health }) => {
      if (event.type === 'health') ({ health } = event);
      else if (event.type === 'code-scanned') codes.push(event.code);
      else failures.push(event.failure.code);
    });
    const emulator: ScannerEmulator = createSerialScannerEmulator(device, systemClock);
    const plugIn = async (): Promise<void> => {
      const opened = await openStream({ serial: cable.far, baud })(new AbortController().signal);
      if (!opened.ok) throw new Error(opened.error.detail);
      closers.push(() => opened.value.close());
      emulator.connect(opened.value);
    };
    const scan = (text: string): void =>
      void emulator.command({ action: 'scan', device, text, aimIdentifier: ']Q1' });

    await plugIn();
    await until('the scanner is ready', () => health.state === 'ready');
    scan('FIRST');
    await until('the first code', () => codes.some(({ text }) => text === 'FIRST'));

    emulator.command({ action: 'misbehave', device, misbehaviour: { kind: 'half-answer', times: 1 } });
    const before = traced.length;
    scan('x'.repeat(2000));
    await until('a part of the code has come', () => traced.length > before);
    await cable.pull();
    await until('the port is lost', () => health.state === 'failing');
    expect(failures).toEqual(['code-unreadable']);

    await cable.plug();
    await plugIn();
    await until('the scanner is ready again', () => health.state === 'ready');
    scan('SECOND');
    await until('the second code', () => codes.some(({ text }) => text === 'SECOND'));
    expect(codes.map(({ text }) => text)).toEqual(['FIRST', 'SECOND']);
  });
});
