import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { repeatedKeys } from './repeated-keys.ts';

describe('repeatedKeys', () => {
  it.each<[string, (string | number)[][]]>([
    ['{"a":1,"b":{"a":2}}', []],
    ['{"a":1,"b":2,"a":3}', [['a']]],
    ['{"list":[{"x":1},{"x":1,"y":"x","x":"}"}]}', [['list', 1, 'x']]],
    ['{"a":{"b":1,"b":{"c":1,"c":2}},"a":0}', [['a', 'b'], ['a', 'b', 'c'], ['a']]],
    ['{"a\\"":1, "a\\u0022" : 2}', [['a"']]],
    ['[1,"a","a",["b"]]', []],
    ['"a"', []],
  ])('finds in %s', (text, expected) => {
    expect(repeatedKeys(text)).toEqual(expected);
  });

  it('finds none in what JSON itself wrote', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(repeatedKeys(JSON.stringify(value))).toEqual([]);
      }),
    );
  });
});
