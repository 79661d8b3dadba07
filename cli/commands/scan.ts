/** `yikatong scan`: prints the next code that a scanner reads. */
import { Option, type Command } from 'commander';

import { systemClock } from '#contracts/clock.ts';
import type { Code } from '#contracts/credentials.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import type { CodeScanner } from '#drivers/core/capabilities.ts';
import { openStream } from '#drivers/core/stream-transports.ts';
import { createHidPosScanner } from '#drivers/hid-pos-scanner/device.ts';
import { createSerialScanner } from '#drivers/serial-scanner/device.ts';

import { baudRate, seconds } from '../options.ts';
import { printFields, printLine, printResult } from '../output.ts';

interface Options {
  readonly device?: string;
  readonly port?: string;
  readonly baud: number;
  readonly wait: number;
  readonly json: boolean;
}

export function registerScan(program: Command): void {
  program
    .command('scan')
    .description('wait for a code and print it')
    .option('--device <id>', 'a scanner in HID POS mode: VID:PID as `devices` prints it, or its hidraw path')
    .addOption(new Option('--port <path>', 'a scanner on a serial port').conflicts('device'))
    .option('--baud <baud>', "the serial port's speed", baudRate, 9600)
    .option('--wait <seconds>', 'how long to wait for a code', seconds, 30)
    .option('--json', 'print one JSON object', false)
    .action(async (options: Options, command: Command) => {
      const scanner = scannerOf(options) ?? command.error('error: give --device or --port');
      const result = await firstCode(scanner, options.wait * 1000);
      await scanner.stop();
      printResult(result, options.json, printCode);
    });
}

function scannerOf({ device, port, baud }: Options): CodeScanner | null {
  const services = { clock: systemClock, trace: () => undefined, duplicateMs: 0 };
  if (device !== undefined) return createHidPosScanner({ device, ...services });
  if (port !== undefined)
    return createSerialScanner({ open: openStream({ serial: port, baud }), ...services });
  return null;
}

function firstCode(scanner: CodeScanner, waitMs: number): Promise<Result<Code>> {
  return new Promise((resolve) => {
    let cancelWait: (() => void) | null = null;
    const settle = (result: Result<Code>): void => {
      cancelWait?.();
      resolve(result);
    };
    scanner.start((event) => {
      switch (event.type) {
        case 'health':
          if (event.health.state === 'failing') settle({ ok: false, error: event.health.failure });
          if (event.health.state === 'ready')
            cancelWait ??= systemClock.after(waitMs, () => settle(fail('timeout', 'no code was scanned')));
          break;
        case 'code-scanned':
          settle(ok(event.code));
          break;
        case 'code-failed':
          settle({ ok: false, error: event.failure });
          break;
      }
    });
  });
}

function printCode(code: Code): void {
  printLine(code.text);
  printFields([
    [{ zh: 'AIM 标识', en: 'AIM identifier' }, code.aimIdentifier],
    [{ zh: '报文数', en: 'Reports' }, String(code.reports)],
    [{ zh: '用时', en: 'Took' }, `${code.durationMs} ms`],
  ]);
}
