/** What stands for a time zone in a configuration, on pages and on tickets. */

/**
 * Whether it is a name of the IANA time-zone database. A bare offset such as `+08:00` is none: Node takes it, and a
 * browser of 2020 throws at it.
 */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    // Throws a RangeError for a zone that the database does not know.
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
