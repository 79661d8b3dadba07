/**
 * Attempts that have begun and not ended. Whoever ends one takes it out, so that it ends once: by a decision, by a
 * failure, because another way was chosen, or because the person left.
 */
export class OpenAttempts {
  readonly #open = new Map<string, { readonly controller: AbortController; drawn: boolean }>();

  /**
   * @param session aborts when the session ends
   * @param abandoned called once if the attempt is still open then; `drawn`: a challenge had been drawn
   * @returns aborts when the attempt has ended, however
   */
  begin(attempt: string, session: AbortSignal, abandoned: (drawn: boolean) => void): AbortSignal {
    const controller = new AbortController();
    this.#open.set(attempt, { controller, drawn: false });
    session.addEventListener(
      'abort',
      () => {
        const ended = this.end(attempt);
        if (ended !== null) abandoned(ended.drawn);
      },
      { once: true, signal: controller.signal },
    );
    return controller.signal;
  }

  /** Aborts with the attempt; for one that has ended, an aborted one. */
  signalOf(attempt: string): AbortSignal {
    return this.#open.get(attempt)?.controller.signal ?? AbortSignal.abort();
  }

  /** Somebody knows what is asked for: leaving now would be a way to choose a challenge. */
  drew(attempt: string): void {
    const open = this.#open.get(attempt);
    if (open !== undefined) open.drawn = true;
  }

  /** Null: it has ended already. */
  end(attempt: string): { readonly drawn: boolean } | null {
    const open = this.#open.get(attempt);
    if (open === undefined) return null;
    this.#open.delete(attempt);
    open.controller.abort();
    return { drawn: open.drawn };
  }
}
