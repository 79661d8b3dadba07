/** Growing pauses between tries of something that a kiosk cannot do without, and so never gives up. */

/** Milliseconds. */
const pauses = { firstMs: 500, longestMs: 30_000, forgottenAfterMs: 120_000 } as const;

export class Retries {
  #inARow = 0;
  #lastAt = Number.NEGATIVE_INFINITY;

  /**
   * Notes a failure.
   *
   * @param now monotonic milliseconds
   * @returns pause before the next try, milliseconds: doubled each time, short again after a quiet while
   */
  failed(now: number): number {
    this.#inARow = now - this.#lastAt > pauses.forgottenAfterMs ? 0 : this.#inARow + 1;
    this.#lastAt = now;
    return Math.min(pauses.firstMs * 2 ** this.#inARow, pauses.longestMs);
  }
}
