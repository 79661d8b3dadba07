/** Numbers: given, given again, taken back. */
import { z } from 'zod';

import type { IssueRequest, Ticket, TicketGiven } from '#contracts/hall-api.ts';
import { offlineMark } from '#contracts/hall/leases.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import { isWithinHours } from '../business-day.ts';
import type { Answered } from '../changes.ts';
import type { Draft } from '../draft.ts';
import { expectedWait } from '../expected-wait.ts';
import type { Found } from '../found.ts';
import type { HallState } from '../hall-state.ts';
import { queued } from '../queue-index.ts';
import type { AppointmentRecord } from '../records.ts';
import { isLive, liveDay, newVisit, ticketOf, type TicketRecord } from '../ticket-record.ts';
import { windowsFor } from '../views/businesses.ts';
import { checkedIn, checkIn, mayCheckIn } from './appointments.ts';
import { announceDay, givesNumbers } from './day.ts';

/** What a key that asked for a number was answered with: a ticket that was there already. */
const issueAnswerSchema = z.object({ ticket: z.string() });
/** Of before it was kept what the number was for. */
const issueOfBefore = 'issue';

/** What is kept of a request for a number, to tell its repetition from another request under the same key. */
export function issueAsked(business: string): string {
  return `${issueOfBefore} ${business}`;
}

/** The ticket that a key which asked for a number was answered with; null: it asked for something else, or never. */
export function ticketAnswered({ asked, body }: Answered): string | null {
  return asked.startsWith(issueOfBefore) ? issueAnswerSchema.parse(JSON.parse(body)).ticket : null;
}

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
  if (before !== null)
    return isFor(before, request) ? ok(given(draft.state, before, false)) : fail('key-reused');
  const answered = found.answer(key);
  if (answered !== null) return repeat(draft, request, answered, found);
  const { businesses, timeZone } = draft.configuration;
  const business = businesses.find((one) => one.id === id);
  if (business === undefined) return fail('business-unknown', id);
  const unknown = further.find((one) => !businesses.some((known) => known.id === one));
  if (unknown !== undefined) return fail('business-unknown', unknown);

  const booked = request.appointment === undefined ? null : found.appointment(request.appointment);
  const appointment = booked !== null && mayCheckIn(booked, request, draft.state.date) ? booked : null;
  const live = person === null ? null : liveOf(draft, person, id, draft.state.date);
  if (live !== null) {
    draft.answer(key, issueAsked(id), { ticket: live.id });
    const back = live.state === 'passed-over' ? comeBack(draft, live) : live;
    const ticket = appointment === null || back.appointment !== null ? back : putOn(draft, back, appointment);
    return ok(given(draft.state, ticket, true));
  }
  if (!givesNumbers(draft)) return fail('business-closed', draft.state.date);
  if (business.hours !== undefined && !isWithinHours(draft.now, business.hours, timeZone))
    return fail('business-closed', id);
  if (request.appointment !== undefined && appointment === null) return fail('appointment-unknown');

  announceDay(draft);
  const ticket = add(draft, request, {
    series: business.prefix,
    sequence: draft.state.highest(draft.state.date, business.prefix) + 1,
    appointment: appointment === null ? null : checkedIn(draft, appointment),
  });
  if (appointment !== null) checkIn(draft, appointment, ticket.id);
  return ok(given(draft.state, ticket, false));
}

/** A key that was answered with a ticket that was there already. */
function repeat(draft: Draft, request: IssueRequest, answered: Answered, found: Found): Result<TicketGiven> {
  if (![issueAsked(request.business), issueOfBefore].includes(answered.asked)) return fail('key-reused');
  const id = ticketAnswered(answered);
  const ticket = id === null ? null : found.ticket(id);
  if (ticket === null) return fail('ticket-unknown');
  return ticket.person === request.person ? ok(given(draft.state, ticket, true)) : fail('key-reused');
}

/** Whether a number was given for this: what it waits for may be another business by now. */
function isFor({ person, visit, visits }: TicketRecord, request: IssueRequest): boolean {
  return person === request.person && (visits[0] ?? visit).business === request.business;
}

/** An appointment of somebody who has a number already. */
function putOn(draft: Draft, ticket: TicketRecord, appointment: AppointmentRecord): TicketRecord {
  const checked = draft.put({ ...ticket, appointment: checkedIn(draft, appointment) });
  draft.emit({ kind: 'ticket-checked-in', ...draft.part(checked) });
  checkIn(draft, appointment, ticket.id);
  return checked;
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

/** The ticket that a person has for a business on a day, as changed so far. */
export function liveOf(draft: Draft, person: string, business: string, date: string): TicketRecord | null {
  const changed = [...draft.changes.tickets.values()].filter((ticket) => ticket.person === person);
  const all = [...draft.state.ticketsOf(person).map(({ id }) => draft.ticket(id)), ...changed];
  const found = all.find(
    (ticket) =>
      ticket !== null &&
      isLive(ticket) &&
      liveDay(ticket) === date &&
      (ticket.business === business || ticket.further.includes(business)),
  );
  return found ?? null;
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

/** Never given again; a finished one stays what it is. The appointment that it checked in is the person's again. */
export function voidTicket(
  draft: Draft,
  ticket: TicketRecord | null,
  reason: string,
  appointment: AppointmentRecord | null,
): Result<Ticket> {
  if (ticket === null) return fail('ticket-unknown');
  if (!isLive(ticket) && ticket.state !== 'left-over') return ok(draft.view(ticket));
  if (appointment?.ticket === ticket.id) checkIn(draft, appointment, null);
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
