import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { WholeHall } from '#contracts/hall/roles.ts';
import { CutOffStation, Time } from '#test/support/cut-off-station.ts';
import { JumpClock, sqliteBench, testHall, valueOf, type HallBench } from '#test/support/halls.ts';

import { tellUnknownBusinesses } from './unknown-businesses.ts';

const morning = Date.UTC(2026, 0, 5, 0, 0, 0);

let folder = '';
let bench: HallBench;
let hall: WholeHall;
let station: CutOffStation;
let told: unknown[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yikatong-unknown-'));
  bench = await sqliteBench();
  hall = await bench.open('h', new JumpClock(morning), testHall);
  station = new CutOffStation('s1', { folder, time: new Time(morning), hall });
  // The start asked what the day is; of businesses nothing is heard until the line is back.
  station.isConnected = false;
  told = [];
  const offered = ['pension', 'housing', 'injury'];
  tellUnknownBusinesses(station.client, offered, 'http://10.0.0.5:8700', {
    event: (name, fields) => void told.push([name, fields]),
  });
});
afterEach(async () => {
  station.end();
  hall.close();
  await bench.end();
  rmSync(folder, { recursive: true });
});

/** The hall's own businesses and these, and a round in which the station hears of them. */
async function has(...more: readonly string[]): Promise<void> {
  const { version, configuration } = valueOf(await hall.configuration());
  const [pension, ...others] = testHall.businesses;
  if (pension === undefined) throw new TypeError('the test hall has businesses');
  const added = more.map((id, index) => ({ ...pension, id, prefix: `Y${'ABC'[index] ?? ''}` }));
  const businesses = [pension, ...others, ...added];
  valueOf(
    await hall.changeConfiguration({
      expected: version,
      configuration: { ...configuration, businesses },
      by: 'li',
    }),
  );
  await station.round();
}

const warning = (businesses: string): unknown => [
  'hall-business-unknown',
  { businesses, url: 'http://10.0.0.5:8700' },
];

it('tells once which businesses of the station its hall does not have, and again when they are others', async () => {
  await station.round();
  expect(told).toEqual([]);
  station.isConnected = true;
  await station.round();
  await station.round();
  expect(told).toEqual([warning('housing, injury')]);
  station.isConnected = false;
  await station.round();
  station.isConnected = true;
  await has('housing');
  expect(told).toEqual([warning('housing, injury'), warning('injury')]);
  await has('housing', 'injury');
  expect(told).toHaveLength(2);
  await has('housing');
  expect(told.slice(2)).toEqual([warning('injury')]);
});
