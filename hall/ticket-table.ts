/** The queue's statements on SQLite, each a question or a change of one sentence. */
import { z } from 'zod';

import { prioritySchema, ticketSchema, type IssueRequest, type Ticket } from '#contracts/hall-api.ts';
import type { Store } from '#storage/store.ts';

import { queueRank } from './queue-order.ts';

const rowSchema = z
  .object({
    id: z.string(),
    business: z.string(),
    businessDay: z.iso.date(),
    prefix: z.string(),
    sequence: z.number().int(),
    priority: prioritySchema.nullable(),
    issuedAt: z.number().int(),
    state: ticketSchema.shape.state,
    audit: z.string(),
  })
  .transform(({ prefix, issuedAt, ...row }): Ticket => ({
    ...row,
    number: ticketNumber(prefix, row.sequence),
    issuedAt: new Date(issuedAt).toISOString(),
  }));
const columns = `id, business, business_day AS businessDay, prefix, sequence, priority, issued_at AS issuedAt,
  state, audit`;
const countSchema = z.object({ n: z.number().int() });

/** A001, A012, A1000: at least three digits. */
export function ticketNumber(prefix: string, sequence: number): string {
  return `${prefix}${String(sequence).padStart(3, '0')}`;
}

export interface NewTicket extends Pick<
  IssueRequest,
  'business' | 'person' | 'priority' | 'origin' | 'audit'
> {
  readonly id: string;
  readonly businessDay: string;
  readonly prefix: string;
  readonly sequence: number;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
}

/** Everything here belongs into a transaction of the store. */
export function ticketTable(store: Store) {
  const byId = store.query(`SELECT ${columns} FROM ticket WHERE id = ?`, rowSchema);
  const requested = store.query(
    'SELECT ticket, existing FROM request WHERE key = ?',
    z.object({ ticket: z.string(), existing: z.number().int() }),
  );
  const liveOf = store.query(
    `SELECT ${columns} FROM ticket WHERE person = ? AND business_day = ? AND business = ? AND state = 'waiting'`,
    rowSchema,
  );
  const allLiveOf = store.query(
    `SELECT ${columns} FROM ticket WHERE person = ? AND business_day = ? AND state = 'waiting'
     ORDER BY issued_at, id`,
    rowSchema,
  );
  const liveFrom = store.query(
    `SELECT ${columns} FROM ticket WHERE business_day = ? AND state = 'waiting' AND origin = ?
     ORDER BY issued_at, id`,
    rowSchema,
  );
  // Above both the business's and the prefix's highest: a number stays unique when prefixes were swapped in mid-day.
  const highest = store.query(
    `SELECT max(
       coalesce((SELECT max(sequence) FROM ticket WHERE business_day = ?1 AND business = ?2), 0),
       coalesce((SELECT max(sequence) FROM ticket WHERE business_day = ?1 AND prefix = ?3), 0)) AS n`,
    countSchema,
  );
  const before = store.query(
    `SELECT count(*) AS n FROM ticket
     WHERE business_day = ? AND business = ? AND state = 'waiting' AND rank < ?`,
    countSchema,
  );
  const waiting = store.query(
    `SELECT count(*) AS n FROM ticket WHERE business_day = ? AND business = ? AND state = 'waiting'`,
    countSchema,
  );
  const insertTicket = store.command(
    `INSERT INTO ticket (id, business, business_day, prefix, sequence, rank, person, priority, origin, audit, issued_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertRequest = store.command('INSERT INTO request (key, ticket, existing) VALUES (?, ?, ?)');
  const setVoid = store.command(
    `UPDATE ticket SET state = 'void', void_reason = ?, voided_at = ? WHERE id = ? AND state = 'waiting'`,
  );
  return {
    byId: (id: string): Ticket | undefined => byId.get(id),
    /** What a key was answered with. */
    byKey(key: string): { readonly ticket: Ticket; readonly existing: boolean } | undefined {
      const request = requested.get(key);
      const ticket = request === undefined ? undefined : byId.get(request.ticket);
      return request === undefined || ticket === undefined
        ? undefined
        : { ticket, existing: request.existing === 1 };
    },
    liveOf: (person: string, day: string, business: string): Ticket | undefined =>
      liveOf.get(person, day, business),
    allLiveOf: (person: string, day: string): readonly Ticket[] => allLiveOf.all(person, day),
    liveFrom: (origin: string, day: string): readonly Ticket[] => liveFrom.all(day, origin),
    nextSequence: (day: string, business: string, prefix: string): number =>
      (highest.get(day, business, prefix)?.n ?? 0) + 1,
    /** People before a ticket that waits. */
    ahead: (ticket: Ticket): number =>
      ticket.state === 'waiting'
        ? (before.get(ticket.businessDay, ticket.business, queueRank(ticket))?.n ?? 0)
        : 0,
    waiting: (day: string, business: string): number => waiting.get(day, business)?.n ?? 0,
    add(ticket: NewTicket): void {
      const { id, business, businessDay, prefix, sequence, person, priority, origin, audit, issuedAt } =
        ticket;
      const rank = queueRank(ticket);
      insertTicket(
        id,
        business,
        businessDay,
        prefix,
        sequence,
        rank,
        person,
        priority,
        origin,
        audit,
        issuedAt,
      );
    },
    answer(key: string, ticket: string, existing: boolean): void {
      insertRequest(key, ticket, existing ? 1 : 0);
    },
    setVoid(id: string, reason: string, at: number): void {
      setVoid(reason, at, id);
    },
  };
}
