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
  /** The same on a database that is this server's alone: only for what got lost between two commits, milliseconds. */
  followAloneMs: 5000,
  /** A statement of PostgreSQL, the wait for the hall's row in it. A server that hangs is cut off by this, milliseconds. */
  statementMs: 5000,
  /** For a new connection to PostgreSQL, milliseconds. */
  connectMs: 3000,
} as const;

/** How long the hall keeps what nobody needs for ever: docs/hall.md. */
export const hallKeeping = {
  /** Events that every reader with a cursor is done with, days: longer than the city's stream has them. */
  eventDays: 35,
  /** What keys were answered with, ended sessions and calls for help, days: nobody repeats a request for so long. */
  requestDays: 7,
  /** Rows of a table that one look takes out: a few milliseconds of a turn. */
  rowsAtOnce: 200,
} as const;
