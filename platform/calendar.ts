/** Dates (YYYY-MM-DD) where the platform keeps its records: China has one time and no summer time. */

/** Milliseconds. */
const day = 86_400_000;
const aheadOfUtc = 8 * 3_600_000;

/** The date at an instant, milliseconds since the epoch. */
export function cityDate(at: number): string {
  return new Date(at + aheadOfUtc).toISOString().slice(0, 10);
}

/** `days` may be negative. */
export function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * day).toISOString().slice(0, 10);
}

/** Twelve months later: the same day of the next year, where 29 February has none the 28th. */
export function oneYearAfter(date: string): string {
  const next = `${String(Number(date.slice(0, 4)) + 1).padStart(4, '0')}${date.slice(4)}`;
  return next.endsWith('-02-29') ? next.slice(0, -2) + '28' : next;
}
