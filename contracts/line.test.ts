import { describe, expect, it } from '@jest/globals';

import { asLine, lineSchema, nameSchema } from './line.ts';

const accepted = (text: string): boolean => lineSchema(64).safeParse(text).success;

describe('a line that people typed', () => {
  it.each(['社保咨询', "Driver's licence (C1) – 60 % & more; <b>", 'أهلا وسهلا', 'שלום', '👩‍👩‍👧‍👦', 'é à ü'])(
    'may be %j',
    (text) => {
      expect(accepted(text)).toBe(true);
    },
  );

  // Written by their numbers: in this file they would do what they are refused for.
  it.each([
    ['the end of a string', 0x0000],
    ['a new line', 0x000a],
    ['an escape of a terminal or a printer', 0x001b],
    ['a control character of the second set', 0x0085],
    ['an Arabic letter mark', 0x061c],
    ['a left-to-right mark', 0x200e],
    ['a right-to-left mark', 0x200f],
    ['a line separator', 0x2028],
    ['a paragraph separator', 0x2029],
    ['the beginning of embedded text', 0x202b],
    ['the end of embedded text', 0x202c],
    ['what mirrors everything after it', 0x202e],
    ['the beginning of an isolate', 0x2067],
    ['the end of an isolate', 0x2069],
    ['half of a character', 0xd83d],
  ])('does not hold %s (%i)', (_what, sign) => {
    expect(accepted(`综合${String.fromCharCode(sign)}业务`)).toBe(false);
  });

  it('has something to see', () => {
    for (const nothing of ['', '   ', '\u3000', '\u200b', '\u00ad\u2060\ufeff', '\u0301'])
      expect(accepted(nothing)).toBe(false);
  });

  it('comes without the spaces around it', () => {
    expect(lineSchema(4).parse('  王 芳 ')).toBe('王 芳');
  });

  it('ends', () => {
    expect(nameSchema.safeParse({ zh: '长'.repeat(64), en: 'x'.repeat(64) }).success).toBe(true);
    expect(nameSchema.safeParse({ zh: '长'.repeat(65), en: 'x' }).success).toBe(false);
  });
});

describe('a text that was kept before there were limits', () => {
  it('stays as it is where it is a line', () => {
    for (const text of ['社保咨询', 'a  b', '👩‍👩‍👧‍👦', 'x'.repeat(64)]) expect(asLine(text, 64)).toBe(text);
  });

  it.each([
    ['is one line', '两\r\n行 ', '两 行'],
    ['turns nothing', '综合\u202E受理\u200F业务', '综合受理业务'],
    ['ends', 'x'.repeat(65), `${'x'.repeat(63)}…`],
    ['ends before a character of two halves', `${'x'.repeat(62)}📌📌`, `${'x'.repeat(62)}…`],
    ['has something to see', '\u202e \u200b', '—'],
  ])('%s', (_what, kept, line) => {
    expect(asLine(kept, 64)).toBe(line);
    expect(lineSchema(64).parse(line)).toBe(line);
  });
});
