/**
 * What a command would change: the rules read through it and write into it. A rule that refuses leaves a draft behind that
 * nobody looks at again, so that it need not undo anything.
 */
import type { Ticket } from '#contracts/hall-api.ts';
import type { HallConfiguration } from '#contracts/hall/configuration.ts';
import type { EventBody } from '#contracts/hall/events.ts';

import { noChanges, type MutableChanges } from './changes.ts';
import type { HallState } from './hall-state.ts';
import { queued, type Queued } from './queue-index.ts';
import { compareQueued } from './queue-order.ts';
import type { SessionRecord } from './records.ts';
import { numberOf, ticketOf, type TicketRecord } from './ticket-record.ts';

export class Draft {
  readonly state: HallState;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly changes: MutableChanges = noChanges();

  constructor(state: HallState, now: number) {
    this.state = state;
    this.now = now;
  }

  get configuration(): HallConfiguration {
    return this.state.configuration.configuration;
  }

  ticket(id: string): TicketRecord | null {
    return this.changes.tickets.get(id) ?? this.state.live.get(id) ?? null;
  }

  session(id: string): SessionRecord | null {
    const session = this.changes.sessions.get(id) ?? this.state.sessions.get(id) ?? null;
    return session?.ended === null ? session : null;
  }

  /** Sessions that go on. */
  get sessions(): SessionRecord[] {
    const all = new Map([...this.state.sessions, ...this.changes.sessions]);
    return [...all.values()].filter(({ ended }) => ended === null);
  }

  atWindow(session: string): TicketRecord | null {
    const changed = [...this.changes.tickets.values()].find((ticket) => ticket.session === session);
    if (changed !== undefined) return changed;
    const there = this.state.atWindow(session);
    return there === null || this.changes.tickets.has(there.id) ? null : there;
  }

  /** Everybody who waits and whom `eligible` takes, as changed so far: the first one. */
  first(businesses: readonly string[], eligible: (ticket: TicketRecord) => boolean): Queued | null {
    let best: Queued | null = null;
    const take = (one: Queued): boolean => {
      if (!eligible(one.ticket)) return false;
      if (best === null || compareQueued(one, best) < 0) best = one;
      return true;
    };
    for (const business of businesses)
      for (const one of this.state.queue(business))
        if (!this.changes.tickets.has(one.ticket.id) && take(one)) break;
    for (const one of this.state.kept) if (!this.changes.tickets.has(one.ticket.id)) take(one);
    for (const ticket of this.changes.tickets.values())
      if (ticket.state === 'waiting') take(queued(ticket, this.configuration.leads));
    return best;
  }

  /** The next entry into the queues, made now. @param before of a ticket that made others; null: of one that is new */
  enter(before: TicketRecord | null): Pick<TicketRecord, 'entry' | 'enteredAt' | 'entered'> {
    const entry = (this.changes.entry ?? this.state.row.entry) + 1;
    this.changes.entry = entry;
    const entered = before === null ? [] : [...before.entered, { entry: before.entry, at: before.enteredAt }];
    return { entry, enteredAt: this.now, entered };
  }

  put(ticket: TicketRecord): TicketRecord {
    this.changes.tickets.set(ticket.id, ticket);
    return ticket;
  }

  putSession(session: SessionRecord): SessionRecord {
    this.changes.sessions.set(session.id, session);
    return session;
  }

  /** The sequence number that the event gets. */
  emit(body: EventBody): number {
    this.changes.events.push(body);
    return this.state.seq + this.changes.events.length;
  }

  answer(key: string, asked: string, body: unknown): void {
    this.changes.answers.set(key, { key, asked, body: JSON.stringify(body) });
  }

  view(ticket: TicketRecord): Ticket {
    return ticketOf(ticket, this.state.secret);
  }

  /** What every event of a ticket says. */
  part(ticket: TicketRecord) {
    const { id, business, state } = ticket;
    return { ticket: id, number: numberOf(ticket), business, state };
  }

  /** What every event of a window says; its sign may have been taken down meanwhile. */
  windowPart(window: string) {
    const sign = this.configuration.windows.find(({ id }) => id === window);
    return { window, windowNumber: sign?.number ?? 0 };
  }
}
