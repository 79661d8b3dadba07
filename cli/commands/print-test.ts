/** `yikatong print test`: prints a test ticket and says what the printer proved. */
import type { Command } from 'commander';

import { systemClock } from '#contracts/clock.ts';
import type { PrintResult } from '#contracts/devices.ts';
import { ok, type Result } from '#contracts/result.ts';
import { openStream } from '#drivers/core/stream-transports.ts';
import { EscposPrinter } from '#drivers/escpos-printer/device.ts';
import { testSlip } from '#drivers/escpos-printer/slip.ts';

import { baudRate, wholeNumber } from '../options.ts';
import { printLine, printResult, say } from '../output.ts';
import { printerPort } from '../port.ts';

interface Options {
  readonly to: string;
  readonly baud: number;
  readonly columns: number;
  readonly swapChineseSizeBits: boolean;
  readonly json: boolean;
}

interface Print {
  readonly kind: 'print';
  readonly result: PrintResult;
}

export function registerPrintTest(program: Command): void {
  program
    .command('print')
    .description('ticket printers (ESC/POS)')
    .command('test')
    .description('print a test ticket, and say what the printer proved')
    .requiredOption('--to <port>', 'tcp://HOST:PORT, a serial port, or a device file such as /dev/usb/lp0')
    .option('--baud <baud>', "the serial port's speed", baudRate, 9600)
    .option(
      '--columns <columns>',
      'characters in a line: 32 on 58 mm paper, 48 on 80 mm',
      wholeNumber(24, 64),
      48,
    )
    .option('--swap-chinese-size-bits', "for printers that swap FS !'s width and height", false)
    .option('--json', 'print one JSON object', false)
    .action(async (options: Options) => {
      printResult(await printOnce(options), options.json, printOutcome);
    });
}

async function printOnce({ to, baud, columns, swapChineseSizeBits }: Options): Promise<Result<Print>> {
  const printer = new EscposPrinter({
    open: openStream(printerPort(to, baud)),
    columns,
    swapChineseSizeBits,
    clock: systemClock,
    trace: () => undefined,
  });
  printer.start(() => undefined);
  const printed = await printer.print(testSlip, new AbortController().signal);
  await printer.stop();
  return printed.ok ? ok({ kind: 'print', result: printed.value.result }) : printed;
}

const words: Readonly<Record<PrintResult, { readonly zh: string; readonly en: string }>> = {
  printed: { zh: '已打印', en: 'printed' },
  'paper-out': { zh: '缺纸，未打印', en: 'paper out, not printed' },
  'cover-open': { zh: '机盖未合上，未打印', en: 'cover open, not printed' },
  offline: { zh: '打印机离线，未打印', en: 'printer offline, not printed' },
  error: { zh: '打印机故障', en: 'the printer reports an error' },
  unknown: { zh: '已发送，无法确认是否已打印', en: 'sent; whether it was printed could not be proved' },
};

function printOutcome({ result }: Print): void {
  printLine(say(words[result]));
}
