/** A day on which no numbers are given, in words: since when, when they are given again, and what can be done all the same. */
import type { DayView } from '#contracts/hall/day.ts';
import type { QueueView } from '#contracts/hall/views.ts';
import type { Language } from '#contracts/text.ts';
import { clockTime } from '../ui/hall-clock.ts';
import type { CallerTexts } from './texts/zh.ts';

const locales: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en-GB' };

/** The first part is what matters. Times are those of the clock of whoever looks, which is the hall's. */
export function dayInLine(
  { date, state, by }: DayView,
  { since, until }: NonNullable<QueueView['closed']>,
  words: CallerTexts['day'],
  language: Language,
): readonly string[] {
  const again = until === null ? [] : [words.opens(whenOf(until, date, language))];
  // The hall refuses none of these: hall/rules/desk.ts.
  const still = state === 'ended' ? words.stillLeftOver : words.stillCalled;
  if (by !== null) {
    const done = state === 'ended' ? words.endedBy(by) : words.closedBy(by);
    return [done, ...(since === null ? [] : [words.since(clockTime(since))]), ...again, still];
  }
  if (since !== null) return [words.over(clockTime(since)), ...again, still];
  const isToday = until !== null && dayOf(until) === date;
  return [isToday ? words.notYet : words.dayOff, ...again, still];
}

/** The time, with its day where that is not `today`. */
function whenOf(at: number, today: string, language: Language): string {
  if (dayOf(at) === today) return clockTime(at);
  const form = new Intl.DateTimeFormat(locales[language], {
    month: 'long',
    day: 'numeric',
    weekday: 'short',
  });
  return `${form.format(at)} ${clockTime(at)}`;
}

/** YYYY-MM-DD. */
function dayOf(at: number): string {
  const day = new Date(at);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()]
    .map((part) => String(part).padStart(2, '0'))
    .join('-');
}
