/**
 * Numbers for a station that is cut off from its hall. Beforehand it holds a **lease** for each business: a block of numbers of
 * a series of their own (prefix and X: `AX001`), drawn from one counter and so never held by two. The hall's own series (`A001`)
 * stays gapless whatever happens to a station, and a number tells by itself that it was given without the hall.
 *
 * A station uses a block in order, only while it cannot reach the hall, and merges what it gave when it is back. Rules for it:
 * - a request that the hall may have answered (no answer came) is named in `instead`; the hall takes that ticket out of the
 *   queue, and the printed one gets its place;
 * - the number is durable on the station's own disk before it is shown;
 * - numbers of a lease are used on its business day only.
 */
import { z } from 'zod';

import { businessIdSchema, issueRequestSchema, type Ticket } from '../hall-api.ts';
import type { Result } from '../result.ts';
import { opaqueSchema } from '../line.ts';

/** Follows the prefix of numbers that were given without the hall. No business may have a prefix of two letters with it. */
export const offlineMark = 'X';

/** A001, A012, A1000: at least three digits. */
export function ticketNumber(series: string, sequence: number): string {
  return `${series}${String(sequence).padStart(3, '0')}`;
}

export const stationIdSchema = z.string().regex(/^[a-zA-Z0-9-]{1,32}$/);

export const leaseSchema = z.object({
  id: z.string(),
  station: stationIdSchema,
  business: businessIdSchema,
  businessDay: z.iso.date(),
  numbers: z
    .array(z.object({ number: z.string(), sequence: z.number().int().min(1), token: z.string() }))
    .describe('In the order of their use'),
});
export type Lease = z.infer<typeof leaseSchema>;

/** A year: what is older is of a clock that went wrong. */
export const longestAgeMs = 366 * 86_400_000;

/** A ticket that a station gave out of its lease. */
export const offlineTicketSchema = issueRequestSchema.omit({ appointment: true }).extend({
  lease: opaqueSchema(64),
  sequence: z.number().int().min(1),
  /** An age, so that no wall clock counts. */
  ageMs: z
    .number()
    .int()
    .min(0)
    .max(longestAgeMs)
    .describe("Milliseconds since it was given, by the station's monotonic clock as far as it can"),
  instead: opaqueSchema(64)
    .nullable()
    .describe('The key of the request that went unanswered; null: the hall was not asked'),
});
export type OfflineTicket = z.infer<typeof offlineTicketSchema>;

/** Of one day: `leased` = `used` + `unused` + `open`. */
export interface LeaseAccount {
  readonly business: string;
  readonly leased: number;
  /** Printed and merged. */
  readonly used: number;
  /** Given back, never to be given. */
  readonly unused: number;
  /** Still with a station: numbers that may be in people's hands and are not merged yet. */
  readonly open: number;
}

export interface HallLeases {
  /**
   * The blocks that the station holds today, one or more a business, in the order of their use; makes up for what has been used.
   * Asked at start, after each merge and when the day turns.
   */
  hold(station: string): Promise<Result<readonly Lease[]>>;
  /**
   * Brings what was given meanwhile into the queue, in the place of its age; also of an earlier day (left over then). A person who
   * has another number for the business on that day keeps the one that was given last; the other is void (`superseded`). Each
   * ticket's key counts once. All or none. Failures: lease-unknown, lease-number-taken, key-reused.
   */
  merge(station: string, tickets: readonly OfflineTicket[]): Promise<Result<readonly Ticket[]>>;
  /**
   * What the station will not use any more: of a day that is over, once everything of it is merged. Its remaining numbers are
   * accounted for as unused. Repeating it changes nothing.
   */
  release(station: string, lease: string): Promise<Result<void>>;
  leaseAccounts(date: string): Promise<Result<readonly LeaseAccount[]>>;
}
