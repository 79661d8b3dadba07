/** What a window's screen shows, out of the events that concern the window and the touches on its glass. */
import type { EventBody } from '#contracts/hall/events.ts';

interface Finished {
  readonly ticket: string;
  readonly number: string;
}

export interface Question extends Finished {
  /** It came in the place of another one: a finger may still be on its way to that. */
  readonly replaces: boolean;
  /** The next one stands at the window: whoever it is for has little time left. */
  readonly isLate: boolean;
}

export interface Shown {
  /** At the window now, or called to it. */
  readonly number: string | null;
  /** Who is asked for a grade, or thanked for it. */
  readonly asked: Question | null;
  /** A face was touched, and its grade is on its way or they are thanked: nothing takes that away. */
  readonly isAnswering: boolean;
  /** Finished meanwhile: asked when that is over. */
  readonly next: Finished | null;
}

export const nothingShown: Shown = { number: null, asked: null, isAnswering: false, next: null };

/**
 * A question belongs to one ticket. It stays until it is answered or its time is over, whoever is called. When the next ticket
 * is finished here the question is theirs: whoever it was for has let a whole service pass. Only an answer that is under way is
 * seen to its end first.
 */
export function heardAtWindow(shown: Shown, window: string, body: EventBody): Shown {
  if (body.kind === 'rated') return ratedElsewhere(shown, body.ticket);
  if (!('window' in body) || body.window !== window) return shown;
  switch (body.kind) {
    case 'ticket-called':
      return { ...shown, number: body.number };
    case 'ticket-begun':
      return {
        ...shown,
        number: body.number,
        asked: shown.asked === null ? null : { ...shown.asked, isLate: true },
      };
    case 'ticket-finished': {
      const { ticket, number, state } = body;
      // Where another business follows, the grade is given at its end.
      return state === 'finished' ? finished({ ...shown, number: null }, { ticket, number }) : gone(shown);
    }
    case 'ticket-passed-over':
    case 'ticket-transferred':
      return gone(shown);
    default:
      return shown;
  }
}

/** A face was touched. */
export function touched(shown: Shown): Shown {
  return shown.asked === null ? shown : { ...shown, isAnswering: true };
}

/** The grade did not arrive: it can be touched again, for a while. */
export function notSent(shown: Shown): Shown {
  const { asked, next } = shown;
  const isWaitedFor = next !== null;
  return {
    ...shown,
    asked: asked === null ? null : { ...asked, isLate: asked.isLate || isWaitedFor },
    isAnswering: false,
  };
}

/** A question was answered and thanked for, or its time is over. */
export function over(shown: Shown, ticket: string): Shown {
  return shown.asked?.ticket === ticket ? askNext(shown) : shown;
}

function finished(shown: Shown, by: Finished): Shown {
  if (shown.asked === null) return ask(shown, by, false);
  return shown.isAnswering ? { ...shown, next: by } : ask(shown, by, true);
}

function ratedElsewhere(shown: Shown, ticket: string): Shown {
  if (shown.next?.ticket === ticket) return { ...shown, next: null };
  // The news of a grade that was touched here is this screen's own, and it thanks them first.
  return shown.asked?.ticket === ticket && !shown.isAnswering ? askNext(shown) : shown;
}

function askNext(shown: Shown): Shown {
  const { next } = shown;
  return next === null ? { ...shown, asked: null, isAnswering: false } : ask(shown, next, true);
}

function ask(shown: Shown, { ticket, number }: Finished, replaces: boolean): Shown {
  return { ...shown, asked: { ticket, number, replaces, isLate: false }, isAnswering: false, next: null };
}

function gone(shown: Shown): Shown {
  return { ...shown, number: null };
}
