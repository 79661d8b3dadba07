/** The waiting tickets of one business in the order in which they are called. */
import type { Leads } from '#contracts/hall/configuration.ts';

import { compareQueued, placeOf, type Placed } from './queue-order.ts';
import type { TicketRecord } from './ticket-record.ts';

export interface Queued extends Placed {
  readonly ticket: TicketRecord;
}

export function queued(ticket: TicketRecord, leads: Leads): Queued {
  const { entry, enteredAt, priority, front, appointment, day, series, sequence } = ticket;
  const place = placeOf({ entry, priority, front, appointmentDue: appointment?.due ?? false }, leads);
  // As wide as any, so that texts compare as numbers do: AX999 is before AX1000.
  return {
    place,
    entry,
    enteredAt,
    number: `${day} ${series} ${String(sequence).padStart(12, '0')}`,
    ticket,
  };
}

/** Sorted, so that one more costs a search and a shift: thousands may wait. */
export class QueueIndex implements Iterable<Queued> {
  readonly #sorted: Queued[] = [];

  get size(): number {
    return this.#sorted.length;
  }

  [Symbol.iterator](): Iterator<Queued> {
    return this.#sorted[Symbol.iterator]();
  }

  add(one: Queued): void {
    this.#sorted.splice(this.before(one), 0, one);
  }

  remove(one: Queued): void {
    const at = this.before(one);
    if (this.#sorted[at]?.ticket.id === one.ticket.id) this.#sorted.splice(at, 1);
  }

  /** How many stand before this place. */
  before(one: Placed): number {
    let [from, to] = [0, this.#sorted.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const there = this.#sorted[middle];
      if (there !== undefined && compareQueued(there, one) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
