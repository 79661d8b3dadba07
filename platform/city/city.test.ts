import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { cityHallSchema, cityPaths, cityViewSchema } from '#contracts/city.ts';
import { platformPaths, type PlatformEvent } from '#contracts/platform-api.ts';
import type { Result } from '#contracts/result.ts';
import { openStore, type Store } from '#storage/store.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { TableEngine } from '#test/support/qualification-stand-in.ts';

import { createStandIn } from '../server.ts';
import { cityOf } from './city.ts';
import { CityHalls, cityMigrations } from './store.ts';

let folder = '';
let store: Store;
let halls: CityHalls;
let app: FastifyInstance;

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yikatong-city-'));
  store = valueOf(openStore({ file: join(folder, 'city.db'), application: 1, migrations: cityMigrations }));
  halls = new CityHalls(store);
  app = createStandIn({
    clock: new HandClock(),
    token: () => 'token-of-a-test-00000000',
    terminalKey: null,
    engine: new TableEngine(),
    city: cityOf(store, () => Promise.resolve()),
  });
});
afterEach(async () => {
  await app.close();
  rmSync(folder, { recursive: true });
});

async function get(url: string): Promise<{ status: number; body: unknown }> {
  const answer = await app.inject({ url });
  return { status: answer.statusCode, body: answer.json() };
}

async function send(key: string, topic: PlatformEvent['topic'], at: string, body: PlatformEvent['body']) {
  const event: PlatformEvent = { topic, station: 'demo-1', at, person: null, body };
  const headers = { 'idempotency-key': key };
  return (await app.inject({ method: 'POST', url: platformPaths.events, payload: event, headers }))
    .statusCode;
}

function happened(
  hall: string,
  region: string,
  ...bodies: readonly ({ kind: string } & Record<string, unknown>)[]
) {
  valueOf(
    halls.take(
      bodies.map((body, n) => ({ hall: { region, hall }, message: { seq: n + 1, at: 1000 + n, body } })),
    ),
  );
}

const issued = (id: string) => ({ kind: 'ticket-issued', ticket: id, business: 'pension', state: 'waiting' });
const opened = { kind: 'window-changed', window: 'w-1', change: 'opened' };

describe('the view of the city', () => {
  it('is empty before anything is heard', async () => {
    expect(await get(cityPaths.city)).toEqual({
      status: 200,
      body: {
        total: { halls: 0, waiting: 0, openWindows: 0, openHelp: 0, events: 0, incomplete: 0 },
        halls: [],
        devices: [],
        alarms: [],
      },
    });
  });

  it('sums up its halls, of all regions or of one', async () => {
    happened('hall-1', 'nanan', issued('a'), issued('b'), opened, { kind: 'help-called', help: 'h' });
    happened('hall-2', 'yubei', issued('a'));
    valueOf(
      halls.take([
        { hall: { region: 'yubei', hall: 'hall-3' }, message: { seq: 9, at: 1, body: issued('z') } },
      ]),
    );
    const view = cityViewSchema.parse((await get(cityPaths.city)).body);
    expect(view.total).toEqual({
      halls: 3,
      waiting: 3,
      openWindows: 1,
      openHelp: 1,
      events: 5,
      incomplete: 1,
    });
    expect(view.halls.map(({ hall, waiting, missing }) => [hall, waiting, missing])).toEqual([
      ['hall-1', 2, null],
      ['hall-2', 1, null],
      ['hall-3', 0, { from: 1, to: 8 }],
    ]);
    const yubei = cityViewSchema.parse((await get(`${cityPaths.city}?region=yubei`)).body);
    expect(yubei.total).toMatchObject({ halls: 2, waiting: 1 });
    expect((await get(`${cityPaths.city}?region=%27`)).status).toBe(400);
  });

  it('shows one hall', async () => {
    happened('hall-1', 'nanan', issued('a'), opened);
    const path = (region: string, hall: string) =>
      cityPaths.hall.replace(':region', region).replace(':hall', hall);
    const { body } = await get(path('nanan', 'hall-1'));
    expect(cityHallSchema.parse(body)).toMatchObject({
      seq: 2,
      waiting: [{ business: 'pension', waiting: 1, longestSince: 1000 }],
      windows: { open: 1, closed: 0 },
    });
    expect(await get(path('nanan', 'hall-9'))).toMatchObject({ status: 404, body: { code: 'unknown-hall' } });
    expect(await get(path('nanan', 'HALL'))).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
  });
});

describe('what stations report', () => {
  const at = (minute: number): string => new Date(Date.UTC(2026, 0, 5, 1, minute)).toISOString();
  const device = (state: string, code: string | null = null) => ({ device: 'gate-1', state, code });
  const view = async () => cityViewSchema.parse((await get(cityPaths.city)).body);

  it('is the newest state of each device', async () => {
    expect(await send('k1', 'device-state', at(1), device('ready'))).toBe(200);
    expect(await send('k2', 'device-state', at(2), device('out-of-order', 'device-no-answer'))).toBe(200);
    expect(await send('k3', 'device-state', at(2), { ...device('ready'), device: 'printer-1' })).toBe(200);
    // An old message that comes again changes nothing, and one that was late does not either.
    expect(await send('k1', 'device-state', at(1), device('ready'))).toBe(200);
    expect(await send('k0', 'device-state', at(0), device('busy'))).toBe(200);
    expect((await view()).devices).toEqual([
      { station: 'demo-1', device: 'gate-1', state: 'out-of-order', code: 'device-no-answer', at: at(2) },
      { station: 'demo-1', device: 'printer-1', state: 'ready', code: null, at: at(2) },
    ]);
  });

  it('is each alarm once, newest first, a hundred at most', async () => {
    const alarm = { device: 'gate-1', alarm: 'tailgating' };
    for (const key of ['k1', 'k2', 'k1']) expect(await send(key, 'gate-alarm', at(1), alarm)).toBe(200);
    expect((await view()).alarms).toHaveLength(2);
    for (let n = 0; n < 120; n += 1)
      expect(await send(`m${n}`, 'gate-alarm', new Date(Date.UTC(2026, 0, 6) + n).toISOString(), alarm)).toBe(
        200,
      );
    const { alarms } = await view();
    expect(alarms).toHaveLength(100);
    expect(alarms[0]?.at).toBe(new Date(Date.UTC(2026, 0, 6) + 119).toISOString());
  });

  it.each<[string, PlatformEvent['topic'], PlatformEvent['body']]>([
    ['a state that there is not', 'device-state', device('dancing')],
    ['a device without a name', 'device-state', { state: 'ready', code: null }],
    ['an alarm that there is not', 'gate-alarm', { device: 'gate-1', alarm: 'fire' }],
  ])('is not %s', async (_what, topic, body) => {
    expect(await send('k1', topic, at(1), body)).toBe(400);
    expect(await view()).toMatchObject({ devices: [], alarms: [] });
  });
});
