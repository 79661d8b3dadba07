/** One queue a device: exchanges run one after another, each with a deadline, released whatever happens. */
import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';
import { fail, type Result } from '#contracts/result.ts';

export interface ExchangeOptions {
  /** From the start of the exchange (not of the wait for its turn), milliseconds. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

export class DeviceQueue {
  readonly #clock: Clock;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Runs `exchange` when all earlier ones have ended. Its signal aborts at the deadline (the result is then `timeout`)
   * or with the caller's (`aborted`). The next exchange starts only once this one has really settled, so that a late
   * answer cannot be taken for the next one's: an exchange must settle when its signal aborts.
   */
  run<T>(
    options: ExchangeOptions,
    exchange: (signal: AbortSignal) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const turn = this.#tail.then(() => this.#exchange(options, exchange));
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  async #exchange<T>(
    options: ExchangeOptions,
    exchange: (signal: AbortSignal) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    if (options.signal?.aborted === true) return fail('aborted');
    const controller = new AbortController();
    let late = false;
    const cancelTimer = startDeadline(this.#clock, options.deadlineMs, () => {
      late = true;
      controller.abort();
    });
    const onAbort = (): void => controller.abort();
    options.signal?.addEventListener('abort', onAbort, { once: true });
    try {
      const result = await exchange(controller.signal);
      if (result.ok || !controller.signal.aborted) return result;
      return fail(late ? 'timeout' : 'aborted', result.error.detail);
    } finally {
      cancelTimer();
      options.signal?.removeEventListener('abort', onAbort);
    }
  }
}
