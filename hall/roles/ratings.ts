/** Grades, what follows bad ones, and figures. */
import type { HallRatings, Rating } from '#contracts/hall/ratings.ts';
import type { HallStatistics } from '#contracts/hall/statistics.ts';
import { ok } from '#contracts/result.ts';

import type { Draft } from '../draft.ts';
import type { Engine } from '../engine.ts';
import { closeFollowUp, followUpOf, rate } from '../rules/ratings.ts';
import type { Statements } from '../store/statements.ts';
import type { TicketRecord } from '../ticket-record.ts';
import { readToken } from '../ticket-token.ts';
import { statisticsOf } from '../views/statistics.ts';

const followUpsAtOnce = 500;

export function hallRatings(engine: Engine): HallRatings & HallStatistics {
  return {
    rate: ({ of, grade }) =>
      engine.alone(async (draft, ask) => rate(draft, await rated(draft, ask, of), grade)),

    followUps: async (state) => {
      const found = await engine.query((ask) => ask.followUps(state === 'closed', followUpsAtOnce));
      return found.ok
        ? engine.look((_state, now) => ok(found.value.map((one) => followUpOf(one, now))))
        : found;
    },

    closeFollowUp: (close) =>
      engine.alone(async (draft, ask) => closeFollowUp(draft, await ask.followUp(close.ticket), close)),

    statistics: async ({ from, to, by }) => {
      const timeZone = await engine.look((state) => ok(state.configuration.configuration.timeZone));
      if (!timeZone.ok) return timeZone;
      const tickets = await engine.query((ask) => ask.ticketsBetween(from, to));
      return tickets.ok ? ok(statisticsOf(tickets.value, by, timeZone.value)) : tickets;
    },
  };
}

async function rated(draft: Draft, ask: Statements, of: Rating['of']): Promise<TicketRecord | null> {
  if (of.kind === 'ticket') return (await ask.tickets([of.ticket]))[0] ?? null;
  const numbered = readToken(draft.state.secret, of.token);
  return numbered === null ? null : ask.ticketNumbered(numbered.day, numbered.series, numbered.sequence);
}
