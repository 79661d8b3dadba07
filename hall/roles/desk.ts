/** What a window asks. */
import type { DeskAnswer, HallDesk } from '#contracts/hall/desk.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import type { Engine } from '../engine.ts';
import { perform, type Done } from '../rules/desk.ts';
import { signIn } from '../rules/sessions.ts';
import { ticketOf, type TicketRecord } from '../ticket-record.ts';
import { windowView } from '../views/windows.ts';

export function hallDesk(engine: Engine): HallDesk {
  /** The window as it is when all of the turn is done. */
  const answerOf = ({
    window,
    ticket,
    repeated,
    why,
  }: Omit<Done, 'ticket'> & { readonly ticket: TicketRecord | null }): Promise<Result<DeskAnswer>> =>
    engine.look((state, now) =>
      ok({
        repeated,
        why,
        window: windowView(state, window, now),
        ticket: ticket === null ? null : ticketOf(state.live.get(ticket.id) ?? ticket, state.secret),
      }),
    );
  return {
    signIn: (request) =>
      engine.alone(async (draft, ask) => signIn(draft, request, await ask.session(request.key))),

    heartbeat: async (session) => {
      const beat = await engine.note((ask) => ask.beat(session));
      if (!beat.ok) return beat;
      return beat.value ? engine.look((state) => ok({ seq: state.seq })) : fail('session-ended');
    },

    perform: async (command) => {
      const tickets = 'ticket' in command ? [command.ticket] : [];
      const done = await engine.begin({ answers: [command.key], tickets }, (draft, found) => {
        const result = perform(draft, command, found);
        if (!result.ok) return result;
        const { ticket } = result.value;
        return ok({
          ...result.value,
          ticket: ticket === null ? null : (draft.ticket(ticket) ?? found.ticket(ticket)),
        });
      });
      return done.ok ? answerOf(done.value) : done;
    },
  };
}
