/** Real halls on their own databases, a real nats-server and the city view: what the halls decided is what the city counts. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { CityHall } from '#contracts/city.ts';
import { systemClock, type Clock } from '#contracts/clock.ts';
import type { Hall } from '#contracts/hall-api.ts';
import type { HallEvent, HallEvents } from '#contracts/hall/events.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import type { Log } from '#contracts/log-events.ts';
import type { CityPublisher } from '#hall/city/publisher.ts';
import { startCityPublisher } from '#hall/city/start.ts';
import { startCity, type City } from '#platform/city/city.ts';
import { postgresBench, sqliteBench, valueOf, type HallBench } from '#test/support/halls.ts';
import { NatsServer } from '#test/support/nats.ts';
import { needs } from '#test/support/needs.ts';
import { until } from '#test/support/until.ts';

const address = { region: 'nanan', hall: 'hall-1' };
const log: Log = { event: () => undefined };

let folder = '';
let nats: NatsServer;
let city: City;
let bench: HallBench;
const servers: { readonly hall: WholeHall; readonly publisher: CityPublisher }[] = [];
let offset = 0;
let running: Load | null = null;
const clock: Clock = { ...systemClock, now: () => Date.now() + offset };

beforeEach(async () => {
  offset = 0;
  folder = mkdtempSync(join(tmpdir(), 'yikatong-city-'));
  nats = await NatsServer.start();
  const to = { url: nats.url, credentialsFile: null };
  city = valueOf(startCity({ folder, nats: to, clock: systemClock, random: Math.random, log }));
});
afterEach(async () => {
  await running?.end();
  running = null;
  await stopServers();
  await city.stop();
  await bench.end();
  await nats.end();
  rmSync(folder, { recursive: true });
});

async function startServer(): Promise<void> {
  const hall = await bench.open('hall-1', clock);
  const to = { url: nats.url, credentialsFile: null, hall: address };
  servers.push({ hall, publisher: startCityPublisher({ ...to, events: hall, log }) });
}

async function stopServers(): Promise<void> {
  for (const { hall, publisher } of servers.splice(0)) {
    await publisher.stop();
    hall.close();
  }
}

/** Takes numbers at whichever server runs, one after another in each of `lines`, until it is ended. */
class Load {
  /** Keys of what was acknowledged. */
  readonly given: string[] = [];
  #on = true;
  readonly #lines: Promise<void>[];

  constructor(lines: number) {
    this.#lines = Array.from({ length: lines }, () => this.#take());
  }

  async end(): Promise<void> {
    this.#on = false;
    await Promise.all(this.#lines);
  }

  /** So many more than now. */
  async more(count: number): Promise<void> {
    const wanted = this.given.length + count;
    await until(`${count} more numbers`, () => this.given.length >= wanted, 30_000);
  }

  async #take(): Promise<void> {
    while (this.#on) {
      const hall: Hall | undefined = servers[this.given.length % Math.max(1, servers.length)]?.hall;
      const key = randomUUID();
      const given = await hall?.issue({
        key,
        business: 'pension',
        person: null,
        priority: null,
        origin: 'demo-1',
        audit: 'a',
      });
      if (given?.ok === true) this.given.push(key);
      // SQLite answers at once: the event loop needs its turn.
      await new Promise<void>((resolve) => void setImmediate(resolve));
    }
  }
}

const seen = (): CityHall | null => valueOf(city.hall(address));

async function everything(hall: HallEvents): Promise<readonly HallEvent[]> {
  const all: HallEvent[] = [];
  for (;;) {
    const next = valueOf(await hall.eventsSince(all.length, 1000));
    if (next.length === 0) return all;
    all.push(...next);
  }
}

async function expectTheSame({ given }: Load): Promise<void> {
  const hall = servers[0]?.hall;
  if (hall === undefined) throw new Error('no server runs');
  const events = await everything(hall);
  await until('the city has everything', () => (seen()?.seq ?? 0) >= events.length, 60_000);
  // What happens by rule may have gone on meanwhile.
  const after = await everything(hall);
  const counts: Record<string, number> = {};
  for (const { body } of after.slice(0, seen()?.seq)) counts[body.kind] = (counts[body.kind] ?? 0) + 1;
  expect(seen()).toMatchObject({ missing: null, held: 0, counts });
  const told = new Set(after.flatMap(({ body }) => (body.kind === 'ticket-issued' ? [body.ticket] : [])));
  expect(given.filter((key) => !told.has(key))).toEqual([]);
}

needs('nats')('a hall on SQLite', () => {
  it('tells the city what it decided, through outages, a restart and clocks that jump', async () => {
    bench = await sqliteBench();
    await startServer();
    const load = new Load(4);
    running = load;
    await load.more(200);
    await nats.kill();
    await load.more(200);
    offset = -3_600_000;
    await load.more(100);
    await stopServers();
    await nats.startAgain();
    offset = 2 * 3_600_000;
    await startServer();
    await load.more(200);
    await load.end();
    await expectTheSame(load);
  });
});

needs('nats', 'postgres')('a hall on PostgreSQL with two servers that both publish', () => {
  it('tells the city what it decided, though the database and NATS are killed and a server stops', async () => {
    const made = await postgresBench();
    bench = made;
    await startServer();
    await startServer();
    const load = new Load(8);
    running = load;
    await load.more(200);
    await nats.kill();
    await load.more(200);
    await made.postgres.stop('SIGQUIT');
    await nats.startAgain();
    await made.postgres.startAgain();
    await load.more(200);
    const stopped = servers.shift();
    await stopped?.publisher.stop();
    stopped?.hall.close();
    await load.more(200);
    await load.end();
    await expectTheSame(load);
  });
});
