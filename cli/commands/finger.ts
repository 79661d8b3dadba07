/**
 * `yikatong finger …`: one finger on a fingerprint module on a serial port, or on a reader of libfprint. Templates go to
 * files and nowhere else.
 */
import { Option, type Command } from 'commander';

import { systemClock } from '#contracts/clock.ts';
import type { FingerPrompt } from '#contracts/devices.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import type { Text } from '#contracts/text.ts';
import type { FingerMatch, FingerprintReader } from '#drivers/core/capabilities.ts';
import { openStream } from '#drivers/core/stream-transports.ts';
import { createLibfprintReader } from '#drivers/libfprint/device.ts';
import { fingerprintBaud, SerialFingerprintReader } from '#drivers/serial-fingerprint/device.ts';

import { readTemplate, writeTemplate } from '../finger-template.ts';
import { baudRate, seconds, wholeNumber, withModuleIdentity } from '../options.ts';
import { printFields, printLine, printResult, say } from '../output.ts';
import { streamPort } from '../port.ts';

interface FingerOptions {
  /** A module's, or undefined for a reader of libfprint. */
  readonly port?: string;
  /** Part of its name or driver, or undefined for the first that is found. */
  readonly reader?: string;
  readonly baud: number;
  readonly address: number;
  readonly password: number;
  readonly wait: number;
  readonly json: boolean;
}

export function registerFinger(program: Command): void {
  const finger = program
    .command('finger')
    .description('fingers on a fingerprint module (EF01), or on a reader of libfprint');
  withReader(finger.command('verify').description('compare a finger with a template in a file'))
    .requiredOption('--template <file>', 'the template, as enrol writes it')
    .option('--least <score>', "the module's score from which they are the same", wholeNumber(1, 65_535), 50)
    .action(async (options: FingerOptions & { readonly template: string; readonly least: number }) => {
      const template = readTemplate(options.template);
      const result = template.ok
        ? await withFinger(options, options.least, (reader, signal) => reader.verify(template.value, signal))
        : template;
      printResult(result, options.json, printMatch);
    });
  withReader(
    finger.command('enrol').description('take a finger on file: as often as it takes for a template'),
  )
    .requiredOption('--out <file>', 'a new file for the template; only its owner may read it')
    .action(async (options: FingerOptions & { readonly out: string }) => {
      printResult(await enrol(options, options.out), options.json, ({ file, bytes }) =>
        printLine(
          say({ zh: `模板已写入 ${file}，${bytes} 字节`, en: `template of ${bytes} bytes in ${file}` }),
        ),
      );
    });
}

function withReader(command: Command): Command {
  return withModuleIdentity(
    command
      .addOption(
        new Option(
          '--port <path>',
          "a module's serial port, or tcp://HOST:PORT of a serial device server",
        ).conflicts('reader'),
      )
      .option(
        '--reader <name>',
        "part of the name or driver of libfprint's reader; without it and --port, the first reader",
      )
      .option('--baud <baud>', "the serial port's speed", baudRate, fingerprintBaud),
  )
    .option('--wait <seconds>', 'how long to wait for the finger', seconds, 30)
    .option('--json', 'print one JSON object', false);
}

async function enrol(
  options: FingerOptions,
  file: string,
): Promise<Result<{ readonly file: string; readonly bytes: number }>> {
  const template = await withFinger(options, 1, (reader, signal) => reader.enrol(signal));
  if (!template.ok) return template;
  const written = writeTemplate(file, template.value);
  return written.ok ? ok({ file, bytes: template.value.length }) : written;
}

type EnrollingReader = FingerprintReader & Pick<SerialFingerprintReader, 'enrol'>;

function makeReader(
  { port, baud, address, password, reader }: FingerOptions,
  least: number,
): EnrollingReader {
  const services = { clock: systemClock, trace: () => undefined };
  if (port === undefined) {
    // `process.exit` would wait for the call that hangs.
    return createLibfprintReader({
      ...services,
      reader: reader ?? null,
      onHung: () => process.kill(process.pid, 'SIGKILL'),
    });
  }
  const open = openStream(streamPort(port, baud));
  return new SerialFingerprintReader({ ...services, open, address, password, least });
}

/** Failure besides those of `act`: finger-absent. */
async function withFinger<T>(
  options: FingerOptions,
  least: number,
  act: (reader: EnrollingReader, signal: AbortSignal) => Promise<Result<T>>,
): Promise<Result<T>> {
  const { wait, json } = options;
  const reader = makeReader(options, least);
  const ready = await new Promise<Result<void>>((resolve) => {
    reader.start((event) => {
      if (event.type === 'finger-prompt') {
        if (!json) printLine(say(prompts[event.prompt]));
      } else if (event.health.state === 'ready') resolve(ok(undefined));
      else if (event.health.state === 'failing') resolve({ ok: false, error: event.health.failure });
    });
  });
  const timeUp = new AbortController();
  const cancel = systemClock.after(wait * 1000, () => timeUp.abort());
  const result = ready.ok ? await act(reader, timeUp.signal) : ready;
  cancel();
  await reader.stop();
  return !result.ok && timeUp.signal.aborted ? fail('finger-absent') : result;
}

const prompts: Readonly<Record<FingerPrompt, Text>> = {
  place: { zh: '请按手指', en: 'place the finger' },
  hold: { zh: '请按住', en: 'hold it' },
  lift: { zh: '请抬起手指', en: 'lift it' },
  'again-centre': { zh: '请按在正中', en: 'again, in the middle' },
  'again-longer': { zh: '请按久一些', en: 'again, longer' },
  'again-clean': { zh: '请擦干净再按', en: 'again, wiped clean' },
};

function printMatch({ matched, score, least }: FingerMatch): void {
  printLine(say(matched ? { zh: '一致', en: 'the same finger' } : { zh: '不一致', en: 'another finger' }));
  printFields([
    [{ zh: '分数', en: 'Score' }, score === null ? null : String(score)],
    [{ zh: '至少', en: 'At least' }, least === null ? null : String(least)],
  ]);
}
