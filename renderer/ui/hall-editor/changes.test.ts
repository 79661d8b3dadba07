import { describe, expect, it } from '@jest/globals';

import type { HallConfiguration } from '#contracts/hall/configuration.ts';
import { configuration as base } from '#test/support/hall-fixtures.ts';
import { changesBetween, mergeChanges } from './changes.ts';

const renamed = (configuration: HallConfiguration, id: string, zh: string): HallConfiguration => ({
  ...configuration,
  businesses: configuration.businesses.map((one) =>
    one.id === id ? { ...one, name: { ...one.name, zh } } : one,
  ),
});
const without = (configuration: HallConfiguration, id: string): HallConfiguration => ({
  ...configuration,
  businesses: configuration.businesses.filter((one) => one.id !== id),
});

describe('what differs', () => {
  it('is nothing between a configuration and itself', () => {
    expect(changesBetween(base, structuredClone(base))).toEqual([]);
  });

  it('is named by field, and entries by their id', () => {
    expect(changesBetween(base, renamed(base, 'card', '补卡'))).toEqual([
      { path: ['businesses', 'card', 'name', 'zh'], before: '社保卡补换', after: '补卡' },
    ]);
    const leads = { ...base.leads, elderly: 5 };
    expect(changesBetween(base, { ...base, leads })).toEqual([
      { path: ['leads', 'elderly'], before: 20, after: 5 },
    ]);
  });

  it('knows what was added, removed and put elsewhere', () => {
    const [changed] = changesBetween(base, without(base, 'housing'));
    expect(changed).toMatchObject({ path: ['businesses', 'housing'], before: { prefix: 'D' } });
    expect(changed?.after).toBeUndefined();
    const { closes: _closes, ...day } = base.day;
    expect(changesBetween(base, { ...base, day })).toEqual([
      { path: ['day', 'closes'], before: '17:00', after: undefined },
    ]);
    expect(changesBetween(base, { ...base, staff: base.staff.toReversed() })).toEqual([
      { path: ['staff', '#order'], before: ['wang', 'li', 'zhao'], after: ['zhao', 'li', 'wang'] },
    ]);
  });

  it('takes a list of plain values as one', () => {
    const day = { ...base.day, holidays: ['2026-01-01', '2026-02-17'] };
    expect(changesBetween(base, { ...base, day })).toEqual([
      { path: ['day', 'holidays'], before: ['2026-01-01'], after: ['2026-01-01', '2026-02-17'] },
    ]);
  });
});

describe("my changes onto somebody else's", () => {
  it('are both there where they touch different things', () => {
    const mine = renamed(base, 'card', '补卡');
    const theirs = { ...renamed(base, 'social', '咨询'), followUpDays: 7 };
    expect(mergeChanges(base, mine, theirs)).toEqual({
      configuration: { ...renamed(renamed(base, 'card', '补卡'), 'social', '咨询'), followUpDays: 7 },
      conflicts: [],
    });
  });

  it('are told where both changed one thing, and mine stand', () => {
    const { configuration, conflicts } = mergeChanges(
      base,
      renamed(base, 'card', '补卡'),
      renamed(base, 'card', '换卡'),
    );
    expect(configuration).toEqual(renamed(base, 'card', '补卡'));
    expect(conflicts).toEqual([
      { path: ['businesses', 'card', 'name', 'zh'], before: '社保卡补换', after: '补卡' },
    ]);
  });

  it('are no conflict where both did the same', () => {
    const both = renamed(base, 'card', '补卡');
    expect(mergeChanges(base, both, both)).toEqual({ configuration: both, conflicts: [] });
  });

  it('went with what the other removed, and this is told', () => {
    const { configuration, conflicts } = mergeChanges(
      base,
      renamed(base, 'card', '补卡'),
      without(base, 'card'),
    );
    expect(configuration).toEqual(without(base, 'card'));
    expect(conflicts).toHaveLength(1);
  });

  it('keep both additions to one list', () => {
    const add = (id: string, name: string) => ({ ...base, staff: [...base.staff, { id, name }] });
    const { configuration, conflicts } = mergeChanges(base, add('sun', '孙丽'), add('zhou', '周强'));
    expect(configuration).toEqual({
      ...base,
      staff: [...base.staff, { id: 'zhou', name: '周强' }, { id: 'sun', name: '孙丽' }],
    });
    expect(conflicts).toEqual([]);
  });

  it('keep an order, and put what the other added at its end', () => {
    const mine = { ...base, staff: base.staff.toReversed() };
    const theirs = { ...base, staff: [...base.staff, { id: 'zhou', name: '周强' }] };
    expect(mergeChanges(base, mine, theirs).configuration).toMatchObject({
      staff: [{ id: 'zhao' }, { id: 'li' }, { id: 'wang' }, { id: 'zhou' }],
    });
  });
});
