/** Questions to the tables, each of one sentence. What does not fit a record's schema is damage, not data. */
import { sql } from 'kysely';
import type { z } from 'zod';

import { eventBodySchema, type HallEvent } from '#contracts/hall/events.ts';
import { DamagedRow } from '#storage/failures.ts';

import type { Answered } from '../changes.ts';
import {
  appointmentRecordSchema,
  configurationRecordSchema,
  dayRecordSchema,
  followUpRecordSchema,
  helpRecordSchema,
  leaseRecordSchema,
  sessionRecordSchema,
  type AppointmentRecord,
  type ConfigurationRecord,
  type DayRecord,
  type FollowUpRecord,
  type HelpRecord,
  type LeaseRecord,
  type SessionRecord,
} from '../records.ts';
import { ticketRecordSchema, type TicketRecord } from '../ticket-record.ts';
import { pruning } from './prune.ts';
import type { Database } from './tables.ts';

/** The record in a row's body. */
export function record<T>(schema: z.ZodType<T>, body: string): T {
  const parsed = schema.safeParse(parseJson(body));
  if (parsed.success) return parsed.data;
  // The issues name fields only; a value may be anything in a damaged database.
  throw new DamagedRow(`unexpected row: ${parsed.error.issues.map(({ path }) => path.join('.')).join(', ')}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function statements(database: Database, hall: string) {
  return {
    ...pruning(database, hall),
    async configuration(): Promise<ConfigurationRecord | null> {
      const [newest = null] = await this.configurations(1);
      return newest;
    },
    async configurations(limit: number): Promise<ConfigurationRecord[]> {
      const rows = await database
        .selectFrom('configuration')
        .select('body')
        .where('hall', '=', hall)
        .orderBy('version', 'desc')
        .limit(limit)
        .execute();
      return rows.map(({ body }) => record(configurationRecordSchema, body));
    },
    /** Days with which somebody's wait ends yet, and `date`. */
    async days(date: string): Promise<DayRecord[]> {
      const rows = await database
        .selectFrom('day')
        .select('body')
        .where('hall', '=', hall)
        .where((where) => where.or([where('ended', '=', 0), where('date', '=', date)]))
        .execute();
      return rows.map(({ body }) => record(dayRecordSchema, body));
    },
    /** The last day before `date` of which there are numbers. */
    async dayBefore(date: string): Promise<string | null> {
      const row = await database
        .selectFrom('ticket')
        .select('day')
        .where('hall', '=', hall)
        .where('day', '<', date)
        .orderBy('day', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row?.day ?? null;
    },
    async ticketsOfDays(dates: readonly string[]): Promise<TicketRecord[]> {
      if (dates.length === 0) return [];
      const rows = await database
        .selectFrom('ticket')
        .select('body')
        .where('hall', '=', hall)
        .where('day', 'in', dates)
        .execute();
      return rows.map(({ body }) => record(ticketRecordSchema, body));
    },
    /** In the order of days, series and numbers; `after`: the last one of the portion before, null: from the beginning. */
    async ticketsBetween(
      from: string,
      to: string,
      after: TicketRecord | null,
      limit: number,
    ): Promise<TicketRecord[]> {
      let query = database
        .selectFrom('ticket')
        .select('body')
        .where('hall', '=', hall)
        .where('day', '>=', from)
        .where('day', '<=', to);
      if (after !== null)
        query = query.where((where) =>
          where(
            where.refTuple('day', 'series', 'sequence'),
            '>',
            where.tuple(after.day, after.series, after.sequence),
          ),
        );
      const rows = await query.orderBy('day').orderBy('series').orderBy('sequence').limit(limit).execute();
      return rows.map(({ body }) => record(ticketRecordSchema, body));
    },
    async tickets(ids: readonly string[]): Promise<TicketRecord[]> {
      if (ids.length === 0) return [];
      const rows = await database
        .selectFrom('ticket')
        .select('body')
        .where('hall', '=', hall)
        .where('id', 'in', ids)
        .execute();
      return rows.map(({ body }) => record(ticketRecordSchema, body));
    },
    async ticketNumbered(day: string, series: string, sequence: number): Promise<TicketRecord | null> {
      const row = await database
        .selectFrom('ticket')
        .select('body')
        .where('hall', '=', hall)
        .where('day', '=', day)
        .where('series', '=', series)
        .where('sequence', '=', sequence)
        .executeTakeFirst();
      return row === undefined ? null : record(ticketRecordSchema, row.body);
    },
    /** What is known by keys, in one question: the way to the server counts more than the rows. */
    async known(
      keys: readonly string[],
      ids: readonly string[],
    ): Promise<{ answers: Map<string, Answered>; tickets: Map<string, TicketRecord> }> {
      const answers = new Map<string, Answered>();
      const tickets = new Map<string, TicketRecord>();
      // `IN ()` is no SQL; no key and no id is empty.
      const rows = await database
        .selectFrom('answer')
        .select(['key', 'asked', 'body'])
        .where('hall', '=', hall)
        .where('key', 'in', keys.length === 0 ? [''] : keys)
        .unionAll(
          database
            .selectFrom('ticket')
            .select(['id as key', sql<string>`''`.as('asked'), 'body'])
            .where('hall', '=', hall)
            .where('id', 'in', ids.length === 0 ? [''] : ids),
        )
        .execute();
      for (const { key, asked, body } of rows)
        if (asked === '') tickets.set(key, record(ticketRecordSchema, body));
        else answers.set(key, { key, asked, body });
      return { answers, tickets };
    },
    async answers(keys: readonly string[]): Promise<Answered[]> {
      if (keys.length === 0) return [];
      return database
        .selectFrom('answer')
        .select(['key', 'asked', 'body'])
        .where('hall', '=', hall)
        .where('key', 'in', keys)
        .execute();
    },
    /** The first is not `seq` + 1 where those before it are not kept any more. */
    async eventsSince(seq: number, limit: number): Promise<HallEvent[]> {
      const rows = await database
        .selectFrom('event')
        .select(['seq', 'at', 'body'])
        .where('hall', '=', hall)
        .where('seq', '>', seq)
        .orderBy('seq')
        .limit(limit)
        .execute();
      return rows.map(({ seq: number, at, body }) => ({
        seq: number,
        at,
        body: record(eventBodySchema, body),
      }));
    },
    /** Newest first. */
    async lastCalls(limit: number): Promise<HallEvent[]> {
      const rows = await database
        .selectFrom('event')
        .select(['seq', 'at', 'body'])
        .where('hall', '=', hall)
        .where('kind', '=', 'ticket-called')
        .orderBy('seq', 'desc')
        .limit(limit)
        .execute();
      return rows.map(({ seq, at, body }) => ({ seq, at, body: record(eventBodySchema, body) }));
    },
    async openSessions(): Promise<{ readonly session: SessionRecord; readonly beat: number }[]> {
      const rows = await database
        .selectFrom('session')
        .select(['beat', 'body'])
        .where('hall', '=', hall)
        .where('ended', '=', 0)
        .execute();
      return rows.map(({ beat, body }) => ({ beat, session: record(sessionRecordSchema, body) }));
    },
    async session(id: string): Promise<SessionRecord | null> {
      const row = await database
        .selectFrom('session')
        .select('body')
        .where('hall', '=', hall)
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? null : record(sessionRecordSchema, row.body);
    },
    /** False: no such session, or it has ended. */
    async beat(id: string): Promise<boolean> {
      const { numUpdatedRows } = await database
        .updateTable('session')
        .set((build) => ({ beat: build.selectFrom('hall').select('tick').where('id', '=', hall) }))
        .where('hall', '=', hall)
        .where('id', '=', id)
        .where('ended', '=', 0)
        .executeTakeFirst();
      return numUpdatedRows > 0n;
    },
    async openHelp(): Promise<HelpRecord[]> {
      const rows = await database
        .selectFrom('help')
        .select('body')
        .where('hall', '=', hall)
        .where('answered', '=', 0)
        .execute();
      return rows.map(({ body }) => record(helpRecordSchema, body));
    },
    async help(id: string): Promise<HelpRecord | null> {
      const row = await database
        .selectFrom('help')
        .select('body')
        .where('hall', '=', hall)
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? null : record(helpRecordSchema, row.body);
    },
    async appointment(id: string): Promise<AppointmentRecord | null> {
      const row = await database
        .selectFrom('appointment')
        .select('body')
        .where('hall', '=', hall)
        .where('id', '=', id)
        .executeTakeFirst();
      return row === undefined ? null : record(appointmentRecordSchema, row.body);
    },
    async appointments(date: string, person: string | null): Promise<AppointmentRecord[]> {
      let query = database
        .selectFrom('appointment')
        .select('body')
        .where('hall', '=', hall)
        .where('date', '=', date);
      if (person !== null) query = query.where('person', '=', person);
      const rows = await query.execute();
      return rows.map(({ body }) => record(appointmentRecordSchema, body));
    },
    async leases(ids: readonly string[]): Promise<LeaseRecord[]> {
      if (ids.length === 0) return [];
      const rows = await database
        .selectFrom('lease')
        .select('body')
        .where('hall', '=', hall)
        .where('id', 'in', ids)
        .execute();
      return rows.map(({ body }) => record(leaseRecordSchema, body));
    },
    async leasesOf(day: string): Promise<LeaseRecord[]> {
      const rows = await database
        .selectFrom('lease')
        .select('body')
        .where('hall', '=', hall)
        .where('day', '=', day)
        .orderBy('series')
        .orderBy('last')
        .execute();
      return rows.map(({ body }) => record(leaseRecordSchema, body));
    },
    /** Of a day and a series of leased numbers, which are tickets. */
    async usedOf(
      day: string,
      series: readonly string[],
    ): Promise<{ series: string; sequence: number; id: string }[]> {
      if (series.length === 0) return [];
      return database
        .selectFrom('ticket')
        .select(['series', 'sequence', 'id'])
        .where('hall', '=', hall)
        .where('day', '=', day)
        .where('series', 'in', series)
        .execute();
    },
    async followUp(ticket: string): Promise<FollowUpRecord | null> {
      const row = await database
        .selectFrom('follow_up')
        .select('body')
        .where('hall', '=', hall)
        .where('ticket', '=', ticket)
        .executeTakeFirst();
      return row === undefined ? null : record(followUpRecordSchema, row.body);
    },
    async followUps(closed: boolean, limit: number): Promise<FollowUpRecord[]> {
      const rows = await database
        .selectFrom('follow_up')
        .select('body')
        .where('hall', '=', hall)
        .where('closed', '=', closed ? 1 : 0)
        .orderBy('deadline', closed ? 'desc' : 'asc')
        .limit(limit)
        .execute();
      return rows.map(({ body }) => record(followUpRecordSchema, body));
    },
    async cursor(name: string): Promise<number> {
      const row = await database
        .selectFrom('cursor')
        .select('seq')
        .where('hall', '=', hall)
        .where('name', '=', name)
        .executeTakeFirst();
      return row?.seq ?? 0;
    },
    async moveCursor(name: string, seq: number): Promise<void> {
      await database
        .insertInto('cursor')
        .values({ hall, name, seq })
        .onConflict((conflict) =>
          conflict.columns(['hall', 'name']).doUpdateSet({ seq }).where('cursor.seq', '<', seq),
        )
        .execute();
    },
  };
}

export type Statements = ReturnType<typeof statements>;
