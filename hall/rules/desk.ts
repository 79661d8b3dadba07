/** The commands of a window. */
import { z } from 'zod';

import type { DeskCommand, TransferTarget } from '#contracts/hall/desk.ts';
import type { OrderTerms } from '#contracts/hall/views.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import type { Draft } from '../draft.ts';
import type { Found } from '../found.ts';
import { orderTerms } from '../order-terms.ts';
import type { SessionRecord } from '../records.ts';
import type { TicketRecord } from '../ticket-record.ts';
import { begin, call, finish, park, passOver, releaseKept, resume, takeUp, transfer } from './moves.ts';
import { leave, setOpen } from './sessions.ts';

/** What a command did: kept for its key, and made into an answer when it has been done. */
export interface Done {
  readonly repeated: boolean;
  readonly window: string;
  readonly ticket: string | null;
  readonly why: OrderTerms | null;
}

const keptSchema = z.object({
  window: z.string(),
  ticket: z.string().nullable(),
  why: z.custom<OrderTerms>().nullable(),
});

/** The ticket that a repeated command's answer names has to be looked up as well. */
export function ticketOfAnswer(body: string): string | null {
  const parsed = z.object({ ticket: z.string().nullable() }).safeParse(JSON.parse(body));
  return parsed.success ? parsed.data.ticket : null;
}

export function perform(draft: Draft, command: DeskCommand, found: Found): Result<Done> {
  const asked = JSON.stringify(command);
  const answered = found.answer(command.key);
  if (answered !== null)
    return answered.asked === asked
      ? ok({ ...keptSchema.parse(JSON.parse(answered.body)), repeated: true })
      : fail('key-reused');
  const session = draft.session(command.session);
  if (session === null) return fail('session-ended');
  const done = carryOut(draft, command, session, found);
  if (!done.ok) return done;
  const kept = { window: session.window, ...done.value };
  draft.answer(command.key, asked, kept);
  return ok({ ...kept, repeated: false });
}

type Outcome = Result<{ readonly ticket: string | null; readonly why: OrderTerms | null }>;

function carryOut(draft: Draft, command: DeskCommand, session: SessionRecord, found: Found): Outcome {
  switch (command.do) {
    case 'call-next':
      return callNext(draft, session, command.current);
    case 'call-ticket':
      return callTicket(draft, session, found.ticket(command.ticket));
    case 'resume':
      return resumeTicket(draft, found.ticket(command.ticket), command.at);
    case 'open':
    case 'close':
      return openOrClose(draft, session, command);
    case 'sign-out':
      leave(draft, session, 'signed-out');
      releaseKept(draft);
      return ok({ ticket: null, why: null });
    default:
      return atWindow(draft, session, command);
  }
}

type AtWindow = Exclude<
  DeskCommand,
  { do: 'call-next' | 'call-ticket' | 'resume' | 'open' | 'close' | 'sign-out' }
>;

/** What is done with the ticket that is there. */
function atWindow(draft: Draft, session: SessionRecord, command: AtWindow): Outcome {
  const current = draft.atWindow(session.id);
  if (current === null) return fail('window-empty');
  switch (command.do) {
    case 'call-again':
      // Somebody who is being served is not called.
      return current.state === 'called' ? did(call(draft, current, session)) : fail('ticket-elsewhere');
    case 'begin':
      return did(current.state === 'serving' ? current : begin(draft, current, session));
    case 'pass-over':
      return current.state === 'called' ? did(passOver(draft, current, session)) : fail('ticket-elsewhere');
    case 'park':
      return did(park(draft, current, session.window, command.reason));
    case 'finish':
      return did(finish(draft, current, session));
    case 'add-business': {
      const { business } = command;
      if (!isOffered(draft, business)) return fail('business-unknown', business);
      if (current.business === business || current.further.includes(business)) return did(current);
      const more = draft.put({ ...current, further: [...current.further, business] });
      draft.emit({ kind: 'business-added', ...draft.part(more), added: business });
      return did(more);
    }
    case 'transfer': {
      const refusal = refuseTarget(draft, command.to);
      return refusal ?? did(transfer(draft, current, session, command.to, command.at));
    }
  }
}

function callNext(draft: Draft, session: SessionRecord, end: 'finish' | 'pass-over' | null): Outcome {
  if (!session.open) return fail('window-closed');
  const current = draft.atWindow(session.id);
  if (current !== null) {
    if (end === null) return fail('window-busy');
    if (end === 'finish') finish(draft, current, session);
    else if (current.state === 'called') passOver(draft, current, session);
    // Somebody who is being served has come.
    else return fail('ticket-elsewhere');
  }
  const next = draft.first(session.businesses, (ticket) => mayCall(session, ticket));
  if (next === null) return ok({ ticket: null, why: null });
  const why = orderTerms(next.ticket, draft.configuration.leads);
  return ok({ ticket: call(draft, next.ticket, session).id, why });
}

/** Whom a window takes: what is kept for one is nobody else's, whatever else that one serves. */
export function mayCall(
  { window, operator, businesses }: SessionRecord,
  { keptFor, business }: TicketRecord,
): boolean {
  if (keptFor === null) return businesses.includes(business);
  return keptFor.kind === 'window' ? keptFor.window === window : keptFor.operator === operator;
}

function callTicket(draft: Draft, session: SessionRecord, ticket: TicketRecord | null): Outcome {
  if (!session.open) return fail('window-closed');
  if (draft.atWindow(session.id) !== null) return fail('window-busy');
  if (ticket === null) return fail('ticket-unknown');
  if (ticket.state !== 'waiting' && !isAside(draft, ticket)) return fail('ticket-elsewhere');
  if (ticket.keptFor !== null && !mayCall(session, ticket)) return fail('ticket-elsewhere');
  return did(call(draft, ticket.state === 'left-over' ? takeUp(draft, ticket) : ticket, session));
}

function resumeTicket(draft: Draft, ticket: TicketRecord | null, at: 'front' | 'back'): Outcome {
  if (ticket === null) return fail('ticket-unknown');
  if (!isAside(draft, ticket)) return fail('ticket-elsewhere');
  return did(resume(draft, ticket.state === 'left-over' ? takeUp(draft, ticket) : ticket, at));
}

/** Left-over tickets of today and of the former day: whoever comes later takes a new number. */
function isAside({ state: hall }: Draft, { state, day }: TicketRecord): boolean {
  if (state === 'left-over') return day === hall.date || day === hall.formerDay;
  return state === 'parked' || state === 'passed-over';
}

function openOrClose(
  draft: Draft,
  session: SessionRecord,
  command: Extract<DeskCommand, { do: 'open' | 'close' }>,
): Outcome {
  const businesses = command.do === 'open' ? command.businesses : session.businesses;
  const sign = draft.configuration.windows.find(({ id }) => id === session.window);
  const foreign = businesses.find((one) => !(sign?.businesses ?? session.businesses).includes(one));
  if (foreign !== undefined) return fail('business-unknown', foreign);
  setOpen(draft, session, command.do === 'open', businesses);
  return ok({ ticket: draft.atWindow(session.id)?.id ?? null, why: null });
}

function refuseTarget(draft: Draft, to: TransferTarget): ReturnType<typeof fail> | null {
  switch (to.kind) {
    case 'business':
      return isOffered(draft, to.business) ? null : fail('business-unknown', to.business);
    case 'window':
      if (!draft.configuration.windows.some(({ id }) => id === to.window))
        return fail('window-unknown', to.window);
      return draft.sessions.some(({ window }) => window === to.window)
        ? null
        : fail('window-closed', to.window);
    case 'operator':
      if (!draft.configuration.staff.some(({ id }) => id === to.operator))
        return fail('operator-unknown', to.operator);
      return draft.sessions.some(({ operator }) => operator === to.operator)
        ? null
        : fail('window-closed', to.operator);
  }
}

function isOffered(draft: Draft, business: string): boolean {
  return draft.configuration.businesses.some(({ id }) => id === business);
}

function did({ id }: TicketRecord): Outcome {
  return ok({ ticket: id, why: null });
}
