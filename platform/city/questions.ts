/** Which halls are asked now for what is missing of them: all in turn, so that those that never answer take nobody's place. */
import type { Gap } from './store.ts';

export class Questions {
  readonly #askAfterMs: number;
  readonly #atOnce: number;
  /** Hall and first missing event -> when it was first seen, or its hall last asked; monotonic milliseconds. */
  #since = new Map<string, number>();

  /** `askAfterMs`: how long something has been missing when its hall is asked, and asked again. `atOnce`: halls of one look. */
  constructor(askAfterMs: number, atOnce: number) {
    this.#askAfterMs = askAfterMs;
    this.#atOnce = atOnce;
  }

  /**
   * Those that have waited longest first; they count as asked.
   *
   * @param gaps every one that there is
   * @param now monotonic milliseconds
   */
  due(gaps: readonly Gap[], now: number): readonly Gap[] {
    const waiting = gaps.map((gap) => {
      const key = `${gap.hall.region}.${gap.hall.hall}.${gap.missing.from}`;
      return { gap, key, since: this.#since.get(key) ?? now };
    });
    this.#since = new Map(waiting.map(({ key, since }) => [key, since]));
    const asked = waiting
      .filter(({ since }) => now - since >= this.#askAfterMs)
      .toSorted((left, right) => left.since - right.since)
      .slice(0, this.#atOnce);
    for (const { key } of asked) this.#since.set(key, now);
    return asked.map(({ gap }) => gap);
  }
}
