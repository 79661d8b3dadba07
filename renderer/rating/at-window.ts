/** What a window's screen shows, out of the events that concern the window. */
import type { EventBody } from '#contracts/hall/events.ts';

export interface Shown {
  readonly number: string | null;
  readonly finished: { readonly ticket: string; readonly number: string } | null;
  /** Whose face was touched here: the news of their grade is this screen's own, and it thanks them first. */
  readonly answering: string | null;
}

export const nothingShown: Shown = { number: null, finished: null, answering: null };

/**
 * The question stays until it is answered, its time is over, or the next one has come to the window: a call alone does not take
 * it away from who is just about to answer.
 */
export function heardAtWindow(shown: Shown, window: string, body: EventBody): Shown {
  if (body.kind === 'rated') {
    const elsewhere = shown.finished?.ticket === body.ticket && shown.answering !== body.ticket;
    return elsewhere ? { ...shown, finished: null } : shown;
  }
  if (!('window' in body) || body.window !== window) return shown;
  switch (body.kind) {
    case 'ticket-called':
      return { ...shown, number: body.number };
    case 'ticket-begun':
      return { ...nothingShown, number: body.number };
    case 'ticket-finished':
      // Where another business follows, the grade is given at its end.
      return body.state === 'finished'
        ? { ...nothingShown, finished: { ticket: body.ticket, number: body.number } }
        : { ...shown, number: null };
    case 'ticket-passed-over':
    case 'ticket-parked':
    case 'ticket-transferred':
      return { ...shown, number: null };
    case 'window-changed':
      return body.change === 'signed-out' || body.change === 'lost' ? { ...shown, number: null } : shown;
    default:
      return shown;
  }
}
