/** 取号: a number for a business, shown at once, printed, and proved by the printer. */
import type { Option, Screen } from '#contracts/face-view.ts';
import type { FailureCode } from '#contracts/failures.ts';
import type { TicketGiven } from '#contracts/hall-api.ts';
import { notPrinted, type PrintState } from '../print-slip.ts';
import { defineScene, plain, type SceneEvent, type SceneInfo, type SceneStep } from '../scene.ts';
import {
  giveNumber,
  numberKind,
  printKind,
  printTicket,
  settleTicketIntent,
  type TicketOutcome,
  type TicketPrint,
} from './act.ts';
import { offerBusinesses } from './offers.ts';
import { mayTake } from './rule.ts';
import { texts } from './texts.ts';
import { placeOf } from './waits.ts';

export type TicketState =
  | { readonly phase: 'giving'; readonly business: string }
  /** The number is durable and on the screen; the printer is at work. */
  | { readonly phase: 'printing'; readonly given: TicketGiven; readonly qr: string }
  | {
      readonly phase: 'shown';
      readonly given: TicketGiven;
      readonly qr: string;
      readonly print: PrintState;
    };

export type TicketEffect =
  { readonly do: 'give'; readonly business: string } | ({ readonly do: 'print' } & TicketPrint);

type Step = SceneStep<TicketState, TicketEffect>;

export const ticketScene = defineScene<TicketState, TicketEffect, TicketOutcome>({
  id: 'ticket',
  automatic: false,
  offers: offerBusinesses,
  start: (business, info) => {
    const refusal = mayTake(info);
    if (refusal !== null) return { to: 'failed', failure: refusal, effects: [] };
    return { to: 'stay', state: { phase: 'giving', business }, effects: [{ do: 'give', business }] };
  },
  step: stepTicket,
  screen,
  // Whoever has read the number may go: the print is proved and journaled without them.
  attention: (state) => (state.phase === 'giving' ? 'busy' : 'result'),
  // 结束 stands on both, and is touched just as the ticket comes out.
  sameQuestion: (before, after) => before.phase === 'printing' && after.phase === 'shown',
  act: (effect, info, ports) =>
    effect.do === 'give' ? giveNumber(effect.business, info, ports) : printTicket(effect, info, ports),
  intents: [numberKind, printKind],
  settle: settleTicketIntent,
});

function stepTicket(state: TicketState, event: SceneEvent<TicketOutcome>, info: SceneInfo): Step {
  if (event.type === 'outcome') return onOutcome(state, event.outcome, info);
  if (state.phase === 'shown' && event.type === 'choose') {
    if (event.option === 'reprint' && info.face.printer !== undefined) return print(state, true);
    if (event.option === 'menu') return { to: 'menu' };
  }
  if (state.phase === 'shown' && event.type === 'back') return { to: 'menu' };
  return { to: 'stay', state, effects: [] };
}

function onOutcome(state: TicketState, outcome: TicketOutcome, { face }: SceneInfo): Step {
  switch (outcome.type) {
    case 'refused':
      return { to: 'failed', failure: outcome.failure, effects: [] };
    case 'given':
      // A ticket that the person holds already is shown, and printed again only when asked for.
      return outcome.given.existing || face.printer === undefined
        ? shown(outcome, notPrinted)
        : print(outcome, false);
    case 'printed':
      return state.phase === 'printing' ? shown(state, outcome.print) : { to: 'stay', state, effects: [] };
  }
}

type Held = Omit<TicketPrint, 'copy'>;

function print({ given, qr }: Held, copy: boolean): Step {
  return { to: 'stay', state: { phase: 'printing', given, qr }, effects: [{ do: 'print', given, qr, copy }] };
}

function shown({ given, qr }: Held, proof: PrintState): Step {
  return { to: 'stay', state: { phase: 'shown', given, qr, print: proof }, effects: [] };
}

function screen(state: TicketState, info: SceneInfo): Screen {
  if (state.phase === 'giving') return { kind: 'working', act: 'number', title: texts.giving };
  const { ticket, existing } = state.given;
  const place = placeOf(state.given);
  const business = info.config.hall.businesses.find((one) => one.id === ticket.business);
  return {
    kind: 'result',
    title: existing ? texts.yoursAlready : texts.yours,
    big: ticket.number,
    rows: [
      { label: texts.business, value: business?.name ?? plain(ticket.business) },
      ...(place === null ? [] : [{ label: texts.queue, value: place }]),
    ],
    notes: [
      ...(ticket.priority === null ? [] : [texts.priority[ticket.priority]]),
      ...(ticket.offline ? [texts.withoutServer] : []),
      ...(state.phase === 'printing'
        ? [texts.printing]
        : state.print.proof === 'printed'
          ? [texts.takeIt]
          : []),
    ],
    trouble: state.phase === 'shown' ? trouble(state.print.failure) : null,
    qr: state.qr,
    options: state.phase === 'shown' ? afterwards(info) : [],
  };
}

/** Whatever kept the ticket from being printed, one thing counts for whoever stands there: the number is valid. */
function trouble(code: FailureCode | null): { card: 'print-failed'; code: FailureCode } | null {
  return code === null ? null : { card: 'print-failed', code };
}

function afterwards({ face, person }: SceneInfo): readonly Option[] {
  const option = (id: 'reprint' | 'menu'): Option => ({
    id,
    label: texts.options[id],
    detail: null,
    enabled: true,
  });
  return [
    ...(face.printer === undefined ? [] : [option('reprint')]),
    ...(person === null ? [] : [option('menu')]),
  ];
}
