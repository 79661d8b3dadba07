/** Brings a hall's state up to what the database says: made at first, caught up by events, or read anew. */
import { randomBytes } from 'node:crypto';

import type { HallConfiguration } from '#contracts/hall/configuration.ts';
import type { HallEvent } from '#contracts/hall/events.ts';

import { dayOf, HallState } from './hall-state.ts';
import type { ConfigurationRecord } from './records.ts';
import type { Moment } from './store/hall-store.ts';
import { statements, type Statements } from './store/statements.ts';
import type { Database } from './store/tables.ts';
import { writeConfiguration } from './store/write.ts';

/** More than this is read anew instead of caught up by. */
const eventsToCatchUp = 1000;
/** A board lists 20. */
const callsToLoad = 20;

export interface LoaderOptions {
  readonly hall: string;
  /** The configuration of a hall that is made now. */
  readonly first: HallConfiguration;
}

export class HallLoader {
  readonly #options: LoaderOptions;

  constructor(options: LoaderOptions) {
    this.#options = options;
  }

  /** Within a change, with the hall's row locked. */
  async current(known: HallState | null, { row, now }: Moment, database: Database): Promise<HallState> {
    const { hall } = this.#options;
    const ask = statements(database, hall);
    const current = row ?? (await this.#make(database, now));
    if (known !== null && !known.isOfAnotherDay(now)) {
      if (known.seq === current.seq && known.row.tick === current.tick) return known;
      const events = await ask.eventsSince(known.seq, eventsToCatchUp);
      // All of them: what a clock that was wrong made old may have been taken out.
      const isWhole = events.length === current.seq - known.seq;
      if (isWhole && !events.some(({ body }) => isForAll(body.kind))) {
        await catchUp(known, events, ask);
        known.row = current;
        return known;
      }
    }
    const configuration = await this.#configuration(database, ask, now);
    const day = dayOf(now, configuration);
    const days = await ask.days(day.date);
    const former = await ask.dayBefore(day.date);
    // Today's also where it is not on record.
    const dates = new Set([day.date, ...days.map(({ date }) => date)]);
    const earlier = new Set([
      ...days.flatMap(({ takenUp }) => takenUp),
      ...(former === null ? [] : [former]),
    ]);
    const calls = await ask.lastCalls(callsToLoad);
    return new HallState({
      row: current,
      configuration,
      day,
      days,
      tickets: await ask.ticketsOfDays([...dates]),
      earlier: await ask.ticketsOfDays([...earlier].filter((date) => !dates.has(date))),
      sessions: (await ask.openSessions()).map(({ session }) => session),
      help: await ask.openHelp(),
      calls: calls.filter(({ at }) => day.from <= at && at < day.until).toReversed(),
    });
  }

  async #make(database: Database, now: number) {
    const { hall } = this.#options;
    const fresh = {
      id: hall,
      seq: 0,
      entry: 0,
      tick: 0,
      ticked_at: now,
      secret: randomBytes(32).toString('hex'),
    };
    // Two servers may make it at once: the one that comes second takes what the first one made.
    await database
      .insertInto('hall')
      .values(fresh)
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ id: hall }))
      .execute();
    const row = await database
      .selectFrom('hall')
      .selectAll()
      .where('id', '=', hall)
      .executeTakeFirstOrThrow();
    return row;
  }

  async #configuration(database: Database, ask: Statements, now: number): Promise<ConfigurationRecord> {
    const stored = await ask.configuration();
    if (stored !== null) return stored;
    const { hall, first } = this.#options;
    const record = { version: 1, at: now, by: 'software', configuration: first };
    await writeConfiguration(database, hall, record);
    return record;
  }
}

/** After these everything may be otherwise, and they are rare. */
function isForAll(kind: HallEvent['body']['kind']): boolean {
  return kind === 'configuration-changed' || kind === 'day-changed';
}

async function catchUp(state: HallState, events: readonly HallEvent[], ask: Statements): Promise<void> {
  const tickets = new Set(events.flatMap(({ body }) => ('ticket' in body ? [body.ticket] : [])));
  if (events.some(({ body }) => body.kind === 'window-changed')) {
    state.putSessions((await ask.openSessions()).map(({ session }) => session));
    // Whoever signs in takes over the ticket that is there.
    for (const { id, session } of state.live.values()) if (session !== null) tickets.add(id);
  }
  for (const ticket of await ask.tickets([...tickets])) state.putTicket(ticket);
  if (events.some(({ body }) => body.kind.startsWith('help-'))) state.putHelp(await ask.openHelp());
  state.hear(events);
}
