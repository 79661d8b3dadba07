/** A day of 10,000 tickets on PostgreSQL, simulated; the hall's own statistics must say what the simulation counted. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { openPostgresHall } from '#hall/postgres.ts';
import { quietLog, JumpClock, valueOf } from '#test/support/halls.ts';
import { Postgres } from '#test/support/postgres.ts';
import { percentile, row, type BenchRow } from '../bench.ts';
import type { BenchOptions } from '../report.ts';
import { drawDay } from './draw-day.ts';
import { dayHall, dayPlan, simulateDay, type Visit } from './simulated-day.ts';

const root = join(import.meta.dirname, '../../..');
const limitSeconds = 600;
const minuteMs = 60_000;

export async function run({ write }: BenchOptions): Promise<BenchRow[]> {
  const postgres = await Postgres.start();
  try {
    const clock = new JumpClock(dayPlan.opens);
    const hall = valueOf(
      await openPostgresHall({
        url: postgres.url(),
        hall: 'day',
        configuration: dayHall,
        clock,
        log: quietLog,
      }),
    );
    const started = performance.now();
    const visits = await simulateDay(hall, clock);
    const seconds = (performance.now() - started) / 1000;
    const day = '2026-01-05';
    const [total] = valueOf(await hall.statistics({ from: day, to: day, by: 'total' }));
    hall.close();
    const counted = {
      called: visits.length,
      noShows: visits.filter(({ noShow }) => noShow).length,
      p50: wait(visits, 0.5),
      p90: wait(visits, 0.9),
      p99: wait(visits, 0.99),
    };
    const said = { called: total?.called, noShows: total?.noShows, ...total?.wait };
    if (JSON.stringify(said) !== JSON.stringify(counted))
      throw new Error(`the hall says ${JSON.stringify(said)}, counted were ${JSON.stringify(counted)}`);
    const folder = join(root, write ? 'docs/pictures' : 'test-results');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'hall-day.svg'), drawDay(visits));
    const plan = `${dayPlan.windows} windows, ${dayPlan.businesses.length} businesses, log-normal services; the hall's statistics said the same to the millisecond`;
    const elderly = visits.filter((visit) => visit.elderly);
    return [
      row(
        'a day of 10,000 tickets, simulated',
        's',
        seconds,
        limitSeconds,
        `${visits.length} called; ${plan}`,
      ),
      row('wait to the first call, p50', 'min', counted.p50 / minuteMs, null, plan),
      row('wait to the first call, p90', 'min', counted.p90 / minuteMs, null, plan),
      row('wait to the first call, p99', 'min', counted.p99 / minuteMs, null, plan),
      row('the same of people of 65 and older, p90', 'min', wait(elderly, 0.9) / minuteMs, null, plan),
      row('the longest wait', 'min', wait(visits, 1) / minuteMs, null, plan),
    ];
  } finally {
    await postgres.end();
  }
}

function wait(visits: readonly Visit[], p: number): number {
  return percentile(
    visits.map(({ waitMs }) => waitMs),
    p,
  );
}
