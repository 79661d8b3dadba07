/** The hall's own calendar: a business day turns at a configured local time, and businesses have local hours. */

export interface HallCalendar {
  /** HH:MM, local time at which the business day turns. */
  readonly dayStartsAt: string;
  /** IANA name. */
  readonly timeZone: string;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** One business day and the instants that it spans, milliseconds since the epoch. */
export interface BusinessDay {
  /** YYYY-MM-DD. */
  readonly date: string;
  readonly from: number;
  /** The first instant of the next one. */
  readonly until: number;
}

/**
 * The business day of an instant (milliseconds since the epoch). Day D begins at the first instant at which local clocks
 * show D and the time at which days start, and ends where the next one begins. So the days follow one another also
 * where clocks are put back over the turn, and a day whose turn falls into the hour that is left out begins with the
 * end of the gap.
 */
export function businessDay(at: number, { timeZone, dayStartsAt }: HallCalendar): BusinessDay {
  const startMs = minutesOf(dayStartsAt) * minuteMs;
  const turnOf = (day: number): number => firstInstant(timeZone, day * dayMs + startMs);
  const today = Math.floor(localClock(timeZone, at) / dayMs);
  // Clocks put back over midnight show yesterday's date once more: the day after may have begun already.
  let day = today + 1;
  let until = turnOf(day + 1);
  let from = turnOf(day);
  while (at < from) {
    day -= 1;
    until = from;
    from = turnOf(day);
  }
  return { date: new Date(day * dayMs).toISOString().slice(0, 10), from, until };
}

/** Whether a business gives numbers: from `from` until before `to`, over midnight where `to` is the earlier one. */
export function isWithinHours(
  at: number,
  hours: { readonly from: string; readonly to: string },
  timeZone: string,
): boolean {
  const now = Math.floor((localClock(timeZone, at) % dayMs) / minuteMs);
  const from = minutesOf(hours.from);
  const to = minutesOf(hours.to);
  return from <= to ? from <= now && now < to : from <= now || now < to;
}

/** The instant at which a time of day comes in a business day, milliseconds since the epoch. */
export function instantOf(date: string, timeOfDay: string, { timeZone, dayStartsAt }: HallCalendar): number {
  // What is before the turn belongs to the night after.
  const day = Date.parse(date) + (timeOfDay < dayStartsAt ? dayMs : 0);
  return firstInstant(timeZone, day + minutesOf(timeOfDay) * minuteMs);
}

function minutesOf(timeOfDay: string): number {
  return Number(timeOfDay.slice(0, 2)) * 60 + Number(timeOfDay.slice(3, 5));
}

/** The first instant at which local clocks show `local` (the wall clock's reading as if it were UTC) or, in a gap, more. */
function firstInstant(timeZone: string, local: number): number {
  // No offset is larger than a day, so that these are the offsets before and after whatever happens around `local`.
  const before = offsetAt(timeZone, local - dayMs);
  const after = offsetAt(timeZone, local + dayMs);
  const candidates = [local - before, local - after].toSorted((a, b) => a - b);
  const exact = candidates.find((instant) => localClock(timeZone, instant) === local);
  if (exact !== undefined) return exact;
  // Left out by a clock put forward: the gap's end lies between the two candidates.
  let [early, late] = [candidates[0] ?? local, candidates[1] ?? local];
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (localClock(timeZone, middle) < local) early = middle;
    else late = middle;
  }
  return late;
}

function offsetAt(timeZone: string, at: number): number {
  return localClock(timeZone, at) - at;
}

/** What local clocks show at an instant, as milliseconds of the same reading in UTC. */
function localClock(timeZone: string, at: number): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatter(timeZone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const milliseconds = ((at % 1000) + 1000) % 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second) + milliseconds;
}

const formatters = new Map<string, Intl.DateTimeFormat>();
/** Making a formatter takes about a millisecond, longer than giving a number may. */
function formatter(timeZone: string): Intl.DateTimeFormat {
  let made = formatters.get(timeZone);
  if (made === undefined) {
    made = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formatters.set(timeZone, made);
  }
  return made;
}
