/** The queue of record as the station sees it: embedded in its process, or a server for many stations. */
import { z } from 'zod';

import type { Result } from './result.ts';
import { nameSchema, opaqueSchema } from './line.ts';

export const businessIdSchema = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/);

/** HH:MM, 24 hours, local time. */
export const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM');

export const businessSchema = z.strictObject({
  id: businessIdSchema.describe('Unique among the businesses; stands in the journal'),
  name: nameSchema,
  prefix: z
    .string()
    .regex(/^[A-Z]{1,2}$/)
    .describe('One or two capital letters; unique among the businesses'),
  anonymous: z.boolean().default(false).describe('Taken without showing a credential'),
  hours: z
    .strictObject({ from: timeOfDaySchema, to: timeOfDaySchema })
    .exactOptional()
    .describe('When numbers are given; absent: always'),
});
export type Business = z.infer<typeof businessSchema>;

export const prioritySchema = z.enum(['elderly', 'disabled']);
export type Priority = z.infer<typeof prioritySchema>;

export const ticketStateSchema = z
  .enum(['waiting', 'called', 'serving', 'parked', 'passed-over', 'finished', 'left-over', 'void'])
  .describe(
    'It is always in exactly one. `left-over`: still there when the day ended. `void`: taken out before anybody called it for good.',
  );
export type TicketState = z.infer<typeof ticketStateSchema>;

export const issueRequestSchema = z.object({
  key: opaqueSchema(64).describe('The same key always gets the same ticket'),
  business: businessIdSchema,
  person: opaqueSchema(128)
    .nullable()
    .describe("Keyed hash of the person, made with the hall's key; null for a number without identity"),
  priority: prioritySchema.nullable(),
  origin: opaqueSchema(64).describe('Which station and face ask'),
  audit: opaqueSchema(64).describe('One audit number from gate to rating'),
  further: z
    .array(businessIdSchema)
    .max(5)
    .exactOptional()
    .describe('Businesses to be done after the first one, on the same ticket'),
  appointment: opaqueSchema(64)
    .exactOptional()
    .describe(
      'A booked appointment of the person, which this ticket checks in, or the one that they have already',
    ),
});
export type IssueRequest = z.infer<typeof issueRequestSchema>;

export const ticketSchema = z.object({
  id: z.string(),
  business: businessIdSchema,
  number: z.string().describe('Prefix and at least three digits: A012'),
  sequence: z.number().int().min(1),
  businessDay: z.iso.date().describe("By the turn of the hall's day"),
  priority: prioritySchema.nullable(),
  issuedAt: z.iso.datetime(),
  state: ticketStateSchema,
  audit: z.string(),
  further: z.array(businessIdSchema).describe('Still to be done after `business`, in this order'),
  offline: z.boolean().describe('Given by a station that was cut off, out of its lease'),
  token: z.string().describe("Opens the ticket's place in the queue to whoever holds the paper"),
});
export type Ticket = z.infer<typeof ticketSchema>;

export interface TicketGiven {
  readonly ticket: Ticket;
  /** People before this one, priority counted. */
  readonly ahead: number;
  /** Milliseconds until it will probably be called; null: it does not wait, or no open window serves it. */
  readonly expectedWaitMs: number | null;
  /** True where the person had a live ticket for the business already: this is that one. */
  readonly existing: boolean;
}

export interface BusinessStatus {
  readonly business: Business;
  readonly open: boolean;
  readonly waiting: number;
  /** Open windows that serve it. */
  readonly windows: number;
  /** Milliseconds until a number taken now would be called; null: no open window serves it. */
  readonly expectedWaitMs: number | null;
}

/** What a station needs of a hall, and nothing else. The roles of staff and servers stand in contracts/hall/. */
export interface Hall {
  businesses(): Promise<Result<readonly BusinessStatus[]>>;
  /**
   * Durable when it resolves ok. Failures: business-unknown, business-closed, appointment-unknown, key-reused (for another person
   * or business), disk-full, store-unwritable, hall-unavailable.
   */
  issue(request: IssueRequest): Promise<Result<TicketGiven>>;
  /** The live tickets of a person today. */
  ticketsOf(person: string): Promise<Result<readonly TicketGiven[]>>;
  /** The ticket that an idempotency key got, null when it got none: for reconciliation after a crash. */
  findByKey(key: string): Promise<Result<Ticket | null>>;
  /** Today's live tickets that this origin asked for: a station compares them with its journal after a crash. */
  issuedBy(origin: string): Promise<Result<readonly Ticket[]>>;
  /**
   * Takes a number out of the queue; it is never given again, and the appointment that it checked in is booked again. Repeating it
   * changes nothing.
   */
  void(ticketId: string, reason: string): Promise<Result<Ticket>>;
  close(): void;
}
