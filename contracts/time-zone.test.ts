import { expect, it } from '@jest/globals';

import { isTimeZone } from './time-zone.ts';

it.each(['Asia/Shanghai', 'Asia/Urumqi', 'UTC', 'America/Argentina/Buenos_Aires'])(
  '%s is a time zone',
  (name) => {
    expect(isTimeZone(name)).toBe(true);
  },
);

it.each(['Mars/Olympus', '+08:00', '-0330', '', ' Asia/Shanghai', '北京'])('%j is none', (name) => {
  expect(isTimeZone(name)).toBe(false);
});
