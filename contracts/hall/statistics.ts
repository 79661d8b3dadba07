/** Figures of a hall: counted from the tickets themselves, naming nobody. */
import { z } from 'zod';

import type { Result } from '../result.ts';

const longestDays = 366;
const dayMs = 86_400_000;

export const statisticsQuerySchema = z
  .strictObject({
    from: z.iso.date().describe('First business day'),
    to: z.iso.date().describe(`Last one; at most ${longestDays} in all`),
    by: z.enum(['total', 'business', 'window', 'hour', 'day']),
  })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) < longestDays * dayMs, {
    path: ['to'],
    error: `at most ${longestDays} days`,
  });
export type StatisticsQuery = z.infer<typeof statisticsQuerySchema>;

/** Nearest rank: the smallest value that at least so many of all do not exceed. Milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

/**
 * A **visit** is one wait and service of a ticket for one business: a ticket with two businesses, or one that was transferred,
 * has two.
 */
export interface StatisticsRow {
  /** A business, a window, `00` to `23` (the hour in which the visit began, the hall's time), a date, or `total`. */
  readonly key: string;
  /**
   * Numbers taken; null by window, since no number is taken there. By business: for it as the first one. One that another number of
   * its person superseded before anybody was called by it is counted with that one alone.
   */
  readonly arrivals: number | null;
  /** Visits that were called at least once. */
  readonly called: number;
  /** Visits that were finished. */
  readonly finished: number;
  /** Visits that were called and ended passed over or left over without service. */
  readonly noShows: number;
  /** Visits that ended in a transfer. */
  readonly transfers: number;
  /** Left over or void without a call. */
  readonly neverCalled: number;
  /** From the beginning of the wait to the *first* call; null where nobody was called. */
  readonly wait: Percentiles | null;
  /** From the beginning of the service (or the last call) to its end, of finished visits; null where there is none. */
  readonly service: Percentiles | null;
  /** Ratings by grade, 1 first. */
  readonly grades: readonly [number, number, number, number, number];
}

export interface HallStatistics {
  /** Sorted by key; keys without anything are missing. */
  statistics(query: StatisticsQuery): Promise<Result<readonly StatisticsRow[]>>;
}
