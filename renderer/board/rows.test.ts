import { describe, expect, it } from '@jest/globals';

import type { BoardCall } from '#contracts/hall/views.ts';
import { boardCall } from '#test/support/hall-fixtures.ts';
import { calledRows, portion } from './rows.ts';

const numbered = (...ids: readonly number[]): BoardCall[] => ids.map((id) => boardCall(id, `A0${id}`, 1));
const ids = (rows: readonly BoardCall[]): number[] => rows.map(({ id }) => id);
const newestFirst = numbered(19, 18, 17, 16, 15, 14, 13, 12);

describe('the rows of calls', () => {
  it('are in the order of the calls, whoever is being called, while all have one', () => {
    const few = newestFirst.slice(0, 4);
    for (const announced of few) expect(calledRows(few, announced, 4, 3)).toEqual(few);
  });

  it('always have the call that is being said, at the top, and the newest one', () => {
    for (const announced of newestFirst)
      for (let turn = 0; turn < 9; turn += 1) {
        const rows = calledRows(newestFirst, announced, 4, turn);
        expect(rows).toHaveLength(4);
        expect(new Set(rows).size).toBe(4);
        expect(rows[0]).toBe(announced);
        expect(rows).toContain(newestFirst[0]);
      }
  });

  it.each([null, newestFirst[0] ?? null, newestFirst[7] ?? null])('show everybody in turn', (announced) => {
    const turns = [0, 1, 2].flatMap((turn) => ids(calledRows(newestFirst, announced, 4, turn)));
    expect(new Set(turns)).toEqual(new Set(ids(newestFirst)));
  });

  it('keep a call while it is being said, also when the person has come meanwhile', () => {
    const [gone] = numbered(11);
    expect(ids(calledRows(newestFirst.slice(0, 2), gone ?? null, 4, 0))).toEqual([11, 19, 18]);
  });
});

describe('a list that is longer than its place', () => {
  it('is shown in portions, each of them full', () => {
    const list = [1, 2, 3, 4, 5, 6, 7];
    expect([0, 1, 2, 3].map((turn) => portion(list, 3, turn))).toEqual([
      [1, 2, 3],
      [4, 5, 6],
      [5, 6, 7],
      [1, 2, 3],
    ]);
    expect(portion([1, 2], 3, 5)).toEqual([1, 2]);
    expect(portion([], 3, 1)).toEqual([]);
  });
});
