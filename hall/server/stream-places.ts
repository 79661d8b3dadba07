/** How many streams are open at once, by who hears: phones never take the place of windows and boards. */
import type { Asking } from './answers.ts';
import type { StreamLimits } from './limits.ts';

export class StreamPlaces {
  readonly #limits: StreamLimits;
  #machines = 0;
  #phones = 0;
  readonly #ofTicket = new Map<string, number>();

  constructor(limits: StreamLimits) {
    this.#limits = limits;
  }

  /** Takes a place and answers what gives it back, to be called once; null: there is none left. */
  take(asking: Asking): (() => void) | null {
    return 'ticket' in asking ? this.#takeForPhone(asking.ticket) : this.#takeForMachine();
  }

  #takeForMachine(): (() => void) | null {
    if (this.#machines >= this.#limits.machines) return null;
    this.#machines += 1;
    return () => void (this.#machines -= 1);
  }

  #takeForPhone(ticket: string): (() => void) | null {
    const { tickets, ofOneTicket } = this.#limits;
    const open = this.#ofTicket.get(ticket) ?? 0;
    if (this.#phones >= tickets || open >= ofOneTicket) return null;
    this.#phones += 1;
    this.#ofTicket.set(ticket, open + 1);
    return () => {
      this.#phones -= 1;
      const left = (this.#ofTicket.get(ticket) ?? 1) - 1;
      if (left === 0) this.#ofTicket.delete(ticket);
      else this.#ofTicket.set(ticket, left);
    };
  }
}
