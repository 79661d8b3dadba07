/** What an earlier release wrote opens: a file of the embedded hall keeps everybody's place. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';

import { businessSchema } from '#contracts/hall-api.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import { openPreparedDatabase } from '#storage/store.ts';
import { quietLog, JumpClock, testHall, valueOf } from '#test/support/halls.ts';
import { needs } from '#test/support/needs.ts';
import { Postgres } from '#test/support/postgres.ts';

import { openEmbeddedHall } from '../embedded.ts';
import { openPostgresHall } from '../postgres.ts';
import { hallKeeping, hallTiming } from '../timing.ts';
import { postgresMigrations, sqliteMigrations } from './migrations.ts';

let folder = '';
const clock = new JumpClock(0);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yikatong-migration-'));
  clock.at = Date.parse('2026-01-06T10:00:00+08:00');
});
afterEach(() => rmSync(folder, { recursive: true }));

type Row = readonly [
  day: string,
  prefix: string,
  sequence: number,
  id: string,
  business: string,
  person: string | null,
  priority: string | null,
  at: string,
  state: string,
];

function firstFile(rows: readonly Row[]): string {
  const file = join(folder, 'hall.db');
  const database = valueOf(
    openPreparedDatabase({ file, application: 0x594b5448, migrations: sqliteMigrations.slice(0, 1) }),
  );
  const insert = database.prepare(
    `INSERT INTO ticket (business_day, prefix, sequence, id, business, rank, person, priority, origin, audit, issued_at, state)
     VALUES (?, ?, ?, ?, ?, 0, ?, ?, 'demo-1', 'audit', ?, ?)`,
  );
  for (const [day, prefix, sequence, id, business, person, priority, at, state] of rows)
    insert.run(day, prefix, sequence, id, business, person, priority, Date.parse(at), state);
  database.exec("INSERT INTO repeated_request (key, ticket) VALUES ('again', 't2')");
  database.close();
  return file;
}

function open(file: string): WholeHall {
  const businesses = [
    { id: 'pension', name: { zh: '养老', en: 'Pension' }, prefix: 'A' },
    { id: 'card', name: { zh: '社保卡', en: 'Card' }, prefix: 'B' },
  ].map((business) => businessSchema.parse(business));
  return valueOf(
    openEmbeddedHall({
      file,
      hall: { businesses, dayStartsAt: '00:00', timeZone: 'Asia/Shanghai' },
      clock,
      log: quietLog,
    }),
  );
}

it('keeps numbers, keys and places, and leaves over who waited on an earlier day', async () => {
  const file = firstFile([
    ['2026-01-05', 'A', 1, 't0', 'pension', null, null, '2026-01-05T09:00:00+08:00', 'waiting'],
    ['2026-01-06', 'A', 1, 't1', 'pension', null, null, '2026-01-06T09:00:00+08:00', 'waiting'],
    ['2026-01-06', 'A', 2, 't2', 'pension', 'p1', null, '2026-01-06T09:01:00+08:00', 'waiting'],
    ['2026-01-06', 'A', 3, 't3', 'pension', null, null, '2026-01-06T09:02:00+08:00', 'void'],
    ['2026-01-06', 'A', 4, 't4', 'pension', null, 'elderly', '2026-01-06T09:03:00+08:00', 'waiting'],
    ['2026-01-06', 'B', 1, 't5', 'card', null, null, '2026-01-06T09:04:00+08:00', 'waiting'],
  ]);
  let hall = open(file);
  const [pension, card] = valueOf(await hall.queue()).businesses;
  expect(pension?.waiting.map(({ ticket }) => ticket.number)).toEqual(['A004', 'A001', 'A002']);
  expect(card?.waiting.map(({ ticket }) => ticket.number)).toEqual(['B001']);
  expect(valueOf(await hall.findByKey('t3'))).toMatchObject({ number: 'A003', state: 'void' });
  expect(valueOf(await hall.findByKey('t0'))).toMatchObject({
    state: 'left-over',
    businessDay: '2026-01-05',
  });
  expect(valueOf(await hall.findByKey('again'))).toMatchObject({ id: 't2', priority: null, audit: 'audit' });
  const request = { business: 'pension', person: 'p1', priority: null, origin: 'demo-1', audit: 'a' };
  expect(valueOf(await hall.issue({ ...request, key: 'again' }))).toMatchObject({
    existing: true,
    ticket: { id: 't2' },
  });
  expect(valueOf(await hall.issue({ ...request, key: 'new', person: 'p2' })).ticket.number).toBe('A005');
  hall.close();
  hall = open(file);
  expect(valueOf(await hall.issue({ ...request, key: 'p1-again' }))).toMatchObject({
    existing: true,
    ahead: 2,
  });
  hall.close();
});

it('goes on where the newest day was long ago', async () => {
  const file = firstFile([
    ['2026-01-05', 'A', 1, 't2', 'pension', null, null, '2026-01-05T09:00:00+08:00', 'waiting'],
  ]);
  const hall = open(file);
  expect(valueOf(await hall.queue()).businesses[0]?.waiting).toEqual([]);
  for (let tick = 0; tick < hallTiming.dayGraceTicks; tick += 1) {
    clock.at += hallTiming.tickMs;
    clock.fire();
    valueOf(await hall.sequence());
  }
  expect(valueOf(await hall.findByKey('t2'))).toMatchObject({ state: 'left-over' });
  hall.close();
});

it('lets the answers of an older file wait out their days from now on', async () => {
  const file = firstFile([
    ['2026-01-06', 'A', 2, 't2', 'pension', 'p1', null, '2026-01-06T09:01:00+08:00', 'waiting'],
  ]);
  const hall = open(file);
  clock.at += hallTiming.tickMs;
  clock.fire();
  expect(valueOf(await hall.findByKey('again'))).toMatchObject({ id: 't2' });
  hall.close();
});

needs('postgres')('a database of the first tables on PostgreSQL', () => {
  it('opens, and its answers wait out their days from now on', async () => {
    const postgres = await Postgres.start();
    const pool = new pg.Pool({ connectionString: postgres.url() });
    await pool.query(`${postgresMigrations[0] ?? ''};
      CREATE TABLE hall_version (version BIGINT NOT NULL);
      INSERT INTO hall_version VALUES (1);
      INSERT INTO answer VALUES ('h', 'k1', 'issue', '{"ticket":"t1"}');
      INSERT INTO help VALUES ('h', 'help-1', 1,
        '{"id":"help-1","origin":"k","at":0,"answeredBy":"li","withdrawn":false}')`);
    const hall = valueOf(
      await openPostgresHall({
        url: postgres.url(),
        hall: 'h',
        configuration: testHall,
        clock,
        log: quietLog,
      }),
    );
    clock.at = Date.now();
    const left = async (table: 'answer' | 'help'): Promise<unknown> => {
      clock.at += hallTiming.tickMs;
      clock.fire();
      valueOf(await hall.sequence());
      return (await pool.query(`SELECT count(*)::int AS count FROM ${table}`)).rows;
    };
    expect(await left('answer')).toEqual([{ count: 1 }]);
    expect(await left('help')).toEqual([{ count: 1 }]);
    clock.at += (hallKeeping.requestDays + 1) * 86_400_000;
    expect(await left('answer')).toEqual([{ count: 0 }]);
    expect(await left('help')).toEqual([{ count: 0 }]);
    hall.close();
    await pool.end();
    await postgres.end();
  }, 30_000);
});
