import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { WholeHall } from '#contracts/hall/roles.ts';
import { CutOffStation, Time } from '#test/support/cut-off-station.ts';
import { JumpClock, sqliteBench, testHall, valueOf, type HallBench } from '#test/support/halls.ts';
import { hallOfServer } from './hall-of-server.ts';
import type { HallForTechnicians } from './technician-hall.ts';

const morning = Date.UTC(2026, 0, 5, 0, 0, 0);

let folder = '';
let bench: HallBench;
let hall: WholeHall;
let station: CutOffStation;
let seen: HallForTechnicians;
const time = new Time(morning);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yikatong-hall-of-server-'));
  bench = await sqliteBench();
  time.at = morning;
  hall = await bench.open('h', new JumpClock(morning), { ...testHall, leaseSize: 5 });
  station = new CutOffStation('s1', { folder, time, hall });
  seen = hallOfServer(station.client, 'http://10.0.0.5:8700');
});

afterEach(async () => {
  station.end();
  hall.close();
  await bench.end();
  rmSync(folder, { recursive: true });
});

let keys = 0;
async function issue(): Promise<void> {
  const request = { business: 'pension', person: null, priority: null, origin: 's1', audit: 'a' };
  valueOf(await station.client.issue({ key: `key-${(keys += 1)}`, ...request }));
}

describe("a hall server's hall, for the technician of a station", () => {
  it('answers, with its day, its version and the numbers that are held', async () => {
    await station.round();
    expect(seen.view.value).toEqual({
      kind: 'server',
      state: 'reachable',
      since: morning,
      refusal: null,
      administration: 'http://10.0.0.5:8700/hall-admin/',
      day: { date: '2026-01-05', state: 'open', by: null },
      version: 1,
      numbers: [
        { business: 'pension', name: { zh: '养老', en: 'Pension' }, unused: 5, used: 0, unmerged: 0 },
        { business: 'card', name: { zh: '社保卡', en: 'Card' }, unused: 5, used: 0, unmerged: 0 },
      ],
      failure: null,
    });
  });

  it('is away since when, what it last said stays, and what is given meanwhile is counted until it is merged', async () => {
    await station.round();
    station.isConnected = false;
    time.at += 60_000;
    await issue();
    await issue();
    await issue();
    await station.round();
    expect(seen.view.value).toMatchObject({
      state: 'away',
      since: morning + 60_000,
      day: { state: 'open' },
      version: 1,
      numbers: [{ business: 'pension', unused: 2, used: 3, unmerged: 3 }, { business: 'card' }],
    });
    station.isConnected = true;
    time.at += 60_000;
    await station.round();
    expect(seen.view.value).toMatchObject({
      state: 'reachable',
      since: morning + 120_000,
      numbers: [{ business: 'pension', unused: 7, used: 3, unmerged: 0 }, { business: 'card' }],
    });
  });

  it('was never heard', () => {
    expect(seen.view.value).toMatchObject({ day: null, version: null, numbers: [] });
  });

  it('cannot be changed from here', async () => {
    const refused = {
      ok: false,
      error: { code: 'not-permitted', detail: 'http://10.0.0.5:8700/hall-admin/' },
    };
    const change = { expected: 1, configuration: testHall, by: 'li' };
    expect(await seen.changeConfiguration(change)).toEqual(refused);
    expect(await seen.changeDay({ change: 'close', by: 'li' })).toEqual(refused);
    expect(await seen.history()).toEqual(refused);
    expect(valueOf(await hall.configuration()).version).toBe(1);
  });
});
