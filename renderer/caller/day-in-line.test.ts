import { expect, it } from '@jest/globals';

import type { DayView } from '#contracts/hall/day.ts';
import type { QueueView } from '#contracts/hall/views.ts';
import { dayInLine } from './day-in-line.ts';
import { callerEn } from './texts/en.ts';
import { callerZh } from './texts/zh.ts';

const timeZone = 'America/New_York';
/** Milliseconds since the epoch of a time of January 2026 in that zone. 5 January is a Monday. */
const at = (day: number, hour: number, minute = 0): number => Date.UTC(2026, 0, day, hour + 5, minute);
const closed: DayView = { date: '2026-01-05', state: 'closed', by: null };
const byHand: DayView = { ...closed, by: '王芳' };

it.each<[string, DayView, NonNullable<QueueView['closed']>, zh: string, en: string]>([
  [
    'before its hours',
    closed,
    { since: null, until: at(5, 8, 30) },
    '还没开始取号 · 08:30 开始取号 · 在等的号照常叫、照常办',
    'No numbers yet · numbers from 08:30 · whoever waits is still called and served',
  ],
  [
    'after its hours',
    closed,
    { since: at(5, 17), until: at(6, 8, 30) },
    '今天 17:00 起不再取号 · 1月6日周二 08:30 开始取号 · 在等的号照常叫、照常办',
    'No more numbers since 17:00 · numbers from Tue 6 January 08:30 · whoever waits is still called and served',
  ],
  [
    'on a holiday',
    closed,
    { since: null, until: at(7, 8, 30) },
    '今天不取号 · 1月7日周三 08:30 开始取号 · 在等的号照常叫、照常办',
    'No numbers today · numbers from Wed 7 January 08:30 · whoever waits is still called and served',
  ],
  [
    'where no day is known on which it opens',
    closed,
    { since: null, until: null },
    '今天不取号 · 在等的号照常叫、照常办',
    'No numbers today · whoever waits is still called and served',
  ],
  [
    'closed by hand',
    byHand,
    { since: at(5, 14, 20), until: at(6, 8, 30) },
    '王芳 已关闭取号 · 14:20 起 · 1月6日周二 08:30 开始取号 · 在等的号照常叫、照常办',
    'No numbers: closed by 王芳 · since 14:20 · numbers from Tue 6 January 08:30 · whoever waits is still called and served',
  ],
  [
    'closed by hand by a former version, which did not note when',
    byHand,
    { since: null, until: at(6, 8, 30) },
    '王芳 已关闭取号 · 1月6日周二 08:30 开始取号 · 在等的号照常叫、照常办',
    'No numbers: closed by 王芳 · numbers from Tue 6 January 08:30 · whoever waits is still called and served',
  ],
  [
    'ended',
    { ...byHand, state: 'ended' },
    { since: at(5, 16, 40), until: at(6, 8, 30) },
    '王芳 已结束今天 · 16:40 起 · 1月6日周二 08:30 开始取号 · 日终剩下的号还可以叫',
    'The day was ended by 王芳 · since 16:40 · numbers from Tue 6 January 08:30 · whoever was left over can still be called',
  ],
])('a day %s in words', (_which, day, view, zh, en) => {
  expect(dayInLine(day, view, { words: callerZh.day, language: 'zh', timeZone }).join(' · ')).toBe(zh);
  expect(dayInLine(day, view, { words: callerEn.day, language: 'en', timeZone }).join(' · ')).toBe(en);
});
