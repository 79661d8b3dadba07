/** Writes what commands changed, within the change that decided it. */
import { sql, type RawBuilder } from 'kysely';

import type { HallEvent } from '#contracts/hall/events.ts';

import type { Changes } from '../changes.ts';
import { isDone, isOpen, type ConfigurationRecord } from '../records.ts';
import type { HallStore } from './hall-store.ts';
import type { Database, HallTables } from './tables.ts';

export interface Written {
  readonly hall: string;
  /** The hall's row as it is afterwards. */
  readonly row: HallTables['hall'];
  readonly changes: Changes;
  readonly events: readonly HallEvent[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** @param dialect of the database: `together` writes to all tables at once, since each statement is a way there and back */
export async function write(
  database: Database,
  written: Written,
  { together, rows }: Pick<HallStore, 'together' | 'rows'>,
): Promise<void> {
  const { hall, row: hallRow, changes, now } = written;
  const inserts = insertsOf(written, rows);
  const update = database
    .updateTable('hall')
    .set({ seq: hallRow.seq, entry: hallRow.entry, tick: hallRow.tick, ticked_at: hallRow.ticked_at })
    .where('id', '=', hall);
  if (together && inserts.length > 0) {
    const named = inserts.map((insert, index) => sql`${sql.ref(`written_${index}`)} AS (${insert})`);
    await sql`WITH ${sql.join(named)} ${update}`.execute(database);
  } else {
    for (const insert of inserts) await insert.execute(database);
    await update.execute();
  }
  for (const session of changes.sessions.values())
    await database
      .insertInto('session')
      .values({
        hall,
        id: session.id,
        ended: session.ended === null ? 0 : 1,
        beat: hallRow.tick,
        body: JSON.stringify(session),
        at: now,
      })
      .onConflict((conflict) =>
        conflict.columns(['hall', 'id']).doUpdateSet({
          ended: (given) => given.ref('excluded.ended'),
          body: (given) => given.ref('excluded.body'),
          at: (given) => given.ref('excluded.at'),
        }),
      )
      .execute();
  await writeRare(database, written);
}

/** What nearly every change writes: a statement a table, however many rows. */
function insertsOf({ hall, changes, events, now }: Written, rows: HallStore['rows']): RawBuilder<unknown>[] {
  const tickets = [...changes.tickets.values()].map((ticket) => {
    const { id, day, series, sequence } = ticket;
    return { id, day, series, sequence, body: JSON.stringify(ticket) };
  });
  const happened = events.map(({ seq, at, body }) => ({
    seq,
    at,
    kind: body.kind,
    body: JSON.stringify(body),
  }));
  const answers = [...changes.answers.values()].map((answer) => ({ ...answer, at: now }));
  return [
    ...(tickets.length === 0
      ? []
      : [
          sql`INSERT INTO ticket (hall, id, day, series, sequence, body)
            SELECT ${hall}, id, day, series, sequence, body
            FROM ${rows(tickets, { id: 'TEXT', day: 'TEXT', series: 'TEXT', sequence: 'BIGINT', body: 'TEXT' })}
            WHERE true ON CONFLICT (hall, id) DO UPDATE SET body = excluded.body`,
        ]),
    ...(happened.length === 0
      ? []
      : [
          sql`INSERT INTO event (hall, seq, at, kind, body)
            SELECT ${hall}, seq, at, kind, body
            FROM ${rows(happened, { seq: 'BIGINT', at: 'BIGINT', kind: 'TEXT', body: 'TEXT' })}`,
        ]),
    ...(answers.length === 0
      ? []
      : [
          sql`INSERT INTO answer (hall, key, asked, body, at)
            SELECT ${hall}, key, asked, body, at
            FROM ${rows(answers, { key: 'TEXT', asked: 'TEXT', body: 'TEXT', at: 'BIGINT' })}`,
        ]),
  ];
}

async function writeRare(database: Database, { hall, changes, now }: Written): Promise<void> {
  for (const day of changes.days.values())
    await database
      .insertInto('day')
      .values({ hall, date: day.date, ended: isDone(day) ? 1 : 0, body: JSON.stringify(day) })
      .onConflict((conflict) =>
        conflict.columns(['hall', 'date']).doUpdateSet({
          ended: (given) => given.ref('excluded.ended'),
          body: (given) => given.ref('excluded.body'),
        }),
      )
      .execute();
  for (const help of changes.help.values())
    await database
      .insertInto('help')
      .values({ hall, id: help.id, answered: isOpen(help) ? 0 : 1, body: JSON.stringify(help), at: now })
      .onConflict((conflict) =>
        conflict.columns(['hall', 'id']).doUpdateSet({
          answered: (given) => given.ref('excluded.answered'),
          body: (given) => given.ref('excluded.body'),
          at: (given) => given.ref('excluded.at'),
        }),
      )
      .execute();
  for (const appointment of changes.appointments.values())
    await database
      .insertInto('appointment')
      .values({
        hall,
        id: appointment.id,
        date: appointment.date,
        person: appointment.person,
        body: JSON.stringify(appointment),
      })
      .onConflict((conflict) =>
        conflict.columns(['hall', 'id']).doUpdateSet({ body: (given) => given.ref('excluded.body') }),
      )
      .execute();
  for (const { id, station, day, series, last, ...rest } of changes.leases.values())
    await database
      .insertInto('lease')
      .values({
        hall,
        id,
        station,
        day,
        series,
        last,
        body: JSON.stringify({ id, station, day, series, last, ...rest }),
      })
      .onConflict((conflict) =>
        conflict.columns(['hall', 'id']).doUpdateSet({ body: (given) => given.ref('excluded.body') }),
      )
      .execute();
  for (const followUp of changes.followUps.values())
    await database
      .insertInto('follow_up')
      .values({
        hall,
        ticket: followUp.ticket,
        closed: followUp.closed === null ? 0 : 1,
        deadline: followUp.deadline,
        body: JSON.stringify(followUp),
      })
      .onConflict((conflict) =>
        conflict.columns(['hall', 'ticket']).doUpdateSet({
          closed: (given) => given.ref('excluded.closed'),
          body: (given) => given.ref('excluded.body'),
        }),
      )
      .execute();
  if (changes.configuration !== null) await writeConfiguration(database, hall, changes.configuration);
}

export async function writeConfiguration(
  database: Database,
  hall: string,
  configuration: ConfigurationRecord,
): Promise<void> {
  const { version } = configuration;
  await database
    .insertInto('configuration')
    .values({ hall, version, body: JSON.stringify(configuration) })
    .execute();
}
