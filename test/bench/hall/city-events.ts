/** 2,000 simulated stations publish to JetStream, with outages of each and of the server: what the city view has in the end. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

import { cityStream, type CityHall } from '#contracts/city.ts';
import { systemClock } from '#contracts/clock.ts';
import { CityConsumer } from '#platform/city/consumer.ts';
import { CityHalls, cityMigrations, type Received } from '#platform/city/store.ts';
import { openStore } from '#storage/store.ts';
import { LineProcess } from '#test/support/line-process.ts';
import { NatsServer } from '#test/support/nats.ts';
import { until } from '#test/support/until.ts';

import { percentile, row, type BenchRow } from '../bench.ts';

const stations = 2000;
const eventsEach = 100;
/** Over which they come about: 2,000 a second. */
const spanSeconds = 100;
/** Of the server, seconds after the beginning. */
const outages = [
  { at: 20, for: 10 },
  { at: 85, for: 10 },
] as const;
const total = stations * eventsEach;
/** Milliseconds. */
const limits = { connected: 60_000, given: (spanSeconds + 60) * 1000, acknowledged: 180_000 } as const;

export async function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'yikatong-bench-'));
  const nats = await NatsServer.start();
  const view = openView(folder, nats.url);
  await until('there is a stream', () =>
    streamOf(nats.url).then(
      () => true,
      () => false,
    ),
  );
  const bare = nats.memory;
  const load = new LineProcess(process.execPath, [
    join(import.meta.dirname, 'stations-process.ts'),
    nats.url,
    String(stations),
    String(eventsEach),
    String(spanSeconds),
  ]);
  try {
    await said(load, 'ready', limits.connected);
    const connected = nats.memory;
    const memory: number[] = [];
    const watching = setInterval(() => {
      if (nats.running) memory.push(nats.memory);
    }, 500);
    load.say('begin');
    const begun = performance.now();
    const second = (): number => (performance.now() - begun) / 1000;
    view.quiet = () => second() > 2 && second() < outages[0].at;
    await until('it has come into its stride', () => second() > 2);
    const work = workOf(nats, view);
    await until('the quiet time ends', () => second() > outages[0].at - 1, limits.given);
    const { serverUs, viewUs } = work();
    const drains: number[] = [];
    for (const outage of outages) {
      await until('the outage begins', () => second() > outage.at, limits.given);
      await nats.kill();
      await until('the outage is over', () => second() > outage.at + outage.for, limits.given);
      const before = view.applied;
      await nats.startAgain();
      // What was kept in ten seconds is sent within the next few: the best second counts.
      drains.push(await bestSecond(() => view.applied - before, 8));
    }
    await said(load, 'given', limits.given);
    const done = await said(load, 'done', limits.acknowledged);
    await until('everything is in the view', () => view.applied >= total, limits.acknowledged);
    clearInterval(watching);
    const { messages, bytes } = await streamOf(nats.url);
    const seen = view.halls();
    const lost = seen.reduce((sum, { seq }) => sum + eventsEach - seq, (stations - seen.length) * eventsEach);
    const counted = seen.reduce(
      (sum, { counts }) => sum + Object.values(counts).reduce((a, b) => a + b, 0),
      0,
    );
    const copies = seen.reduce((sum, { repeated }) => sum + repeated, 0);
    const beside = `${stations} stations, ${total / spanSeconds} events/s for ${spanSeconds} s; the server killed and away ${outages.length} x 10 s, each station off the network for 10 s`;
    return [
      row('city: events lost', 'events', lost, 0, beside),
      row('city: events counted twice', 'events', counted - (total - lost), 0, beside),
      row(
        'city: copies that the stream dropped',
        'events',
        Number(done['repeated']),
        null,
        'sent again after an outage',
      ),
      row(
        'city: copies that the view dropped',
        'events',
        copies,
        null,
        'in the stream twice, or delivered twice',
      ),
      row('city: tries that failed', 'tries', Number(done['failures']), null, beside),
      row(
        'city: station to view, p50',
        'ms',
        percentile(view.latencies, 0.5),
        null,
        quietNote(view.latencies),
      ),
      row(
        'city: station to view, p95',
        'ms',
        percentile(view.latencies, 0.95),
        null,
        quietNote(view.latencies),
      ),
      row(
        'city: station to view, p99',
        'ms',
        percentile(view.latencies, 0.99),
        null,
        quietNote(view.latencies),
      ),
      row(
        'city: events into the view after an outage',
        'events/s',
        Math.max(...drains),
        null,
        'best second; stations, server and view share the machine',
      ),
      row('city: nats-server, an event', 'µs', serverUs, null, 'processor time, in and out'),
      row('city: the view, an event', 'µs', viewUs, null, 'processor time, durable'),
      row(
        'city: an event in the stream',
        'bytes',
        bytes / messages,
        null,
        'with subject, id and the store’s own',
      ),
      row('city: nats-server', 'MB', Math.max(...memory), null, 'most of it during the run'),
      row(
        'city: a connection in nats-server',
        'KB',
        ((connected - bare) * 1024) / stations,
        null,
        `${stations} idle connections`,
      ),
      row('city: a hall in the view', 'KB', view.bytes() / 1024 / stations, null, 'of its database'),
    ];
  } finally {
    await load.end();
    await view.close();
    await nats.end();
    rmSync(folder, { recursive: true });
  }
}

const quietNote = (samples: readonly number[]): string =>
  `given to durable in the view, ${samples.length} events before the first outage`;

/** Processor time from now to the answer's call, microseconds an event. */
function workOf(nats: NatsServer, view: View): () => { readonly serverUs: number; readonly viewUs: number } {
  const [server, own, events] = [nats.processorMs, process.cpuUsage(), view.applied];
  return () => {
    const { user, system } = process.cpuUsage(own);
    const taken = view.applied - events;
    return { serverUs: ((nats.processorMs - server) * 1000) / taken, viewUs: (user + system) / taken };
  };
}

interface View {
  readonly applied: number;
  /** Milliseconds from an event to its commit in the view, of quiet times. */
  readonly latencies: readonly number[];
  /** Says whether it is. */
  set quiet(is: () => boolean);
  halls(): readonly CityHall[];
  bytes(): number;
  close(): Promise<void>;
}

function openView(folder: string, url: string): View {
  const file = join(folder, 'city.db');
  const opened = openStore({ file, application: 1, migrations: cityMigrations });
  if (!opened.ok) throw new Error(opened.error.code);
  const store = opened.value;
  const halls = new CityHalls(store);
  const latencies: number[] = [];
  let applied = 0;
  let quiet = (): boolean => false;
  const consumer = new CityConsumer({
    url,
    credentialsFile: null,
    clock: systemClock,
    random: Math.random,
    halls: {
      take(batch: readonly Received[]) {
        const taken = halls.take(batch);
        if (taken.ok) applied += taken.value.applied;
        if (quiet()) for (const { message } of batch) latencies.push(Date.now() - message.at);
        return taken;
      },
      gaps: () => halls.gaps(),
    },
    log: { event: () => undefined },
  });
  consumer.start();
  return {
    latencies,
    get applied() {
      return applied;
    },
    set quiet(is: () => boolean) {
      quiet = is;
    },
    halls() {
      const all = halls.halls(null);
      if (!all.ok) throw new Error(all.error.code);
      return all.value;
    },
    bytes() {
      store.emptyLog();
      return statSync(file).size;
    },
    async close() {
      await consumer.stop();
      store.close();
    },
  };
}

async function streamOf(url: string): Promise<{ readonly messages: number; readonly bytes: number }> {
  const connection = await connect({ servers: url });
  try {
    return (await (await jetstreamManager(connection)).streams.info(cityStream.name)).state;
  } finally {
    await connection.close();
  }
}

async function said(process: LineProcess, event: string, withinMs: number): Promise<Record<string, unknown>> {
  const line = JSON.parse(await process.next(withinMs)) as Record<string, unknown>;
  if (line['event'] !== event) throw new Error(`${event} was expected: ${JSON.stringify(line)}`);
  return line;
}

/** The most by which `count` grew in a second of the next `seconds`. */
async function bestSecond(count: () => number, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let [best, at, before] = [0, performance.now(), count()];
  await until(
    'the seconds are over',
    () => {
      const now = performance.now();
      if (now - at >= 1000) {
        best = Math.max(best, ((count() - before) * 1000) / (now - at));
        [at, before] = [now, count()];
      }
      return now >= end;
    },
    seconds * 1000 + 5000,
  );
  return best;
}
