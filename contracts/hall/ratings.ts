/** 五级好差评: five grades after the service; the two bad ones open a follow-up that staff must close in time. */
import { z } from 'zod';

import type { Result } from '../result.ts';
import { lineSchema, opaqueSchema } from '../line.ts';

export const gradeSchema = z
  .number()
  .int()
  .min(1)
  .max(5)
  .describe('5 非常满意, 4 满意, 3 基本满意, 2 不满意, 1 非常不满意');
/** This and less opens a follow-up. */
export const badGrade = 2;

/** The ticket's token (from its QR) or its id (from the window's screen). */
export const ratedTicketSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('token'), token: opaqueSchema(200) }),
  z.strictObject({ kind: z.literal('ticket'), ticket: opaqueSchema(64) }),
]);

export const ratingSchema = z.strictObject({
  of: ratedTicketSchema,
  grade: gradeSchema,
});
export type Rating = z.infer<typeof ratingSchema>;

export interface Rated {
  readonly grade: number;
  /** True: the ticket was rated before; that grade stays, and is this one. */
  readonly before: boolean;
}

export interface FollowUp {
  readonly ticket: string;
  readonly number: string;
  readonly businessDay: string;
  readonly business: string;
  readonly window: string;
  readonly operator: string;
  readonly grade: number;
  /** Milliseconds since the epoch. */
  readonly ratedAt: number;
  readonly deadline: number;
  readonly overdue: boolean;
  readonly closed: { readonly at: number; readonly by: string; readonly note: string } | null;
}

export const followUpCloseSchema = z.strictObject({
  ticket: opaqueSchema(64),
  by: opaqueSchema(64),
  note: lineSchema(500).describe("What was found and done; no person's data"),
});
export type FollowUpClose = z.infer<typeof followUpCloseSchema>;

export interface HallRatings {
  /** The first grade of a finished ticket counts. Failures: ticket-unknown, rating-early. */
  rate(rating: Rating): Promise<Result<Rated>>;
  /** Open ones by deadline, or the closed ones, newest first; at most 500. */
  followUps(state: 'open' | 'closed'): Promise<Result<readonly FollowUp[]>>;
  /** Repeating it changes nothing. Failures: follow-up-unknown, also when it is closed otherwise. */
  closeFollowUp(close: FollowUpClose): Promise<Result<void>>;
}
