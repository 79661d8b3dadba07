/** `yikatong emulate idcard`: a SAM_V reader with a synthetic person's identity card on it. */
import { InvalidArgumentError, Option, type Command } from 'commander';

import { systemClock } from '#contracts/clock.ts';
import {
  identityCardContentSchema,
  type IdentityCardContent,
  type Misbehaviour,
} from '#contracts/emulators.ts';
import { samVBaud } from '#drivers/sam-v/device.ts';
import { SamVEmulator } from '#drivers/sam-v/emulator.ts';
import { peopleCount, syntheticPeople } from '#platform/people.ts';

import { misbehaviour } from '../options.ts';
import { printFailure } from '../output.ts';
import { emulateCommand } from './emulate.ts';
import { emulateOnPort } from './emulate-on-port.ts';

type Layout = IdentityCardContent['layout'];

interface Options {
  readonly port: string;
  readonly person: number;
  readonly layout?: Layout;
  readonly misbehave?: Misbehaviour;
  readonly json: boolean;
}

const device = 'idcard';

export function registerEmulateIdcard(program: Command): void {
  emulateCommand(program)
    .command('idcard')
    .description('an identity-card reader (SAM_V) with a card on it, on a serial port or PTY')
    .requiredOption('--port <path>', 'the serial port or PTY to sit on')
    .option('--person <index>', "which of the stand-in's synthetic people", person, 0)
    .addOption(
      new Option('--layout <layout>', "the card's layout, instead of the person's own").choices(
        identityCardContentSchema.shape.layout.options,
      ),
    )
    .option(
      '--misbehave <json>',
      'how it misbehaves, such as {"kind":"pull","afterExchanges":2}',
      misbehaviour,
    )
    .option('--json', 'print one line of JSON when ready', false)
    .action(run);
}

async function run(options: Options): Promise<void> {
  const emulator = new SamVEmulator({ device, clock: systemClock });
  const card = cardOf(options.person, options.layout);
  const put = emulator.command({ action: 'put-identity-card', device, card });
  if (put.ok) await emulateOnPort(device, emulator, { ...options, baud: samVBaud });
  else printFailure(put.error, options.json);
}

function person(text: string): number {
  const index = Number(text);
  if (!Number.isInteger(index) || index < 0 || index >= peopleCount)
    throw new InvalidArgumentError(`a number from 0 to ${peopleCount - 1}`);
  return index;
}

function cardOf(index: number, layout: Layout | undefined): IdentityCardContent {
  const own = syntheticPeople()[index]?.identityCard;
  if (own === undefined) throw new RangeError(`there is no person ${index}`);
  if (layout === undefined || layout === own.layout) return own;
  if (layout !== 'foreigner-permit') return { ...own, layout };
  // ICAO 9303 gives its specimens to Utopia. The old permit's number: three letters and twelve digits.
  const number = `UTO${own.number.slice(0, 12)}`;
  return { ...own, layout, number, address: null, ethnicGroup: null, issuer: '5000' };
}
