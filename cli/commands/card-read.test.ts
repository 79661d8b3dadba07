import { describe, expect, it } from '@jest/globals';

import { socialSecurityCardSchema } from '#contracts/credentials.ts';
import { syntheticHolder } from '#test/support/cards.ts';

import { maskNumber } from '../mask.ts';
import { present } from './card-read.ts';

const card = socialSecurityCardSchema.parse({
  kind: 'social-security-card',
  specVersion: '2.00',
  cardClass: '1',
  issuer: '500110000000000000000001',
  issuerRegion: '500110',
  cardNumber: 'A12345678',
  cardIdentificationCode: '500110D1560000059911014500000001',
  issuedOn: '2021-03-15',
  expiresOn: '2031-03-14',
  algorithm: 'sm4',
  holderAccess: 'free',
  holder: syntheticHolder,
  reader: 'Virtual PCD 00 00',
  atr: '3B6D000059494B41544F4E472D44454D4F',
  apduCount: 15,
  durationMs: 12.3,
});

describe('what card read prints', () => {
  it('has the documented fields in their order', () => {
    expect(Object.keys(present(card, true, '2026-01-05'))).toEqual([
      'kind',
      'specVersion',
      'cardClass',
      'issuer',
      'issuerRegion',
      'cardNumber',
      'cardIdentificationCode',
      'issuedOn',
      'expiresOn',
      'expired',
      'algorithm',
      'holderAccess',
      'holder',
      'reader',
      'atr',
      'apduCount',
      'durationMs',
    ]);
  });

  it('masks name and number of the holder unless they are to be revealed', () => {
    expect(present(card, false, '2026-01-05').holder).toEqual({
      ...syntheticHolder,
      socialSecurityNumber: '5****************X',
      name: '张*',
    });
    expect(present(card, true, '2026-01-05').holder).toEqual(syntheticHolder);
    expect(present({ ...card, holder: null }, false, '2026-01-05').holder).toBeNull();
  });

  it('is expired from the day after its last', () => {
    expect(present(card, false, '2031-03-14').expired).toBe(false);
    expect(present(card, false, '2031-03-15').expired).toBe(true);
  });
});

describe('a masked number', () => {
  it.each([
    ['50011019540203123X', '5****************X'],
    ['123', '1*3'],
    ['12', '**'],
    ['', ''],
  ])('%p is %p', (number, masked) => {
    expect(maskNumber(number)).toBe(masked);
  });
});
