/** Messages that are no events: the first of a subject at once in the log, a flood of them as one line with its number. */
import type { Clock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log-events.ts';

/** Milliseconds. */
export const refusedDelays = { quietMs: 60_000 } as const;
/** Subjects that are told apart at a time: who may invent subjects fills no log by it. */
const subjectsAtOnce = 20;
/** What all further ones are counted under. */
const furtherSubjects = '*';

interface Flood {
  count: number;
  where: string;
  readonly cancel: () => void;
}

export class RefusedMessages {
  readonly #clock: Pick<Clock, 'after'>;
  readonly #log: Log;
  readonly #floods = new Map<string, Flood>();

  constructor(clock: Pick<Clock, 'after'>, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** `where`: the fields that broke the contract. */
  note(of: string, where: string): void {
    const isNamed = this.#floods.has(of) || this.#floods.size < subjectsAtOnce;
    const subject = isNamed ? of : furtherSubjects;
    const flood = this.#floods.get(subject);
    if (flood !== undefined) {
      flood.count += 1;
      flood.where = where;
      return;
    }
    this.#log.event('city-message-refused', { subject, where, count: 1 });
    const cancel = this.#clock.after(refusedDelays.quietMs, () => this.#tell(subject));
    this.#floods.set(subject, { count: 0, where, cancel });
  }

  /** Nothing that was counted is left untold. */
  close(): void {
    for (const [subject, { cancel }] of this.#floods) {
      cancel();
      this.#tell(subject);
    }
  }

  #tell(subject: string): void {
    const flood = this.#floods.get(subject);
    this.#floods.delete(subject);
    if (flood !== undefined && flood.count > 0)
      this.#log.event('city-message-refused', { subject, where: flood.where, count: flood.count });
  }
}
