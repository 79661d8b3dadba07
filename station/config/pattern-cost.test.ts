import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { patternFault } from './pattern-cost.ts';

describe('patternFault', () => {
  it.each([
    '^YK[0-9A-Za-z_-]{20,200}$',
    '^\\d{19}$',
    '^(?:SS|ES)\\w+$',
    '^(?<kind>[A-Z]{2})-\\p{L}{1,4}\\u{4e00}*$',
    '^https://example\\.cn/q\\?c=[^&]+&t=\\d+$',
    '^[\\]a]+\\)?$',
    '^(?:ab)*$',
    '^[A-Z]{2}\\d{3,5}-\\d{1,9}-\\w+$',
    '',
  ])('lets %j pass', (pattern) => {
    expect(patternFault(pattern)).toBeNull();
  });

  it.each(['(', '[a', 'a{2,1}', '\\p{Nonsense}', '*'])('refuses %j, which is no pattern', (pattern) => {
    expect(patternFault(pattern)).toBe('not-a-pattern');
  });

  it.each([
    '(a+)+$',
    '(a|aa)+$',
    '(?:a*)*b',
    '(\\w+\\s?)*$',
    '.*.*.*x',
    '(?:a{0,9}){0,9}b',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
  ])('refuses %j, which could take for ever', (pattern) => {
    expect(patternFault(pattern)).toBe('too-costly');
  });

  it.each(['(a)\\1', '(?<x>a)\\k<x>', '(?=a)b', '(?!a)b', '(?<=a)b', '(?<!a)b'])(
    'refuses %j, whose cost cannot be counted',
    (pattern) => {
      expect(patternFault(pattern)).toBe('looks-around');
    },
  );

  it('judges any text, and what it lets pass matches the longest code in time', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      '\\d',
      '[ab]',
      '.',
      '*',
      '+',
      '?',
      '{2,}',
      '{1,9}',
      '(',
      '(?:',
      ')',
      '|',
      '^',
      '$',
      '\\',
    );
    const texts = fc.oneof(
      fc.string({ maxLength: 40 }),
      fc.array(piece, { maxLength: 14 }).map((parts) => parts.join('')),
    );
    const codes = ['a'.repeat(1024), 'ab'.repeat(512), `${'a'.repeat(1023)}!`];
    fc.assert(
      fc.property(texts, (pattern) => {
        if (patternFault(pattern) !== null) return;
        const compiled = new RegExp(`^(?:${pattern})$`, 'u');
        const begun = performance.now();
        for (const code of codes) compiled.test(code);
        expect(performance.now() - begun).toBeLessThan(1000);
      }),
      { numRuns: 2000 },
    );
  });
});
