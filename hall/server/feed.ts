/** The hall's events as every stream of a server reads them: the newest ones out of memory, older ones out of the database. */
import type { HallEvent, HallEvents } from '#contracts/hall/events.ts';
import { ok, type Result } from '#contracts/result.ts';

/** Events in memory: seconds of a hall in a hurry. */
const eventsKept = 2000;
/** Events told at once. */
export const eventsAtOnce = 200;

export class Feed {
  readonly #hall: Pick<HallEvents, 'eventsSince' | 'watch'>;
  readonly #ended = new AbortController();
  readonly #recent: HallEvent[] = [];
  readonly #listeners = new Set<() => void>();

  constructor(hall: Pick<HallEvents, 'eventsSince' | 'watch'>) {
    this.#hall = hall;
    hall.watch((events) => this.#hear(events), this.#ended.signal);
  }

  /** The newest event that was heard; 0: none yet. */
  get newest(): number {
    return this.#recent.at(-1)?.seq ?? 0;
  }

  /** Says that there is something new, until the answer is called. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** The next events after `seq`, none where there are none. */
  async after(seq: number): Promise<Result<readonly HallEvent[]>> {
    const first = this.#recent[0];
    if (first === undefined || first.seq > seq + 1) return this.#hall.eventsSince(seq, eventsAtOnce);
    const from = seq + 1 - first.seq;
    return ok(this.#recent.slice(from, from + eventsAtOnce));
  }

  close(): void {
    this.#ended.abort();
    this.#listeners.clear();
  }

  #hear(events: readonly HallEvent[]): void {
    const next = events[0];
    if (next === undefined) return;
    // What is in memory has no gaps; what was missed is in the database.
    if (this.#recent.length > 0 && next.seq !== this.newest + 1) this.#recent.length = 0;
    this.#recent.push(...events);
    if (this.#recent.length > eventsKept) this.#recent.splice(0, this.#recent.length - eventsKept);
    for (const listener of this.#listeners) listener();
  }
}
