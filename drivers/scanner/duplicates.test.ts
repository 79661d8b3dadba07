import { describe, expect, it } from '@jest/globals';

import { DuplicateWindow } from './duplicates.ts';

describe('the same code', () => {
  it('within the window is one scan, for as long as it is held there', () => {
    const window = new DuplicateWindow(3000);
    expect(window.isRepeat('A', 0)).toBe(false);
    expect(window.isRepeat('A', 2999)).toBe(true);
    expect(window.isRepeat('A', 5998)).toBe(true);
    expect(window.isRepeat('A', 8998)).toBe(false);
  });

  it('after another one is a new scan', () => {
    const window = new DuplicateWindow(3000);
    expect(window.isRepeat('A', 0)).toBe(false);
    expect(window.isRepeat('B', 10)).toBe(false);
    expect(window.isRepeat('A', 20)).toBe(false);
  });

  it('is always new without a window', () => {
    const window = new DuplicateWindow(0);
    expect(window.isRepeat('A', 5)).toBe(false);
    expect(window.isRepeat('A', 5)).toBe(false);
  });
});
