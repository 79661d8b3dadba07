/** `yikatong finger …`: a fingerprint module on a serial port, and one finger. Templates go to files and nowhere else. */
import type { Command } from 'commander';

import { systemClock } from '#contracts/clock.ts';
import type { FingerPrompt } from '#contracts/devices.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import type { Text } from '#contracts/text.ts';
import type { FingerMatch } from '#drivers/core/capabilities.ts';
import { openStream } from '#drivers/core/stream-transports.ts';
import { fingerprintBaud, SerialFingerprintReader } from '#drivers/serial-fingerprint/device.ts';

import { readTemplate, writeTemplate } from '../finger-template.ts';
import { baudRate, seconds, wholeNumber, withModuleIdentity } from '../options.ts';
import { printFields, printLine, printResult, say } from '../output.ts';
import { streamPort } from '../port.ts';

interface ModuleOptions {
  readonly port: string;
  readonly baud: number;
  readonly address: number;
  readonly password: number;
  readonly wait: number;
  readonly json: boolean;
}

export function registerFinger(program: Command): void {
  const finger = program.command('finger').description('fingers on a fingerprint module (EF01)');
  withModule(finger.command('verify').description('compare a finger with a template in a file'))
    .requiredOption('--template <file>', 'the template, as enrol writes it')
    .option('--least <score>', "the module's score from which they are the same", wholeNumber(1, 65_535), 50)
    .action(async (options: ModuleOptions & { readonly template: string; readonly least: number }) => {
      const template = readTemplate(options.template);
      const result = template.ok
        ? await withFinger(options, options.least, (reader, signal) => reader.verify(template.value, signal))
        : template;
      printResult(result, options.json, printMatch);
    });
  withModule(finger.command('enrol').description('take a finger twice and write its template to a file'))
    .requiredOption('--out <file>', 'a new file for the template; only its owner may read it')
    .action(async (options: ModuleOptions & { readonly out: string }) => {
      printResult(await enrol(options, options.out), options.json, ({ file, bytes }) =>
        printLine(
          say({ zh: `模板已写入 ${file}，${bytes} 字节`, en: `template of ${bytes} bytes in ${file}` }),
        ),
      );
    });
}

function withModule(command: Command): Command {
  return withModuleIdentity(
    command
      .requiredOption('--port <path>', 'the serial port, or tcp://HOST:PORT of a serial device server')
      .option('--baud <baud>', "the serial port's speed", baudRate, fingerprintBaud),
  )
    .option('--wait <seconds>', 'how long to wait for the finger', seconds, 30)
    .option('--json', 'print one JSON object', false);
}

async function enrol(
  options: ModuleOptions,
  file: string,
): Promise<Result<{ readonly file: string; readonly bytes: number }>> {
  const template = await withFinger(options, 1, (reader, signal) => reader.enrol(signal));
  if (!template.ok) return template;
  const written = writeTemplate(file, template.value);
  return written.ok ? ok({ file, bytes: template.value.length }) : written;
}

/** Failure besides those of `act`: finger-absent. */
async function withFinger<T>(
  { port, baud, address, password, wait, json }: ModuleOptions,
  least: number,
  act: (reader: SerialFingerprintReader, signal: AbortSignal) => Promise<Result<T>>,
): Promise<Result<T>> {
  const open = openStream(streamPort(port, baud));
  const services = { clock: systemClock, trace: () => undefined };
  const reader = new SerialFingerprintReader({ ...services, open, address, password, least });
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
