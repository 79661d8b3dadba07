/** A ticket as the hall keeps it. What it is to others is `ticketOf`. */
import { z } from 'zod';

import { businessIdSchema, prioritySchema, ticketStateSchema, type Ticket } from '#contracts/hall-api.ts';
import { hallIdSchema } from '#contracts/hall/configuration.ts';
import { ticketNumber } from '#contracts/hall/leases.ts';

import { ticketToken } from './ticket-token.ts';

/** One wait and service for one business. Times in milliseconds since the epoch. */
export const visitSchema = z.object({
  business: businessIdSchema,
  /** When it began to wait. */
  since: z.number().int(),
  firstCalledAt: z.number().int().nullable(),
  calledAt: z.number().int().nullable(),
  begunAt: z.number().int().nullable(),
  endedAt: z.number().int().nullable(),
  calls: z.number().int().min(0),
  /** The event of the last call, which a board shows it by. */
  callSeq: z.number().int().nullable(),
  /** Where it was called last. */
  window: hallIdSchema.nullable(),
  operator: hallIdSchema.nullable(),
  /** Null while it lasts. */
  outcome: z.enum(['finished', 'transferred', 'left-over', 'void']).nullable(),
});
export type Visit = z.infer<typeof visitSchema>;

const storedSchema = z.object({
  id: z.string(),
  /** The business day of its number. */
  day: z.iso.date(),
  /** The later business day on which staff took it up again after it was left over; null: none. */
  takenUpOn: z.iso.date().nullable().default(null),
  /** The prefix, or prefix and X: what the number begins with. */
  series: z.string(),
  sequence: z.number().int().min(1),
  business: businessIdSchema,
  further: z.array(businessIdSchema),
  state: ticketStateSchema,
  /** Keyed hash, and the only thing here that has to do with a person. */
  person: z.string().nullable(),
  priority: prioritySchema.nullable(),
  origin: z.string(),
  audit: z.string(),
  offline: z.boolean(),
  issuedAt: z.number().int(),
  /** Its place: queue-order.ts. */
  entry: z.number().int(),
  /** When that entry counts from; absent in records of before. */
  enteredAt: z.number().int().optional(),
  /** Former entries, of before it was put into a queue again. */
  entered: z.array(z.object({ entry: z.number().int(), at: z.number().int() })).default([]),
  front: z.boolean(),
  appointment: z
    .object({
      id: z.string(),
      from: z.number().int(),
      to: z.number().int(),
      inTime: z.boolean(),
      due: z.boolean(),
    })
    .nullable(),
  keptFor: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('window'), window: hallIdSchema }),
      z.object({ kind: z.literal('operator'), operator: hallIdSchema }),
    ])
    .nullable(),
  /** At whose window it is, called or served. */
  session: z.string().nullable(),
  /** Why it is parked or void. */
  reason: z.string().nullable(),
  /** When its state changed last. */
  changedAt: z.number().int(),
  visit: visitSchema,
  /** Earlier ones. */
  visits: z.array(visitSchema),
  grade: z.number().int().min(1).max(5).nullable(),
});

/**
 * A record of before says when its number was given, not when its entry was made. Where it may have been put into a queue again
 * since, the last change is the latest that it can have been.
 */
export const ticketRecordSchema = storedSchema.transform(({ enteredAt, ...ticket }) => {
  const isAsGiven = ticket.visits.length === 0 && ticket.visit.calls === 0;
  return { ...ticket, enteredAt: enteredAt ?? (isAsGiven ? ticket.issuedAt : ticket.changedAt) };
});
export type TicketRecord = z.output<typeof ticketRecordSchema>;

/** Why a number is void of which another one of its person counts. */
export const superseded = 'superseded';

const liveStates: ReadonlySet<string> = new Set(['waiting', 'called', 'serving', 'parked', 'passed-over']);

/** The business day on which it waits and is called, and with which that ends. */
export function liveDay({ day, takenUpOn }: TicketRecord): string {
  return takenUpOn ?? day;
}

/** Still in somebody's hands or queue. */
export function isLive({ state }: TicketRecord): boolean {
  return liveStates.has(state);
}

export function numberOf({ series, sequence }: TicketRecord): string {
  return ticketNumber(series, sequence);
}

export function ticketOf(record: TicketRecord, secret: string): Ticket {
  const { id, business, sequence, day, priority, state, audit, further, offline } = record;
  return {
    id,
    business,
    number: numberOf(record),
    sequence,
    businessDay: day,
    priority,
    issuedAt: new Date(record.issuedAt).toISOString(),
    state,
    audit,
    further,
    offline,
    token: ticketToken(secret, record),
  };
}

/** A wait that begins. */
export function newVisit(business: string, since: number): Visit {
  return {
    business,
    since,
    firstCalledAt: null,
    calledAt: null,
    begunAt: null,
    endedAt: null,
    calls: 0,
    callSeq: null,
    window: null,
    operator: null,
    outcome: null,
  };
}
