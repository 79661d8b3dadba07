/** Cards of synthetic people, for tests. */
import { cardContentSchema, type CardContent, type CardContentInput } from '#contracts/emulators.ts';

export const syntheticHolder = {
  // Region 500110, born 1954-02-03, sequence 123; the check character is GB 11643's.
  socialSecurityNumber: '50011019540203123X',
  name: '张三',
  sex: 'male',
  ethnicGroup: '01',
  birthPlace: '500110',
  birthDate: '1954-02-03',
} as const satisfies CardContentInput['holder'];

/** A card of version 2.00 with everything in order, but for what is given. */
export function syntheticCard(changes: Partial<CardContentInput> = {}): CardContent {
  return cardContentSchema.parse({
    specVersion: '2.00',
    cardClass: '1',
    issuer: '500110000000000000000001',
    issuedOn: '2021-03-15',
    expiresOn: '2031-03-14',
    cardNumber: 'A12345678',
    cardIdentificationCode: '500110D1560000059911014500000001',
    algorithm: 'sm4',
    holder: syntheticHolder,
    ...changes,
  });
}
