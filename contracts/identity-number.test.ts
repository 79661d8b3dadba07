import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { identityNumberCheckCharacter, isIdentityNumber, isoDate } from './identity-number.ts';

describe('GB 11643 numbers', () => {
  it("takes the standard's own samples", () => {
    expect(isIdentityNumber('11010519491231002X')).toBe(true);
    expect(isIdentityNumber('440524188001010014')).toBe(true);
    expect(identityNumberCheckCharacter('11010519491231002')).toBe('X');
  });

  it.each([
    ['a wrong check character', '110105194912310021'],
    ['a small x', '11010519491231002x'],
    ['15 digits', '110105491231002'],
    ['19 characters', '11010519491231002X1'],
    ['letters', '1101051949123100AX'],
    ['nothing', ''],
  ])('refuses %s', (_what, text) => {
    expect(isIdentityNumber(text)).toBe(false);
  });

  it('refuses a birth date that the calendar does not have, even with the right check character', () => {
    const first17 = '11010519490230002';
    expect(isIdentityNumber(first17 + identityNumberCheckCharacter(first17))).toBe(false);
  });

  it('notices any single wrong digit', () => {
    fc.assert(
      fc.property(fc.nat(16), fc.integer({ min: 1, max: 9 }), (place, by) => {
        const digits = '11010519491231002X'.split('');
        digits[place] = String((Number(digits[place]) + by) % 10);
        expect(isIdentityNumber(digits.join(''))).toBe(false);
      }),
    );
  });
});

describe('isoDate', () => {
  it.each([
    ['19491231', '1949-12-31'],
    ['20000229', '2000-02-29'],
    ['00010101', '0001-01-01'],
    ['19000229', null],
    ['20230230', null],
    ['20231301', null],
    ['20230001', null],
    ['20230100', null],
    ['00000101', null],
    ['2023101', null],
    ['2023-1-1', null],
    ['', null],
  ])('%s', (compact, iso) => {
    expect(isoDate(compact)).toBe(iso);
  });

  it('agrees with the calendar for every day of any text', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
        (date) => {
          const iso = date.toISOString().slice(0, 10);
          expect(isoDate(iso.replaceAll('-', ''))).toBe(iso);
        },
      ),
    );
  });
});
