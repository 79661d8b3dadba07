/** Whether a business gives numbers at an instant, by the hall's local time; the hall's own rule is hall/business-day.ts. */
import type { Business } from '#contracts/hall-api.ts';

const formatters = new Map<string, Intl.DateTimeFormat>();

/** From `from` until before `to`, over midnight where `to` is the earlier one. `at`: milliseconds since the epoch. */
export function isOpenAt(at: number, hours: Business['hours'], timeZone: string): boolean {
  if (hours === undefined) return true;
  const { from, to } = hours;
  const now = timeOfDay(at, timeZone);
  return from <= to ? from <= now && now < to : from <= now || now < to;
}

/** HH:MM. */
function timeOfDay(at: number, timeZone: string): string {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter.format(at);
}
