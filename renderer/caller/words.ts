import type { Language } from '#contracts/text.ts';
import { useStaff } from '../ui/staff-page.tsx';
import { hallWords, type HallWords } from '../ui/texts/hall-words.ts';
import { callerEn } from './texts/en.ts';
import { callerZh, type CallerTexts } from './texts/zh.ts';

export const callerTexts: Readonly<Record<Language, CallerTexts>> = { zh: callerZh, en: callerEn };

export function useCaller(): {
  readonly language: Language;
  readonly words: CallerTexts;
  readonly hall: HallWords;
} {
  const { language } = useStaff();
  return { language, words: callerTexts[language], hall: hallWords[language] };
}
