/** Numbers: given, given again, taken back. */
import { z } from 'zod';

import type { IssueRequest, Ticket, TicketGiven } from '#contracts/hall-api.ts';
import { offlineMark } from '#contracts/hall/leases.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import { isWithinHours } from '../business-day.ts';
import type { Draft } from '../draft.ts';
import { expectedWait } from '../expected-wait.ts';
import type { Found } from '../found.ts';
import type { HallState } from '../hall-state.ts';
import { queued } from '../queue-index.ts';
import type { AppointmentRecord } from '../records.ts';
import { isLive, liveDay, newVisit, ticketOf, type TicketRecord } from '../ticket-record.ts';
import { windowsFor } from '../views/businesses.ts';
import { announceDay, givesNumbers } from './day.ts';

/** What a key that asked for a number was answered with: a ticket that was there already. */
export const issueAnswerSchema = z.object({ ticket: z.string() });
const asked = 'issue';

/** Whoever waits: how many stand before, and how long that will take. Nobody stands before a ticket that does not wait. */
export function given(state: HallState, ticket: TicketRecord, existing: boolean): TicketGiven {
  const { business } = ticket;
  const waits = ticket.state === 'waiting' && liveDay(ticket) >= state.date;
  const ahead = waits
    ? state.queue(business).before(queued(ticket, state.configuration.configuration.leads))
    : 0;
  const expectedWaitMs = waits
    ? expectedWait({ ahead, ...windowsFor(state, business), services: state.services(business) })
    : null;
  return { ticket: ticketOf(ticket, state.secret), ahead, expectedWaitMs, existing };
}

export function issue(draft: Draft, request: IssueRequest, found: Found): Result<TicketGiven> {
  const { key, business: id, person, further = [] } = request;
  const before = found.ticket(key);
  if (before !== null) return ok(given(draft.state, before, false));
  const answered = found.answer(key);
  if (answered !== null) {
    const { ticket } = issueAnswerSchema.parse(JSON.parse(answered.body));
    const repeated = found.ticket(ticket);
    return repeated === null ? fail('ticket-unknown', ticket) : ok(given(draft.state, repeated, true));
  }
  const { businesses, timeZone, appointments } = draft.configuration;
  const business = businesses.find((one) => one.id === id);
  if (business === undefined) return fail('business-unknown', id);
  const unknown = further.find((one) => !businesses.some((known) => known.id === one));
  if (unknown !== undefined) return fail('business-unknown', unknown);

  const live = person === null ? undefined : liveOf(draft.state, person, id);
  if (live !== undefined) {
    draft.answer(key, asked, { ticket: live.id });
    return ok(given(draft.state, live.state === 'passed-over' ? comeBack(draft, live) : live, true));
  }
  if (!givesNumbers(draft)) return fail('business-closed', draft.state.date);
  if (business.hours !== undefined && !isWithinHours(draft.now, business.hours, timeZone))
    return fail('business-closed', id);
  const appointment = request.appointment === undefined ? null : found.appointment(request.appointment);
  if (request.appointment !== undefined && !isGood(appointment, request, draft.state.date))
    return fail('appointment-unknown');

  announceDay(draft);
  const graceMs = appointments.graceMinutes * 60_000;
  const inTime = appointment !== null && draft.now <= appointment.to + graceMs;
  const ticket = add(draft, request, {
    series: business.prefix,
    sequence: draft.state.highest(draft.state.date, business.prefix) + 1,
    appointment:
      appointment === null
        ? null
        : {
            id: appointment.id,
            from: appointment.from,
            to: appointment.to,
            inTime,
            due: inTime && draft.now >= appointment.from,
          },
  });
  if (appointment !== null) {
    draft.changes.appointments.set(appointment.id, {
      ...appointment,
      state: 'checked-in',
      ticket: ticket.id,
    });
    const { id: booked, business: of, from } = appointment;
    draft.emit({ kind: 'appointment-changed', appointment: booked, business: of, from, state: 'checked-in' });
  }
  return ok(given(draft.state, ticket, false));
}

function add(
  draft: Draft,
  { key, business, person, priority, origin, audit, further = [] }: IssueRequest,
  { series, sequence, appointment }: Pick<TicketRecord, 'series' | 'sequence' | 'appointment'>,
): TicketRecord {
  const ticket = draft.put({
    id: key,
    day: draft.state.date,
    takenUpOn: null,
    series,
    sequence,
    business,
    further: further.filter((one, index) => one !== business && further.indexOf(one) === index),
    state: 'waiting',
    person,
    priority,
    origin,
    audit,
    offline: false,
    issuedAt: draft.now,
    ...draft.enter(null),
    front: false,
    appointment,
    keptFor: null,
    session: null,
    reason: null,
    changedAt: draft.now,
    visit: newVisit(business, draft.now),
    visits: [],
    grade: null,
  });
  emitIssued(draft, ticket);
  return ticket;
}

export function emitIssued(draft: Draft, ticket: TicketRecord): void {
  const { priority, offline, origin } = ticket;
  const appointment = ticket.appointment !== null;
  draft.emit({ kind: 'ticket-issued', ...draft.part(ticket), priority, offline, appointment, origin });
}

function liveOf(state: HallState, person: string, business: string): TicketRecord | undefined {
  return state
    .ticketsOf(person)
    .find(
      (ticket) =>
        liveDay(ticket) === state.date && (ticket.business === business || ticket.further.includes(business)),
    );
}

/** Whoever was passed over and asks again waits again, with the number that they have, behind those who are there. */
function comeBack(draft: Draft, ticket: TicketRecord): TicketRecord {
  const back = draft.put({
    ...ticket,
    state: 'waiting',
    ...draft.enter(ticket),
    front: false,
    changedAt: draft.now,
  });
  draft.emit({ kind: 'ticket-resumed', ...draft.part(back) });
  return back;
}

function isGood(
  appointment: AppointmentRecord | null,
  { business, person }: IssueRequest,
  date: string,
): boolean {
  return (
    appointment !== null &&
    appointment.state === 'booked' &&
    appointment.business === business &&
    appointment.person === person &&
    appointment.date === date
  );
}

/** Never given again; a finished one stays what it is. */
export function voidTicket(draft: Draft, id: string, reason: string, found: Found): Result<Ticket> {
  const ticket = found.ticket(id);
  if (ticket === null) return fail('ticket-unknown');
  if (!isLive(ticket) && ticket.state !== 'left-over') return ok(draft.view(ticket));
  return ok(draft.view(takeOut(draft, ticket, reason)));
}

export function takeOut(draft: Draft, ticket: TicketRecord, reason: string): TicketRecord {
  const { now } = draft;
  const out = draft.put({
    ...ticket,
    state: 'void',
    reason,
    session: null,
    keptFor: null,
    changedAt: now,
    visit: { ...ticket.visit, endedAt: now, outcome: 'void' },
  });
  draft.emit({ kind: 'ticket-void', ...draft.part(out), reason });
  return out;
}

/** The series of numbers that are given without the hall. */
export function offlineSeries(prefix: string): string {
  return `${prefix}${offlineMark}`;
}
