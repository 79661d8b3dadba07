/** Clocks where the test halls stand, eight hours ahead of UTC all year; reckoned without the time-zone database that pages use. */
const aheadMs = 8 * 3_600_000;

/** Milliseconds since the epoch of a time of January 2026. 5 January is a Monday. */
export function inShanghai(day: number, hour: number, minute = 0): number {
  return Date.UTC(2026, 0, day, hour, minute) - aheadMs;
}

/** HH:MM now. */
export function shanghaiTime(): string {
  return new Date(Date.now() + aheadMs).toISOString().slice(11, 16);
}
