import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { hallConfigurationSchema, type HallConfiguration } from '#contracts/hall/configuration.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import { ok } from '#contracts/result.ts';
import { HandClock, settled } from '#test/support/hand-clock.ts';
import { sqliteBench, valueOf, type HallBench } from '#test/support/halls.ts';
import { testConfig } from '#test/support/station-config.ts';
import { until } from '#test/support/until.ts';
import type { Beside } from './journal/journal.ts';
import { openOwnHall, type OwnHall } from './own-hall.ts';

const config = testConfig();

let bench: HallBench;
let clock: HandClock;
let hall: WholeHall;
let own: OwnHall;
let recorded: Beside[];
let logged: string[];
let changes: number;

async function open(file = config): Promise<OwnHall> {
  const opened = await openOwnHall({
    hall,
    config: file,
    journal: {
      record: (entries) => {
        recorded.push(entries);
        return ok(undefined);
      },
    },
    clock,
    log: { event: (name, fields) => void logged.push(`${name} ${JSON.stringify(fields)}`) },
  });
  const made = valueOf(opened);
  made.onChange(() => {
    changes += 1;
  });
  return made;
}

beforeEach(async () => {
  bench = await sqliteBench();
  clock = new HandClock();
  recorded = [];
  logged = [];
  changes = 0;
  const { name, businesses, timeZone, dayStartsAt } = config.hall;
  const first = hallConfigurationSchema.parse({ name, businesses, timeZone, dayStartsAt });
  hall = await bench.open('h', clock, first);
  own = await open();
});

afterEach(async () => {
  own.stop();
  hall.close();
  await bench.end();
});

const inForce = (): HallConfiguration => own.view.value.version.configuration;
const taxes = { id: 'tax', name: { zh: '税务', en: 'Taxes' }, prefix: 'T', anonymous: true };
const changed = (): HallConfiguration => ({
  ...inForce(),
  name: { zh: '新大厅', en: 'New hall' },
  businesses: [...inForce().businesses, taxes],
});

async function issue(): Promise<void> {
  const request = { business: 'pension', person: null, priority: null, origin: 'test-1', audit: 'a' };
  valueOf(await hall.issue({ key: `key-${Math.random()}`, ...request }));
}

describe("a hall in the station's process", () => {
  it('begins as the file says, and the station goes by it', () => {
    expect(own.config).toEqual(config);
    expect(own.view.value).toMatchObject({
      kind: 'own',
      day: { state: 'open', by: null },
      waiting: 0,
      version: { version: 1, configuration: { name: config.hall.name } },
      failure: null,
    });
    expect(logged).toEqual([]);
  });

  it('is changed by a technician: the station goes by it at once, and who did it is on record', async () => {
    const version = valueOf(
      await own.changeConfiguration({ expected: 1, configuration: changed(), by: 'li' }),
    );
    expect(version).toMatchObject({ version: 2, by: 'li' });
    expect(own.config.hall).toEqual({
      ...config.hall,
      name: { zh: '新大厅', en: 'New hall' },
      businesses: [...config.hall.businesses, taxes],
    });
    expect(own.view.value.version).toEqual(version);
    expect(changes).toBe(1);
    expect(recorded).toEqual([
      { audit: { event: 'hall-configuration-changed', person: null, body: { version: 2, by: 'li' } } },
    ]);
    expect(valueOf(await own.history()).map(({ version: number }) => number)).toEqual([2, 1]);
  });

  it('keeps what is refused off the record', async () => {
    const stale = await own.changeConfiguration({ expected: 7, configuration: changed(), by: 'li' });
    expect(stale).toMatchObject({ error: { code: 'configuration-conflict' } });
    const doubled = {
      ...inForce(),
      businesses: inForce().businesses.map((one) => ({ ...one, prefix: 'A' })),
    };
    const invalid = await own.changeConfiguration({ expected: 1, configuration: doubled, by: 'li' });
    expect(invalid).toMatchObject({
      error: { code: 'configuration-invalid', detail: expect.stringContaining('businesses.prefix A') },
    });
    expect(recorded).toEqual([]);
    expect(changes).toBe(0);
    expect(own.config).toEqual(config);
  });

  it('follows what somebody else changed', async () => {
    valueOf(await hall.changeConfiguration({ expected: 1, configuration: changed(), by: 'admin' }));
    await until('the change', () => changes === 1);
    expect(own.config.hall.businesses).toContainEqual(taxes);
    // The audit chain is of what was done at this station.
    expect(recorded).toEqual([]);
    expect(logged).toEqual(['hall-configuration-changed {"version":2}']);
  });

  it('is closed by hand, on record', async () => {
    valueOf(await own.changeDay({ change: 'close', by: 'li' }));
    expect(own.view.value.day).toMatchObject({ state: 'closed', by: 'li' });
    expect(changes).toBe(1);
    expect(recorded).toEqual([
      {
        audit: {
          event: 'hall-day-changed',
          person: null,
          body: { date: own.view.value.day.date, state: 'closed', change: 'close', by: 'li' },
        },
      },
    ]);
  });

  it('counts who waits, once a second at most however much happens', async () => {
    await issue();
    await until('the first look', () => own.view.value.waiting === 1);
    await issue();
    await issue();
    await settled();
    expect(own.view.value.waiting).toBe(1);
    await clock.turn(1000);
    await until('the second look', () => own.view.value.waiting === 3);
    expect(changes).toBe(0);
  });

  it('says where the file differs from the hall, which counts', async () => {
    own.stop();
    own = await open(testConfig({ hall: { ...config.hall, name: { zh: '别名', en: 'Other' } } }));
    expect(own.config.hall.name).toEqual(config.hall.name);
    expect(own.view.value.beginning.name).toEqual({ zh: '别名', en: 'Other' });
    expect(logged).toEqual(['hall-file-differs {"version":1,"settings":"name"}']);
  });

  it('keeps what it knows while the hall fails, and says so', async () => {
    hall.close();
    own.heard();
    await until('the failure', () => own.view.value.failure !== null);
    expect(own.view.value).toMatchObject({
      failure: { code: 'hall-unavailable' },
      version: { version: 1 },
    });
  });

  it('leaves no timer behind', async () => {
    await issue();
    await until('the look', () => own.view.value.waiting === 1);
    own.stop();
    hall.close();
    await settled();
    expect(clock.pending).toBe(0);
  });
});
