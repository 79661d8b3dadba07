/** Grades, and what follows bad ones. */
import type { HallRatings, Rating } from '#contracts/hall/ratings.ts';
import { ok } from '#contracts/result.ts';

import type { Draft } from '../draft.ts';
import type { Engine } from '../engine.ts';
import { closeFollowUp, followUpOf, rate } from '../rules/ratings.ts';
import type { Statements } from '../store/statements.ts';
import type { TicketRecord } from '../ticket-record.ts';
import { readToken } from '../ticket-token.ts';

const followUpsAtOnce = 500;

export function hallRatings(engine: Engine): HallRatings {
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
  };
}

async function rated(draft: Draft, ask: Statements, of: Rating['of']): Promise<TicketRecord | null> {
  if (of.kind === 'ticket') return (await ask.tickets([of.ticket]))[0] ?? null;
  const numbered = readToken(draft.state.secret, of.token);
  return numbered === null ? null : ask.ticketNumbered(numbered.day, numbered.series, numbered.sequence);
}
