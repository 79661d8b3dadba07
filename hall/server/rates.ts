/** Token buckets, one for each name: who asks faster than the rate in the long run is refused until a while has passed. */
import type { Clock } from '#contracts/clock.ts';

import type { Rate } from './limits.ts';

/** Names kept at once; the one that was quiet the longest is forgotten first. */
const namesKept = 10_000;

export class Rates {
  readonly #rate: Rate;
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** In the order of their last use. */
  readonly #buckets = new Map<string, { readonly credit: number; readonly at: number }>();

  constructor(rate: Rate, clock: Pick<Clock, 'monotonic'>) {
    this.#rate = rate;
    this.#clock = clock;
  }

  /** Takes one; false: there is none left. */
  take(name: string): boolean {
    const credit = this.#credit(name);
    const taken = credit >= 1;
    this.#buckets.delete(name);
    this.#buckets.set(name, { credit: taken ? credit - 1 : credit, at: this.#clock.monotonic() });
    if (this.#buckets.size > namesKept) {
      const [oldest] = this.#buckets.keys();
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    return taken;
  }

  #credit(name: string): number {
    const { perSecond, burst } = this.#rate;
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) return burst;
    return Math.min(burst, bucket.credit + ((this.#clock.monotonic() - bucket.at) / 1000) * perSecond);
  }
}
