/**
 * Attempts that have begun and not ended. Whoever ends one takes it out, so that it ends once: by a decision, by a
 * failure, because another way was chosen, or because the person left.
 */
export class OpenAttempts {
  readonly #open = new Map<string, AbortController>();

  /**
   * @param session aborts when the session ends
   * @param abandoned called once if the attempt is still open then
   * @returns aborts when the attempt has ended, however
   */
  begin(attempt: string, session: AbortSignal, abandoned: () => void): AbortSignal {
    const controller = new AbortController();
    this.#open.set(attempt, controller);
    session.addEventListener(
      'abort',
      () => {
        if (this.end(attempt)) abandoned();
      },
      { once: true, signal: controller.signal },
    );
    return controller.signal;
  }

  /** Aborts with the attempt; for one that has ended, an aborted one. */
  signalOf(attempt: string): AbortSignal {
    return this.#open.get(attempt)?.signal ?? AbortSignal.abort();
  }

  /** False: it has ended already. */
  end(attempt: string): boolean {
    const controller = this.#open.get(attempt);
    this.#open.delete(attempt);
    controller?.abort();
    return controller !== undefined;
  }
}
