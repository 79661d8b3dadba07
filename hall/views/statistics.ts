/** Figures out of the tickets of some days. */
import type { Percentiles, StatisticsQuery, StatisticsRow } from '#contracts/hall/statistics.ts';

import { superseded, type TicketRecord, type Visit } from '../ticket-record.ts';

type By = StatisticsQuery['by'];

interface Counted {
  arrivals: number;
  called: number;
  finished: number;
  noShows: number;
  transfers: number;
  neverCalled: number;
  readonly waits: number[];
  readonly services: number[];
  readonly grades: [number, number, number, number, number];
}

export class Statistics {
  readonly #by: By;
  readonly #hour: Intl.DateTimeFormat;
  readonly #rows = new Map<string, Counted>();

  constructor(by: By, timeZone: string) {
    this.#by = by;
    this.#hour = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', hourCycle: 'h23' });
  }

  add(tickets: readonly TicketRecord[]): void {
    for (const ticket of tickets) {
      if (isCountedWithAnother(ticket)) continue;
      const visits = [...ticket.visits, ticket.visit];
      visits.forEach((visit, index) => {
        const counted = this.#row(ticket, visit);
        if (counted === null) return;
        if (index === 0) counted.arrivals += 1;
        count(counted, ticket, visit);
        if (index === visits.length - 1 && ticket.grade !== null)
          counted.grades[ticket.grade - 1] = (counted.grades[ticket.grade - 1] ?? 0) + 1;
      });
    }
  }

  rows(): StatisticsRow[] {
    return [...this.#rows]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, { waits, services, arrivals, ...counts }]) => ({
        key,
        ...counts,
        arrivals: this.#by === 'window' ? null : arrivals,
        wait: percentiles(waits),
        service: percentiles(services),
      }));
  }

  #row(ticket: TicketRecord, visit: Visit): Counted | null {
    const key = keyOf(this.#by, ticket, visit, this.#hour);
    if (key === null) return null;
    let counted = this.#rows.get(key);
    if (counted === undefined) this.#rows.set(key, (counted = nothing()));
    return counted;
  }
}

/** Nobody went by it: its person came, and was called, once, by the number that superseded it. */
function isCountedWithAnother({ state, reason, visits, visit }: TicketRecord): boolean {
  return state === 'void' && reason === superseded && visits.length === 0 && visit.calls === 0;
}

function keyOf(by: By, ticket: TicketRecord, visit: Visit, hour: Intl.DateTimeFormat): string | null {
  switch (by) {
    case 'total':
      return 'total';
    case 'business':
      return visit.business;
    case 'window':
      // Whoever was never called was at no window.
      return visit.window;
    case 'hour':
      return hour.format(visit.since);
    case 'day':
      return ticket.day;
  }
}

function count(counted: Counted, { state }: TicketRecord, visit: Visit): void {
  const { outcome, since, firstCalledAt, calledAt, begunAt, endedAt } = visit;
  if (firstCalledAt !== null) {
    counted.called += 1;
    counted.waits.push(Math.max(0, firstCalledAt - since));
  }
  switch (outcome) {
    case 'finished':
      counted.finished += 1;
      counted.services.push(Math.max(0, (endedAt ?? 0) - (begunAt ?? calledAt ?? 0)));
      break;
    case 'transferred':
      counted.transfers += 1;
      break;
    case 'left-over':
    case 'void':
      if (firstCalledAt === null) counted.neverCalled += 1;
      else if (begunAt === null) counted.noShows += 1;
      break;
    case null:
      if (state === 'passed-over') counted.noShows += 1;
      break;
  }
}

function nothing(): Counted {
  return {
    arrivals: 0,
    called: 0,
    finished: 0,
    noShows: 0,
    transfers: 0,
    neverCalled: 0,
    waits: [],
    services: [],
    grades: [0, 0, 0, 0, 0],
  };
}

/** Nearest rank. */
function percentiles(values: readonly number[]): Percentiles | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}
