/** What a station asks: numbers. */
import type { Hall, Ticket } from '#contracts/hall-api.ts';
import { ok } from '#contracts/result.ts';

import type { Engine } from '../engine.ts';
import type { Found } from '../found.ts';
import { given, issue, voidTicket } from '../rules/numbers.ts';
import { liveDay, ticketOf, type TicketRecord } from '../ticket-record.ts';
import { businessStatus } from '../views/businesses.ts';

export function hallNumbers(engine: Engine): Omit<Hall, 'close'> {
  return {
    businesses: () =>
      engine.look((state, now) =>
        ok(
          state.configuration.configuration.businesses.map((business) =>
            businessStatus(state, business, now),
          ),
        ),
      ),

    issue: (request) => {
      const { key, appointment } = request;
      const appointments = appointment === undefined ? {} : { appointments: [appointment] };
      return engine.begin({ tickets: [key], answers: [key], ...appointments }, (draft, found) =>
        issue(draft, request, found),
      );
    },

    ticketsOf: (person) =>
      engine.look((state) =>
        ok(
          state
            .ticketsOf(person)
            .filter((ticket) => liveDay(ticket) === state.date)
            .toSorted(inOrderOfIssue)
            .map((ticket) => given(state, ticket, true)),
        ),
      ),

    findByKey: (key) =>
      engine.command<Ticket | null>({ tickets: [key], answers: [key] }, (draft, found) => {
        const named = found.answer(key);
        const ticket = found.ticket(key) ?? (named === null ? null : issuedTo(named.body, found));
        return ok(ticket === null ? null : draft.view(ticket));
      }),

    issuedBy: (origin) =>
      engine.look((state) =>
        ok(
          [...state.live.values()]
            .filter((ticket) => ticket.origin === origin && liveDay(ticket) === state.date)
            .toSorted(inOrderOfIssue)
            .map((ticket) => ticketOf(ticket, state.secret)),
        ),
      ),

    void: (ticketId, reason) =>
      engine.command({ tickets: [ticketId] }, (draft, found) => voidTicket(draft, ticketId, reason, found)),
  };
}

function inOrderOfIssue(a: TicketRecord, b: TicketRecord): number {
  return a.entry - b.entry || (a.id < b.id ? -1 : 1);
}

function issuedTo(answer: string, found: Found): TicketRecord | null {
  const body: unknown = JSON.parse(answer);
  const id = typeof body === 'object' && body !== null && 'ticket' in body ? body.ticket : null;
  return typeof id === 'string' ? found.ticket(id) : null;
}
