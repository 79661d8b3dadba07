/** A whole day in a hall, and its figures beside what an onlooker with a watch wrote down. */
import { expect, it } from '@jest/globals';

import { hallConfigurationSchema } from '#contracts/hall/configuration.ts';
import type { Percentiles } from '#contracts/hall/statistics.ts';
import { maxLead } from '#hall/queue-order.ts';
import { seeded } from '#platform/random.ts';
import { liveDay } from '#test/support/hall-day.ts';
import { JumpClock, sqliteBench, valueOf } from '#test/support/halls.ts';

const businesses = ['pension', 'card', 'advice'];
const configuration = hallConfigurationSchema.parse({
  name: { zh: '测试大厅', en: 'Test hall' },
  businesses: businesses.map((id, index) => ({ id, name: { zh: id, en: id }, prefix: 'ABC'[index] })),
  windows: Array.from({ length: 8 }, (_, n) => ({
    id: `w${n + 1}`,
    number: n + 1,
    businesses: n < 4 ? businesses : [businesses[n % 3]],
  })),
  staff: Array.from({ length: 8 }, (_, n) => ({ id: `s${n + 1}`, name: `${n + 1} 号` })),
});

const tickets = 600;

/** Nearest rank, by another way than the hall's: the first value that enough of all do not exceed. */
function percentiles(values: readonly number[]): Percentiles {
  const at = (share: number): number =>
    values
      .toSorted((a, b) => a - b)
      .find((value) => values.filter((one) => one <= value).length >= share * values.length) ?? 0;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}

it('counts a day as an onlooker does, and calls everybody within the bound', async () => {
  const bench = await sqliteBench();
  const clock = new JumpClock(Date.parse('2026-01-05T09:00:00+08:00'));
  const hall = await bench.open('day', clock, configuration);
  const spanMs = 7 * 3_600_000;
  const seen = await liveDay({
    hall,
    clock,
    random: seeded(20_260_105),
    configuration,
    tickets,
    spanMs,
    meanServiceMs: 4 * 60_000,
  });
  const query = { from: '2026-01-05', to: '2026-01-05' };
  const [total] = valueOf(await hall.statistics({ ...query, by: 'total' }));
  expect(total).toMatchObject({
    arrivals: tickets,
    called: seen.waits.length,
    finished: seen.services.length,
    noShows: seen.noShows,
    neverCalled: 0,
    wait: percentiles(seen.waits.map(({ ms }) => ms)),
    service: percentiles(seen.services),
  });
  for (const row of valueOf(await hall.statistics({ ...query, by: 'business' }))) {
    const waits = seen.waits.filter(({ business }) => business === row.key).map(({ ms }) => ms);
    expect(row).toMatchObject({ called: waits.length, wait: percentiles(waits) });
  }
  // The hall was full at times, and priority helped.
  const mean = (priority: boolean): number => {
    const waits = seen.waits.filter((one) => one.priority === priority);
    return waits.reduce((sum, { ms }) => sum + ms, 0) / waits.length;
  };
  expect(mean(false)).toBeGreaterThan(60_000);
  expect(mean(true)).toBeLessThan(mean(false));
  await expectBound();
  hall.close();
  await bench.end();

  /** Nobody was passed by more people who came later than the largest lead. */
  async function expectBound(): Promise<void> {
    const entries = new Map<string, number>();
    const waiting = new Map<string, Map<string, number>>();
    const passed = new Map<string, number>();
    for (let seq = 0; ; seq += 1000) {
      const events = valueOf(await hall.eventsSince(seq, 1000));
      for (const { body } of events) {
        if (body.kind === 'ticket-issued') entries.set(body.ticket, entries.size + 1);
        if (body.kind === 'ticket-issued' || (body.kind === 'ticket-finished' && body.state === 'waiting'))
          waiting.set(body.business, (waiting.get(body.business) ?? new Map()).set(body.ticket, 0));
        if (body.kind !== 'ticket-called') continue;
        const queue = waiting.get(body.business);
        queue?.delete(body.ticket);
        for (const other of queue?.keys() ?? [])
          if ((entries.get(other) ?? 0) < (entries.get(body.ticket) ?? 0))
            passed.set(other, (passed.get(other) ?? 0) + 1);
      }
      if (events.length < 1000) break;
    }
    expect(Math.max(...passed.values())).toBeLessThanOrEqual(maxLead(configuration.leads));
    expect(Math.max(...passed.values())).toBeGreaterThan(0);
  }
}, 60_000);
