import { describe, expect, it } from '@jest/globals';

import { spokenCall, spokenNumberPattern } from './spoken-call.ts';

describe('the spoken call', () => {
  it('says a number sign by sign, and the window as a number', () => {
    expect(spokenCall('A012', 3, 'zh')).toBe('请 A零一二 号，到 3 号窗口。');
    expect(spokenCall('AX001', 12, 'zh')).toBe('请 A X零零一 号，到 12 号窗口。');
    expect(spokenCall('B1090', 1, 'zh')).toBe('请 B一零九零 号，到 1 号窗口。');
    expect(spokenCall('AX001', 12, 'en')).toBe('Number A X zero zero one, please go to window 12.');
  });

  it('says of which day a number is that is not of today: today it may be of somebody else', () => {
    expect(spokenCall('A012', 3, 'zh', '2026-01-09')).toBe('请 1月9日的 A零一二 号，到 3 号窗口。');
    expect(spokenCall('A012', 3, 'en', '2026-01-09')).toBe(
      'Number A zero one two of 9 January, please go to window 3.',
    );
  });

  it.each(['', 'A12', '012', 'A012 ', 'a012', 'A012;ls', '-A012', 'A０12'])(
    'is not made for %j',
    (number) => {
      expect(spokenNumberPattern.test(number)).toBe(false);
    },
  );
});
