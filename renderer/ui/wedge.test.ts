import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { WedgeRecogniser, type WedgeKey, type WedgeOutcome } from './wedge.ts';

const gapMs = 50;

interface Typing {
  readonly everyMs?: number;
  readonly from?: number;
  readonly capsLock?: boolean;
  readonly composing?: boolean;
}

function typed(keys: readonly string[], typing: Typing = {}): WedgeKey[] {
  const { everyMs = 5, from = 1000, capsLock = false, composing = false } = typing;
  return keys.map((key, place) => ({ key, at: from + place * everyMs, capsLock, composing }));
}

function outcomes(...keys: readonly WedgeKey[]): WedgeOutcome[] {
  const wedge = new WedgeRecogniser(gapMs);
  return keys.map((key) => wedge.key(key)).filter((outcome) => outcome !== null);
}

const scan = (text: string): string[] => [...Array.from(text), 'Enter'];

describe('a scanner that types', () => {
  it('is told by the speed of its keys and the Enter at their end', () => {
    expect(outcomes(...typed(scan('YKU12345')))).toEqual([
      { type: 'code', text: 'YKU12345', durationMs: 40 },
    ]);
  });

  it('types capitals with Shift', () => {
    const keys = ['Shift', 'Y', 'Shift', 'K', 'Shift', 'U', '1', '2', '3', 'Enter'];
    expect(outcomes(...typed(keys))).toMatchObject([{ text: 'YKU123' }]);
  });

  it('types codes one after another', () => {
    const first = typed(scan('AAAAAA'));
    const second = typed(scan('BBBBBB'), { from: 1032 });
    expect(outcomes(...first, ...second)).toMatchObject([{ text: 'AAAAAA' }, { text: 'BBBBBB' }]);
  });

  it('is heard after fingers', () => {
    const fingers = typed(['1', '2', '3'], { everyMs: 150, from: 0 });
    expect(outcomes(...fingers, ...typed(scan('YKU12345')))).toMatchObject([{ text: 'YKU12345' }]);
  });

  it('may type characters outside the basic plane', () => {
    expect(outcomes(...typed(scan('编号𠮷𠮷𠮷𠮷')))).toMatchObject([{ text: '编号𠮷𠮷𠮷𠮷' }]);
  });
});

describe('fingers', () => {
  it('type slower', () => {
    expect(outcomes(...typed(scan('YKU12345'), { everyMs: 120 }))).toEqual([]);
  });

  it('may hit a few keys at once', () => {
    expect(outcomes(...typed(scan('12345')))).toEqual([]);
    expect(outcomes(...typed(['Enter', 'Enter', 'Enter', 'Enter', 'Enter', 'Enter', 'Enter']))).toEqual([]);
    expect(outcomes(...typed(['Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Tab', 'Enter']))).toEqual([]);
  });

  it('press an Enter that ends nothing some time after a scanner without one', () => {
    const [enter] = typed(['Enter'], { from: 5000 });
    expect(outcomes(...typed(Array.from('YKU12345')), ...(enter === undefined ? [] : [enter]))).toEqual([]);
  });
});

describe('what changes a code on its way', () => {
  it('is Caps Lock, where the code has letters', () => {
    expect(outcomes(...typed(scan('yku12345'), { capsLock: true }))).toEqual([
      { type: 'spoiled', by: 'caps-lock' },
    ]);
    expect(outcomes(...typed(scan('12345678'), { capsLock: true }))).toMatchObject([{ text: '12345678' }]);
  });

  it('is the input method', () => {
    expect(outcomes(...typed(scan('yku12345'), { composing: true }))).toEqual([
      { type: 'spoiled', by: 'input-method' },
    ]);
    const swallowed = [...Array.from({ length: 8 }, () => 'Process'), 'Enter'];
    expect(outcomes(...typed(swallowed))).toEqual([{ type: 'spoiled', by: 'input-method' }]);
  });

  it('is forgotten with the code that it changed', () => {
    const spoiled = typed(scan('yku12345'), { capsLock: true });
    expect(outcomes(...spoiled, ...typed(scan('YKU12345'), { from: 5000 }))).toMatchObject([
      { type: 'spoiled' },
      { type: 'code', text: 'YKU12345' },
    ]);
  });
});

describe('any keys', () => {
  it('give codes only of what was typed, and no longer than the station takes', () => {
    const key = fc.oneof(
      { weight: 8, arbitrary: fc.string({ minLength: 1, maxLength: 1 }) },
      fc.constantFrom('Enter', 'Shift', 'Process', 'Dead', 'F12'),
    );
    const step = fc.record({ key, after: fc.nat(80), capsLock: fc.boolean(), composing: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let at = 0;
        const keys = steps.map(({ after, ...rest }) => ({ ...rest, at: (at += after) }));
        const everything = keys.map((one) => one.key).join('');
        const letters = everything.replaceAll(/Shift/g, '');
        for (const outcome of outcomes(...keys))
          expect(outcome.type === 'spoiled' || letters.includes(outcome.text)).toBe(true);
      }),
    );
    expect(outcomes(...typed(scan('A'.repeat(5000))))).toEqual([]);
  });
});
