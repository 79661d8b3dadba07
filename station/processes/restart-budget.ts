/** How often something that fails is tried again: with growing pauses, and not for ever. */

export interface RestartPolicy {
  /** Pause before the first, second, … restart within the window, milliseconds; the last one serves all later ones. */
  readonly pausesMs: readonly [number, ...number[]];
  /** So many restarts within the window; the loss after them is final. */
  readonly restarts: number;
  /** Milliseconds. */
  readonly withinMs: number;
}

export class RestartBudget {
  readonly #policy: RestartPolicy;
  #losses: number[] = [];

  constructor(policy: RestartPolicy) {
    this.#policy = policy;
  }

  /** Notes a loss at `now` (monotonic milliseconds): the pause before the restart, or null when the budget is used up. */
  lost(now: number): number | null {
    const { pausesMs, restarts, withinMs } = this.#policy;
    this.#losses = [...this.#losses.filter((at) => now - at < withinMs), now];
    if (this.#losses.length > restarts) return null;
    return pausesMs[Math.min(this.#losses.length, pausesMs.length) - 1] ?? pausesMs[0];
  }

  /** Somebody looked after it: it starts again with a full budget. */
  refill(): void {
    this.#losses = [];
  }
}
