/** A hall whose stored configuration no page takes any more, for a text or for its times, opens and can be changed. */
import { DatabaseSync } from 'node:sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { businessSchema } from '#contracts/hall-api.ts';
import { hallConfigurationSchema } from '#contracts/hall/configuration.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import { quietLog, JumpClock, testHall, valueOf } from '#test/support/halls.ts';

import { openEmbeddedHall } from './embedded.ts';

const clock = new JumpClock(Date.parse('2026-01-05T10:00:00+08:00'));
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yikatong-stored-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(): WholeHall {
  const businesses = [{ id: 'pension', name: { zh: '养老', en: 'Pension' }, prefix: 'A' }];
  return valueOf(
    openEmbeddedHall({
      file: join(folder, 'hall.db'),
      hall: {
        businesses: businesses.map((business) => businessSchema.parse(business)),
        dayStartsAt: '00:00',
        timeZone: 'Asia/Shanghai',
      },
      clock,
      log: quietLog,
    }),
  );
}

/** Puts it into the file of a hall that is closed. */
async function store(stored: object): Promise<void> {
  const first = open();
  valueOf(await first.configuration());
  first.close();
  const database = new DatabaseSync(join(folder, 'hall.db'));
  database
    .prepare('UPDATE configuration SET body = ?')
    .run(JSON.stringify({ version: 1, at: 0, by: 'software', configuration: stored }));
  database.close();
}

it('opens, calls, shows names of one line, and takes a change', async () => {
  await store({
    ...testHall,
    name: { zh: '云江区\n政务服务中心', en: '' },
    businesses: testHall.businesses.map((business) => ({
      ...business,
      name: { zh: '综合\u202E受理业务', en: 'Long '.repeat(20) },
    })),
    staff: [{ id: 'li', name: '李\u0007' }],
    notices: [{ id: 'n1', text: { zh: '今天\r\n停电', en: 'x'.repeat(300) } }],
  });

  const hall = open();
  const { version, configuration } = valueOf(await hall.configuration());
  expect(configuration).toMatchObject({
    name: { zh: '云江区 政务服务中心', en: '—' },
    staff: [{ name: '李' }],
    notices: [{ text: { zh: '今天 停电' } }],
  });
  expect(configuration.businesses[0]?.name.zh).toBe('综合受理业务');
  expect(hallConfigurationSchema.parse(configuration)).toEqual(configuration);
  expect(valueOf(await hall.board()).waits[0]?.name.zh).toBe('综合受理业务');
  expect(valueOf(await hall.configurationHistory(10))).toHaveLength(1);
  const name = { zh: '云江区政务服务中心', en: 'Yunjiang' };
  const change = { expected: version, configuration: { ...configuration, name }, by: 'li' };
  expect(valueOf(await hall.changeConfiguration(change)).configuration.name).toEqual(name);
  hall.close();
});

it('opens with times for appointments that overlap and books them as before, until a new version puts them right', async () => {
  const time = { business: 'pension', weekdays: [1], from: '11:00', to: '11:30' };
  const slots = [
    { ...time, capacity: 1 },
    { ...time, capacity: 5 },
  ];
  await store({ ...testHall, appointments: { ...testHall.appointments, slots } });

  const hall = open();
  const { version, configuration } = valueOf(await hall.configuration());
  expect(configuration.appointments.slots).toEqual(slots);
  const booking = { business: 'pension', date: '2026-01-05', from: '11:00' };
  const booked = await hall.book({ ...booking, key: 'one', person: 'p1' });
  expect(booked).toMatchObject({ ok: true, value: { state: 'booked' } });
  expect(await hall.book({ ...booking, key: 'two', person: 'p2' })).toMatchObject({
    error: { code: 'slot-full' },
  });

  const renamed = { ...configuration, name: { zh: '云江区政务服务中心', en: 'Yunjiang' } };
  expect(
    await hall.changeConfiguration({ expected: version, configuration: renamed, by: 'li' }),
  ).toMatchObject({
    error: {
      code: 'configuration-invalid',
      detail: expect.stringContaining('appointments.slots.1: overlaps appointments.slots.0'),
    },
  });
  const appointments = { ...configuration.appointments, slots: [{ ...time, capacity: 6 }] };
  const right = { ...renamed, appointments };
  valueOf(await hall.changeConfiguration({ expected: version, configuration: right, by: 'li' }));
  expect(valueOf(await hall.slots('2026-01-05'))).toMatchObject([{ from: '11:00', free: 5 }]);
  hall.close();
});
