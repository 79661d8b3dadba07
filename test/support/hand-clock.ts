/** A clock that moves only when a test turns it. */
import type { Clock } from '#contracts/clock.ts';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

export class HandClock implements Clock {
  #start: number;
  readonly #timers = new Set<Timer>();
  #elapsed = 0;

  /** `start`: milliseconds since the epoch. */
  constructor(start = Date.UTC(2026, 0, 5, 1, 0, 0)) {
    this.#start = start;
  }

  /** Timers that wait: a part that stopped leaves none. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#start + this.#elapsed;
  }

  monotonic(): number {
    return this.#elapsed;
  }

  /** Sets the time of day back, as a time server or a technician does; what is measured by `monotonic` goes on. */
  setBack(ms: number): void {
    this.#start -= ms;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.#elapsed + ms, run };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** The process stands still for so long: what became due meanwhile runs at once, before anything else is heard. */
  standStill(ms: number): void {
    this.#elapsed += ms;
    const due = [...this.#timers].filter(({ at }) => at <= this.#elapsed).toSorted((a, b) => a.at - b.at);
    for (const timer of due) if (this.#timers.delete(timer)) timer.run();
  }

  /** Turns the clock on, running what becomes due in order and letting everything settle in between. */
  async turn(ms: number): Promise<void> {
    const until = this.#elapsed + ms;
    await settled();
    for (;;) {
      const [next] = [...this.#timers].filter((timer) => timer.at <= until).toSorted((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers.delete(next);
      this.#elapsed = Math.max(this.#elapsed, next.at);
      next.run();
      await settled();
    }
    this.#elapsed = until;
  }
}

/** Lets promises and the event loop's queued work run out, as long as some ten exchanges over a cable in memory take. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
