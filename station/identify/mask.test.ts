import { describe, expect, it } from '@jest/globals';

import { maskName } from './mask.ts';

describe('maskName', () => {
  it.each([
    ['张三', '张*'],
    ['欧阳明月', '欧阳**'],
    ['欧阳', '欧*'],
    ['𠮷田', '𠮷*'],
    ['阿依古丽·买买提', '阿***'],
    ['WANG XIAOMING', 'W***'],
    ['李', '李*'],
    [' ', '*'],
  ])('%s becomes %s', (name, masked) => {
    expect(maskName(name)).toBe(masked);
  });
});
