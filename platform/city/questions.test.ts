import { describe, expect, it } from '@jest/globals';

import { Questions } from './questions.ts';
import type { Gap } from './store.ts';

const gap = (hall: string, from = 1): Gap => ({
  hall: { region: 'nanan', hall },
  missing: { from, to: from + 3 },
});
const names = (gaps: readonly Gap[]): string[] => gaps.map(({ hall }) => hall.hall);

describe('which halls are asked for what is missing', () => {
  it('are those whose gap has lasted, and again after as long', () => {
    const questions = new Questions(20, 100);
    expect(questions.due([gap('a')], 0)).toEqual([]);
    expect(questions.due([gap('a'), gap('b')], 19)).toEqual([]);
    expect(names(questions.due([gap('a'), gap('b')], 20))).toEqual(['a']);
    expect(names(questions.due([gap('a'), gap('b')], 39))).toEqual(['b']);
    expect(names(questions.due([gap('a'), gap('b')], 40))).toEqual(['a']);
  });

  it('is none whose gap was filled meanwhile: what is missing next has its own time', () => {
    const questions = new Questions(20, 100);
    questions.due([gap('a')], 0);
    expect(questions.due([gap('a', 9)], 20)).toEqual([]);
    expect(questions.due([], 30)).toEqual([]);
    expect(questions.due([gap('a', 9)], 40)).toEqual([]);
    expect(names(questions.due([gap('a', 9)], 60))).toEqual(['a']);
  });

  it('are all of them in turn, though many before them never answer', () => {
    const questions = new Questions(20, 100);
    const gaps = [...Array.from({ length: 120 }, (_, n) => gap(`dead-${n}`)), gap('good')];
    questions.due(gaps, 0);
    const asked = new Map<string, number>();
    for (let now = 5; now <= 205; now += 5) {
      const due = names(questions.due(gaps, now));
      expect(due.length).toBeLessThanOrEqual(100);
      for (const name of due) asked.set(name, (asked.get(name) ?? 0) + 1);
    }
    expect(asked.size).toBe(121);
    // Every 20 to 25, all alike.
    expect(Math.min(...asked.values())).toBeGreaterThanOrEqual(8);
    expect(Math.max(...asked.values())).toBeLessThanOrEqual(10);
  });

  it('are the ones that have waited longest, where not all can be asked at once', () => {
    const questions = new Questions(20, 1);
    questions.due([gap('b')], 0);
    questions.due([gap('a'), gap('b')], 1);
    const order = [40, 45, 50, 55].flatMap((now) => names(questions.due([gap('a'), gap('b')], now)));
    expect(order).toEqual(['b', 'a']);
  });
});
