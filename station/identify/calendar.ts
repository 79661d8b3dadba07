/** Dates where the hall stands. */

/** YYYY-MM-DD in an IANA time zone at an instant (milliseconds since the epoch). */
export function dateIn(timeZone: string, at: number): string {
  // The Swedish locale writes ISO 8601 dates.
  return formatter(timeZone).format(at);
}

const formatters = new Map<string, Intl.DateTimeFormat>();
/** Making a formatter takes about a millisecond; a card must not wait for it. */
function formatter(timeZone: string): Intl.DateTimeFormat {
  let made = formatters.get(timeZone);
  if (made === undefined) {
    made = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formatters.set(timeZone, made);
  }
  return made;
}

/** Whole years between two dates YYYY-MM-DD; a person born on 29 February has the birthday on 1 March (民法典). */
export function ageOn(birthDate: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}
