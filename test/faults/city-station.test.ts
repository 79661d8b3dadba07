/** A station with a hall of its own is a hall of the city: what its process gave is what the city counts, each event once. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { CityBench } from '#test/support/city-bench.ts';
import { hallConfig } from '#test/support/hall-config.ts';
import { KioskLine } from '#test/support/kiosk-line.ts';
import { needs } from '#test/support/needs.ts';
import { runStandIn, StationProcess, type StandInHandle } from '#test/support/station-process.ts';
import { until } from '#test/support/until.ts';

const address = { region: 'nanan', hall: 'hall-2' };

let bench: CityBench;
let standIn: StandInHandle;
let station: StationProcess;
let line: KioskLine;
let log = '';

beforeEach(async () => {
  log = '';
  bench = await CityBench.start();
  standIn = await runStandIn();
  const business = { id: 'advice', name: { zh: '综合咨询', en: 'Advice' }, prefix: 'C', anonymous: true };
  const hall = {
    name: { zh: '测试大厅', en: 'Test hall' },
    businesses: [business],
    serve: { port: 0 },
    city: {
      nats: bench.nats.url,
      credentialsFile: bench.credentials['hall-2'],
      region: address.region,
      id: address.hall,
    },
  };
  const devices = [{ id: 'kiosk-scanner', driver: 'serial-scanner', port: 'emulated' } as const];
  station = new StationProcess(hallConfig({ platformUrl: standIn.url, devices, change: { hall } }));
  line = new KioskLine(business.id);
});
afterEach(async () => {
  await line.end();
  await station.remove();
  await standIn.stop();
  await bench.end();
});

async function start(): Promise<void> {
  await station.start();
  line.use((await station.program.ready())['hall']);
}

async function killNine(): Promise<void> {
  log += station.program.log;
  await station.program.stop('SIGKILL');
}

/** Every event of the hall, out of its file. */
function eventsOnDisk(): readonly { readonly kind: string; readonly ticket: string | null }[] {
  const database = new DatabaseSync(join(station.data, 'hall.db'), { readOnly: true });
  try {
    return database
      .prepare("SELECT kind, json_extract(body, '$.ticket') AS ticket FROM event ORDER BY seq")
      .all()
      .map(({ kind, ticket }) => ({ kind: String(kind), ticket: ticket === null ? null : String(ticket) }));
  } finally {
    database.close();
  }
}

needs('nats')('a station with a hall of its own', () => {
  it('tells the city each event once, though NATS is away and the station is killed meanwhile', async () => {
    await start();
    await line.more(50);
    await until('the first reach the city', () => (bench.seen(address)?.seq ?? 0) >= 50);
    await bench.nats.kill();
    await line.more(50);
    await until('the station notices', () => station.program.log.includes('city-away'));
    expect(await station.metrics()).toMatch(/^yikatong_city_connected 0$/m);
    await killNine();
    await start();
    await line.more(50);
    await killNine();
    await bench.nats.startAgain();
    await start();
    await line.more(20);
    await line.end();
    const events = await until(
      'the city has all',
      () => {
        const all = eventsOnDisk();
        return bench.seen(address)?.seq === all.length ? all : null;
      },
      // The view may have waited half a minute for NATS.
      60_000,
    );
    // The station knows it with the stream's word, which may come after the view has them.
    await until('the station knows it', async () =>
      /^yikatong_city_events_behind 0$/m.test(await station.metrics()),
    );
    expect(await station.metrics()).toMatch(/^yikatong_city_connected 1$/m);
    const counts: Record<string, number> = {};
    for (const { kind } of events) counts[kind] = (counts[kind] ?? 0) + 1;
    expect(bench.seen(address)).toMatchObject({ missing: null, held: 0, counts });
    const told = new Set(events.flatMap(({ kind, ticket }) => (kind === 'ticket-issued' ? [ticket] : [])));
    expect(line.given.filter((key) => !told.has(key))).toEqual([]);
    expect(log + station.program.log).not.toMatch(/SU[A-Z2-7]{20}/);
  });
});
