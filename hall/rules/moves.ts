/** How a ticket moves between queue, window and aside: each from one place to exactly one other. */
import type { QueueEnd, TransferTarget } from '#contracts/hall/desk.ts';

import type { Draft } from '../draft.ts';
import type { SessionRecord } from '../records.ts';
import { liveDay, newVisit, type TicketRecord, type Visit } from '../ticket-record.ts';
import { takeUpFrom } from './day.ts';

/** To a session's window, once more where it is there already. */
export function call(
  draft: Draft,
  ticket: TicketRecord,
  { id, window, operator }: SessionRecord,
): TicketRecord {
  const { visit } = ticket;
  const times = visit.calls + 1;
  const state = 'called';
  const part = { ...draft.part({ ...ticket, state }), ...draft.windowPart(window) };
  const day = ticket.day === draft.state.date ? {} : { day: ticket.day };
  const callSeq = draft.emit({ kind: 'ticket-called', ...part, times, ...day });
  return draft.put({
    ...ticket,
    state,
    session: id,
    keptFor: null,
    reason: null,
    changedAt: draft.now,
    visit: {
      ...visit,
      firstCalledAt: visit.firstCalledAt ?? draft.now,
      calledAt: draft.now,
      begunAt: null,
      endedAt: null,
      outcome: null,
      calls: times,
      callSeq,
      window,
      operator,
    },
  });
}

export function begin(draft: Draft, ticket: TicketRecord, { window }: SessionRecord): TicketRecord {
  const begun = draft.put({
    ...ticket,
    state: 'serving',
    changedAt: draft.now,
    visit: { ...ticket.visit, begunAt: draft.now },
  });
  draft.emit({ kind: 'ticket-begun', ...draft.part(begun), ...draft.windowPart(window) });
  return begun;
}

export function passOver(draft: Draft, ticket: TicketRecord, { window }: SessionRecord): TicketRecord {
  const passed = draft.put({ ...ticket, state: 'passed-over', session: null, changedAt: draft.now });
  draft.emit({ kind: 'ticket-passed-over', ...draft.part(passed), ...draft.windowPart(window) });
  return passed;
}

export function park(draft: Draft, ticket: TicketRecord, window: string, reason: string): TicketRecord {
  const parked = draft.put({ ...ticket, state: 'parked', session: null, reason, changedAt: draft.now });
  draft.emit({ kind: 'ticket-parked', ...draft.part(parked), ...draft.windowPart(window), reason });
  return parked;
}

/**
 * A left-over ticket as it is when it is called or waits again, which comes next. On another day its wait begins anew: nobody waited
 * over night, and an appointment counts on its own day only.
 */
export function takeUp(draft: Draft, ticket: TicketRecord): TicketRecord {
  const { date } = draft.state;
  takeUpFrom(draft, ticket.day);
  if (liveDay(ticket) === date) return ticket;
  return {
    ...ticket,
    takenUpOn: date,
    appointment: null,
    visit: newVisit(ticket.business, draft.now),
    visits: [...ticket.visits, ticket.visit],
  };
}

/** From aside into its queue. */
export function resume(draft: Draft, ticket: TicketRecord, at: QueueEnd): TicketRecord {
  const resumed = draft.put({
    ...ticket,
    state: 'waiting',
    ...draft.enter(ticket),
    front: at === 'front',
    reason: null,
    changedAt: draft.now,
    visit: { ...ticket.visit, endedAt: null, outcome: null },
  });
  draft.emit({ kind: 'ticket-resumed', ...draft.part(resumed) });
  return resumed;
}

export function transfer(
  draft: Draft,
  ticket: TicketRecord,
  { window }: SessionRecord,
  to: TransferTarget,
  at: QueueEnd,
): TicketRecord {
  const business = to.kind === 'business' ? to.business : ticket.business;
  const moved = draft.put({
    ...ticket,
    business,
    further: ticket.further.filter((one) => one !== business),
    state: 'waiting',
    session: null,
    keptFor: to.kind === 'business' ? null : to,
    ...draft.enter(ticket),
    front: at === 'front',
    changedAt: draft.now,
    visit: newVisit(business, draft.now),
    visits: [...ticket.visits, ended(ticket.visit, draft.now, 'transferred')],
  });
  draft.emit({
    kind: 'ticket-transferred',
    ...draft.part(moved),
    ...draft.windowPart(window),
    from: ticket.business,
    at,
  });
  return moved;
}

/** With a further business on the ticket it waits for that, by the entry that it has. */
export function finish(draft: Draft, ticket: TicketRecord, { window }: SessionRecord): TicketRecord {
  const { now } = draft;
  const done = ended(ticket.visit, now, 'finished');
  const [next, ...further] = ticket.further;
  const finished = draft.put({
    ...ticket,
    session: null,
    front: false,
    changedAt: now,
    ...(next === undefined
      ? { state: 'finished', visit: done }
      : {
          state: 'waiting',
          business: next,
          further,
          visit: newVisit(next, now),
          visits: [...ticket.visits, done],
        }),
  });
  const began = done.begunAt ?? done.calledAt ?? now;
  draft.emit({
    kind: 'ticket-finished',
    ...draft.part(finished),
    ...draft.windowPart(window),
    done: done.business,
    waitMs: Math.max(0, (done.firstCalledAt ?? now) - done.since),
    serviceMs: Math.max(0, now - began),
  });
  return finished;
}

/**
 * What becomes of the ticket of a window that is not there any more: whoever was called waits again, where they stood; whoever
 * was being served is set aside, since they are in the hall and no queue is theirs.
 */
export function giveBack(
  draft: Draft,
  ticket: TicketRecord,
  { window }: SessionRecord,
  cause: 'window-lost' | 'signed-out',
): TicketRecord {
  if (ticket.state === 'serving') return park(draft, ticket, window, cause);
  const waiting = draft.put({ ...ticket, state: 'waiting', session: null, changedAt: draft.now });
  draft.emit({ kind: 'ticket-returned', ...draft.part(waiting), cause });
  return waiting;
}

/** Whoever waits for a window or person that is gone waits for every window again. */
export function releaseKept(draft: Draft): void {
  const there = draft.sessions;
  const kept = [...draft.state.kept].map(({ ticket }) => draft.ticket(ticket.id) ?? ticket);
  for (const ticket of kept) {
    const { keptFor } = ticket;
    if (keptFor === null || ticket.state !== 'waiting') continue;
    const isThere = there.some(({ window, operator }) =>
      keptFor.kind === 'window' ? window === keptFor.window : operator === keptFor.operator,
    );
    if (isThere) continue;
    const free = draft.put({ ...ticket, keptFor: null });
    draft.emit({ kind: 'ticket-returned', ...draft.part(free), cause: 'target-gone' });
  }
}

function ended(visit: Visit, endedAt: number, outcome: NonNullable<Visit['outcome']>): Visit {
  return { ...visit, endedAt, outcome };
}
