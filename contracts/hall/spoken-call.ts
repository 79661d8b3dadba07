/** What a hall says when it calls a number. Spoken by a browser's voice or by the hall server's: one sentence for both. */
import type { Language } from '../text.ts';

const digits: Readonly<Record<Language, readonly string[]>> = {
  zh: ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'],
  en: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
};

/** A012, AX001, AB1000: letters, and at least three digits; what may be spoken and nothing else. */
export const spokenNumberPattern = /^[A-Z]{1,3}\d{3,6}$/;

const locales: Readonly<Record<Language, string>> = { zh: 'zh-CN', en: 'en-GB' };

/** 1月9日, 9 January. `date`: YYYY-MM-DD. */
export function dayInWords(date: string, language: Language): string {
  const form = new Intl.DateTimeFormat(locales[language], { month: 'long', day: 'numeric', timeZone: 'UTC' });
  return form.format(new Date(date));
}

/**
 * `请 A零一二 号，到 3 号窗口。` Digits of the number are said one by one, since a voice would say "A twelve"; letters stand apart,
 * since a voice would read them as a word. The window's number is said as a number. `day`: of a number that is not today's.
 */
export function spokenCall(
  number: string,
  window: number,
  language: Language,
  day: string | null = null,
): string {
  const letters = Array.from(number.replaceAll(/\d/g, '')).join(' ');
  const said = Array.from(number.replaceAll(/\D/g, ''), (digit) => digits[language][Number(digit)]);
  const of = day === null ? null : dayInWords(day, language);
  return language === 'zh'
    ? `请 ${of === null ? '' : `${of}的 `}${letters}${said.join('')} 号，到 ${window} 号窗口。`
    : `Number ${letters} ${said.join(' ')}${of === null ? '' : ` of ${of}`}, please go to window ${window}.`;
}
