/** Whole stations of one hall: one person, one audit number; a start without the hall; and a station that serves its own hall. */
import { afterEach, beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { businessStatusSchema } from '#contracts/hall/answers.ts';
import { hallConfigurationSchema } from '#contracts/hall/configuration.ts';
import { stationReadySchema } from '#contracts/station-launch.ts';
import { FaceClient } from '#test/support/face-client.ts';
import { freePort } from '#test/support/free-port.ts';
import { hallConfig } from '#test/support/hall-config.ts';
import { TestHallServer } from '#test/support/hall-server.ts';
import { testHall, valueOf } from '#test/support/halls.ts';
import { findNeedles } from '#test/support/needles.ts';
import { runStandIn, StationProcess, type StandInHandle } from '#test/support/station-process.ts';
import { until } from '#test/support/until.ts';

const configuration = hallConfigurationSchema.parse({ ...testHall, leaseSize: 10 });

let standIn: StandInHandle;
let folder = '';
beforeAll(async () => {
  standIn = await runStandIn();
  folder = mkdtempSync(join(tmpdir(), 'yikatong-hall-stations-'));
});
afterAll(async () => {
  await standIn.stop();
  rmSync(folder, { recursive: true });
});

const stations: StationProcess[] = [];
const servers: TestHallServer[] = [];
afterEach(async () => {
  for (const station of stations.splice(0)) await station.remove();
  for (const server of servers.splice(0).toReversed()) await server.stop();
});

async function newStation(name: string, hall: object): Promise<StationProcess> {
  const { hall: base, ...rest } = hallConfig({
    platformUrl: standIn.url,
    devices: [{ id: 'kiosk-card', driver: 'vpcd', port: await freePort() } as never],
    change: { station: name, delays: { goodbyeMs: 1000, hallRequestMs: 10_000 } },
  }) as { hall: object };
  const station = new StationProcess({ ...rest, hall: { ...base, ...hall } });
  stations.push(station);
  return station;
}

/** Somebody comes with a code and takes a number: what stands on the screen and in the QR. */
async function take(
  station: StationProcess,
  person: number,
  business: string,
): Promise<{ number: string; audit: string }> {
  const client = new FaceClient(station.address('url'));
  try {
    await client.screen('idle');
    const text = `YKU${await standIn.mintCode(person, 'yukuai')}`;
    await client.intend({ do: 'wedge-code', text, durationMs: 1 });
    await client.screen('choices', ({ options }) => options.some(({ enabled }) => enabled));
    expect(await client.choose(`ticket:${business}`)).toEqual({ taken: true, reason: null });
    const { big, qr } = await client.screen('result');
    await client.intend({ do: 'finish', revision: client.view?.revision ?? 0 });
    return { number: big ?? '', audit: qr?.split(':')[3] ?? '' };
  } finally {
    await client.close();
  }
}

describe('stations of one hall', () => {
  it('give one person one audit number, and go on without the hall, also from a start', async () => {
    const first = await TestHallServer.start({ configuration });
    servers.push(first);
    const { hall, access } = first;
    const { port } = first.server;
    const tokenFile = join(folder, 'kiosk-token');
    writeFileSync(tokenFile, first.token('kiosk'));
    const server = { url: first.origin, tokenFile };
    const one = await newStation('kiosk-1', { server });
    const two = await newStation('kiosk-2', { server });
    await Promise.all([one.start(), two.start()]);
    // A third business is in its file only.
    await until('it says which one the hall does not have', () =>
      one.program.log.includes(`"businesses":"advice","url":"${first.origin}"`),
    );
    const there = await take(one, 1, 'pension');
    const elsewhere = await take(two, 1, 'card');
    expect([there.number, elsewhere.number]).toEqual(['A001', 'B001']);
    expect(there.audit).toMatch(/^[0-9A-V]{16}$/);
    expect(elsewhere.audit).toBe(there.audit);
    expect((await take(two, 2, 'card')).audit).not.toBe(there.audit);
    // The same person is known at the other station.
    expect(await take(two, 1, 'pension')).toEqual(there);

    // The hall's server ends, its data stay.
    await first.server.close();
    const cutOff = await take(one, 3, 'pension');
    expect(cutOff.number).toMatch(/^AX\d{3}$/);
    one.program.child.kill('SIGKILL');
    await one.program.exit();
    await one.start();
    expect(await take(one, 3, 'pension')).toEqual(cutOff);
    const alone = await take(one, 1, 'card');
    expect(alone).toEqual({ number: expect.stringMatching(/^BX\d{3}$/), audit: there.audit });

    servers.push(await TestHallServer.start({ hall, access, port }));
    const isIn = async (): Promise<boolean> => {
      const queue = valueOf(await hall.queue());
      const numbers = queue.businesses.flatMap(({ waiting }) => waiting.map(({ ticket }) => ticket.number));
      return [cutOff.number, alone.number].every((number) => numbers.includes(number));
    };
    await until('its numbers are in the queue', isIn, 60_000);
    expect(one.program.log).not.toContain('hall-merge-refused');
    // Hashes of people travel, and nothing else of them.
    const { person } = standIn.people[3] ?? {};
    expect(findNeedles(one.data, [person?.name ?? '?', person?.number ?? '?'])).toEqual([]);
  });

  it('do not start for the first time without the hall', async () => {
    const tokenFile = join(folder, 'no-token');
    writeFileSync(tokenFile, 'x'.repeat(43));
    const alone = await newStation('kiosk-9', { server: { url: 'http://127.0.0.1:9', tokenFile } });
    await expect(alone.start()).rejects.toThrow(/hall-unavailable/);
  });
});

describe("a station's own hall", () => {
  it('is served to windows and boards where it is configured, through the same API', async () => {
    const station = await newStation('kiosk-1', { serve: { port: 0 } });
    await station.start();
    const ready = stationReadySchema.parse(await station.program.ready());
    const { url = '', boardUrl = '' } = ready.hall ?? {};
    await take(station, 1, 'pension');
    const token = new URLSearchParams(new URL(boardUrl).hash.slice(1)).get('token') ?? '';
    const ask = (authorization: string) =>
      fetch(new URL('/v1/businesses', url), { headers: { authorization } });
    expect((await ask('Bearer nobody')).status).toBe(401);
    const answer = await ask(`Bearer ${token}`);
    const statuses = businessStatusSchema.array().parse(await answer.json());
    expect(statuses.map(({ business, waiting }) => [business.id, waiting])).toEqual([
      ['pension', 1],
      ['card', 0],
      ['advice', 0],
    ]);
    await station.stop();
  });
});
