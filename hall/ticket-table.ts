/** The queue's statements on SQLite, each a question or a change of one sentence. */
import { z } from 'zod';

import { prioritySchema, ticketSchema, type IssueRequest, type Ticket } from '#contracts/hall-api.ts';
import type { Store } from '#storage/store.ts';

import { queueRank } from './queue-order.ts';

const columnsSchema = z.object({
  id: z.string(),
  business: z.string(),
  businessDay: z.iso.date(),
  prefix: z.string(),
  sequence: z.number().int(),
  priority: prioritySchema.nullable(),
  issuedAt: z.number().int(),
  state: ticketSchema.shape.state,
  audit: z.string(),
});
const rowSchema = columnsSchema.transform(ticketOf);

function ticketOf({ prefix, issuedAt, ...row }: z.infer<typeof columnsSchema>): Ticket {
  return {
    ...row,
    number: ticketNumber(prefix, row.sequence),
    issuedAt: new Date(issuedAt).toISOString(),
  };
}

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
  const byRepeatedKey = store.query(
    `SELECT ${columns} FROM ticket WHERE id = (SELECT ticket FROM repeated_request WHERE key = ?)`,
    rowSchema,
  );
  const liveOf = store.query(
    `SELECT ${columns} FROM ticket WHERE business_day = ? AND person = ? AND business = ? AND state = 'waiting'`,
    rowSchema,
  );
  const allLiveOf = store.query(
    `SELECT ${columns} FROM ticket WHERE business_day = ? AND person = ? AND state = 'waiting'
     ORDER BY issued_at, prefix, sequence`,
    rowSchema,
  );
  const liveFrom = store.query(
    `SELECT ${columns} FROM ticket WHERE business_day = ? AND origin = ? AND state = 'waiting'
     ORDER BY issued_at, prefix, sequence`,
    rowSchema,
  );
  // The prefix's highest keeps numbers unique; the highest that waits keeps the order where prefixes were swapped in
  // mid-day.
  const highest = store.query(
    `SELECT max(
       coalesce((SELECT max(sequence) FROM ticket WHERE business_day = ?1 AND prefix = ?3), 0),
       coalesce((SELECT max(sequence) FROM ticket
                 WHERE business_day = ?1 AND business = ?2 AND state = 'waiting'), 0)) AS n`,
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
    `INSERT INTO ticket (business_day, prefix, sequence, id, business, rank, person, priority, origin, audit, issued_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertRepeated = store.command('INSERT INTO repeated_request (key, ticket) VALUES (?, ?)');
  const setVoid = store.command(
    `UPDATE ticket SET state = 'void', void_reason = ?, voided_at = ? WHERE id = ? AND state = 'waiting'`,
  );
  return {
    byId: (id: string): Ticket | undefined => byId.get(id),
    /** The ticket that was there already when this key asked. */
    byRepeatedKey: (key: string): Ticket | undefined => byRepeatedKey.get(key),
    liveOf: (person: string, day: string, business: string): Ticket | undefined =>
      liveOf.get(day, person, business),
    allLiveOf: (person: string, day: string): readonly Ticket[] => allLiveOf.all(day, person),
    liveFrom: (origin: string, day: string): readonly Ticket[] => liveFrom.all(day, origin),
    nextSequence: (day: string, business: string, prefix: string): number =>
      (highest.get(day, business, prefix)?.n ?? 0) + 1,
    /** People before a ticket that waits. */
    ahead: (ticket: Ticket): number =>
      ticket.state === 'waiting'
        ? (before.get(ticket.businessDay, ticket.business, queueRank(ticket))?.n ?? 0)
        : 0,
    waiting: (day: string, business: string): number => waiting.get(day, business)?.n ?? 0,
    add({
      id,
      business,
      businessDay,
      prefix,
      sequence,
      person,
      priority,
      origin,
      audit,
      issuedAt,
    }: NewTicket): Ticket {
      const rank = queueRank({ sequence, priority });
      insertTicket(
        businessDay,
        prefix,
        sequence,
        id,
        business,
        rank,
        person,
        priority,
        origin,
        audit,
        issuedAt,
      );
      const row = { id, business, businessDay, prefix, sequence, priority, issuedAt, audit };
      return ticketOf({ ...row, state: 'waiting' });
    },
    addRepeated(key: string, ticket: string): void {
      insertRepeated(key, ticket);
    },
    setVoid(id: string, reason: string, at: number): void {
      setVoid(reason, at, id);
    },
  };
}
