/**
 * What a hall server knows of its hall: everything that still lives, as rows say up to event `seq`. It is a cache of the
 * database and never its judge: every change first takes the hall's row, catches up, and only then decides.
 */
import type { HallEvent } from '#contracts/hall/events.ts';
import type { BoardCall } from '#contracts/hall/views.ts';

import { businessDay, type BusinessDay } from './business-day.ts';
import type { Changes } from './changes.ts';
import { QueueIndex, queued, type Queued } from './queue-index.ts';
import {
  isDone,
  isOpen,
  type ConfigurationRecord,
  type DayRecord,
  type HelpRecord,
  type SessionRecord,
} from './records.ts';
import type { HallTables } from './store/tables.ts';
import { isLive, liveDay, type TicketRecord } from './ticket-record.ts';

/** Calls that a board lists. */
const callsKept = 20;
/** Services of a business that its expected wait is reckoned from. */
const servicesKept = 20;

export interface Loaded {
  readonly row: HallTables['hall'];
  readonly configuration: ConfigurationRecord;
  readonly day: BusinessDay;
  /** Days that have not ended, and today. */
  readonly days: readonly DayRecord[];
  /** Every ticket of these days. */
  readonly tickets: readonly TicketRecord[];
  /** Of days before: the last one on which numbers were given, and those of which tickets were taken up again. */
  readonly earlier: readonly TicketRecord[];
  readonly sessions: readonly SessionRecord[];
  readonly help: readonly HelpRecord[];
  /** The last calls of today, in order. */
  readonly calls: readonly HallEvent[];
}

export class HallState {
  readonly configuration: ConfigurationRecord;
  readonly secret: string;
  /** Today; another day is another state. */
  readonly day: BusinessDay;
  readonly days = new Map<string, DayRecord>();
  readonly live = new Map<string, TicketRecord>();
  /** Those of today and of the former day. */
  readonly leftOver = new Map<string, TicketRecord>();
  readonly sessions = new Map<string, SessionRecord>();
  readonly help = new Map<string, HelpRecord>();
  /** Newest last. */
  readonly calls: BoardCall[] = [];
  row: HallTables['hall'];
  #formerDay: string | null = null;
  readonly #queues = new Map<string, QueueIndex>();
  /** Those who wait for one window or person, by ticket. */
  readonly #kept = new Map<string, Queued>();
  /** The highest number, by day and series. */
  readonly #highest = new Map<string, number>();
  readonly #byPerson = new Map<string, Set<string>>();
  readonly #bySession = new Map<string, string>();
  readonly #services = new Map<string, number[]>();
  /** When which entry was made, in order of entries: of every ticket, whatever became of it. */
  readonly #entries: { readonly at: number; readonly entry: number }[] = [];

  constructor({ row, configuration, day, days, tickets, earlier, sessions, help, calls }: Loaded) {
    this.row = row;
    this.secret = row.secret;
    this.configuration = configuration;
    this.day = day;
    for (const one of days) this.days.set(one.date, one);
    for (const session of sessions) this.sessions.set(session.id, session);
    for (const one of help) this.help.set(one.id, one);
    for (const ticket of [...earlier, ...tickets].toSorted((a, b) => a.entry - b.entry))
      this.putTicket(ticket);
    const finished = tickets.flatMap(({ visit, visits }) => [...visits, visit]);
    for (const { business, outcome, endedAt, begunAt, calledAt } of finished.toSorted(
      (a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0),
    ))
      if (outcome === 'finished')
        this.#addService(business, Math.max(0, (endedAt ?? 0) - (begunAt ?? calledAt ?? 0)));
    for (const event of calls) this.#hear(event);
  }

  get seq(): number {
    return this.row.seq;
  }

  get date(): string {
    return this.day.date;
  }

  /** The last business day before today of which there are numbers; null: there is none. */
  get formerDay(): string | null {
    return this.#formerDay;
  }

  /** Whether an instant is of another business day: then this state is of no use. */
  isOfAnotherDay(now: number): boolean {
    return now < this.day.from || now >= this.day.until;
  }

  queue(business: string): QueueIndex {
    let queue = this.#queues.get(business);
    if (queue === undefined) this.#queues.set(business, (queue = new QueueIndex()));
    return queue;
  }

  get kept(): Iterable<Queued> {
    return this.#kept.values();
  }

  highest(day: string, series: string): number {
    return this.#highest.get(`${day} ${series}`) ?? 0;
  }

  ticketsOf(person: string): TicketRecord[] {
    return [...(this.#byPerson.get(person) ?? [])].flatMap((id) => this.live.get(id) ?? []);
  }

  /** The ticket that is called or served at a session's window. */
  atWindow(session: string): TicketRecord | null {
    return this.live.get(this.#bySession.get(session) ?? '') ?? null;
  }

  /** Durations of the last services, milliseconds. */
  services(business: string): readonly number[] {
    return this.#services.get(business) ?? [];
  }

  /** The newest entry that was made by then; before the first one: 0. */
  entryAt(instant: number): number {
    return this.#entries.findLast(({ at }) => at <= instant)?.entry ?? 0;
  }

  /** A ticket as it is now. */
  putTicket(ticket: TicketRecord): void {
    this.#forget(ticket.id);
    for (const one of ticket.entered) this.#addEntry(one);
    this.#addEntry({ entry: ticket.entry, at: ticket.enteredAt });
    const series = `${ticket.day} ${ticket.series}`;
    this.#highest.set(series, Math.max(this.#highest.get(series) ?? 0, ticket.sequence));
    if (ticket.day < this.date) this.#knowDay(ticket.day);
    if (ticket.state === 'left-over' && (ticket.day === this.date || ticket.day === this.#formerDay))
      this.leftOver.set(ticket.id, ticket);
    if (!isLive(ticket)) return;
    this.live.set(ticket.id, ticket);
    if (ticket.person !== null) {
      const of = this.#byPerson.get(ticket.person) ?? new Set();
      this.#byPerson.set(ticket.person, of.add(ticket.id));
    }
    if (ticket.session !== null) this.#bySession.set(ticket.session, ticket.id);
    // Of a day that is over nobody is called; it ends as soon as it is sure that the clock is right.
    if (ticket.state !== 'waiting' || liveDay(ticket) < this.date) return;
    const place = queued(ticket, this.configuration.configuration.leads);
    if (ticket.keptFor === null) this.queue(ticket.business).add(place);
    else this.#kept.set(ticket.id, place);
  }

  putSessions(sessions: readonly SessionRecord[]): void {
    this.sessions.clear();
    for (const session of sessions) this.sessions.set(session.id, session);
  }

  putHelp(help: readonly HelpRecord[]): void {
    this.help.clear();
    for (const one of help) this.help.set(one.id, one);
  }

  /** What another server did: its events; the records that they name are put before. */
  hear(events: readonly HallEvent[]): void {
    for (const event of events) this.#hear(event);
  }

  /** What this server did. */
  apply(changes: Changes, events: readonly HallEvent[], now: number): void {
    for (const ticket of changes.tickets.values()) this.putTicket(ticket);
    for (const session of changes.sessions.values())
      if (session.ended === null) this.sessions.set(session.id, session);
      else this.sessions.delete(session.id);
    for (const help of changes.help.values())
      if (isOpen(help)) this.help.set(help.id, help);
      else this.help.delete(help.id);
    for (const day of changes.days.values())
      if (isDone(day) && day.date !== this.date) this.days.delete(day.date);
      else this.days.set(day.date, day);
    for (const event of events) this.#hear(event);
    this.row = {
      ...this.row,
      seq: this.row.seq + events.length,
      entry: changes.entry ?? this.row.entry,
      ...(changes.ticked ? { tick: this.row.tick + 1, ticked_at: now } : {}),
    };
  }

  #hear({ seq, at, body }: HallEvent): void {
    if (body.kind === 'ticket-called') {
      const { number, windowNumber, business, times, day = null } = body;
      this.calls.push({ id: seq, number, window: windowNumber, business, times, at, day });
      if (this.calls.length > callsKept) this.calls.shift();
    }
    if (body.kind === 'ticket-finished') this.#addService(body.done, body.serviceMs);
  }

  /** Nearly always the newest. Those who share an entry came after it was made: the earliest time counts. */
  #addEntry(one: { readonly at: number; readonly entry: number }): void {
    const index = this.#entries.findLastIndex(({ entry }) => entry <= one.entry);
    const before = this.#entries[index];
    if (before?.entry !== one.entry) this.#entries.splice(index + 1, 0, one);
    else if (one.at < before.at) this.#entries[index] = one;
  }

  #addService(business: string, ms: number): void {
    const services = this.#services.get(business) ?? [];
    services.push(ms);
    if (services.length > servicesKept) services.shift();
    this.#services.set(business, services);
  }

  /** A day before today. */
  #knowDay(day: string): void {
    if (this.#formerDay !== null && day <= this.#formerDay) return;
    this.#formerDay = day;
    for (const ticket of this.leftOver.values()) if (ticket.day < day) this.leftOver.delete(ticket.id);
  }

  #forget(id: string): void {
    this.leftOver.delete(id);
    const before = this.live.get(id);
    if (before === undefined) return;
    this.live.delete(id);
    if (before.person !== null) this.#byPerson.get(before.person)?.delete(id);
    if (before.session !== null && this.#bySession.get(before.session) === id)
      this.#bySession.delete(before.session);
    if (before.state !== 'waiting') return;
    this.#kept.delete(id);
    this.#queues.get(before.business)?.remove(queued(before, this.configuration.configuration.leads));
  }
}

export function dayOf(now: number, { configuration }: ConfigurationRecord): BusinessDay {
  return businessDay(now, configuration);
}
