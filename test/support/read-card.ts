import type { SocialSecurityCard } from '#contracts/credentials.ts';

/** A card of version 2.00 as its driver tells it, with a holder file that says nothing. */
export const readCard: SocialSecurityCard = {
  kind: 'social-security-card',
  specVersion: '2.00',
  cardClass: '1',
  issuer: '5'.repeat(24),
  issuerRegion: '500105',
  cardNumber: 'A00000001',
  cardIdentificationCode: '0'.repeat(32),
  issuedOn: '2021-03-15',
  expiresOn: '2031-03-14',
  algorithm: '3des',
  holderAccess: 'free',
  holder: null,
  reader: 'r',
  atr: '3B',
  apduCount: 9,
  durationMs: 10,
};
