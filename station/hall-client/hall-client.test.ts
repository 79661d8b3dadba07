import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { IssueRequest } from '#contracts/hall-api.ts';
import { longestAgeMs } from '#contracts/hall/leases.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { CutOffStation, Time } from '#test/support/cut-off-station.ts';
import { JumpClock, sqliteBench, testHall, valueOf, type HallBench } from '#test/support/halls.ts';

import { hallPersonKeyFile, openHallPersonKey } from './person-key.ts';

/** Eight in the morning there. */
const morning = Date.UTC(2026, 0, 5, 0, 0, 0);
const hourMs = 3_600_000;
const configuration = {
  ...testHall,
  leaseSize: 5,
  businesses: testHall.businesses.map((business) =>
    business.id === 'card' ? { ...business, hours: { from: '08:00', to: '17:00' } } : business,
  ),
};

let folder = '';
let bench: HallBench;
let hall: WholeHall;
let time: Time;
let clock: JumpClock;
const stations: CutOffStation[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yikatong-client-'));
  bench = await sqliteBench();
  time = new Time(morning);
  clock = new JumpClock(morning);
  hall = await bench.open('h', clock, configuration);
});
afterEach(async () => {
  for (const one of stations.splice(0)) one.end();
  hall.close();
  await bench.end();
  rmSync(folder, { recursive: true });
});

async function station(name = 's1'): Promise<CutOffStation> {
  const made = new CutOffStation(name, { folder, time, hall });
  stations.push(made);
  await made.round();
  return made;
}

let keys = 0;
function request(more: Partial<IssueRequest> = {}): IssueRequest {
  keys += 1;
  return {
    key: `key-${keys}`,
    business: 'pension',
    person: null,
    priority: null,
    origin: 's1',
    audit: 'audit',
    ...more,
  };
}

function pass(ms: number): void {
  time.at += ms;
  clock.at = time.at;
}

async function waiting(): Promise<string[]> {
  const queue = valueOf(await hall.queue());
  return queue.businesses.flatMap((business) => business.waiting.map(({ ticket }) => ticket.number));
}

describe('a station of a hall with many machines', () => {
  it('calls businesses as the hall does and is in its time zone, also while it is away', async () => {
    const one = await station();
    const { version, configuration: before } = valueOf(await hall.configuration());
    const businesses = before.businesses.map((business) =>
      business.id === 'pension' ? { ...business, name: { zh: '养老待遇', en: 'Pensions' } } : business,
    );
    valueOf(
      await hall.changeConfiguration({
        expected: version,
        configuration: { ...before, timeZone: 'Asia/Urumqi', businesses },
        by: 'li',
      }),
    );
    await one.round();
    one.isConnected = false;
    expect(one.client.names.get('pension')).toEqual({ zh: '养老待遇', en: 'Pensions' });
    expect(one.client.timeZone).toBe('Asia/Urumqi');
  });

  it('hands everything on while the hall is there', async () => {
    const { client } = await station();
    const given = valueOf(await client.issue(request({ person: 'p' })));
    expect(given).toMatchObject({ existing: false, ticket: { number: 'A001', offline: false } });
    expect(valueOf(await client.ticketsOf('p'))).toEqual([{ ...given, existing: true }]);
    expect(valueOf(await client.businesses())).toMatchObject([{ waiting: 1 }, { waiting: 0 }]);
    expect(valueOf(await client.void(given.ticket.id, 'gone'))).toMatchObject({ state: 'void' });
    expect(valueOf(await client.issuedBy('s1'))).toEqual([]);
    expect(valueOf(await client.callHelp({ key: 'h', origin: 's1' }))).toMatchObject({ id: 'h' });
    expect(await client.issue(request({ business: 'none' }))).toEqual(fail('business-unknown', 'none'));
  });

  it('gives numbers of its lease while it is cut off, and the hall puts them where they belong', async () => {
    const one = await station();
    const two = await station('s2');
    valueOf(await one.client.issue(request()));
    one.isConnected = false;
    const first = valueOf(await one.client.issue(request({ person: 'p' })));
    expect(first.ticket).toMatchObject({ number: 'AX001', offline: true, businessDay: '2026-01-05' });
    pass(60_000);
    valueOf(await two.client.issue(request()));
    pass(60_000);
    const second = valueOf(await one.client.issue(request()));
    expect(second.ticket.number).toBe('AX002');
    // The same person, and the same request once more.
    expect(valueOf(await one.client.issue(request({ person: 'p' })))).toMatchObject({
      existing: true,
      ticket: { number: 'AX001' },
    });
    expect(await waiting()).toEqual(['A001', 'A002']);
    pass(60_000);
    one.isConnected = true;
    await one.round();
    expect(await waiting()).toEqual(['A001', 'AX001', 'A002', 'AX002']);
    expect(one.logged).toContain('hall-merged {"count":2}');
    expect(valueOf(await one.client.issue(request()))).toMatchObject({ ticket: { number: 'A003' } });
  });

  it('does not wait for a hall that is away: after three silences it is not asked for a while', async () => {
    const one = await station();
    one.isConnected = false;
    for (let turn = 0; turn < 3; turn += 1) valueOf(await one.client.issue(request()));
    expect(one.client.away).toBe(true);
    const asked = one.requests;
    valueOf(await one.client.issue(request()));
    expect(one.requests).toBe(asked);
    expect(one.logged).toContain('hall-away {"failures":3}');
    pass(1000);
    one.isConnected = true;
    await one.round();
    expect(one.client.away).toBe(false);
    expect(one.logged.some((line) => line.startsWith('hall-back'))).toBe(true);
  });

  it('names the request of which no answer came, so that its number is taken back', async () => {
    const one = await station();
    one.fates.push('answer-lost', 'answer-lost');
    const asked = request({ person: 'p' });
    const given = valueOf(await one.client.issue(asked));
    expect(given.ticket.number).toBe('AX001');
    expect(await waiting()).toEqual(['A001']);
    expect(valueOf(await one.client.findByKey(asked.key))).toEqual(given.ticket);
    await one.round();
    expect(await waiting()).toEqual(['AX001']);
    expect(valueOf(await one.client.issue(request({ person: 'p' })))).toMatchObject({
      existing: true,
      ticket: { number: 'AX001' },
    });
  });

  it('goes on from what it holds after a start without the hall, whatever its wall clock says until then', async () => {
    const one = await station();
    one.isConnected = false;
    valueOf(await one.client.issue(request()));
    one.restart();
    expect(valueOf(await one.client.issue(request())).ticket.number).toBe('AX002');
    // It jumps while the station runs: the monotonic clock goes on.
    one.jumpWall(72 * hourMs);
    expect(valueOf(await one.client.issue(request())).ticket.number).toBe('AX003');
    // After a start nothing else is there: of which day it is nobody can say.
    one.restart();
    expect(await one.client.issue(request())).toEqual(fail('hall-unavailable', "the hall's day is over"));
    one.isConnected = true;
    pass(60_000);
    await one.round();
    expect(await waiting()).toEqual(['AX001', 'AX002', 'AX003']);
  });

  it('gives no number beyond its lease, the hours and the day', async () => {
    const one = await station();
    one.isConnected = false;
    for (let turn = 0; turn < 5; turn += 1) valueOf(await one.client.issue(request()));
    expect(await one.client.issue(request())).toEqual(fail('hall-unavailable', 'no number is left'));
    expect(one.logged).toContain('hall-lease-short {"business":"pension"}');
    valueOf(await one.client.issue(request({ business: 'card' })));
    expect(valueOf(await one.client.businesses())).toMatchObject([{ open: false }, { open: true }]);
    pass(10 * hourMs);
    expect(await one.client.issue(request({ business: 'card' }))).toEqual(fail('business-closed', 'card'));
    pass(10 * hourMs);
    expect(await one.client.issue(request({ business: 'card' }))).toMatchObject({
      error: { code: 'hall-unavailable' },
    });
    // Nobody is forgotten who came yesterday: left over, for staff to see.
    pass(60_000);
    one.isConnected = true;
    await one.round();
    const events = valueOf(await hall.eventsSince(0, 1000));
    const issued = events.flatMap(({ body }) => (body.kind === 'ticket-issued' ? [body.state] : []));
    expect(issued).toEqual(Array.from({ length: 6 }, () => 'left-over'));
  });

  it('opens and closes with the hours of the day while it is cut off, and stays as it was left by hand', async () => {
    const dated = { ...configuration, day: { ...configuration.day, opens: '09:00', closes: '17:00' } };
    const opening = await bench.open('opening', clock, dated);
    const one = new CutOffStation('s1', { folder, time, hall: opening });
    stations.push(one);
    await one.round();
    const asked = async (): Promise<string> => {
      const [pension] = valueOf(await one.client.businesses());
      const given = await one.client.issue(request());
      expect(pension?.open).toBe(given.ok);
      return given.ok ? given.value.ticket.number : given.error.code;
    };
    one.isConnected = false;
    expect(await asked()).toBe('business-closed');
    pass(hourMs);
    expect(await asked()).toBe('AX001');
    pass(8 * hourMs);
    expect(await asked()).toBe('business-closed');
    for (const [change, answer] of [
      ['open', 'AX002'],
      ['close', 'business-closed'],
    ] as const) {
      valueOf(await opening.changeDay({ change, by: 'li' }));
      one.isConnected = true;
      pass(60_000);
      await one.round();
      one.isConnected = false;
      expect(await asked()).toBe(answer);
    }
    opening.close();
  });

  it('gives back what is left of a former day, when all of that day is in the hall', async () => {
    const one = await station();
    one.isConnected = false;
    valueOf(await one.client.issue(request()));
    pass(24 * hourMs);
    one.isConnected = true;
    one.lose = (path) => path === '/v1/leases/release';
    await one.round();
    const account = async (date: string) => valueOf(await hall.leaseAccounts(date))[0];
    // Nothing of today is held before that: what is left of yesterday would be forgotten.
    expect(await account('2026-01-05')).toMatchObject({ used: 1, unused: 0, open: 4 });
    expect(await account('2026-01-06')).toBeUndefined();
    one.lose = () => false;
    pass(60_000);
    await one.round();
    expect(await account('2026-01-05')).toMatchObject({ leased: 5, used: 1, unused: 4, open: 0 });
    expect(await account('2026-01-06')).toMatchObject({ leased: 5, used: 0, unused: 0, open: 5 });
  });

  it('gives back what is left of a day also where that turns in the middle of a round', async () => {
    const one = await station();
    pass(16 * hourMs - 1);
    // Looked at before midnight, held after it.
    one.lose = (path) => {
      if (path === '/v1/leases/hold') pass(1);
      return false;
    };
    await one.client.synchronise();
    one.lose = () => false;
    await one.round();
    const account = async (date: string) => valueOf(await hall.leaseAccounts(date))[0];
    expect(await account('2026-01-05')).toMatchObject({ leased: 5, used: 0, unused: 5, open: 0 });
    expect(await account('2026-01-06')).toMatchObject({ leased: 5, used: 0, unused: 0, open: 5 });
  });

  it('brings in what it gave longer ago than any age that the hall takes', async () => {
    const one = await station();
    one.isConnected = false;
    const { ticket } = valueOf(await one.client.issue(request()));
    pass(longestAgeMs + 24 * hourMs);
    one.isConnected = true;
    await one.round();
    expect(valueOf(await hall.findByKey(ticket.id))).toMatchObject({ state: 'left-over', number: 'AX001' });
  });

  it('takes a number back that the hall has not seen yet', async () => {
    const one = await station();
    one.isConnected = false;
    const { ticket } = valueOf(await one.client.issue(request()));
    expect(valueOf(await one.client.void(ticket.id, 'left'))).toMatchObject({ state: 'void' });
    one.isConnected = true;
    await one.round();
    expect(await waiting()).toEqual([]);
    expect(valueOf(await hall.findByKey(ticket.id))).toMatchObject({ state: 'void', number: 'AX001' });
  });

  it('sets aside what the hall refuses for good, aloud, and brings in the rest', async () => {
    const one = await station();
    one.isConnected = false;
    for (let turn = 0; turn < 3; turn += 1) valueOf(await one.client.issue(request()));
    // Another machine on a copy of the same data was quicker.
    const [lease] = valueOf(await hall.hold('s1'));
    const { audit, origin } = request();
    const copy = { key: 'copy', business: 'pension', person: null, priority: null, origin, audit };
    const offline = { ...copy, lease: lease?.id ?? '', sequence: 2, ageMs: 0, instead: null };
    valueOf(await hall.merge('s1', [offline]));
    pass(60_000);
    one.isConnected = true;
    await one.round();
    expect((await waiting()).toSorted()).toEqual(['AX001', 'AX002', 'AX003']);
    expect(one.logged.filter((line) => line.startsWith('hall-merge-refused'))).toEqual([
      'hall-merge-refused {"number":"AX002","code":"lease-number-taken","detail":"2026-01-05 AX 2"}',
    ]);
    await one.round();
    expect(one.logged.filter((line) => line.startsWith('hall-merge-refused'))).toHaveLength(1);
  });

  it('cannot say what became of a request while the hall is away', async () => {
    const one = await station();
    one.isConnected = false;
    expect(await one.client.findByKey('of-a-crash')).toMatchObject({ error: { code: 'hall-unavailable' } });
    expect(await one.client.slots('2026-01-05')).toMatchObject({ error: { code: 'hall-unavailable' } });
  });

  it('can end at any point of a round', async () => {
    for (let points = 0; points < 60; points += 1) {
      const made = new CutOffStation(`ended-${points}`, { folder, time, hall });
      const round = made.client.synchronise();
      for (let point = 0; point < points; point += 1) await Promise.resolve();
      made.end();
      await expect(round).resolves.toBeUndefined();
    }
  });
});

describe("the hall's key of people", () => {
  const key = Buffer.alloc(32, 7);
  const remote = (answer: Result<{ key: string }>) => ({ need: async () => answer as never });
  const there = remote(ok({ key: key.toString('base64url') }));
  const away = remote(fail('hall-unavailable'));

  it('comes from the hall once, and serves without it from then on', async () => {
    expect(await openHallPersonKey(folder, away)).toMatchObject({ error: { code: 'hall-unavailable' } });
    expect(valueOf(await openHallPersonKey(folder, there))).toEqual(new Uint8Array(key));
    const file = join(folder, hallPersonKeyFile);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file)).toEqual(key);
    expect(valueOf(await openHallPersonKey(folder, away))).toEqual(new Uint8Array(key));
  });

  it('is never another one: every person would be a stranger', async () => {
    valueOf(await openHallPersonKey(folder, there));
    const other = remote(ok({ key: Buffer.alloc(32, 8).toString('base64url') }));
    expect(await openHallPersonKey(folder, other)).toMatchObject({ error: { code: 'store-damaged' } });
    expect(await openHallPersonKey(folder, remote(fail('not-permitted', 'token')))).toEqual(
      fail('not-permitted', 'token'),
    );
  });
});
