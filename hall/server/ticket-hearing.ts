/** What the holder of a ticket hears: its own public events, and of everybody else only that the place may have moved. */
import type { TicketState } from '#contracts/hall-api.ts';
import type { EventBody, HallEvent } from '#contracts/hall/events.ts';
import { publicEventKinds } from '#contracts/hall/stream.ts';
import type { PlaceView } from '#contracts/hall/views.ts';

export class TicketHearing {
  readonly #ticket: string;
  #business: string;
  #state: TicketState;
  /** Others who were seen to be called and not to come back since: called again they move nobody. */
  readonly #atWindows = new Set<string>();

  /** `place`: where it is now. */
  constructor({ ticket, business, state }: Pick<PlaceView, 'ticket' | 'business' | 'state'>) {
    this.#ticket = ticket;
    this.#business = business.id;
    this.#state = state;
  }

  /** Its own events out of the next ones; null where none of them concerns it. */
  hear(events: readonly HallEvent[]): readonly HallEvent[] | null {
    let concerned = false;
    const own: HallEvent[] = [];
    for (const event of events) {
      const { body } = event;
      if ('ticket' in body && body.ticket === this.#ticket) {
        concerned = true;
        if ('state' in body) {
          this.#business = body.business;
          this.#state = body.state;
        }
        if (publicEventKinds.includes(body.kind)) own.push(event);
        continue;
      }
      const isCalledAgain = this.#isAtWindow(body);
      if (this.#state === 'waiting' && !isCalledAgain && mayMove(this.#business, body)) concerned = true;
    }
    return concerned ? own : null;
  }

  /** Whether somebody was at a window before this, and is still. */
  #isAtWindow(body: EventBody): boolean {
    if (!('ticket' in body && 'state' in body)) return false;
    const { ticket, state } = body;
    const isThere = state === 'called' || state === 'serving';
    const wasThere = this.#atWindows.has(ticket);
    if (isThere) this.#atWindows.add(ticket);
    else this.#atWindows.delete(ticket);
    return isThere && wasThere;
  }
}

/** Whether it changes who stands before somebody who waits for `business`, or how long that takes. */
function mayMove(business: string, body: EventBody): boolean {
  switch (body.kind) {
    case 'ticket-issued':
      // Whoever comes without a lead stands behind.
      return body.business === business && (body.priority !== null || body.appointment || body.offline);
    case 'ticket-called':
    case 'ticket-resumed':
    case 'ticket-transferred':
    case 'ticket-returned':
    case 'ticket-void':
    case 'ticket-checked-in':
    case 'appointment-due':
      return body.business === business;
    case 'ticket-finished':
      return body.done === business || (body.business === business && body.state === 'waiting');
    case 'window-changed':
      return body.businesses.includes(business);
    case 'configuration-changed':
      return true;
    default:
      return false;
  }
}
