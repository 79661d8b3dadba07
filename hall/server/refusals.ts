/** Refused requests: the first of a kind at once in the log, a flood of it as one line with its number; all of them counted. */
import type { Clock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log-events.ts';

/** Milliseconds. */
const quietMs = 10_000;

export type RefusalReason =
  'host' | 'origin' | 'token' | 'role' | 'rate' | 'size' | 'silent' | 'message' | 'too-many-streams';

export class Refusals {
  readonly #clock: Pick<Clock, 'after'>;
  readonly #log: Log;
  readonly #waiting = new Map<RefusalReason, { count: number; readonly cancel: () => void }>();
  readonly #totals = new Map<RefusalReason, number>();

  constructor(clock: Pick<Clock, 'after'>, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Since the server started. */
  get totals(): ReadonlyMap<RefusalReason, number> {
    return this.#totals;
  }

  note(reason: RefusalReason): void {
    this.#totals.set(reason, (this.#totals.get(reason) ?? 0) + 1);
    const waiting = this.#waiting.get(reason);
    if (waiting !== undefined) {
      waiting.count += 1;
      return;
    }
    this.#log.event('request-refused', { reason, count: 1 });
    this.#waiting.set(reason, { count: 0, cancel: this.#clock.after(quietMs, () => this.#tell(reason)) });
  }

  /** Nothing that was counted is left untold. */
  close(): void {
    for (const [reason, { cancel }] of this.#waiting) {
      cancel();
      this.#tell(reason);
    }
  }

  #tell(reason: RefusalReason): void {
    const count = this.#waiting.get(reason)?.count ?? 0;
    this.#waiting.delete(reason);
    if (count > 0) this.#log.event('request-refused', { reason, count });
  }
}
