/**
 * Language of 2020 (Chrome 86, Safari 14): the phone's page has it as well.
 *
 * Times and dates as clocks in the hall show them, whatever the browser's zone: screens, paper and business day say the same. `at` is
 * milliseconds since the epoch, `timeZone` the hall's, an IANA name.
 */
import type { Language } from '#contracts/text.ts';

const locales: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en-GB' };

const minutes: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
const seconds: Intl.DateTimeFormatOptions = { ...minutes, second: '2-digit' };
const date: Intl.DateTimeFormatOptions = { year: 'numeric', month: '2-digit', day: '2-digit' };
const forms = {
  minutes,
  seconds,
  date,
  moment: { ...date, ...seconds },
  weekday: { month: 'long', day: 'numeric', weekday: 'short' },
} satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;
type Form = keyof typeof forms;

/** 13:43, in every language. */
export function clockTime(at: number, timeZone: string): string {
  return written(at, timeZone, 'minutes', 'sv-SE');
}

/** 13:43:05, in every language. */
export function clockSeconds(at: number, timeZone: string): string {
  return written(at, timeZone, 'seconds', 'sv-SE');
}

/** YYYY-MM-DD. */
export function dateIn(at: number, timeZone: string): string {
  return written(at, timeZone, 'date', 'sv-SE');
}

/** `date`: 05/01/2026; `moment`: with the time to the second; `weekday`: Mon 5 January. */
export function inWords(
  at: number,
  timeZone: string,
  form: 'date' | 'moment' | 'weekday',
  language: Language,
): string {
  return written(at, timeZone, form, locales[language]);
}

const made = new Map<string, Intl.DateTimeFormat>();
/** Making a formatter takes longer than a list of hundreds that is drawn every second has for each of its times. */
function written(at: number, timeZone: string, form: Form, locale: string): string {
  const key = `${locale} ${form} ${timeZone}`;
  let formatter = made.get(key);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat(locale, { ...forms[form], timeZone });
    made.set(key, formatter);
  }
  return formatter.format(at);
}
