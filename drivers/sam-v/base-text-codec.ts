/**
 * The 256 bytes of text on an identity card: UTF-16LE, padded with spaces. The character at byte 248 says which layout
 * they have; the one of the foreigner's card of 2023 is not public.
 */
import type { IdentityCard, Sex } from '#contracts/credentials.ts';
import type { IdentityCardContent } from '#contracts/emulators.ts';
import { isIdentityNumber, isoDate } from '#contracts/identity-number.ts';
import { err, fail, ok, type Failure, type Result } from '#contracts/result.ts';

export const baseTextLength = 256;
const foreverText = '长期';

/** Offset and length in bytes, two to a character. */
type Place = readonly [offset: number, length: number];

const typePlace: Place = [248, 2];

/** Citizens; the residence permit for Hong Kong, Macao and Taiwan ('J') leaves the ethnic group's place reserved. */
const citizenPlaces = {
  name: [0, 30],
  sex: [30, 2],
  ethnicGroup: [32, 4],
  birthDate: [36, 16],
  address: [52, 70],
  number: [122, 36],
  issuer: [158, 30],
  validFrom: [188, 16],
  validTo: [204, 16],
} as const satisfies Record<string, Place>;

/** The foreigner's permanent residence card of 2004 to 2023 ('I'); its issuer is a code of four characters. */
const foreignerPlaces = {
  name: [0, 120],
  sex: [120, 2],
  number: [122, 30],
  validFrom: [188, 16],
  validTo: [204, 16],
  birthDate: [220, 16],
  issuer: [240, 8],
} as const satisfies Record<string, Place>;

const oldForeignerNumber = /^[A-Z]{3}\d{12}$/;

const sexCodes = { unknown: '0', male: '1', female: '2', unspecified: '9' } as const satisfies Record<
  Sex,
  string
>;
const sexes: ReadonlyMap<string, Sex> = new Map([
  ['0', 'unknown'],
  ['1', 'male'],
  ['2', 'female'],
  ['9', 'unspecified'],
]);

export type IdentityCardText = Omit<IdentityCard, 'kind' | 'samId' | 'durationMs'>;

/**
 * Failures: identity-card-unsupported (unknown layout), identity-card-unreadable (a field off its form; the detail
 * names the field, never what stands in it).
 */
export function parseBaseText(text: Uint8Array): Result<IdentityCardText> {
  if (text.length !== baseTextLength)
    return fail('identity-card-unsupported', `text of ${text.length} bytes`);
  const type = decode(text, typePlace) ?? '\uFFFD';
  switch (type) {
    case ' ':
      return parseCitizen(text, 'citizen');
    case 'J':
      return parseCitizen(text, 'hmt-permit');
    case 'I':
      return parseForeigner(text);
    default:
      return fail('identity-card-unsupported', `type character U+${codePoint(type)}`);
  }
}

function codePoint(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
}

function parseCitizen(text: Uint8Array, layout: 'citizen' | 'hmt-permit'): Result<IdentityCardText> {
  const fields = new Fields(text);
  const card = {
    layout,
    name: fields.text('name', citizenPlaces.name),
    sex: fields.sex(citizenPlaces.sex),
    ethnicGroup: layout === 'citizen' ? fields.ethnicGroup(citizenPlaces.ethnicGroup) : null,
    birthDate: fields.date('birth date', citizenPlaces.birthDate),
    address: fields.optionalText('address', citizenPlaces.address),
    number: fields.number(citizenPlaces.number, isIdentityNumber),
    issuer: fields.optionalText('issuer', citizenPlaces.issuer),
    validFrom: fields.date('valid from', citizenPlaces.validFrom),
    validTo: fields.dateOrForever('valid to', citizenPlaces.validTo),
  };
  return fields.failure === null ? ok(card) : err(fields.failure);
}

function parseForeigner(text: Uint8Array): Result<IdentityCardText> {
  const fields = new Fields(text);
  const card = {
    layout: 'foreigner-permit' as const,
    name: fields.text('name', foreignerPlaces.name),
    sex: fields.sex(foreignerPlaces.sex),
    ethnicGroup: null,
    birthDate: fields.date('birth date', foreignerPlaces.birthDate),
    address: null,
    number: fields.number(foreignerPlaces.number, (number) => oldForeignerNumber.test(number)),
    issuer: fields.optionalText('issuer', foreignerPlaces.issuer),
    validFrom: fields.date('valid from', foreignerPlaces.validFrom),
    validTo: fields.dateOrForever('valid to', foreignerPlaces.validTo),
  };
  return fields.failure === null ? ok(card) : err(fields.failure);
}

/** Reads fields and remembers the first that is off its form; what it returns counts only while none is. */
class Fields {
  readonly #text: Uint8Array;
  failure: Failure | null = null;

  constructor(text: Uint8Array) {
    this.#text = text;
  }

  #reject(field: string): '' {
    this.failure ??= { code: 'identity-card-unreadable', detail: `field "${field}" is off its form` };
    return '';
  }

  optionalText(field: string, place: Place): string | null {
    const text = decode(this.#text, place)?.replace(/ +$/, '');
    if (text === undefined || /\p{Cc}/u.test(text)) return this.#reject(field);
    return text === '' ? null : text;
  }

  text(field: string, place: Place): string {
    return this.optionalText(field, place) ?? this.#reject(field);
  }

  sex(place: Place): Sex {
    const sex = sexes.get(this.text('sex', place));
    if (sex !== undefined) return sex;
    this.#reject('sex');
    return 'unknown';
  }

  /** GB/T 3304: 01 to 56 are the groups, 97 others, 98 naturalised foreigners. */
  ethnicGroup(place: Place): string {
    const code = this.text('ethnic group', place);
    return /^(?:0[1-9]|[1-4]\d|5[0-6]|97|98)$/.test(code) ? code : this.#reject('ethnic group');
  }

  date(field: string, place: Place): string {
    return isoDate(this.text(field, place)) ?? this.#reject(field);
  }

  dateOrForever(field: string, place: Place): string {
    const text = this.text(field, place);
    return text === foreverText ? text : (isoDate(text) ?? this.#reject(field));
  }

  number(place: Place, isRight: (number: string) => boolean): string {
    const number = this.text('number', place);
    return isRight(number) ? number : this.#reject('number');
  }
}

/** Null where the bytes are no UTF-16, that is, hold half a surrogate pair. */
function decode(text: Uint8Array, [offset, length]: Place): string | null {
  const bytes = text.subarray(offset, offset + length);
  const units = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let decoded = '';
  for (let at = 0; at < length; at += 2) decoded += String.fromCharCode(units.getUint16(at, true));
  return decoded.isWellFormed() ? decoded : null;
}

/** The text of a card of ours. Failure: not-permitted, for a field that does not fit its place. */
export function buildBaseText(content: IdentityCardContent): Result<Uint8Array> {
  const text = new Uint8Array(baseTextLength);
  const units = new DataView(text.buffer);
  for (const [[offset, length], value] of fieldsOf(content)) {
    if (value.length * 2 > length)
      return fail('not-permitted', `longer than the ${length / 2} characters of its field`);
    const padded = value.padEnd(length / 2, ' ');
    for (let at = 0; at < length; at += 2) units.setUint16(offset + at, padded.charCodeAt(at / 2), true);
  }
  return ok(text);
}

/** In the order of writing: the first one blanks everything. */
function fieldsOf(content: IdentityCardContent): readonly (readonly [Place, string])[] {
  const blank = [[0, baseTextLength], ''] as const;
  const compact = (date: string): string => date.replaceAll('-', '');
  const common = (
    places: typeof citizenPlaces | typeof foreignerPlaces,
  ): readonly (readonly [Place, string])[] => [
    [places.name, content.name],
    [places.sex, sexCodes[content.sex]],
    [places.birthDate, compact(content.birthDate)],
    [places.number, content.number],
    [places.issuer, content.issuer ?? ''],
    [places.validFrom, compact(content.validFrom)],
    [places.validTo, compact(content.validTo)],
  ];
  const address = [citizenPlaces.address, content.address ?? ''] as const;
  switch (content.layout) {
    case 'citizen':
      return [
        blank,
        ...common(citizenPlaces),
        [citizenPlaces.ethnicGroup, content.ethnicGroup ?? ''],
        address,
      ];
    case 'hmt-permit':
      return [blank, ...common(citizenPlaces), address, [typePlace, 'J']];
    case 'foreigner-permit':
      return [blank, ...common(foreignerPlaces), [typePlace, 'I']];
    case 'unpublished':
      // Nobody outside knows where this card keeps what; 'Y' stands for any type that is not public.
      return [blank, [foreignerPlaces.name, content.name], [typePlace, 'Y']];
    default:
      return content.layout satisfies never;
  }
}
