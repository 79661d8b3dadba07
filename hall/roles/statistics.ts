/** Figures. */
import { setImmediate } from 'node:timers/promises';

import type { HallStatistics, StatisticsQuery, StatisticsRow } from '#contracts/hall/statistics.ts';
import { ok, type Result } from '#contracts/result.ts';

import type { Engine } from '../engine.ts';
import type { TicketRecord } from '../ticket-record.ts';
import { Statistics } from '../views/statistics.ts';

/** Tickets that are counted in one go: some 15 ms in which the server calls nobody. */
const ticketsAtOnce = 500;

export function hallStatistics(engine: Engine): HallStatistics {
  let before: Promise<unknown> = Promise.resolve();
  return {
    // One at a time: a year of a large hall takes a minute, and callers come first.
    statistics: (query) => {
      const counted = before.then(() => count(engine, query));
      before = counted.catch(() => undefined);
      return counted;
    },
  };
}

async function count(
  engine: Engine,
  { from, to, by }: StatisticsQuery,
): Promise<Result<readonly StatisticsRow[]>> {
  const timeZone = await engine.look((state) => ok(state.configuration.configuration.timeZone));
  if (!timeZone.ok) return timeZone;
  const statistics = new Statistics(by, timeZone.value);
  let last: TicketRecord | null = null;
  for (;;) {
    const tickets: Result<readonly TicketRecord[]> = await portion(engine, from, to, last);
    if (!tickets.ok) return tickets;
    statistics.add(tickets.value);
    last = tickets.value.at(-1) ?? null;
    if (last === null || tickets.value.length < ticketsAtOnce) return ok(statistics.rows());
    await setImmediate();
  }
}

function portion(
  engine: Engine,
  from: string,
  to: string,
  after: TicketRecord | null,
): Promise<Result<readonly TicketRecord[]>> {
  return engine.query((ask) => ask.ticketsBetween(from, to, after, ticketsAtOnce));
}
