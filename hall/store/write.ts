/** Writes what commands changed, within the change that decided it. */
import { sql } from 'kysely';

import type { HallEvent } from '#contracts/hall/events.ts';

import type { Changes } from '../changes.ts';
import { isDone, isOpen } from '../records.ts';
import type { Database, HallTables } from './tables.ts';

export interface Written {
  readonly hall: string;
  /** The hall's row as it is afterwards. */
  readonly row: HallTables['hall'];
  readonly changes: Changes;
  readonly events: readonly HallEvent[];
}

/** @param together whether one statement may write to several tables: each costs a way to the server and back */
export async function write(database: Database, written: Written, together: boolean): Promise<void> {
  const { hall, row: hallRow, changes } = written;
  const inserts = insertsOf(database, written);
  const update = database
    .updateTable('hall')
    .set({ seq: hallRow.seq, entry: hallRow.entry, tick: hallRow.tick, ticked_at: hallRow.ticked_at })
    .where('id', '=', hall);
  if (together && inserts.length > 0) {
    const named = inserts.map((insert, index) => sql`${sql.ref(`written_${index}`)} AS (${insert})`);
    await sql`WITH ${sql.join(named)} ${update}`.execute(database);
  } else {
    for (const insert of inserts) await insert.execute();
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
      })
      .onConflict((conflict) =>
        conflict.columns(['hall', 'id']).doUpdateSet({
          ended: (given) => given.ref('excluded.ended'),
          body: (given) => given.ref('excluded.body'),
        }),
      )
      .execute();
  await writeRare(database, hall, changes);
}

/** What nearly every change writes. */
function insertsOf(database: Database, { hall, changes, events }: Written) {
  const tickets = [...changes.tickets.values()];
  const answers = [...changes.answers.values()];
  return [
    ...(tickets.length === 0
      ? []
      : [
          database
            .insertInto('ticket')
            .values(tickets.map((ticket) => ({ hall, ...keysOf(ticket), body: JSON.stringify(ticket) })))
            .onConflict((conflict) =>
              conflict.columns(['hall', 'id']).doUpdateSet({ body: (given) => given.ref('excluded.body') }),
            ),
        ]),
    ...(events.length === 0
      ? []
      : [
          database.insertInto('event').values(
            events.map(({ seq, at, body }) => ({
              hall,
              seq,
              at,
              kind: body.kind,
              body: JSON.stringify(body),
            })),
          ),
        ]),
    ...(answers.length === 0
      ? []
      : [
          database
            .insertInto('answer')
            .values(answers.map(({ key, asked, body }) => ({ hall, key, asked, body }))),
        ]),
  ];
}

function keysOf({
  id,
  day,
  series,
  sequence,
}: {
  id: string;
  day: string;
  series: string;
  sequence: number;
}) {
  return { id, day, series, sequence };
}

async function writeRare(database: Database, hall: string, changes: Changes): Promise<void> {
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
      .values({ hall, id: help.id, answered: isOpen(help) ? 0 : 1, body: JSON.stringify(help) })
      .onConflict((conflict) =>
        conflict.columns(['hall', 'id']).doUpdateSet({
          answered: (given) => given.ref('excluded.answered'),
          body: (given) => given.ref('excluded.body'),
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
  if (changes.configuration !== null) {
    const { version } = changes.configuration;
    await database
      .insertInto('configuration')
      .values({ hall, version, body: JSON.stringify(changes.configuration) })
      .execute();
  }
}
