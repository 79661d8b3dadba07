import { describe, expect, it } from '@jest/globals';

import { benefitKindSchema, benefitSchema } from '#contracts/qualification.ts';
import { benefitOn, benefitsOf } from './benefits.ts';
import { syntheticPeople } from './people.ts';

const now = Date.UTC(2026, 10, 26, 2);
const today = '2026-11-26';
const people = syntheticPeople();
const of = (index: number) => {
  const person = people[index];
  if (person === undefined) throw new Error('nobody');
  return benefitsOf(person, now).map((record) => benefitOn(record, today));
};

describe('how a benefit stands', () => {
  const record = { kind: 'resident', since: '2019-05-01', authenticatedOn: '2025-11-26' } as const;

  it.each([
    ['2026-08-27', null, null],
    ['2026-08-28', '2026-08-28', null],
    ['2026-11-26', '2026-08-28', null],
    ['2026-11-27', '2026-08-28', '2026-11-27'],
    ['2027-06-01', '2026-08-28', '2026-11-27'],
  ])('on %s: due since %s, suspended since %s', (day, dueSince, suspendedSince) => {
    expect(benefitOn(record, day)).toEqual({
      kind: 'resident',
      authenticatedOn: '2025-11-26',
      validUntil: '2026-11-26',
      dueSince,
      suspendedSince,
    });
  });

  it('counts from the first payment where there was no authentication', () => {
    expect(benefitOn({ ...record, authenticatedOn: null }, '2020-05-02')).toMatchObject({
      authenticatedOn: null,
      validUntil: '2020-05-01',
      suspendedSince: '2020-05-02',
    });
  });
});

describe('the people’s benefits', () => {
  it('are those that the documentation names', () => {
    expect(of(0)).toEqual([]);
    expect(of(180)).toEqual([]);
    expect(of(2)).toMatchObject([
      { kind: 'civil-service', authenticatedOn: '2026-02-07', dueSince: '2026-11-09', suspendedSince: null },
    ]);
    expect(of(4)).toMatchObject([{ kind: 'resident', dueSince: null, suspendedSince: null }]);
    expect(of(3)).toMatchObject([
      { kind: 'resident', authenticatedOn: '2025-10-19', suspendedSince: '2026-10-20' },
      { kind: 'work-injury', dueSince: null, suspendedSince: null },
    ]);
    expect(of(17)).toMatchObject([{ authenticatedOn: null, suspendedSince: null }]);
    expect(of(17)[0]?.dueSince).not.toBeNull();
    expect(of(9)).toMatchObject([{ kind: 'work-injury', suspendedSince: '2026-10-14' }]);
  });

  it('hold every kind and every standing, by the contract', () => {
    const all = people.flatMap(({ index }) => of(index));
    for (const benefit of all) expect(benefitSchema.parse(benefit)).toEqual(benefit);
    expect(new Set(all.map(({ kind }) => kind)).size).toBe(benefitKindSchema.options.length);
    expect(all.some(({ suspendedSince }) => suspendedSince !== null)).toBe(true);
    expect(all.some(({ dueSince }) => dueSince === null)).toBe(true);
    expect(all.some(({ authenticatedOn }) => authenticatedOn === null)).toBe(true);
    // Nobody has authenticated in the last weeks, so that an attempt of today adds something.
    expect(all.every(({ authenticatedOn }) => (authenticatedOn ?? '') < '2026-10-28')).toBe(true);
  });
});
