/** What a window's screen shows, out of the events that concern the window. */
import type { EventBody } from '#contracts/hall/events.ts';

export interface Shown {
  readonly number: string | null;
  readonly finished: { readonly ticket: string; readonly number: string } | null;
}

export const nothingShown: Shown = { number: null, finished: null };

/**
 * The question stays until it is answered, its time is over, or the next one has come to the window: a call alone does not take
 * it away from who is just about to answer.
 */
export function heardAtWindow(shown: Shown, window: string, body: EventBody): Shown {
  if (body.kind === 'rated') {
    return shown.finished?.ticket === body.ticket ? { ...shown, finished: null } : shown;
  }
  if (!('window' in body) || body.window !== window) return shown;
  switch (body.kind) {
    case 'ticket-called':
      return { ...shown, number: body.number };
    case 'ticket-begun':
      return { number: body.number, finished: null };
    case 'ticket-finished':
      // Where another business follows, the grade is given at its end.
      return body.state === 'finished'
        ? { number: null, finished: { ticket: body.ticket, number: body.number } }
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
