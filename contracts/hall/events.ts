/** What happened in a hall, numbered without gaps: pages catch up by it, and the city gets it from it. */
import { z } from 'zod';

import { businessIdSchema, prioritySchema, ticketStateSchema } from '../hall-api.ts';
import type { Result } from '../result.ts';
import { hallIdSchema } from './configuration.ts';

/** No event holds a person, their hash or their audit number. */
const ticketPart = {
  ticket: z.string(),
  number: z.string(),
  business: businessIdSchema,
  /** After the event. */
  state: ticketStateSchema,
};
const windowPart = { window: hallIdSchema, windowNumber: z.number().int() };

export const eventBodySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ticket-issued'),
    ...ticketPart,
    priority: prioritySchema.nullable(),
    offline: z.boolean(),
    appointment: z.boolean(),
    origin: z.string(),
  }),
  z.object({
    kind: z.literal('ticket-called'),
    ...ticketPart,
    ...windowPart,
    times: z.number().int().min(1),
    day: z.iso
      .date()
      .exactOptional()
      .describe('The business day of the number, where it was taken up again on another one'),
  }),
  z.object({ kind: z.literal('ticket-begun'), ...ticketPart, ...windowPart }),
  z.object({ kind: z.literal('ticket-passed-over'), ...ticketPart, ...windowPart }),
  z.object({ kind: z.literal('ticket-parked'), ...ticketPart, ...windowPart, reason: z.string() }),
  z.object({ kind: z.literal('ticket-resumed'), ...ticketPart }),
  z.object({
    kind: z.literal('ticket-transferred'),
    ...ticketPart,
    ...windowPart,
    from: businessIdSchema,
    at: z.enum(['front', 'back']),
  }),
  z.object({ kind: z.literal('business-added'), ...ticketPart, added: businessIdSchema }),
  /** One business is done; `state` is `waiting` where another one follows on the ticket. */
  z.object({
    kind: z.literal('ticket-finished'),
    ...ticketPart,
    ...windowPart,
    done: businessIdSchema,
    waitMs: z.number().int().min(0),
    serviceMs: z.number().int().min(0),
  }),
  /** By rule: its window was lost, or it was kept for one that is not there any more. */
  z.object({
    kind: z.literal('ticket-returned'),
    ...ticketPart,
    cause: z.enum(['window-lost', 'signed-out', 'target-gone']),
  }),
  /** An appointment was checked in onto a ticket that the person had already. */
  z.object({ kind: z.literal('ticket-checked-in'), ...ticketPart }),
  z.object({ kind: z.literal('appointment-due'), ...ticketPart }),
  z.object({ kind: z.literal('ticket-void'), ...ticketPart, reason: z.string() }),
  z.object({ kind: z.literal('ticket-left-over'), ...ticketPart }),
  z.object({
    kind: z.literal('window-changed'),
    ...windowPart,
    session: z.string(),
    operator: hallIdSchema,
    change: z.enum(['signed-in', 'opened', 'closed', 'signed-out', 'lost']),
    businesses: z.array(businessIdSchema),
  }),
  z.object({
    kind: z.literal('day-changed'),
    date: z.iso.date(),
    state: z.enum(['open', 'closed', 'ended']),
    by: z.string(),
    leftOver: z.number().int().min(0),
  }),
  z.object({ kind: z.literal('configuration-changed'), version: z.number().int(), by: z.string() }),
  z.object({
    kind: z.literal('rated'),
    ticket: z.string(),
    number: z.string(),
    business: businessIdSchema,
    window: hallIdSchema,
    grade: z.number().int().min(1).max(5),
  }),
  z.object({ kind: z.literal('follow-up-closed'), ticket: z.string(), number: z.string() }),
  z.object({
    kind: z.literal('appointment-changed'),
    appointment: z.string(),
    business: businessIdSchema,
    from: z.number().int(),
    state: z.enum(['booked', 'cancelled', 'checked-in']),
  }),
  z.object({
    kind: z.literal('lease-changed'),
    lease: z.string(),
    station: z.string(),
    business: businessIdSchema,
    change: z.enum(['drawn', 'released']),
    numbers: z.number().int().min(0),
  }),
  z.object({ kind: z.literal('help-called'), help: z.string(), origin: z.string() }),
  z.object({ kind: z.literal('help-withdrawn'), help: z.string(), origin: z.string() }),
  z.object({
    kind: z.literal('help-answered'),
    help: z.string(),
    origin: z.string(),
    operator: hallIdSchema,
  }),
]);
export type EventBody = z.infer<typeof eventBodySchema>;
export type EventKind = EventBody['kind'];

export interface HallEvent {
  /** 1 and up, without gaps in a hall. */
  readonly seq: number;
  /** Milliseconds since the epoch; may go back where a clock was set back, `seq` never does. */
  readonly at: number;
  readonly body: EventBody;
}

export interface HallEvents {
  /**
   * Events after `seq` in order, at most `limit` (1 to 1000). Where the first is not `seq` + 1, those before it are not kept any
   * more; the newest always is, and so is what a cursor has not passed.
   */
  eventsSince(seq: number, limit: number): Promise<Result<readonly HallEvent[]>>;
  /** The newest sequence number. */
  sequence(): Promise<Result<number>>;
  /**
   * Calls `heard` with every new event in order, from whichever server on the database it came, until `signal` ends it. A view
   * that is asked for after this call knows everything that was not heard. `heard` must not throw.
   */
  watch(heard: (events: readonly HallEvent[]) => void, signal: AbortSignal): void;
}

/**
 * How far a reader that must not miss or repeat has come: the publisher to the city. One cursor a name. From its first move on,
 * also to 0, every event that it has not passed is kept.
 */
export interface HallCursors {
  /** The last event that `name` is done with; 0 for a new name. */
  cursor(name: string): Promise<Result<number>>;
  /** Forward only; going back changes nothing. */
  moveCursor(name: string, seq: number): Promise<Result<void>>;
}
