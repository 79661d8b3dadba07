/** What pages show. */
import type { HallViews } from '#contracts/hall/views.ts';
import { fail, ok } from '#contracts/result.ts';

import type { Engine } from '../engine.ts';
import { helpCall } from '../rules/help.ts';
import type { TicketRecord } from '../ticket-record.ts';
import { readToken, type Numbered } from '../ticket-token.ts';
import { boardView, placeView } from '../views/board.ts';
import { queueView } from '../views/businesses.ts';
import { windowViews } from '../views/windows.ts';

export function hallViews(engine: Engine): HallViews {
  return {
    queue: () => engine.look((state, now) => ok(queueView(state, now))),

    windows: () =>
      engine.look((state, now) =>
        ok({
          seq: state.seq,
          windows: windowViews(state, now),
          help: [...state.help.values()].map(helpCall),
        }),
      ),

    board: () => engine.look((state, now) => ok(boardView(state, now))),

    place: async (token) => {
      const named = await engine.look((state) => {
        const numbered = readToken(state.secret, token);
        if (numbered === null) return fail('ticket-unknown');
        const ticket = [...state.live.values()].find((one) => isNumbered(one, numbered)) ?? null;
        return ok({ numbered, view: ticket === null ? null : placeView(state, ticket) });
      });
      if (!named.ok) return named;
      const { numbered, view } = named.value;
      if (view !== null) return ok(view);
      const old = await engine.query((ask) =>
        ask.ticketNumbered(numbered.day, numbered.series, numbered.sequence),
      );
      if (!old.ok) return old;
      const ticket = old.value;
      return ticket === null ? fail('ticket-unknown') : engine.look((state) => ok(placeView(state, ticket)));
    },
  };
}

function isNumbered(ticket: TicketRecord, { day, series, sequence }: Numbered): boolean {
  return ticket.sequence === sequence && ticket.series === series && ticket.day === day;
}
