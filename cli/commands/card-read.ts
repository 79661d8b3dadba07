/** `yikatong card read`: reads the social-security card in a PC/SC reader. */
import type { Command } from 'commander';

import { systemClock } from '#contracts/clock.ts';
import type { SocialSecurityCard } from '#contracts/credentials.ts';
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';
import type { Health } from '#drivers/core/capabilities.ts';
import { mostReaders, PcscContext } from '#drivers/pcsc/context.ts';
import { PcscReader } from '#drivers/pcsc/device.ts';

import { endProcess } from '../end-process.ts';
import { maskName, maskNumber } from '../mask.ts';
import { seconds } from '../options.ts';
import { printFields, printLine, printResult, say } from '../output.ts';

interface Options {
  readonly reader?: string;
  readonly wait: number;
  readonly reveal: boolean;
  readonly json: boolean;
}

/** Milliseconds until the readers must have been told of, whatever the PC/SC service does. */
const readersMs = 5000;

export function registerCardRead(program: Command): void {
  const card = program.command('card').description('social-security cards in PC/SC readers');
  card
    .command('read')
    .description('read the card in a reader and print what it says')
    .option('--reader <name>', "part of the reader's name; without it the first card in any reader")
    .option('--wait <seconds>', 'how long to wait for a card', seconds, 0)
    .option('--reveal', "print the holder's name and number unmasked", false)
    .option('--json', 'print one JSON object', false)
    .action(async (options: Options) => {
      const wanted = options.reader ?? null;
      const context = new PcscContext(systemClock);
      const services = { clock: systemClock, trace: () => undefined };
      const readers = Array.from(
        { length: wanted === null ? mostReaders : 1 },
        () => new PcscReader(context, wanted, services),
      );
      const result = await firstCard(readers, options.wait * 1000);
      printResult(result.ok ? ok(present(result.value, options.reveal)) : result, options.json, printCard);
      await endProcess(Promise.all(readers.map((reader) => reader.settled())));
    });
}

function firstCard(readers: readonly PcscReader[], waitMs: number): Promise<Result<SocialSecurityCard>> {
  return new Promise((resolve) => {
    const failing = new Map<PcscReader, Failure>();
    let reading = 0;
    let cancel = systemClock.after(readersMs, () => resolve(fail('timeout', 'PC/SC')));
    let waiting = false;
    const onHealth = (reader: PcscReader, health: Health): void => {
      if (health.state === 'failing') {
        failing.set(reader, health.failure);
        const [first] = failing.values();
        if (failing.size === readers.length && first !== undefined) resolve({ ok: false, error: first });
      } else if (health.state !== 'absent') {
        failing.delete(reader);
        if (waiting) return;
        waiting = true;
        cancel();
        cancel = systemClock.after(waitMs, () => {
          if (reading === 0) resolve(fail('no-card'));
        });
      }
    };
    for (const reader of readers) {
      reader.start((event) => {
        switch (event.type) {
          case 'health':
            onHealth(reader, event.health);
            break;
          case 'card-inserted':
            reading += 1;
            break;
          case 'card-read':
            if (event.card.kind === 'social-security-card') resolve(ok(event.card));
            break;
          case 'card-failed':
            resolve({ ok: false, error: event.failure });
            break;
          case 'card-removed':
            break;
        }
      });
    }
  });
}

type PresentedCard = SocialSecurityCard & { readonly expired: boolean };

/** In the order of the documentation; the holder masked unless revealed. */
export function present(
  card: SocialSecurityCard,
  reveal: boolean,
  today = localDate(new Date()),
): PresentedCard {
  const {
    kind,
    specVersion,
    cardClass,
    issuer,
    issuerRegion,
    cardNumber,
    cardIdentificationCode,
    issuedOn,
    expiresOn,
    ...rest
  } = card;
  const { algorithm, holderAccess, holder, ...reading } = rest;
  const shown =
    holder === null || reveal
      ? holder
      : {
          ...holder,
          socialSecurityNumber: maskNumber(holder.socialSecurityNumber),
          name: maskName(holder.name),
        };
  return {
    kind,
    specVersion,
    cardClass,
    issuer,
    issuerRegion,
    cardNumber,
    cardIdentificationCode,
    issuedOn,
    expiresOn,
    expired: expiresOn < today,
    algorithm,
    holderAccess,
    holder: shown,
    ...reading,
  };
}

function localDate(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function printCard(card: PresentedCard): void {
  const { holder } = card;
  printLine(`${say({ zh: '社会保障卡', en: 'Social-security card' })} ${card.specVersion}`);
  const locked = say({ zh: '持卡人信息需认证后读取', en: 'locked: needs authentication' });
  const expiry = card.expired
    ? `${card.expiresOn} (${say({ zh: '已过期', en: 'expired' })})`
    : card.expiresOn;
  printFields([
    [{ zh: '姓名', en: 'Name' }, holder?.name ?? locked],
    [{ zh: '社会保障号码', en: 'Social-security number' }, holder?.socialSecurityNumber ?? null],
    [{ zh: '卡号', en: 'Card number' }, card.cardNumber],
    [{ zh: '卡识别码', en: 'Identification code' }, card.cardIdentificationCode],
    [{ zh: '发卡地区', en: "Issuer's region" }, card.issuerRegion],
    [{ zh: '发卡日期', en: 'Issued on' }, card.issuedOn],
    [{ zh: '有效期至', en: 'Expires on' }, expiry],
    [{ zh: '读卡器', en: 'Reader' }, card.reader],
    [{ zh: '用时', en: 'Took' }, `${card.durationMs} ms, ${card.apduCount} APDU`],
  ]);
}
