/** The figures on the page: read when they are chosen, and anew while today is among their days. */
import type { StatisticsQuery, StatisticsRow } from '#contracts/hall/statistics.ts';
import { ok, type Result } from '#contracts/result.ts';
import { keepView, pageTime, type Kept, type Line, type PageTime } from '../ui/kept-view.ts';

/** Milliseconds between two readings, at least. */
const pauseMs = 5000;
/** A reading that takes the hall a second is done at most every this many seconds: a month of a large hall is a lot to count. */
const share = 20;

export type Group = Exclude<StatisticsQuery['by'], 'total'>;

export interface Choice {
  /** Business days, as `by`. */
  readonly from: string;
  readonly to: string;
  readonly by: Group;
  /** Today's business day. */
  readonly today: string;
}

export interface Figures {
  readonly choice: Choice;
  /** Null: nothing happened in these days. */
  readonly total: StatisticsRow | null;
  readonly rows: readonly StatisticsRow[];
  /** When they were asked for, milliseconds since the epoch by this machine's clock. */
  readonly at: number;
}

export interface KeptFigures extends Kept<Figures | null> {
  readonly choose: (choice: Choice) => void;
}

interface Options {
  readonly line: Line;
  readonly ask: (query: StatisticsQuery) => Promise<Result<readonly StatisticsRow[]>>;
  /** Milliseconds since the epoch. */
  readonly wallClock: () => number;
  readonly time?: PageTime;
}

export function isOfToday({ from, to, today }: Choice): boolean {
  return from <= today && today <= to;
}

/** The view is null until something was chosen and read. */
export function keepFigures({ line, ask, wallClock, time = pageTime }: Options): KeptFigures {
  let chosen: Choice | null = null;
  let last: Figures | null = null;
  /** When the last ones may be read again, by the page's monotonic clock. */
  let dueAt = 0;
  let callOff = (): void => undefined;
  const read = async (): Promise<Result<Figures | null>> => {
    if (chosen === null) return ok(null);
    const choice = chosen;
    const begun = time.now();
    if (last?.choice === choice) {
      const waitMs = isOfToday(choice) ? dueAt - begun : Infinity;
      if (waitMs > 0) {
        callOff();
        if (waitMs < Infinity) callOff = time.later(kept.refresh, waitMs);
        return ok(last);
      }
    }
    const { from, to, by } = choice;
    const at = wallClock();
    const [total, rows] = await Promise.all([ask({ from, to, by: 'total' }), ask({ from, to, by })]);
    if (!total.ok) return total;
    if (!rows.ok) return rows;
    dueAt = begun + Math.max(pauseMs, (time.now() - begun) * share);
    last = { choice, total: total.value[0] ?? null, rows: rows.value, at };
    return ok(last);
  };
  const kept = keepView(line, read, { pauseMs, time });
  return {
    ...kept,
    choose: (choice) => {
      chosen = choice;
      kept.refresh();
    },
  };
}
