/**
 * Reads a social-security card with no APDU more than needed, as steps without I/O: SELECT, the version before anything
 * that depends on it, EF05, then EF06 until its first answer says that it is locked.
 */
import type { Holder, SocialSecurityCard } from '#contracts/credentials.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import { swSuccess, swText, type CardProtocol } from '../apdu/codec.ts';
import { exchangeApdu, type CardProcedure } from '../apdu/exchange.ts';
import { toHex } from '../core/hex.ts';
import {
  cardRecords,
  decodeBcd,
  decodeDate,
  decodeName,
  decodeSex,
  decodeSpecVersion,
  decodeText,
  holderRecords,
  isBlank,
  nameMayContinue,
  parseAlgorithm,
  parseRecord,
  readRecord,
  recordName,
  selectApplication,
  type Algorithm,
  type RecordField,
  type SpecVersion,
} from './codec.ts';

/** What the card itself says, without the circumstances of the reading. */
export type CardContents = Omit<SocialSecurityCard, 'kind' | 'reader' | 'atr' | 'apduCount' | 'durationMs'>;

const swSecurityStatusNotSatisfied = 0x6982;
const swFileNotFound = 0x6a82;
const swRecordNotFound = 0x6a83;

/**
 * Failures: not-a-social-security-card, unsupported-version, card-damaged, card-exchange-failed.
 * An expired card is read like any other.
 */
export function* readSocialSecurityCard(protocol: CardProtocol): CardProcedure<CardContents> {
  const algorithm = yield* select(protocol);
  if (!algorithm.ok) return algorithm;
  const version = yield* readField(cardRecords.specVersion, protocol, ok);
  if (!version.ok) return version;
  const specVersion = decodeSpecVersion(version.value);
  if (!specVersion.ok) return specVersion;
  const card = yield* readCardFile(specVersion.value, algorithm.value, protocol);
  if (!card.ok) return card;
  const holder = yield* readHolder(specVersion.value, protocol);
  if (!holder.ok) return holder;
  return ok({
    ...card.value,
    holderAccess: holder.value === null ? 'needs-authentication' : 'free',
    holder: holder.value,
  });
}

function* select(protocol: CardProtocol): CardProcedure<Algorithm> {
  const answer = yield* exchangeApdu(selectApplication, protocol, 'SELECT SSSE');
  if (!answer.ok) return answer;
  const { data, sw } = answer.value;
  if (sw === swSuccess) return parseAlgorithm(data);
  const detail = `SELECT SSSE: ${swText(sw)}`;
  switch (sw >> 8) {
    // Execution and memory errors, "no precise diagnosis": the card failed, whatever card it is.
    case 0x64:
    case 0x65:
    case 0x6f:
      return fail('card-exchange-failed', detail);
    // Warnings, as 6283 for a blocked application: it is there and cannot be used.
    case 0x62:
    case 0x63:
      return fail('card-damaged', detail);
    default:
      return fail('not-a-social-security-card', detail);
  }
}

function* readCardFile(
  specVersion: SpecVersion,
  algorithm: Algorithm,
  protocol: CardProtocol,
): CardProcedure<Omit<CardContents, 'holder' | 'holderAccess'>> {
  const code = yield* readField(cardRecords.identificationCode, protocol, identificationCode);
  if (!code.ok) return code;
  const cardClass = yield* readField(cardRecords.cardClass, protocol, orDamaged(decodeText));
  if (!cardClass.ok) return cardClass;
  const issuer = yield* readField(cardRecords.issuer, protocol, orDamaged(digits));
  if (!issuer.ok) return issuer;
  const issuedOn = yield* readField(cardRecords.issuedOn, protocol, orDamaged(decodeDate));
  if (!issuedOn.ok) return issuedOn;
  const expiresOn = yield* readField(cardRecords.expiresOn, protocol, orDamaged(decodeDate));
  if (!expiresOn.ok) return expiresOn;
  const cardNumber = yield* readField(cardRecords.cardNumber, protocol, orDamaged(decodeText));
  if (!cardNumber.ok) return cardNumber;
  return ok({
    specVersion,
    cardClass: cardClass.value,
    issuer: issuer.value,
    issuerRegion: code.value.region,
    cardNumber: cardNumber.value,
    cardIdentificationCode: code.value.hex,
    issuedOn: issuedOn.value,
    expiresOn: expiresOn.value,
    algorithm,
  });
}

/** Null where the holder file is locked. */
function* readHolder(specVersion: SpecVersion, protocol: CardProtocol): CardProcedure<Holder | null> {
  const first = yield* exchangeRecord(holderRecords.socialSecurityNumber, protocol);
  if (!first.ok) return first;
  if (first.value.sw === swSecurityStatusNotSatisfied) return ok(null);
  const number = decodeField(holderRecords.socialSecurityNumber, first.value, orDamaged(decodeText));
  if (!number.ok) return number;
  const name = yield* readName(specVersion, protocol);
  if (!name.ok) return name;
  const sex = yield* readField(holderRecords.sex, protocol, orDamaged(decodeSex));
  if (!sex.ok) return sex;
  const ethnicGroup = yield* readField(holderRecords.ethnicGroup, protocol, orDamaged(digits));
  if (!ethnicGroup.ok) return ethnicGroup;
  const birthPlace = yield* readField(holderRecords.birthPlace, protocol, orBlank(digits));
  if (!birthPlace.ok) return birthPlace;
  const birthDate = yield* readField(holderRecords.birthDate, protocol, orBlank(decodeDate));
  if (!birthDate.ok) return birthDate;
  return ok({
    socialSecurityNumber: number.value,
    name: name.value,
    sex: sex.value,
    ethnicGroup: ethnicGroup.value,
    birthPlace: birthPlace.value,
    birthDate: birthDate.value,
  });
}

function* readName(specVersion: SpecVersion, protocol: CardProtocol): CardProcedure<string> {
  const name = yield* readField(holderRecords.name, protocol, ok);
  if (!name.ok) return name;
  let extension: Uint8Array | null = null;
  if (specVersion !== '1.00' && nameMayContinue(name.value)) {
    const more = yield* exchangeRecord(holderRecords.nameExtension, protocol);
    if (!more.ok) return more;
    // A card whose names all fit may have no such record.
    if (more.value.sw !== swRecordNotFound) {
      const value = decodeField(holderRecords.nameExtension, more.value, ok);
      if (!value.ok) return value;
      extension = value.value;
    }
  }
  const text = decodeName(name.value, extension);
  return text === null ? fail('card-damaged', `${recordName(holderRecords.name)}: no GB18030`) : ok(text);
}

type Decode<T> = (value: Uint8Array, field: RecordField) => Result<T>;

interface RecordAnswer {
  readonly data: Uint8Array;
  readonly sw: number;
}

function exchangeRecord(field: RecordField, protocol: CardProtocol): CardProcedure<RecordAnswer> {
  return exchangeApdu(readRecord(field), protocol, `READ RECORD ${recordName(field)}`);
}

function* readField<T>(field: RecordField, protocol: CardProtocol, decode: Decode<T>): CardProcedure<T> {
  const answer = yield* exchangeRecord(field, protocol);
  return answer.ok ? decodeField(field, answer.value, decode) : answer;
}

function decodeField<T>(field: RecordField, { data, sw }: RecordAnswer, decode: Decode<T>): Result<T> {
  if (sw !== swSuccess) {
    const damaged = sw === swFileNotFound || sw === swRecordNotFound || sw >> 8 === 0x62;
    return fail(damaged ? 'card-damaged' : 'card-exchange-failed', `${recordName(field)}: ${swText(sw)}`);
  }
  const value = parseRecord(field, data);
  return value.ok ? decode(value.value, field) : value;
}

/** A field that must be there and make sense. The detail names the field and never its value. */
function orDamaged<T>(decode: (value: Uint8Array, field: RecordField) => T | null): Decode<T> {
  return (value, field) => {
    const decoded = decode(value, field);
    return decoded === null ? fail('card-damaged', `${recordName(field)}: not readable`) : ok(decoded);
  };
}

/** A field that may be left empty. */
function orBlank<T>(decode: (value: Uint8Array, field: RecordField) => T | null): Decode<T | null> {
  return (value, field) => (isBlank(value) ? ok(null) : orDamaged(decode)(value, field));
}

/** A `cn` field has as many digits as the specification says. */
function digits(value: Uint8Array, field: RecordField): string | null {
  return value.length === field.length ? decodeBcd(value) : null;
}

/** Sixteen bytes of which the first three are the issuer's region, GB/T 2260 in BCD. */
function identificationCode(
  value: Uint8Array,
  field: RecordField,
): Result<{ readonly hex: string; readonly region: string }> {
  const region = decodeBcd(value.subarray(0, 3));
  if (value.length !== field.length || region === null)
    return fail('card-damaged', `${recordName(field)}: not readable`);
  return ok({ hex: toHex(value), region });
}
