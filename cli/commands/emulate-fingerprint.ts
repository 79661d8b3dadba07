/** `yikatong emulate fingerprint`: a fingerprint module with a finger on it. */
import { Option, type Command } from 'commander';

import { systemClock } from '#contracts/clock.ts';
import { ok, type Result } from '#contracts/result.ts';
import { fingerprintBaud } from '#drivers/serial-fingerprint/device.ts';
import { FingerprintEmulator } from '#drivers/serial-fingerprint/emulator.ts';
import { peopleCount, syntheticPeople } from '#platform/people.ts';

import { readTemplate } from '../finger-template.ts';
import { misbehaviour, seconds, wholeNumber, withModuleIdentity } from '../options.ts';
import { printFailure } from '../output.ts';
import { emulateCommand } from './emulate.ts';
import { emulateOnPortOrTcp, withPortOrListen, type PortOrListenOptions } from './emulate-on-port.ts';

interface Options extends PortOrListenOptions {
  readonly address: number;
  readonly password: number;
  readonly person?: number;
  readonly template?: string;
  readonly smudge: boolean;
  readonly every?: number;
}

const device = 'fingerprint';
/** Milliseconds: shorter than a picture takes. */
const shortestPauseMs = 100;

export function registerEmulateFingerprint(program: Command): void {
  withModuleIdentity(
    withPortOrListen(
      emulateCommand(program)
        .command('fingerprint')
        .description(
          "a fingerprint module (EF01) with a stranger's finger on it, on a serial port, PTY or TCP port",
        ),
      fingerprintBaud,
    )
      .option(
        '--person <index>',
        "instead the finger of one of the stand-in's synthetic people",
        wholeNumber(0, peopleCount - 1),
      )
      .addOption(
        new Option('--template <file>', 'instead the finger that this template was made of').conflicts(
          'person',
        ),
      )
      .option('--smudge', 'the finger is wet', false)
      .option('--every <seconds>', 'lift the finger after so long, lay it on again after as long', seconds)
      .option('--misbehave <json>', 'how it misbehaves, such as {"kind":"silent","times":1}', misbehaviour)
      .option('--json', 'print one line of JSON when ready', false),
  ).action(run);
}

async function run(options: Options): Promise<void> {
  const { address, password, smudge, every, json } = options;
  const template = templateOf(options);
  if (!template.ok) {
    printFailure(template.error, json);
    return;
  }
  const emulator = new FingerprintEmulator({ device, clock: systemClock, address, password });
  let cancelNext = (): void => undefined;
  const act = (isOn: boolean): void => {
    if (isOn) emulator.command({ action: 'lift-finger', device });
    else
      emulator.command({
        action: 'put-finger',
        device,
        template: template.value,
        quality: smudge ? 'smudge' : 'good',
      });
    if (every !== undefined)
      cancelNext = systemClock.after(Math.max(every * 1000, shortestPauseMs), () => act(!isOn));
  };
  act(false);
  await emulateOnPortOrTcp(device, emulator, options);
  cancelNext();
}

/** Base64; null for a stranger's. */
function templateOf({ person, template }: Options): Result<string | null> {
  if (template !== undefined) {
    const bytes = readTemplate(template);
    return bytes.ok ? ok(Buffer.from(bytes.value).toString('base64')) : bytes;
  }
  return ok(person === undefined ? null : (syntheticPeople()[person]?.fingerTemplate ?? null));
}
