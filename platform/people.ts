/**
 * Two hundred people who do not exist, the same in every run: made names, Chongqing's region codes (GB/T 2260), numbers
 * with the right check character (GB 11643). The last ones are those who test the rules.
 */
import type { Holder } from '#contracts/credentials.ts';
import type { CardContent, IdentityCardContent } from '#contracts/emulators.ts';
import { identityNumberCheckCharacter } from '#contracts/identity-number.ts';
import type { CardState, StandInPerson } from '#contracts/platform-api.ts';
import { seeded, type Random } from './random.ts';

const seed = 20260101;
export const peopleCount = 200;

interface Region {
  readonly code: string;
  readonly name: string;
}
const regions: readonly Region[] = [
  { code: '500103', name: '渝中区' },
  { code: '500105', name: '江北区' },
  { code: '500106', name: '沙坪坝区' },
  { code: '500107', name: '九龙坡区' },
  { code: '500108', name: '南岸区' },
  { code: '500110', name: '綦江区' },
  { code: '500112', name: '渝北区' },
  { code: '500118', name: '永川区' },
];
const familyNames = Array.from('张王李刘陈杨黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程');
const givenFirst = Array.from('秀桂玉淑凤国建明志文永德春兰芳丽晓雨子浩欣宇佳思');
const givenSecond = Array.from('英兰珍华芬民军强平林安生梅琴霞伟涛涵轩怡萱然宁');
const streets = ['示范路', '样例街', '虚拟大道', '模拟巷'] as const;

/**
 * Names that cards and decoders find hard: four-byte GB18030 characters, and (22) 32 bytes, two more than the name field
 * holds, with the boundary inside the last character. As UTF-16 that name is 30 bytes, all that an identity card has.
 */
const hardNames: Readonly<Record<number, string>> = {
  20: '𠮷玉兰',
  21: '李𬭎',
  22: '阿卜杜热合曼·买买提吐尔逊江㛃',
  23: '欧阳春梅',
};

/** By index: people whom the rules refuse. */
const states: Readonly<Record<number, CardState>> = {
  190: 'not-activated',
  191: 'lost',
  192: 'pre-lost',
  193: 'void',
  194: 'cancelled',
};
const deceased = new Set([195, 196, 197]);
const staff = new Set([180, 181, 182]);

export function syntheticPeople(): readonly StandInPerson[] {
  const random = seeded(seed);
  return Array.from({ length: peopleCount }, (_, index) => makePerson(index, random));
}

function makePerson(index: number, random: Random): StandInPerson {
  const region = random.pick(regions);
  const male = random.below(2) === 1;
  const birthDate = makeBirthDate(random);
  const name = hardNames[index] ?? makeName(random);
  // Hong Kong and Macao residence permits have region codes of their own (81, 82) in a number of the same form.
  const layout = index === 24 ? 'hmt-permit' : index === 25 ? 'unpublished' : 'citizen';
  const number = makeNumber(layout === 'hmt-permit' ? '810000' : region.code, birthDate, index, male);
  const sex = male ? 'male' : 'female';
  const ethnicGroup = index === 22 ? '05' : '01';
  const holder: Holder = {
    socialSecurityNumber: number,
    name,
    sex,
    ethnicGroup,
    birthPlace: region.code,
    birthDate,
  };
  const issuedYear = 2019 + random.below(6);
  return {
    index,
    person: { number, name, sex, birthDate, disabled: index % 17 === 5, deceased: deceased.has(index) },
    cardState: states[index] ?? 'normal',
    card: makeCard(index, region.code, issuedYear, holder),
    identityCard: makeIdentityCard(layout, region.name, issuedYear, holder, random),
    staff: staff.has(index),
    sitter: index % 2 === 0 ? 'first' : 'second',
    fingerTemplate: makeFingerTemplate(index),
  };
}

/** Two of three are of the age that draws a pension. */
function makeBirthDate(random: Random): string {
  const year = random.below(3) < 2 ? 1935 + random.below(30) : 1965 + random.below(40);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${year}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`;
}

function makeName(random: Random): string {
  const given = random.pick(givenFirst);
  return random.pick(familyNames) + given + (random.below(4) === 0 ? '' : random.pick(givenSecond));
}

/** The 15th to 17th digits are the order within the day, odd for men; an index of 0 to 199 keeps numbers apart. */
function makeNumber(region: string, birthDate: string, index: number, male: boolean): string {
  const order = String(2 * index + (male ? 1 : 0)).padStart(3, '0');
  const first17 = region + birthDate.replaceAll('-', '') + order;
  return first17 + String(identityNumberCheckCharacter(first17));
}

/**
 * One card a person. Inserted as 1.00, 2.00 or 3.00 it keeps its identification code, as a real card that is replaced
 * would not: the platform knows a person's card by that code, and the dock shows all versions of the same person.
 */
function makeCard(index: number, region: string, issuedYear: number, holder: Holder): CardContent {
  const serial = String(index).padStart(8, '0');
  return {
    specVersion: '2.00',
    cardClass: '1',
    issuer: `91560000023${region}0000000`.padEnd(24, '0').slice(0, 24),
    issuedOn: `${issuedYear}-03-15`,
    expiresOn: `${issuedYear + 10}-03-14`,
    cardNumber: `T${serial}`,
    // Region as BCD, then bytes that no issuer uses, then the index.
    cardIdentificationCode: `${region}${'0'.repeat(18)}${serial}`,
    algorithm: index % 3 === 0 ? 'sm4' : '3des',
    holder,
    protocol: index % 2 === 0 ? 'T=0' : 'T=1',
    oddity: null,
  };
}

/** 512 bytes that only the emulated reader understands, different for everybody. */
function makeFingerTemplate(index: number): string {
  const random = seeded(seed + 1000 + index);
  return Buffer.from(Array.from({ length: 512 }, () => random.below(256))).toString('base64');
}

function makeIdentityCard(
  layout: IdentityCardContent['layout'],
  district: string,
  issuedYear: number,
  holder: Holder,
  random: Random,
): IdentityCardContent {
  const longTerm = (holder.birthDate ?? '') < '1975';
  return {
    layout,
    name: holder.name,
    sex: holder.sex,
    ethnicGroup: layout === 'hmt-permit' ? null : holder.ethnicGroup,
    birthDate: holder.birthDate ?? '1950-01-01',
    address: `重庆市${district}${random.pick(streets)}${1 + random.below(200)}号`,
    number: holder.socialSecurityNumber,
    issuer: `重庆市公安局${district}分局`,
    validFrom: `${issuedYear}-01-02`,
    validTo: longTerm ? '长期' : `${issuedYear + 20}-01-02`,
  };
}
