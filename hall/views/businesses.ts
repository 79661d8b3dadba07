/** The queues by business. */
import type { Business, BusinessStatus } from '#contracts/hall-api.ts';
import type {
  BusinessQueue,
  LeftOverTicket,
  QueuedTicket,
  QueueView,
  SetAsideTicket,
} from '#contracts/hall/views.ts';

import { isWithinHours } from '../business-day.ts';
import { expectedWait } from '../expected-wait.ts';
import type { HallState } from '../hall-state.ts';
import { orderTerms } from '../order-terms.ts';
import { compareQueued } from '../queue-order.ts';
import type { Queued } from '../queue-index.ts';
import { closing, dayView } from '../rules/day.ts';
import { liveDay, ticketOf, type TicketRecord } from '../ticket-record.ts';

/** Of each business: every window page reads all of them whenever something happens. */
const leftOverShown = 50;

/** Numbers, waiting people and windows of a business. */
export function businessStatus(state: HallState, business: Business, now: number): BusinessStatus {
  const { id, hours } = business;
  const { timeZone } = state.configuration.configuration;
  const open =
    dayView(state, now).state === 'open' &&
    state.configuration.configuration.businesses.some((one) => one.id === id) &&
    (hours === undefined || isWithinHours(now, hours, timeZone));
  const waiting = waitingFor(state, id);
  const { windows, idle } = windowsFor(state, id);
  const services = state.services(id);
  return {
    business,
    open,
    waiting,
    windows,
    expectedWaitMs: expectedWait({ ahead: waiting, windows, idle, services }),
  };
}

export function waitingFor(state: HallState, business: string): number {
  let kept = 0;
  for (const { ticket } of state.kept) if (ticket.business === business) kept += 1;
  return state.queue(business).size + kept;
}

export function windowsFor(state: HallState, business: string): { windows: number; idle: number } {
  const serving = [...state.sessions.values()].filter(
    ({ open, businesses }) => open && businesses.includes(business),
  );
  return { windows: serving.length, idle: serving.filter(({ id }) => state.atWindow(id) === null).length };
}

export function queueView(state: HallState, now: number): QueueView {
  const { businesses } = state.configuration.configuration;
  const known = new Set(businesses.map(({ id }) => id));
  const removed = new Set<string>();
  for (const ticket of state.live.values())
    if (liveDay(ticket) >= state.date && !known.has(ticket.business)) removed.add(ticket.business);
  return {
    seq: state.seq,
    day: dayView(state, now),
    closed: closing(state, now),
    businesses: [...businesses, ...[...removed].map(removedBusiness)].map((business) =>
      businessQueue(state, business, now),
    ),
  };
}

function businessQueue(state: HallState, business: Business, now: number): BusinessQueue {
  const { open, windows, expectedWaitMs } = businessStatus(state, business, now);
  const kept = [...state.kept].filter(({ ticket }) => ticket.business === business.id);
  const inOrder: Queued[] = [...state.queue(business.id), ...kept].toSorted(compareQueued);
  const leftOver = [...state.leftOver.values()].filter((ticket) => ticket.business === business.id);
  return {
    business,
    open,
    waiting: inOrder.map(({ ticket }) => queuedTicket(state, ticket, now)),
    aside: [...state.live.values()]
      .filter((ticket) => ticket.business === business.id && liveDay(ticket) >= state.date)
      .toSorted(longestFirst)
      .flatMap((ticket) => setAside(state, ticket, now) ?? []),
    leftOver: leftOver
      .toSorted(lastFirst)
      .slice(0, leftOverShown)
      .map((ticket) => leftOverTicket(state, ticket)),
    leftOverCount: leftOver.length,
    windows,
    expectedWaitMs,
  };
}

function queuedTicket(state: HallState, ticket: TicketRecord, now: number): QueuedTicket {
  const { appointment, visit } = ticket;
  return {
    ticket: ticketOf(ticket, state.secret),
    waitedMs: Math.max(0, now - visit.since),
    why: orderTerms(ticket, state.configuration.configuration.leads),
    appointment: appointment === null ? null : { from: appointment.from, to: appointment.to },
    calls: visit.calls,
  };
}

function setAside(state: HallState, ticket: TicketRecord, now: number): SetAsideTicket | null {
  if (ticket.state !== 'parked' && ticket.state !== 'passed-over') return null;
  return {
    ticket: ticketOf(ticket, state.secret),
    state: ticket.state,
    reason: ticket.reason,
    sinceMs: Math.max(0, now - ticket.changedAt),
  };
}

/** Every server lists them alike, whatever its clock says. */
function longestFirst(a: TicketRecord, b: TicketRecord): number {
  return a.changedAt - b.changedAt || (a.id < b.id ? -1 : 1);
}

/** Of the later day first; within a day whoever came last, who may still be there. */
function lastFirst(a: TicketRecord, b: TicketRecord): number {
  if (a.day !== b.day) return a.day < b.day ? 1 : -1;
  // Those of before the hall was back share an entry, and came one after another all the same.
  return (
    b.entry - a.entry ||
    b.enteredAt - a.enteredAt ||
    b.sequence - a.sequence ||
    (a.series < b.series ? 1 : -1)
  );
}

function leftOverTicket(state: HallState, ticket: TicketRecord): LeftOverTicket {
  return { ticket: ticketOf(ticket, state.secret), calls: ticket.visit.calls, reason: ticket.reason };
}

/** Taken out of the configuration while people wait: its id is all that is left of its name. */
function removedBusiness(id: string): Business {
  return { id, name: { zh: id, en: id }, prefix: '', anonymous: false };
}
