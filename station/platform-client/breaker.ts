/**
 * The circuit breaker: after a few failures in a row the platform counts as away, and nobody waits for it any more;
 * from time to time one request tries whether it is back. Pure; times are of a monotonic clock, milliseconds.
 */
export type Breaker =
  | { readonly state: 'closed'; readonly failures: number }
  /** `openings`: how often in a row it opened without a success in between. */
  | { readonly state: 'open'; readonly until: number; readonly openings: number }
  /** One request is on its way; all others are still refused. */
  | { readonly state: 'half-open'; readonly openings: number };

export const breakerDelays = {
  failuresToOpen: 3,
  /** First time open; doubled with each further opening. */
  firstOpenMs: 1000,
  longestOpenMs: 30_000,
} as const;

export const closedBreaker: Breaker = { state: 'closed', failures: 0 };

/** The breaker with one more request on its way, or null: do not ask. */
export function admit(breaker: Breaker, now: number): Breaker | null {
  switch (breaker.state) {
    case 'closed':
      return breaker;
    case 'open':
      return now >= breaker.until ? { state: 'half-open', openings: breaker.openings } : null;
    case 'half-open':
      return null;
  }
}

/** The platform answered as agreed; also a late answer to what was asked before the breaker opened. */
export function succeeded(): Breaker {
  return closedBreaker;
}

/** It could not be reached, was too slow, failed, or answered nonsense. */
export function failed(breaker: Breaker, now: number): Breaker {
  switch (breaker.state) {
    case 'closed': {
      const failures = breaker.failures + 1;
      return failures < breakerDelays.failuresToOpen ? { state: 'closed', failures } : opened(1, now);
    }
    case 'half-open':
      return opened(breaker.openings + 1, now);
    case 'open':
      // Asked before it opened: says nothing new.
      return breaker;
  }
}

/** Whoever asked went away before there was an answer: the next one may try at once. */
export function abandoned(breaker: Breaker, now: number): Breaker {
  return breaker.state === 'half-open' ? { state: 'open', until: now, openings: breaker.openings } : breaker;
}

function opened(openings: number, now: number): Breaker {
  const { firstOpenMs, longestOpenMs } = breakerDelays;
  return { state: 'open', until: now + Math.min(firstOpenMs * 2 ** (openings - 1), longestOpenMs), openings };
}
