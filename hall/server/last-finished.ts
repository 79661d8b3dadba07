/** The tickets that were finished last at each window: those whose holders may still stand before the window's screen. */
import type { HallEvent, HallEvents } from '#contracts/hall/events.ts';
import { ok, type Result } from '#contracts/result.ts';

/** At each window: a question may be under a finger while the next ticket is finished. */
const keptEach = 2;
/** Events looked through of what happened before the server started: minutes of a hall in a hurry. */
const lookBack = 1000;

export class LastFinished {
  readonly #hall: Pick<HallEvents, 'eventsSince' | 'sequence'>;
  readonly #byWindow = new Map<string, readonly string[]>();
  #position = 0;

  constructor(hall: Pick<HallEvents, 'eventsSince' | 'sequence'>) {
    this.#hall = hall;
  }

  /** Whether a ticket is one of them now. */
  async includes(ticket: string): Promise<Result<boolean>> {
    const newest = await this.#hall.sequence();
    if (!newest.ok) return newest;
    this.#position = Math.max(this.#position, newest.value - lookBack);
    while (this.#position < newest.value) {
      const events = await this.#hall.eventsSince(this.#position, lookBack);
      if (!events.ok) return events;
      if (events.value.length === 0) break;
      for (const event of events.value) this.#hear(event);
    }
    return ok([...this.#byWindow.values()].some((tickets) => tickets.includes(ticket)));
  }

  /** Two who ask at once may read the same events: each counts once. */
  #hear({ seq, body }: HallEvent): void {
    if (seq <= this.#position) return;
    this.#position = seq;
    if (body.kind !== 'ticket-finished' || body.state !== 'finished') return;
    const before = this.#byWindow.get(body.window) ?? [];
    this.#byWindow.set(body.window, [body.ticket, ...before].slice(0, keptEach));
  }
}
