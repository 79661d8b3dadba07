/** `yikatong emulate scanner`: a serial scanner that scans a text, once or again and again. */
import type { Command } from 'commander';

import { systemClock } from '#contracts/clock.ts';
import type { Misbehaviour } from '#contracts/emulators.ts';
import { createSerialScannerEmulator } from '#drivers/serial-scanner/emulator.ts';

import { aimIdentifier, baudRate, misbehaviour, seconds } from '../options.ts';
import { emulateCommand } from './emulate.ts';
import { emulateOnPort } from './emulate-on-port.ts';

interface Options {
  readonly port: string;
  readonly text: string;
  readonly aim?: string;
  readonly every?: number;
  readonly baud: number;
  readonly misbehave?: Misbehaviour;
  readonly json: boolean;
}

const device = 'scanner';
/** Milliseconds: a scanner that scans without pause would hold the processor. */
const shortestPauseMs = 10;

export function registerEmulateScanner(program: Command): void {
  emulateCommand(program)
    .command('scanner')
    .description('a serial scanner that scans a text, on a serial port or PTY')
    .requiredOption('--port <path>', 'the serial port or PTY to sit on')
    .requiredOption('--text <text>', 'what it scans')
    .option('--aim <identifier>', 'the AIM identifier it sends before, such as ]Q1', aimIdentifier)
    .option('--every <seconds>', 'scan again after so long; without it once', seconds)
    .option('--baud <baud>', "the port's speed", baudRate, 9600)
    .option('--misbehave <json>', 'how it misbehaves, such as {"kind":"half-answer","times":1}', misbehaviour)
    .option('--json', 'print one line of JSON when ready', false)
    .action(run);
}

async function run(options: Options): Promise<void> {
  const emulator = createSerialScannerEmulator(device, systemClock);
  const { text, aim = null, every } = options;
  let cancelNext = (): void => undefined;
  const scan = (): void => {
    emulator.command({ action: 'scan', device, text, aimIdentifier: aim });
    if (every !== undefined) cancelNext = systemClock.after(Math.max(every * 1000, shortestPauseMs), scan);
  };
  await emulateOnPort(device, emulator, options, scan);
  cancelNext();
}
