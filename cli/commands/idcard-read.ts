/** `yikatong idcard read`: reads the identity card on a SAM_V reader. */
import type { Command } from 'commander';

import { systemClock } from '#contracts/clock.ts';
import type { IdentityCard } from '#contracts/credentials.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import type { Text } from '#contracts/text.ts';
import { openStream } from '#drivers/core/stream-transports.ts';
import { samVBaud, samVDelays, SamVReader } from '#drivers/sam-v/device.ts';

import { maskAddress, maskName, maskNumber } from '../mask.ts';
import { seconds } from '../options.ts';
import { printFields, printLine, printResult, say } from '../output.ts';

interface Options {
  readonly port: string;
  readonly wait: number;
  readonly reveal: boolean;
  readonly json: boolean;
}

export function registerIdcardRead(program: Command): void {
  program
    .command('idcard')
    .description('identity cards on a SAM_V reader')
    .command('read')
    .description('read the card on the reader and print what it says')
    .requiredOption('--port <path>', "the reader's serial port")
    .option('--wait <seconds>', 'how long to wait for a card', seconds, 0)
    .option('--reveal', 'print name, number and address unmasked', false)
    .option('--json', 'print one JSON object', false)
    .action(async ({ port, wait, reveal, json }: Options) => {
      const reader = new SamVReader({
        open: openStream({ serial: port, baud: samVBaud }),
        clock: systemClock,
        trace: () => undefined,
      });
      const result = await firstCard(reader, wait * 1000);
      await reader.stop();
      printResult(result.ok ? ok(present(result.value, reveal)) : result, json, printCard);
    });
}

function firstCard(reader: SamVReader, waitMs: number): Promise<Result<IdentityCard>> {
  return new Promise((resolve) => {
    let cancelWait: (() => void) | null = null;
    const settle = (result: Result<IdentityCard>): void => {
      cancelWait?.();
      resolve(result);
    };
    reader.start((event) => {
      switch (event.type) {
        case 'health':
          if (event.health.state === 'failing') settle({ ok: false, error: event.health.failure });
          // A card that lies there is found by the first look, which follows at once.
          if (event.health.state === 'ready')
            cancelWait ??= systemClock.after(waitMs + samVDelays.commandMs, () => settle(fail('no-card')));
          break;
        case 'card-inserted':
          cancelWait?.();
          break;
        case 'card-read':
          if (event.card.kind === 'identity-card') settle(ok(event.card));
          break;
        case 'card-failed':
          settle({ ok: false, error: event.failure });
          break;
        case 'card-removed':
          break;
      }
    });
  });
}

/** In the order of the documentation; what tells who it is masked unless revealed. */
function present(card: IdentityCard, reveal: boolean): IdentityCard {
  const { kind, layout, name, sex, ethnicGroup, birthDate, address, number, ...rest } = card;
  const { issuer, validFrom, validTo, samId, durationMs } = rest;
  const masked = address === null ? null : maskAddress(address);
  return {
    kind,
    layout,
    name: reveal ? name : maskName(name),
    sex,
    ethnicGroup,
    birthDate,
    address: reveal ? address : masked,
    number: reveal ? number : maskNumber(number),
    issuer,
    validFrom,
    validTo,
    samId,
    durationMs,
  };
}

const layoutNames = {
  citizen: { zh: '居民身份证', en: 'Resident identity card' },
  'hmt-permit': { zh: '港澳台居民居住证', en: 'Residence permit for Hong Kong, Macao and Taiwan residents' },
  'foreigner-permit': { zh: '外国人永久居留证', en: "Foreigner's permanent residence card" },
} as const satisfies Record<IdentityCard['layout'], Text>;

function printCard(card: IdentityCard): void {
  printLine(say(layoutNames[card.layout]));
  printFields([
    [{ zh: '姓名', en: 'Name' }, card.name],
    [{ zh: '号码', en: 'Number' }, card.number],
    [{ zh: '出生日期', en: 'Birth date' }, card.birthDate],
    [{ zh: '住址', en: 'Address' }, card.address],
    [{ zh: '签发机关', en: 'Issuer' }, card.issuer],
    [{ zh: '有效期', en: 'Valid' }, `${card.validFrom} – ${card.validTo}`],
    [{ zh: '安全模块', en: 'SAM' }, card.samId],
    [{ zh: '用时', en: 'Took' }, `${card.durationMs} ms`],
  ]);
}
