/** How long somebody will probably wait: no promise, and said as one nowhere. */

/** Until services of today tell, milliseconds. */
const assumedServiceMs = 5 * 60_000;
/** Fewer services than this tell nothing. */
const servicesThatTell = 3;

export interface Crowd {
  /** People before. */
  readonly ahead: number;
  /** Open windows that serve the business. */
  readonly windows: number;
  /** Of these, how many have nobody. */
  readonly idle: number;
  /** Durations of the last services of the business today, milliseconds. */
  readonly services: readonly number[];
}

/**
 * Milliseconds until a call, null where no open window serves the business. With a service of median length S at each of W
 * windows, whoever has N people before is called after N + 1 ends of services, which come every S / W; the first one is half
 * a service away on average.
 */
export function expectedWait({ ahead, windows, idle, services }: Crowd): number | null {
  if (windows === 0) return null;
  if (ahead < idle) return 0;
  const sorted = services.toSorted((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 0;
  const service = services.length >= servicesThatTell ? median : assumedServiceMs;
  return Math.round((service / windows) * (ahead - idle + 0.5));
}
