/** A day on which no numbers are given, in words: since when, when they are given again, and what can be done all the same. */
import type { DayView } from '#contracts/hall/day.ts';
import type { QueueView } from '#contracts/hall/views.ts';
import type { Language } from '#contracts/text.ts';
import { clockTime, dateIn, inWords } from '../ui/hall-time.ts';
import type { CallerTexts } from './texts/zh.ts';

interface Told {
  readonly words: CallerTexts['day'];
  readonly language: Language;
  /** The hall's. */
  readonly timeZone: string;
}

/** The first part is what matters. */
export function dayInLine(
  { date, state, by }: DayView,
  { since, until }: NonNullable<QueueView['closed']>,
  told: Told,
): readonly string[] {
  const { words, timeZone } = told;
  const again = until === null ? [] : [words.opens(whenOf(until, date, told))];
  // The hall refuses none of these: hall/rules/desk.ts.
  const still = state === 'ended' ? words.stillLeftOver : words.stillCalled;
  if (by !== null) {
    const done = state === 'ended' ? words.endedBy(by) : words.closedBy(by);
    return [done, ...(since === null ? [] : [words.since(clockTime(since, timeZone))]), ...again, still];
  }
  if (since !== null) return [words.over(clockTime(since, timeZone)), ...again, still];
  const isToday = until !== null && dateIn(until, timeZone) === date;
  return [isToday ? words.notYet : words.dayOff, ...again, still];
}

/** The time, with its day where that is not `today`. */
function whenOf(at: number, today: string, { language, timeZone }: Told): string {
  const time = clockTime(at, timeZone);
  return dateIn(at, timeZone) === today ? time : `${inWords(at, timeZone, 'weekday', language)} ${time}`;
}
