/** Every delay of the hall. */
export const hallTiming = {
  /** Between two heartbeats of a window's page, milliseconds. */
  heartbeatMs: 5000,
  /** Heartbeats in a row that may be missing before a window counts as lost. */
  missedBeats: 3,
  /** Between two looks at what happens by rule (lost windows, the day, appointments), milliseconds. */
  tickMs: 5000,
  /**
   * Looks for which another business day must have held before the former one ends: a clock that is set wrong for a moment ends
   * nobody's wait.
   */
  dayGraceTicks: 24,
  /** Between two looks for what other servers on the database did, while somebody watches, milliseconds. */
  followMs: 100,
  /** A statement of PostgreSQL, the wait for the hall's row in it. A server that hangs is cut off by this, milliseconds. */
  statementMs: 5000,
  /** For a new connection to PostgreSQL, milliseconds. */
  connectMs: 3000,
} as const;
