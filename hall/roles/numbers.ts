/** What a station asks: numbers. */
import type { Hall, Ticket } from '#contracts/hall-api.ts';
import { ok } from '#contracts/result.ts';

import type { Engine } from '../engine.ts';
import { given, issue, ticketAnswered, voidTicket } from '../rules/numbers.ts';
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
        const answered = found.answer(key);
        const named = answered === null ? null : ticketAnswered(answered);
        const ticket = found.ticket(key) ?? (named === null ? null : found.ticket(named));
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
      engine.alone(async (draft, ask) => {
        const ticket = draft.ticket(ticketId) ?? (await ask.tickets([ticketId]))[0] ?? null;
        const booked = ticket?.appointment ?? null;
        const appointment = booked === null ? null : await ask.appointment(booked.id);
        return voidTicket(draft, ticket, reason, appointment);
      }),
  };
}

function inOrderOfIssue(a: TicketRecord, b: TicketRecord): number {
  return a.entry - b.entry || (a.id < b.id ? -1 : 1);
}
