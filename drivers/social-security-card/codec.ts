/**
 * What a social-security card says and how it says it: the application's name, its records, their encodings.
 * After public vendor code that reads these cards; the texts of LD/T 32 and LD/T 33 are not public.
 */
import type { Sex, SocialSecurityCard } from '#contracts/credentials.ts';
import { isoDate } from '#contracts/identity-number.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import type { CommandApdu } from '../apdu/codec.ts';
import { findTlv } from '../ber-tlv/codec.ts';
import { fromHex, toHex } from '../core/hex.ts';

export type SpecVersion = SocialSecurityCard['specVersion'];
export type Algorithm = SocialSecurityCard['algorithm'];

/** The GBK bytes of `sx1.sh.社会保障`. */
export const applicationName = fromHex('7378312E73682EC9E7BBE1B1A3D5CF');

/** One record: `tag(1) length(1) value`. */
export interface RecordField {
  readonly file: 'EF05' | 'EF06';
  /** Record identifier. Ordinals are of no use: version 2.00 inserts 4E as the third record of EF06. */
  readonly tag: number;
  /** Bytes of the value as the specification gives them; a card with another length is read all the same. */
  readonly length: number;
}

/** EF05, free to read in every version. */
export const cardRecords = {
  identificationCode: { file: 'EF05', tag: 0x01, length: 16 },
  cardClass: { file: 'EF05', tag: 0x02, length: 1 },
  specVersion: { file: 'EF05', tag: 0x03, length: 4 },
  issuer: { file: 'EF05', tag: 0x04, length: 12 },
  issuedOn: { file: 'EF05', tag: 0x05, length: 4 },
  expiresOn: { file: 'EF05', tag: 0x06, length: 4 },
  cardNumber: { file: 'EF05', tag: 0x07, length: 9 },
} as const satisfies Record<string, RecordField>;

/** EF06, behind the RKSSSE key in version 3.00. */
export const holderRecords = {
  socialSecurityNumber: { file: 'EF06', tag: 0x08, length: 18 },
  name: { file: 'EF06', tag: 0x09, length: 30 },
  /** Versions 2.00 and 3.00. */
  nameExtension: { file: 'EF06', tag: 0x4e, length: 20 },
  sex: { file: 'EF06', tag: 0x0a, length: 1 },
  ethnicGroup: { file: 'EF06', tag: 0x0b, length: 1 },
  birthPlace: { file: 'EF06', tag: 0x0c, length: 3 },
  birthDate: { file: 'EF06', tag: 0x0d, length: 4 },
} as const satisfies Record<string, RecordField>;

export const shortFileIdentifiers = { EF05: 5, EF06: 6 } as const;

const insSelect = 0xa4;
const insReadRecord = 0xb2;

/** SELECT by name; Le 256 brings the FCI, which names the algorithm. */
export const selectApplication: CommandApdu = {
  cla: 0,
  ins: insSelect,
  p1: 0x04,
  p2: 0,
  data: applicationName,
  le: 256,
};

/** READ RECORD by identifier in the file's short identifier: no SELECT of the file, and the exact Le spares a `6Cxx`. */
export function readRecord(field: RecordField): CommandApdu {
  return {
    cla: 0,
    ins: insReadRecord,
    p1: field.tag,
    p2: shortFileIdentifiers[field.file] << 3,
    le: field.length + 2,
  };
}

/** `EF05/03`, for traces and details. */
export function recordName(field: RecordField): string {
  return `${field.file}/${field.tag.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** The record's value; bytes after it are a fixed-length file's filling. Failures: card-damaged. */
export function parseRecord(field: RecordField, bytes: Uint8Array): Result<Uint8Array> {
  const [tag, length] = bytes;
  if (tag !== field.tag || length === undefined)
    return fail('card-damaged', `${recordName(field)}: another record's tag`);
  const value = bytes.subarray(2, 2 + length);
  if (value.length < length)
    return fail('card-damaged', `${recordName(field)}: ${value.length} of ${length} bytes`);
  return ok(value);
}

export function encodeRecord(field: RecordField, value: Uint8Array): Uint8Array {
  return Uint8Array.from([field.tag, value.length, ...value]);
}

/** The values of tag 86, from 01 on. */
const algorithms: readonly Algorithm[] = ['3des', 'ssf33', 'sm4'];

/** Tag 9F0C of the FCI: `86 01 XX`; 3DES where the card does not say. Failures: card-damaged (a value nobody published). */
export function parseAlgorithm(fci: Uint8Array): Result<Algorithm> {
  const issuerData = findTlv(fci, 0x9f0c);
  const value = issuerData === null ? null : findTlv(issuerData.value, 0x86);
  if (value === null) return ok('3des');
  const algorithm = algorithms[(value.value[0] ?? 0) - 1];
  return algorithm === undefined
    ? fail('card-damaged', `FCI/9F0C: algorithm ${toHex(value.value)}`)
    : ok(algorithm);
}

export function encodeFci(algorithm: Algorithm): Uint8Array {
  const number = algorithms.indexOf(algorithm) + 1;
  const issuerData = [0x9f, 0x0c, 0x03, 0x86, 0x01, number];
  const proprietary = [0xa5, issuerData.length, ...issuerData];
  const name = [0x84, applicationName.length, ...applicationName];
  return Uint8Array.from([0x6f, name.length + proprietary.length, ...name, ...proprietary]);
}

/** Digits of a `cn` field, two a byte; `null` where a half byte is above 9. */
export function decodeBcd(bytes: Uint8Array): string | null {
  const digits = toHex(bytes);
  return /^\d*$/.test(digits) ? digits : null;
}

/** An even number of digits. */
export function encodeBcd(digits: string): Uint8Array {
  if (!/^(?:\d\d)*$/.test(digits)) throw new TypeError('not an even number of digits');
  return fromHex(digits);
}

/** `cn4` YYYYMMDD as YYYY-MM-DD; `null` where it is no day of the calendar. */
export function decodeDate(bytes: Uint8Array): string | null {
  const digits = bytes.length === 4 ? decodeBcd(bytes) : null;
  return digits === null ? null : isoDate(digits);
}

export function encodeDate(date: string): Uint8Array {
  return encodeBcd(date.replaceAll('-', ''));
}

/** Zeros or `F`s all through: the personaliser left the field empty. */
export function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x00) || bytes.every((byte) => byte === 0xff);
}

/**
 * ICU's table follows the edition of 2022, in which eight rare ideographs left the private use area; iconv-lite's does
 * not, and takes 30 ms at the first card.
 */
const gb18030 = new TextDecoder('gb18030', { fatal: true });

/**
 * An `an` field. 00 pads anywhere (never part of a GB18030 character), spaces at either end.
 * `null` where the bytes are no GB18030 or nothing is left.
 */
export function decodeText(bytes: Uint8Array): string | null {
  const unpadded = bytes.includes(0) ? bytes.filter((byte) => byte !== 0) : bytes;
  let text: string;
  try {
    text = gb18030.decode(unpadded).trim();
  } catch {
    return null; // The one way in which the decoder says that the bytes are no GB18030.
  }
  return text === '' || /\p{Cc}/u.test(text) ? null : text;
}

/**
 * Whether 09 may go on in 4E. The break falls anywhere, even inside a character, so that up to three bytes of 09 may be
 * filled because a four-byte character did not fit; four bytes of filling mean that the name ends here.
 */
export function nameMayContinue(name: Uint8Array): boolean {
  return name.length < 4 || name.subarray(-4).some((byte) => byte !== 0x00 && byte !== 0x20);
}

/** 09 and 4E, joined as bytes before decoding: a character may lie across the two. */
export function decodeName(name: Uint8Array, extension: Uint8Array | null): string | null {
  return decodeText(extension === null ? name : Uint8Array.from([...name, ...extension]));
}

/** GB/T 2261.1 as one character; an empty field says unknown. `null` where the code table has no such value. */
export function decodeSex(bytes: Uint8Array): Sex | null {
  const text = decodeText(bytes);
  switch (text) {
    case null:
      return isBlank(bytes) || bytes.every((byte) => byte === 0x20) ? 'unknown' : null;
    case '0':
      return 'unknown';
    case '1':
      return 'male';
    case '2':
      return 'female';
    case '9':
      return 'unspecified';
    default:
      return null;
  }
}

export function encodeSex(sex: Sex): Uint8Array {
  return Buffer.from({ unknown: '0', male: '1', female: '2', unspecified: '9' }[sex], 'ascii');
}

/** Failures: unsupported-version, with the version where it can be written. */
export function decodeSpecVersion(bytes: Uint8Array): Result<SpecVersion> {
  const text = Buffer.from(bytes).toString('latin1');
  switch (text) {
    case '1.00':
    case '2.00':
    case '3.00':
      return ok(text);
    default:
      return fail('unsupported-version', /^[\x20-\x7e]+$/.test(text) ? text : toHex(bytes));
  }
}
