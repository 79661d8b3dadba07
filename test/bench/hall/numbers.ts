/**
 * Giving numbers with 200 kiosks at once on PostgreSQL, beside pgbench with as many clients on the same server: a bare
 * `INSERT … RETURNING` of a row of the same size, one a transaction.
 */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { IssueRequest } from '#contracts/hall-api.ts';
import { hallConfigurationSchema } from '#contracts/hall/configuration.ts';
import { openPostgresHall } from '#hall/postgres.ts';
import { quietLog, valueOf } from '#test/support/halls.ts';
import { Postgres, postgresPrograms } from '#test/support/postgres.ts';
import { percentile, row, type BenchRow } from '../bench.ts';
import { connect } from './ask.ts';
import { startBenchServer } from './hall-server.ts';

const kiosks = 200;
/** Seconds of each measurement. */
const seconds = 10;
const warmUpSeconds = 2;
const rounds = 3;
const limitMs = 20;

const prefixes = ['A', 'B', 'C', 'D', 'E', 'F'];
const hall = hallConfigurationSchema.parse({
  name: { zh: '测试大厅', en: 'Bench hall' },
  businesses: prefixes.map((prefix) => ({
    id: `business-${prefix.toLowerCase()}`,
    name: { zh: '业务', en: 'Business' },
    prefix,
  })),
});

interface Measured {
  readonly perSecond: number;
  /** Milliseconds of each answer. */
  readonly times: readonly number[];
}

export async function run(): Promise<BenchRow[]> {
  const direct: Measured[] = [];
  let calm: Measured;
  const bare: number[] = [];
  const postgres = await Postgres.start();
  try {
    const opened = valueOf(
      await openPostgresHall({
        url: postgres.url(),
        hall: 'bench',
        configuration: hall,
        clock: null,
        log: quietLog,
      }),
    );
    const give = () => async (request: IssueRequest) => {
      valueOf(await opened.issue(request));
    };
    // In turns, so that whatever the disk does meanwhile touches both.
    for (let round = 0; round < rounds; round += 1) {
      direct.push(await giveNumbers(0, give));
      bare.push(bareInserts(postgres));
    }
    calm = await giveNumbers(1000, give);
    opened.close();
  } finally {
    await postgres.end();
  }

  const server = await startBenchServer(hall);
  const lines = Array.from({ length: kiosks }, (_, kiosk) =>
    connect(server.url, server.token('kiosk', kiosk)),
  );
  const through = (kiosk: number) => async (request: IssueRequest) => {
    await lines[kiosk]?.ask('issue', request);
  };
  try {
    const rushed = await giveNumbers(0, through);
    const paced = await giveNumbers(1000, through);
    const [ours, inserts] = [median(direct.map((one) => one.perSecond)), median(bare)];
    const rush = direct.flatMap((one) => one.times);
    const besides = `${kiosks} kiosks, each asking again as soon as it is answered; median of ${rounds} rounds of ${seconds} s`;
    return [
      row('numbers a second, the hall itself', '/s', ours, null, besides),
      row(
        'bare INSERT … RETURNING a second',
        '/s',
        inserts,
        null,
        `pgbench, ${kiosks} clients, one row a transaction, in turns with the above`,
      ),
      row('bare inserts beside numbers', 'ratio', inserts / ours, 2, 'at least half of the bare throughput'),
      ...answered('a number, the hall itself, without pause', rush, besides),
      ...answered('a number, the hall itself, a person a second each', calm.times, pace(calm)),
      ...answered('a number over HTTP, a person a second each', paced.times, `${pace(paced)}; ${shared}`),
      ...answered('a number over HTTP, without pause', rushed.times, `${pace(rushed)}; ${shared}`),
    ];
  } finally {
    for (const { end } of lines) end();
    await server.end();
  }
}

const shared = 'server, PostgreSQL and kiosks share this machine';

function pace({ perSecond }: Measured): string {
  return `${kiosks} kiosks, ${Math.round(perSecond)} numbers a second`;
}

function answered(what: string, measured: readonly number[], note: string): BenchRow[] {
  return [
    row(`${what}, p50`, 'ms', percentile(measured, 0.5), null, note),
    row(`${what}, p95`, 'ms', percentile(measured, 0.95), limitMs, note),
  ];
}

/** `pauseMs`: mean pause of a kiosk between two people, evenly spread; the wait for the answer counts from the request. */
async function giveNumbers(
  pauseMs: number,
  open: (kiosk: number) => (request: IssueRequest) => Promise<void>,
): Promise<Measured> {
  const taken: number[] = [];
  const begin = performance.now() + warmUpSeconds * 1000;
  const end = begin + seconds * 1000;
  const work = async (kiosk: number): Promise<void> => {
    const give = open(kiosk);
    for (let n = kiosk; ; n += 1) {
      if (pauseMs > 0) await pause(Math.random() * 2 * pauseMs);
      const started = performance.now();
      if (started >= end) return;
      await give(requestOf(n, kiosk));
      if (started >= begin) taken.push(performance.now() - started);
    }
  };
  await Promise.all(Array.from({ length: kiosks }, (_, kiosk) => work(kiosk)));
  return { perSecond: taken.length / seconds, times: taken };
}

function requestOf(n: number, kiosk: number): IssueRequest {
  return {
    key: randomUUID(),
    business: `business-${(prefixes[n % prefixes.length] ?? 'A').toLowerCase()}`,
    // As the hall's keyed hash: 43 characters.
    person: randomUUID().replaceAll('-', '').padEnd(43, 'x'),
    priority: n % 5 === 0 ? 'elderly' : null,
    origin: `kiosk-${kiosk}`,
    audit: randomUUID(),
  };
}

/** Rows a second. */
function bareInserts(postgres: Postgres): number {
  const folder = mkdtempSync(join(tmpdir(), 'yikatong-pgbench-'));
  const program = join(postgresPrograms() ?? '', 'pgbench');
  const script = join(folder, 'insert.sql');
  const table = join(folder, 'table.sql');
  writeFileSync(
    table,
    'CREATE TABLE IF NOT EXISTS bare (id text PRIMARY KEY, business text, sequence int, person text, origin text, audit text, at timestamptz)',
  );
  writeFileSync(
    script,
    `INSERT INTO bare VALUES (gen_random_uuid()::text, 'business-a', :client_id, repeat('x', 43), 'kiosk-1', gen_random_uuid()::text, now()) RETURNING id;\n`,
  );
  const address = ['-h', '127.0.0.1', '-p', String(postgres.port), '-U', 'hall'];
  const pgbench = (...more: readonly string[]): string =>
    execFileSync(program, [...address, '--no-vacuum', '-M', 'prepared', ...more, 'postgres'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  try {
    pgbench('-f', table, '-t', '1');
    const said = pgbench('-f', script, '-c', String(kiosks), '-j', '2', '-T', String(seconds));
    const tps = /tps = ([\d.]+)/.exec(said)?.[1];
    if (tps === undefined) throw new Error(said);
    return Number(tps);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
