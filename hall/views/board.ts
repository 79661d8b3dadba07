/** The board of the hall and the page of one ticket: numbers and windows, never a person. */
import type { BoardCall, BoardView, PlaceView } from '#contracts/hall/views.ts';

import type { HallState } from '../hall-state.ts';
import { dayView } from '../rules/day.ts';
import { given } from '../rules/numbers.ts';
import { numberOf, type TicketRecord } from '../ticket-record.ts';
import { businessStatus } from './businesses.ts';

export function boardView(state: HallState, now: number): BoardView {
  const { name, timeZone, businesses, notices } = state.configuration.configuration;
  return {
    seq: state.seq,
    name,
    timeZone,
    day: dayView(state, now),
    called: [...state.live.values()]
      .flatMap((ticket) => callOf(state, ticket) ?? [])
      .toSorted((a, b) => b.id - a.id),
    last: state.calls.toReversed(),
    waits: businesses.map((business) => {
      const { open, waiting, windows, expectedWaitMs } = businessStatus(state, business, now);
      return { business: business.id, name: business.name, open, waiting, windows, expectedWaitMs };
    }),
    notices: notices.filter(
      ({ from, until }) =>
        (from === undefined || from <= state.date) && (until === undefined || state.date <= until),
    ),
  };
}

function callOf(state: HallState, ticket: TicketRecord): BoardCall | null {
  const { calledAt, callSeq, window, calls, business } = ticket.visit;
  if (ticket.state !== 'called' || callSeq === null || calledAt === null) return null;
  return {
    id: callSeq,
    number: numberOf(ticket),
    window: signOf(state, window) ?? 0,
    business,
    times: calls,
    at: calledAt,
    day: ticket.day === state.date ? null : ticket.day,
  };
}

export function placeView(state: HallState, ticket: TicketRecord): PlaceView {
  const { ahead, expectedWaitMs } = given(state, ticket, true);
  const named = (id: string): PlaceView['business'] => ({
    id,
    name: state.configuration.configuration.businesses.find((one) => one.id === id)?.name ?? {
      zh: id,
      en: id,
    },
  });
  const atWindow = ticket.state === 'called' || ticket.state === 'serving';
  return {
    seq: state.seq,
    ticket: ticket.id,
    number: numberOf(ticket),
    business: named(ticket.business),
    further: ticket.further.map(named),
    state: ticket.state,
    ahead,
    expectedWaitMs,
    window: atWindow ? signOf(state, ticket.visit.window) : null,
    grade: ticket.grade,
    canRate: ticket.state === 'finished' && ticket.grade === null,
    timeZone: state.configuration.configuration.timeZone,
  };
}

function signOf(state: HallState, window: string | null): number | null {
  return state.configuration.configuration.windows.find(({ id }) => id === window)?.number ?? null;
}
