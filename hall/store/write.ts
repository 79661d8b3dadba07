/** Writes what commands changed, within the change that decided it. */
import type { HallEvent } from '#contracts/hall/events.ts';

import type { Changes } from '../changes.ts';
import type { Database, HallTables } from './tables.ts';

/** Rows of one statement: far below the parameters that either database takes. */
const rowsAtOnce = 500;

export interface Written {
  readonly hall: string;
  /** The hall's row as it is afterwards. */
  readonly row: HallTables['hall'];
  readonly changes: Changes;
  readonly events: readonly HallEvent[];
}

export async function write(database: Database, { hall, row, changes, events }: Written): Promise<void> {
  const { seq, entry, tick, ticked_at: tickedAt } = row;
  await database
    .updateTable('hall')
    .set({ seq, entry, tick, ticked_at: tickedAt })
    .where('id', '=', hall)
    .execute();
  for (const rows of chunks([...changes.tickets.values()]))
    await database
      .insertInto('ticket')
      .values(rows.map((ticket) => ({ hall, ...keysOf(ticket), body: JSON.stringify(ticket) })))
      .onConflict((conflict) =>
        conflict.columns(['hall', 'id']).doUpdateSet({ body: (given) => given.ref('excluded.body') }),
      )
      .execute();
  for (const rows of chunks(events))
    await database
      .insertInto('event')
      .values(
        rows.map(({ seq: number, at, body }) => ({
          hall,
          seq: number,
          at,
          kind: body.kind,
          body: JSON.stringify(body),
        })),
      )
      .execute();
  for (const rows of chunks([...changes.answers.values()]))
    await database
      .insertInto('answer')
      .values(rows.map(({ key, asked, body }) => ({ hall, key, asked, body })))
      .execute();
  for (const session of changes.sessions.values())
    await database
      .insertInto('session')
      .values({
        hall,
        id: session.id,
        ended: session.ended === null ? 0 : 1,
        beat: tick,
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
      .values({ hall, date: day.date, ended: day.announced === 'ended' ? 1 : 0, body: JSON.stringify(day) })
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
      .values({ hall, id: help.id, answered: help.answeredBy === null ? 0 : 1, body: JSON.stringify(help) })
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

function chunks<T>(rows: readonly T[]): T[][] {
  const all: T[][] = [];
  for (let from = 0; from < rows.length; from += rowsAtOnce) all.push(rows.slice(from, from + rowsAtOnce));
  return all;
}
