/** What a durable number costs, beside a bare SQLite commit of the same row in the same run, on the same disk. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { systemClock } from '#contracts/clock.ts';
import { businessSchema, type IssueRequest } from '#contracts/hall-api.ts';
import { openEmbeddedHall } from '#hall/embedded.ts';

import { percentile, row, type BenchRow } from './bench.ts';
import { quietLog } from '#test/support/halls.ts';

const warmUps = 200;
const samples = 2000;
/** As many as a hall offers; with the samples spread over them, up to 370 people wait for each. */
const businesses = ['A', 'B', 'C', 'D', 'E', 'F'].map((prefix) =>
  businessSchema.parse({
    id: `business-${prefix.toLowerCase()}`,
    name: { zh: '业务', en: 'Business' },
    prefix,
  }),
);

export async function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'yikatong-bench-'));
  const hall = openEmbeddedHall({
    file: join(folder, 'hall.db'),
    hall: {
      businesses,
      dayStartsAt: '00:00',
      timeZone: 'Asia/Shanghai',
    },
    clock: systemClock,
    log: quietLog,
  });
  if (!hall.ok) throw new Error(hall.error.code);
  const bare = bareStore(join(folder, 'bare.db'));
  try {
    const hallTimes: number[] = [];
    const bareTimes: number[] = [];
    // In turns, so that whatever the disk does meanwhile touches both.
    for (let n = 0; n < warmUps + samples; n += 1) {
      const request = requestOf(n);
      const started = performance.now();
      const given = await hall.value.issue(request);
      const between = performance.now();
      bare.commit(request);
      const ended = performance.now();
      if (!given.ok) throw new Error(given.error.code);
      if (n < warmUps) continue;
      hallTimes.push(between - started);
      bareTimes.push(ended - between);
    }
    const [durable, commit] = [percentile(hallTimes, 0.5), percentile(bareTimes, 0.5)];
    const beside = `${samples} of each in turns, WAL and synchronous FULL, up to 370 waiting for each of 6 businesses; medians`;
    return [
      row(
        'bare SQLite commit of a ticket',
        'ms',
        commit,
        null,
        `${beside}; 95 %: ${percentile(bareTimes, 0.95).toFixed(2)} ms`,
      ),
      row(
        'number durable',
        'ms',
        durable,
        null,
        `${beside}; 95 %: ${percentile(hallTimes, 0.95).toFixed(2)} ms`,
      ),
      row('number durable, beside the bare commit', 'ratio', durable / commit, 2, beside),
    ];
  } finally {
    bare.close();
    hall.value.close();
    rmSync(folder, { recursive: true });
  }
}

function requestOf(n: number): IssueRequest {
  return {
    key: randomUUID(),
    business: businesses[n % businesses.length]?.id ?? '',
    // As the journal's keyed hash: 64 characters.
    person: randomUUID().replaceAll('-', '').repeat(2),
    priority: n % 3 === 0 ? 'elderly' : null,
    origin: 'demo-1',
    audit: randomUUID(),
  };
}

/** One table without an index, one row a commit, the same values. */
function bareStore(file: string): { commit(request: IssueRequest): void; close(): void } {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec(
    'CREATE TABLE ticket (id, key, business, day, sequence, person, priority, origin, audit, at, state)',
  );
  const insert = database.prepare('INSERT INTO ticket VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  let sequence = 0;
  return {
    commit({ key, business, person, priority, origin, audit }) {
      sequence += 1;
      const at = Date.now();
      const [id, day] = [randomUUID(), '2026-01-05'];
      database.exec('BEGIN IMMEDIATE');
      insert.run(id, key, business, day, sequence, person, priority, origin, audit, at, 'waiting');
      database.exec('COMMIT');
    },
    close: () => database.close(),
  };
}
