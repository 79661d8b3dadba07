/** Whoever waits at a screen for the platform's word on a message of theirs. */
import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';
import type { QualificationOutcome } from '#contracts/qualification.ts';

/** What became of an attempt or a booking; `refused`: the platform will never take the message. */
export type SettledWord = QualificationOutcome | 'refused';

/** Words that are kept for who asks a moment after they came; a station has no more people before it at once. */
const keptWords = 64;

export class Settlements {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Set<(word: SettledWord | null) => void>>();
  /** By key, oldest first. */
  readonly #words = new Map<string, SettledWord>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Keys of messages whose word somebody waits for, longest waiting first. */
  get waitedFor(): Iterable<string> {
    return this.#waiting.keys();
  }

  settle(key: string, word: SettledWord): void {
    this.#words.set(key, word);
    for (const oldest of this.#words.keys()) {
      if (this.#words.size <= keptWords) break;
      this.#words.delete(oldest);
    }
    for (const tell of this.#waiting.get(key) ?? []) tell(word);
  }

  /** Null: no word came within `deadlineMs`, or before `signal` or `giveUp`. */
  wait(key: string, deadlineMs: number, signal: AbortSignal): Promise<SettledWord | null> {
    const known = this.#words.get(key);
    if (known !== undefined) return Promise.resolve(known);
    if (signal.aborted) return Promise.resolve(null);
    return new Promise((resolve) => {
      const end = (word: SettledWord | null): void => {
        cancel();
        signal.removeEventListener('abort', stop);
        waiting.delete(end);
        if (waiting.size === 0) this.#waiting.delete(key);
        resolve(word);
      };
      const stop = (): void => end(null);
      const waiting = this.#waiting.get(key) ?? new Set();
      this.#waiting.set(key, waiting.add(end));
      const cancel = startDeadline(this.#clock, deadlineMs, stop);
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  /** Nobody will be told any more. */
  giveUp(): void {
    for (const waiting of this.#waiting.values()) for (const tell of waiting) tell(null);
  }
}
