/** `yikatong emulate printer`: a ticket printer whose tickets are pictures. */
import { writeFileSync } from 'node:fs';

import { Option, type Command } from 'commander';

import { systemClock } from '#contracts/clock.ts';
import type { EmulatorCommand } from '#contracts/emulators.ts';
import { PrinterEmulator } from '#drivers/escpos-printer/emulator.ts';

import { misbehaviour, wholeNumber } from '../options.ts';
import { printFailure } from '../output.ts';
import { emulateCommand } from './emulate.ts';
import { emulateOnPortOrTcp, withPortOrListen, type PortOrListenOptions } from './emulate-on-port.ts';

type Condition = Omit<Extract<EmulatorCommand, { action: 'set-printer' }>, 'action' | 'device' | 'online'>;

interface Options extends PortOrListenOptions, Condition {
  readonly offline: boolean;
  readonly columns: number;
  readonly swapChineseSizeBits: boolean;
  readonly picture?: string;
}

const device = 'printer';

export function registerEmulatePrinter(program: Command): void {
  withPortOrListen(
    emulateCommand(program)
      .command('printer')
      .description('a ticket printer (ESC/POS), on a serial port or PTY, or on a TCP port'),
    9600,
  )
    .addOption(new Option('--paper <paper>', 'its paper').choices(['ok', 'near-end', 'out']).default('ok'))
    .addOption(new Option('--cover <cover>', 'its cover').choices(['closed', 'open']).default('closed'))
    .addOption(new Option('--cutter <cutter>', 'its cutter').choices(['ok', 'jammed']).default('ok'))
    .option('--offline', 'switched offline by its key', false)
    .option(
      '--columns <columns>',
      'characters in a line: 32 on 58 mm paper, 48 on 80 mm',
      wholeNumber(24, 64),
      48,
    )
    .option('--swap-chinese-size-bits', 'its FS ! has width and height swapped', false)
    .option('--picture <file>', 'write the newest ticket there, as an SVG document')
    .option('--misbehave <json>', 'how it misbehaves, such as {"kind":"half-answer","times":1}', misbehaviour)
    .option('--json', 'print one line of JSON when ready', false)
    .action(run);
}

async function run(options: Options): Promise<void> {
  const { paper, cover, cutter, offline, columns, swapChineseSizeBits, picture } = options;
  const emulator = new PrinterEmulator({ device, clock: systemClock, columns, swapChineseSizeBits });
  emulator.command({ action: 'set-printer', device, paper, cover, cutter, online: !offline });
  if (picture !== undefined) writePictures(emulator, picture, options.json);
  await emulateOnPortOrTcp(device, emulator, options);
}

function writePictures(emulator: PrinterEmulator, file: string, json: boolean): void {
  let written = 0;
  emulator.onChange(() => {
    const { tickets, picture } = emulator.state();
    if (picture === null || tickets === written) return;
    written = tickets;
    try {
      writeFileSync(file, picture);
    } catch (error) {
      printFailure({ code: 'store-unwritable', detail: error instanceof Error ? error.message : file }, json);
    }
  });
}
