/** What a hall says when it calls a number. Spoken by a browser's voice or by the hall server's: one sentence for both. */
import type { Language } from '../text.ts';

const digits: Readonly<Record<Language, readonly string[]>> = {
  zh: ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'],
  en: ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'],
};

/** A012, AX001, AB1000: letters, and at least three digits; what may be spoken and nothing else. */
export const spokenNumberPattern = /^[A-Z]{1,3}\d{3,6}$/;

/**
 * `请 A零一二 号，到 3 号窗口。` Digits of the number are said one by one, since a voice would say "A twelve"; letters stand apart,
 * since a voice would read them as a word. The window's number is said as a number.
 */
export function spokenCall(number: string, window: number, language: Language): string {
  const letters = Array.from(number.replaceAll(/\d/g, '')).join(' ');
  const said = Array.from(number.replaceAll(/\D/g, ''), (digit) => digits[language][Number(digit)]);
  return language === 'zh'
    ? `请 ${letters}${said.join('')} 号，到 ${window} 号窗口。`
    : `Number ${letters} ${said.join(' ')}, please go to window ${window}.`;
}
