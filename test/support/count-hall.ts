/** A hall's figures counted from nothing but its events, by other code than the hall's, and as its page and its CSV must say them. */
import type { HallEvent } from '#contracts/hall/events.ts';
import type { Percentiles, StatisticsQuery, StatisticsRow } from '#contracts/hall/statistics.ts';

type By = StatisticsQuery['by'];

/** One wait and service for one business, as events tell it. Times in milliseconds since the epoch. */
interface Told {
  readonly ticket: string;
  readonly business: string;
  /** Of its ticket the first one: a number was taken for it. */
  readonly first: boolean;
  readonly since: number;
  readonly issuedAt: number;
  window: string | null;
  firstCalledAt: number | null;
  lastCalledAt: number;
  begunAt: number | null;
  ended: 'finished' | 'transferred' | 'dropped' | 'passed-over' | null;
  endedAt: number;
  grade: number | null;
}

function visitsIn(events: readonly HallEvent[]): Told[] {
  const told: Told[] = [];
  const open = (ticket: string, business: string, since: number, before: Told | null): number =>
    told.push({
      ticket,
      business,
      first: before === null,
      since,
      issuedAt: before?.issuedAt ?? since,
      window: null,
      firstCalledAt: null,
      lastCalledAt: 0,
      begunAt: null,
      ended: null,
      endedAt: 0,
      grade: null,
    });
  for (const { at, body } of events) {
    if (body.kind === 'ticket-issued') open(body.ticket, body.business, at, null);
    if (!('ticket' in body)) continue;
    const one = told.findLast(({ ticket }) => ticket === body.ticket);
    if (one === undefined) continue;
    switch (body.kind) {
      case 'ticket-called':
        one.window = body.window;
        one.firstCalledAt ??= at;
        one.lastCalledAt = at;
        one.ended = null;
        break;
      case 'ticket-begun':
        one.begunAt = at;
        break;
      case 'ticket-passed-over':
        one.ended = 'passed-over';
        break;
      case 'ticket-resumed':
        one.ended = null;
        break;
      case 'ticket-finished':
        one.ended = 'finished';
        one.endedAt = at;
        if (body.state === 'waiting') open(body.ticket, body.business, at, one);
        break;
      case 'ticket-transferred':
        one.ended = 'transferred';
        open(body.ticket, body.business, at, one);
        break;
      case 'ticket-left-over':
      case 'ticket-void':
        one.ended = 'dropped';
        break;
      case 'rated':
        one.grade = body.grade;
        break;
      default:
        break;
    }
  }
  return told;
}

/** The hall's day begins at midnight of `timeZone`. */
export function countHall(events: readonly HallEvent[], by: By, timeZone: string): StatisticsRow[] {
  const local = (at: number): string => new Date(at).toLocaleString('sv-SE', { timeZone });
  const keyOf = (one: Told): string | null =>
    ({
      total: 'total',
      business: one.business,
      window: one.window,
      hour: local(one.since).slice(11, 13),
      day: local(one.issuedAt).slice(0, 10),
    })[by];
  const visits = visitsIn(events);
  const keys = new Set(visits.flatMap((one) => keyOf(one) ?? []));
  return [...keys].toSorted().map((key) => {
    const all = visits.filter((one) => keyOf(one) === key);
    const count = (which: (one: Told) => boolean): number => all.filter(which).length;
    const finished = all.filter(({ ended }) => ended === 'finished');
    return {
      key,
      arrivals: by === 'window' ? null : count(({ first }) => first),
      called: count(({ firstCalledAt }) => firstCalledAt !== null),
      finished: finished.length,
      noShows: count(
        ({ ended, firstCalledAt, begunAt }) =>
          ended === 'passed-over' || (ended === 'dropped' && firstCalledAt !== null && begunAt === null),
      ),
      transfers: count(({ ended }) => ended === 'transferred'),
      neverCalled: count(({ ended, firstCalledAt }) => ended === 'dropped' && firstCalledAt === null),
      wait: ranks(all.flatMap((one) => (one.firstCalledAt === null ? [] : [one.firstCalledAt - one.since]))),
      service: ranks(finished.map((one) => one.endedAt - (one.begunAt ?? one.lastCalledAt))),
      grades: [1, 2, 3, 4, 5].map((grade) => count((one) => one.grade === grade)) as never,
    };
  });
}

/** The smallest value that at least the share of all do not exceed, found by trying each. */
function ranks(values: readonly number[]): Percentiles | null {
  if (values.length === 0) return null;
  const at = (share: number): number =>
    Math.min(
      ...values.filter((value) => values.filter((other) => other <= value).length >= share * values.length),
    );
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99) };
}

/** The cells of a row on the statistics page, in Chinese. */
export function rowOnPage(row: StatisticsRow, name: string): string[] {
  const minutes = (value: number | undefined): string =>
    value === undefined ? '–' : `${(value / 60_000).toFixed(1)} 分`;
  const rated = row.grades.reduce((sum, grade) => sum + grade, 0);
  const [worst, bad] = row.grades;
  return [
    name,
    row.arrivals === null ? '–' : `${row.arrivals}`,
    ...[row.called, row.finished, row.noShows, row.transfers, row.neverCalled].map(String),
    ...[row.wait, row.service].flatMap((one) => [minutes(one?.p50), minutes(one?.p90), minutes(one?.p99)]),
    rated === 0 ? '–' : `${(((rated - worst - bad) / rated) * 100).toFixed(1)} %`,
    row.grades.toReversed().join('-'),
  ];
}

/** The fields of a line of the CSV, milliseconds. */
export function rowInCsv(row: StatisticsRow, name: string): string[] {
  const { wait, service } = row;
  return [
    row.key,
    name,
    row.arrivals,
    row.called,
    row.finished,
    row.noShows,
    row.transfers,
    row.neverCalled,
    wait?.p50,
    wait?.p90,
    wait?.p99,
    service?.p50,
    service?.p90,
    service?.p99,
    ...row.grades,
  ].map((value) => String(value ?? ''));
}
