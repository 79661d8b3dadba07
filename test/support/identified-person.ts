import type { Identified } from '#station/identify/identified.ts';

/** Whom the station identified by a social-security card and the platform confirmed: 65 or older, and made up. */
export const identifiedPerson: Identified = {
  key: 'k1',
  sealed: null,
  audit: 'AUDIT1',
  maskedName: '张*',
  priority: 'elderly',
  credential: 'social-security-card',
  confirmed: true,
  notes: [],
};
