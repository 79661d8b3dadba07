/**
 * A virtual social-security card: ATR, file system and command set of versions 1.00, 2.00 and 3.00, T=0 and T=1 as cards
 * of either protocol behave. It is bytes in, bytes out; `vpcd/emulator.ts` puts it into a reader.
 */
import type { CardContent } from '#contracts/emulators.ts';

import { encodeResponse, insGetResponse, parseCommand, swSuccess, type CommandApdu } from '../apdu/codec.ts';
import { buildAtr } from '../atr/codec.ts';
import { fromHex } from '../core/hex.ts';
import {
  applicationName,
  cardRecords,
  encodeBcd,
  encodeDate,
  encodeFci,
  encodeRecord,
  encodeSex,
  holderRecords,
  shortFileIdentifiers,
} from './codec.ts';
import { fillField } from './encode-text.ts';

type FileName = keyof typeof shortFileIdentifiers;

const sw = {
  wrongLength: 0x6700,
  securityStatusNotSatisfied: 0x6982,
  noCurrentFile: 0x6986,
  fileNotFound: 0x6a82,
  recordNotFound: 0x6a83,
  wrongParameters: 0x6a86,
  instructionUnknown: 0x6d00,
  classUnknown: 0x6e00,
} as const;

/** Thirteen historical bytes, as social-security cards have; these say that the card is ours. */
const historicalBytes = Buffer.from('YIKATONG-DEMO', 'ascii');

export class VirtualSocialSecurityCard {
  readonly atr: Uint8Array;
  readonly #content: CardContent;
  readonly #files: Readonly<Record<FileName, readonly Uint8Array[]>>;
  #selected = false;
  #currentFile: FileName | null = null;
  /** What GET RESPONSE will bring, T=0. */
  #waiting: Uint8Array | null = null;

  constructor(content: CardContent) {
    this.#content = content;
    // A wrong TCK: a card that answers to reset, and not as one.
    const atr = buildAtr(content.oddity === 'mute' ? 'T=1' : content.protocol, historicalBytes);
    if (content.oddity === 'mute') atr[atr.length - 1] = (atr[atr.length - 1] ?? 0) ^ 0xff;
    this.atr = atr;
    this.#files = { EF05: cardFile(content), EF06: holderFile(content) };
  }

  /** Power on, off and reset alike: nothing is selected any more. */
  reset(): void {
    this.#selected = false;
    this.#currentFile = null;
    this.#waiting = null;
  }

  respond(bytes: Uint8Array): Uint8Array {
    const command = parseCommand(bytes);
    // A T=0 card's case-4 command has no Le: ISO/IEC 7816-3 clause 12.1.3.
    if (!command.ok || (this.#content.protocol === 'T=0' && hasDataAndLe(command.value)))
      return status(sw.wrongLength);
    const { cla, ins, le } = command.value;
    const waiting = this.#waiting;
    this.#waiting = null;
    if (cla !== 0) return status(sw.classUnknown);
    switch (ins) {
      case 0xa4:
        return this.#select(command.value);
      case 0xb2:
        return this.#readRecord(command.value);
      case insGetResponse:
        return waiting === null ? status(sw.wrongParameters) : this.#bring(waiting, le);
      default:
        return status(sw.instructionUnknown);
    }
  }

  #select({ p1, data, le }: CommandApdu): Uint8Array {
    if (data === undefined) return status(sw.wrongLength);
    if (p1 === 0x04) {
      if (this.#content.oddity === 'other-application' || !equal(data, applicationName))
        return status(sw.fileNotFound);
      this.#selected = true;
      this.#currentFile = null;
      const fci = encodeFci(this.#content.algorithm);
      if (this.#content.protocol === 'T=1')
        return le === undefined ? status(swSuccess) : this.#bring(fci, le);
      this.#waiting = fci;
      return status(0x6100 | fci.length);
    }
    if (p1 !== 0x02 && p1 !== 0x00) return status(sw.wrongParameters);
    const file = (['EF05', 'EF06'] as const).find((name) => this.#selected && equal(data, fromHex(name)));
    if (file === undefined) return status(sw.fileNotFound);
    this.#currentFile = file;
    return status(swSuccess);
  }

  #readRecord({ p1, p2, le }: CommandApdu): Uint8Array {
    const sfi = p2 >> 3;
    const file =
      sfi === 0
        ? this.#currentFile
        : (['EF05', 'EF06'] as const).find((name) => shortFileIdentifiers[name] === sfi);
    if (!this.#selected || file === null) return status(sw.noCurrentFile);
    if (file === undefined) return status(sw.fileNotFound);
    if (file === 'EF06' && this.#content.specVersion === '3.00') return status(sw.securityStatusNotSatisfied);
    const byNumber = (p2 & 0x07) === 0x04;
    if (!byNumber && (p2 & 0x07) !== 0) return status(sw.wrongParameters);
    const record = byNumber ? this.#files[file][p1 - 1] : this.#files[file].find(([tag]) => tag === p1);
    if (record === undefined) return status(sw.recordNotFound);
    return this.#bring(record, le);
  }

  /** T=0 wants the exact Le; T=1 takes any that is enough. */
  #bring(data: Uint8Array, le: number | undefined): Uint8Array {
    if (le === undefined) return status(sw.wrongLength);
    if (le < data.length || (this.#content.protocol === 'T=0' && le !== data.length)) {
      this.#waiting = data;
      return status(0x6c00 | data.length);
    }
    return encodeResponse({ data, sw: swSuccess });
  }
}

function status(word: number): Uint8Array {
  return encodeResponse({ data: new Uint8Array(0), sw: word });
}

function hasDataAndLe({ data, le }: CommandApdu): boolean {
  return data !== undefined && le !== undefined;
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.from(a).equals(b);
}

function cardFile(content: CardContent): readonly Uint8Array[] {
  const r = cardRecords;
  const records = [
    encodeRecord(r.identificationCode, fromHex(content.cardIdentificationCode)),
    encodeRecord(r.cardClass, fillField(content.cardClass, r.cardClass.length)),
    encodeRecord(r.specVersion, fillField(content.specVersion, r.specVersion.length)),
    encodeRecord(r.issuer, encodeBcd(content.issuer)),
    encodeRecord(r.issuedOn, encodeDate(content.issuedOn)),
    encodeRecord(r.expiresOn, encodeDate(content.expiresOn)),
    encodeRecord(r.cardNumber, fillField(content.cardNumber, r.cardNumber.length)),
  ];
  if (content.oddity !== 'damaged') return records;
  // Cut short in its fourth record, as a card whose memory failed while it was personalised.
  return [...records.slice(0, 3), ...records.slice(3, 4).map((record) => record.subarray(0, 8))];
}

function holderFile({ holder, specVersion }: CardContent): readonly Uint8Array[] {
  const r = holderRecords;
  const extended = specVersion !== '1.00';
  const name = fillField(holder.name, r.name.length + (extended ? r.nameExtension.length : 0));
  return [
    encodeRecord(
      r.socialSecurityNumber,
      fillField(holder.socialSecurityNumber, r.socialSecurityNumber.length),
    ),
    encodeRecord(r.name, name.subarray(0, r.name.length)),
    ...(extended ? [encodeRecord(r.nameExtension, name.subarray(r.name.length))] : []),
    encodeRecord(r.sex, encodeSex(holder.sex)),
    encodeRecord(r.ethnicGroup, encodeBcd(holder.ethnicGroup)),
    encodeRecord(
      r.birthPlace,
      holder.birthPlace === null ? new Uint8Array(r.birthPlace.length) : encodeBcd(holder.birthPlace),
    ),
    encodeRecord(
      r.birthDate,
      holder.birthDate === null ? new Uint8Array(r.birthDate.length) : encodeDate(holder.birthDate),
    ),
  ];
}
