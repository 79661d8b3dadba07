/** Refused requests in the log: the first at once, a flood of the same kind as one line with its number. */
import type { Clock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log-events.ts';

/** Milliseconds. */
const quietMs = 10_000;

export type RefusalReason =
  | 'host'
  | 'origin'
  | 'method'
  | 'path'
  | 'token'
  | 'face'
  | 'role'
  | 'silent'
  | 'rate'
  | 'size'
  | 'too-many-pages';

export class Refusals {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #counts = new Map<RefusalReason, number>();
  readonly #timers = new Set<() => void>();

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  note(reason: RefusalReason): void {
    const count = this.#counts.get(reason);
    if (count !== undefined) {
      this.#counts.set(reason, count + 1);
      return;
    }
    this.#log.event('request-refused', { reason, count: 1 });
    this.#counts.set(reason, 0);
    const cancel = this.#clock.after(quietMs, () => {
      this.#timers.delete(cancel);
      const more = this.#counts.get(reason) ?? 0;
      this.#counts.delete(reason);
      if (more > 0) this.#log.event('request-refused', { reason, count: more });
    });
    this.#timers.add(cancel);
  }

  close(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    for (const [reason, more] of this.#counts) {
      if (more > 0) this.#log.event('request-refused', { reason, count: more });
    }
    this.#counts.clear();
  }
}
