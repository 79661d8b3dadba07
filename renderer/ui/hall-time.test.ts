import { expect, it } from '@jest/globals';

import { clockSeconds, clockTime, dateIn, inWords } from './hall-time.ts';

/** In the forenoon of the 5th in New York, and after midnight on the 6th in Shanghai: no machine is in both zones. */
const at = Date.UTC(2026, 0, 5, 16, 5, 9);

it.each([
  ['Asia/Shanghai', '00:05', '2026-01-06', '2026/01/06 00:05:09', '06/01/2026, 00:05:09', '1月6日周二'],
  ['America/New_York', '11:05', '2026-01-05', '2026/01/05 11:05:09', '05/01/2026, 11:05:09', '1月5日周一'],
  ['Asia/Kathmandu', '21:50', '2026-01-05', '2026/01/05 21:50:09', '05/01/2026, 21:50:09', '1月5日周一'],
])('a time in %s', (timeZone, time, date, zh, en, weekday) => {
  expect(clockTime(at, timeZone)).toBe(time);
  expect(clockSeconds(at, timeZone)).toBe(`${time}:09`);
  expect(dateIn(at, timeZone)).toBe(date);
  expect(inWords(at, timeZone, 'moment', 'zh')).toBe(zh);
  expect(inWords(at, timeZone, 'moment', 'en')).toBe(en);
  expect(inWords(at, timeZone, 'date', 'en')).toBe(en.slice(0, 10));
  expect(inWords(at, timeZone, 'weekday', 'zh')).toBe(weekday);
});

it('a day in English', () => {
  expect(inWords(at, 'Asia/Shanghai', 'weekday', 'en')).toBe('Tue 6 January');
});
