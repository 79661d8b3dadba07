import { afterEach, beforeEach, expect, it } from '@jest/globals';

import type { HallAbout } from '#contracts/hall/answers.ts';
import { hallConfigurationSchema, type DayRule } from '#contracts/hall/configuration.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import { JumpClock, sqliteBench, testHall, valueOf, type HallBench } from '#test/support/halls.ts';

import { aboutHall } from './about.ts';

let bench: HallBench;
const halls: WholeHall[] = [];
beforeEach(async () => {
  bench = await sqliteBench();
});
afterEach(async () => {
  for (const hall of halls.splice(0)) hall.close();
  await bench.end();
});

async function aboutWith(at: string, day: Partial<DayRule>): Promise<HallAbout> {
  const configuration = hallConfigurationSchema.parse({ ...testHall, dayStartsAt: '05:00', day });
  const hall = await bench.open(`hall-${halls.length}`, new JumpClock(Date.parse(at)), configuration);
  halls.push(hall);
  return valueOf(await aboutHall(hall, null));
}

it('goes by the clock of the database, also at the turn of the day', async () => {
  expect(await aboutWith('2026-01-05T04:59:59+08:00', {})).toMatchObject({
    now: Date.parse('2026-01-05T04:59:59+08:00'),
    day: { date: '2026-01-04' },
    dayFrom: Date.parse('2026-01-04T05:00:00+08:00'),
    dayUntil: Date.parse('2026-01-05T05:00:00+08:00'),
  });
});

it('says when numbers are given on that day by rule', async () => {
  const monday = '2026-01-05T10:00:00+08:00';
  expect((await aboutWith(monday, {})).hours).toEqual({ from: '05:00', to: '05:00' });
  expect((await aboutWith(monday, { opens: '09:00' })).hours).toEqual({ from: '09:00', to: '05:00' });
  expect((await aboutWith(monday, { holidays: ['2026-01-05'] })).hours).toBeNull();
});
