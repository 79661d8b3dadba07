/** What each window has, and whom it would call. */
import type { WindowView } from '#contracts/hall/views.ts';

import { Draft } from '../draft.ts';
import type { HallState } from '../hall-state.ts';
import { orderTerms } from '../order-terms.ts';
import type { SessionRecord } from '../records.ts';
import { mayCall } from '../rules/desk.ts';
import { ticketOf } from '../ticket-record.ts';

export function windowViews(state: HallState, now: number): WindowView[] {
  return state.configuration.configuration.windows.map(({ id }) => windowView(state, id, now));
}

/** Of a window, also of one that was taken out of the configuration while somebody sits there. */
export function windowView(state: HallState, id: string, now: number): WindowView {
  const { windows, staff } = state.configuration.configuration;
  const sign = windows.find((one) => one.id === id);
  const session = [...state.sessions.values()].find(({ window }) => window === id) ?? null;
  return {
    window: id,
    number: sign?.number ?? 0,
    state: session === null ? 'empty' : session.open ? 'open' : 'closed',
    session:
      session === null
        ? null
        : {
            id: session.id,
            operator: session.operator,
            operatorName: staff.find((one) => one.id === session.operator)?.name ?? session.operator,
          },
    businesses: session?.businesses ?? sign?.businesses ?? [],
    ...(session === null ? { ticket: null, next: null, waiting: 0 } : work(state, session, now)),
  };
}

function work(
  state: HallState,
  session: SessionRecord,
  now: number,
): Pick<WindowView, 'ticket' | 'next' | 'waiting'> {
  const current = state.atWindow(session.id);
  const first = new Draft(state, now).first(session.businesses, (ticket) => mayCall(session, ticket));
  let waiting = 0;
  for (const business of session.businesses) waiting += state.queue(business).size;
  for (const { ticket } of state.kept) if (mayCall(session, ticket)) waiting += 1;
  return {
    ticket:
      current === null
        ? null
        : {
            ticket: ticketOf(current, state.secret),
            sinceMs: Math.max(0, now - (current.visit.begunAt ?? current.visit.calledAt ?? now)),
            calls: current.visit.calls,
          },
    next:
      first === null
        ? null
        : {
            ticket: ticketOf(first.ticket, state.secret),
            why: orderTerms(first.ticket, state.configuration.configuration.leads),
            waitedMs: Math.max(0, now - first.ticket.visit.since),
          },
    waiting,
  };
}
