/**
 * Calls into pcsc-mini for one reader: one at a time, as the library demands, and none of them can be ended. A call whose
 * caller gave up goes on; the next one waits for it, so that an answer never meets another question.
 */
import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';
import { ok, type Result } from '#contracts/result.ts';

/** A call that goes on for so long after it was given up hangs: only the end of the process frees it. Milliseconds. */
export const stuckAfterMs = 3000;

export class NativeCalls {
  readonly #clock: Clock;
  readonly #onStuck: () => void;
  #tail: Promise<void> = Promise.resolve();
  #stuck = false;

  /** `onStuck` is called whenever `stuck` changes. */
  constructor(clock: Clock, onStuck: () => void) {
    this.#clock = clock;
    this.#onStuck = onStuck;
  }

  get stuck(): boolean {
    return this.#stuck;
  }

  /** Resolves when no call is under way. */
  settled(): Promise<void> {
    return this.#tail;
  }

  /**
   * Settles with what the call brought or threw, or as soon as `signal` aborts. `undo` is given what a call brought
   * after its caller had given up.
   */
  run<T>(
    signal: AbortSignal,
    call: () => Promise<T>,
    undo?: (late: T) => Promise<void>,
  ): Promise<Result<T, unknown>> {
    const outcome = this.#tail.then(() => (signal.aborted ? givenUp : attempt(call)));
    return new Promise((resolve) => {
      let watch: (() => void) | null = null;
      const onAbort = (): void => {
        watch = this.#watch();
        resolve(givenUp);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.#tail = outcome.then(async (result) => {
        signal.removeEventListener('abort', onAbort);
        if (watch !== null && result.ok && undo !== undefined) await attempt(() => undo(result.value));
        watch?.();
        resolve(result);
      });
    });
  }

  #watch(): () => void {
    const cancel = startDeadline(this.#clock, stuckAfterMs, () => this.#setStuck(true));
    return () => {
      cancel();
      this.#setStuck(false);
    };
  }

  #setStuck(stuck: boolean): void {
    if (this.#stuck === stuck) return;
    this.#stuck = stuck;
    this.#onStuck();
  }
}

const givenUp: Result<never, unknown> = { ok: false, error: new Error('given up') };

async function attempt<T>(call: () => Promise<T>): Promise<Result<T, unknown>> {
  try {
    return ok(await call());
  } catch (error) {
    return { ok: false, error };
  }
}
