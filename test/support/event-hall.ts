/** A hall that is nothing but its events and cursors, in memory: for what stands on those two alone. */
import type { EventBody, HallCursors, HallEvent, HallEvents } from '#contracts/hall/events.ts';
import { ok, type Result } from '#contracts/result.ts';

export class EventHall implements HallEvents, HallCursors {
  readonly events: HallEvent[] = [];
  /** Answered instead by every question, while it is set. */
  failure: Result<never> | null = null;
  /** Thrown by every question, while it is set. */
  broken: Error | null = null;
  /** Events up to this one are not kept any more. */
  goneUpTo = 0;
  #cursor: number | null = null;
  readonly #watchers = new Set<(events: readonly HallEvent[]) => void>();

  /** Milliseconds since the epoch for the next events. */
  now = Date.UTC(2026, 0, 5, 1);

  add(...bodies: readonly EventBody[]): void {
    const added = bodies.map((body, n) => ({ seq: this.events.length + 1 + n, at: this.now, body }));
    this.events.push(...added);
    for (const heard of this.#watchers) heard(added);
  }

  /** `count` numbers given for `pension`. */
  addTickets(count: number): void {
    const from = this.events.length;
    this.add(...Array.from({ length: count }, (_, n) => issued(from + n + 1)));
  }

  get cursorNow(): number {
    return this.#cursor ?? 0;
  }

  /** Whether anybody put a cursor there: from then on a hall keeps what it has not passed. */
  get hasCursor(): boolean {
    return this.#cursor !== null;
  }

  eventsSince(seq: number, limit: number): Promise<Result<readonly HallEvent[]>> {
    return this.#answer(() => this.events.slice(Math.max(seq, this.goneUpTo)).slice(0, limit));
  }

  sequence(): Promise<Result<number>> {
    return this.#answer(() => this.events.length);
  }

  watch(heard: (events: readonly HallEvent[]) => void, signal: AbortSignal): void {
    this.#watchers.add(heard);
    signal.addEventListener('abort', () => void this.#watchers.delete(heard), { once: true });
  }

  cursor(): Promise<Result<number>> {
    return this.#answer(() => this.cursorNow);
  }

  moveCursor(_name: string, seq: number): Promise<Result<void>> {
    return this.#answer(() => {
      this.#cursor = Math.max(this.cursorNow, seq);
    });
  }

  #answer<T>(value: () => T): Promise<Result<T>> {
    if (this.broken !== null) return Promise.reject(this.broken);
    return Promise.resolve(this.failure ?? ok(value()));
  }
}

export function issued(n: number): EventBody {
  return {
    kind: 'ticket-issued',
    ticket: `ticket-${n}`,
    number: `A${String(n).padStart(3, '0')}`,
    business: 'pension',
    state: 'waiting',
    priority: null,
    offline: false,
    appointment: false,
    origin: 'demo-1',
  };
}
