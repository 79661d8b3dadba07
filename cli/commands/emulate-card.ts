/** `yikatong emulate card`: a virtual social-security card in a vpcd port, pcscd's or a station's. */
import { Option, type Command } from 'commander';

import { systemClock } from '#contracts/clock.ts';
import { oddCardSchema, type OddCard } from '#contracts/dock.ts';
import { cardContentSchema, type CardContent } from '#contracts/emulators.ts';
import { identityNumberCheckCharacter } from '#contracts/identity-number.ts';
import { VpcdEmulator } from '#drivers/vpcd/emulator.ts';

import { tcpPort } from '../options.ts';
import { printFailure, printJson, printLine, say } from '../output.ts';
import { emulateCommand, stopRequested } from './emulate.ts';

interface Options {
  readonly port: number;
  readonly host: string;
  readonly version: '1.00' | '2.00' | '3.00';
  readonly protocol: 'T=0' | 'T=1';
  readonly name: string;
  readonly odd?: OddCard;
  readonly json: boolean;
}

export function registerEmulateCard(program: Command): void {
  emulateCommand(program)
    .command('card')
    .description('put a virtual card with a synthetic person into a virtual reader (vpcd) until stopped')
    .requiredOption('--port <port>', "the virtual reader's port: vpcd listens on 35963 and 35964", tcpPort)
    .option('--host <host>', "the virtual reader's address", '127.0.0.1')
    .addOption(
      new Option('--version <version>', 'specification version')
        .choices(['1.00', '2.00', '3.00'])
        .default('2.00'),
    )
    .addOption(
      new Option('--protocol <protocol>', 'transmission protocol').choices(['T=0', 'T=1']).default('T=0'),
    )
    .option('--name <name>', "the synthetic holder's name", '张三')
    .addOption(
      new Option('--odd <oddity>', 'a card that is not as it should be').choices(oddCardSchema.options),
    )
    .option('--json', 'print lines of JSON', false)
    .action(run);
}

async function run(options: Options): Promise<void> {
  const { host, port, json } = options;
  const emulator = new VpcdEmulator({ device: 'card', host, port, clock: systemClock });
  const stopped = stopRequested();
  const inserted = await emulator.insert(syntheticCard(options));
  if (!inserted.ok) {
    printFailure(inserted.error, json);
    return;
  }
  if (json) printJson({ event: 'inserted', host, port, version: options.version });
  else
    printLine(
      say({
        zh: `卡已插入 ${host}:${port}，按 Ctrl-C 取出`,
        en: `card in at ${host}:${port}; Ctrl-C takes it out`,
      }),
    );
  const readerLost = new Promise<true>((resolve) => {
    emulator.onChange(() => {
      const state = emulator.state();
      if (state.kind === 'card-reader' && !state.cardIn) resolve(true);
    });
  });
  if ((await Promise.race([stopped, readerLost])) === true)
    printFailure({ code: 'reader-lost', detail: `${host}:${port}` }, json);
  emulator.pull();
}

function syntheticCard({ version, protocol, name, odd }: Options): CardContent {
  const first17 = '50011019540203123';
  return cardContentSchema.parse({
    specVersion: odd === 'unknown-version' ? '9.99' : version,
    cardClass: '1',
    issuer: '500110000000000000000001',
    issuedOn: odd === 'expired' ? '2011-03-15' : '2021-03-15',
    expiresOn: odd === 'expired' ? '2021-03-14' : '2099-03-14',
    cardNumber: 'A12345678',
    cardIdentificationCode: '500110D1560000059911014500000001',
    algorithm: version === '3.00' ? 'sm4' : '3des',
    protocol,
    oddity: odd === 'unknown-version' || odd === 'expired' ? null : (odd ?? null),
    holder: {
      socialSecurityNumber: `${first17}${identityNumberCheckCharacter(first17) ?? ''}`,
      name,
      sex: 'male',
      ethnicGroup: '01',
      birthPlace: '500110',
      birthDate: '1954-02-03',
    },
  });
}
