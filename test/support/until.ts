/** Waits for what a real stack does in its own time: looks until it is so, and says what it saw when it never is. */

/** Milliseconds between two looks. */
const lookEveryMs = 5;
/** Milliseconds. Only a test that fails waits for it: far beyond what two processors with other work take. */
const usuallyMs = 30_000;

/**
 * Resolves with the first value of `look` that is neither null nor false.
 * @param what what is waited for, for the error
 * @param withinMs deadline
 */
export async function until<T>(
  what: string,
  look: () => T | null | false | Promise<T | null | false>,
  withinMs = usuallyMs,
): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== null && seen !== false) return seen;
    if (performance.now() > end) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise<void>((resolve) => {
      setTimeout(resolve, lookEveryMs);
    });
  }
}
