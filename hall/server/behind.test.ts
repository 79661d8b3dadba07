/** Whoever asks for events that are not kept any more is told so, over a WebSocket and over HTTP. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';

import type { WholeHall } from '#contracts/hall/roles.ts';
import { TestHallServer } from '#test/support/hall-server.ts';
import { JumpClock, sqliteBench, valueOf, type HallBench } from '#test/support/halls.ts';
import { until } from '#test/support/until.ts';

import { hallKeeping, hallTiming } from '../timing.ts';

const clock = new JumpClock(0);
let bench: HallBench;
let hall: WholeHall;
let server: TestHallServer;
let keys = 0;

beforeEach(async () => {
  clock.at = Date.parse('2026-01-05T10:00:00+08:00');
  bench = await sqliteBench();
  hall = await bench.open('hall', clock);
  await give(5);
  clock.at += (hallKeeping.eventDays + 1) * 86_400_000;
  for (let tick = 0; tick <= hallTiming.dayGraceTicks; tick += 1) {
    clock.at += hallTiming.tickMs;
    clock.fire();
    valueOf(await hall.sequence());
  }
  server = await TestHallServer.start({ hall });
});
afterEach(async () => {
  await server.stop();
  hall.close();
  await bench.end();
});

async function give(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    keys += 1;
    const request = { business: 'pension', person: null, priority: null, origin: 'k', audit: 'a' };
    valueOf(await hall.issue({ key: `k${keys}`, ...request }));
  }
}

it('is told by a stream to read its view anew, and hears what happens then', async () => {
  const seq = valueOf(await hall.sequence());
  const page = await server.stream().begin({ token: server.token('caller'), since: 1 });
  await until('its place', () => page.told.length === 2);
  expect(page.told).toEqual([
    { type: 'ready', seq },
    { type: 'behind', seq },
  ]);
  await give(2);
  const newest = valueOf(await hall.sequence());
  await until('what comes then', () => page.position === newest);
  expect(page.events.map((event) => event.seq)).toEqual(
    Array.from({ length: newest - seq }, (_, n) => seq + 1 + n),
  );
  page.socket.terminate();
});

it('is told by /v1/events, with what there is', async () => {
  const seq = valueOf(await hall.sequence());
  const first = valueOf(await hall.eventsSince(0, 1)).at(0)?.seq ?? 0;
  expect(first).toBeGreaterThan(1);
  const ask = async (since: number): Promise<unknown> =>
    (await server.ask('caller', 'events', { since, limit: 1000 })).body;
  expect(await ask(first - 2)).toMatchObject({ behind: true, upTo: seq });
  expect(await ask(first - 1)).toMatchObject({ behind: false, upTo: seq });
  expect(await ask(seq)).toEqual({ behind: false, upTo: seq, events: [] });
  // What a page knew of a hall that was restored from an older backup.
  expect(await ask(seq + 40)).toEqual({ behind: true, upTo: seq, events: [] });
});
