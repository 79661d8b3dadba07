import { expect, it } from '@jest/globals';

import { callerEn } from './en.ts';
import { callerZh } from './zh.ts';

it.each<[ms: number, zh: string, en: string]>([
  [4200, '4 秒前', '4 s ago'],
  [119_000, '119 秒前', '119 s ago'],
  [125_000, '2 分钟前', '2 min ago'],
  [3 * 3_600_000, '180 分钟前', '180 min ago'],
])('says how old the page is after %d ms without the hall', (ms, zh, en) => {
  expect(callerZh.offline(ms)).toContain(zh);
  expect(callerEn.offline(ms)).toContain(en);
});
