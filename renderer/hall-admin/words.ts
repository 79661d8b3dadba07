import type { Language } from '#contracts/text.ts';
import { useStaff } from '../ui/staff-page.tsx';
import { adminEn } from './texts/en.ts';
import { adminZh, type AdminTexts } from './texts/zh.ts';

export const adminTexts: Readonly<Record<Language, AdminTexts>> = { zh: adminZh, en: adminEn };

export function useAdmin(): { readonly language: Language; readonly words: AdminTexts } {
  const { language } = useStaff();
  return { language, words: adminTexts[language] };
}

const isField = (name: string, words: AdminTexts): name is keyof AdminTexts['fields'] => name in words.fields;

/** A place of the configuration in words; keys of entries stay as they are. */
export function placeInWords(path: readonly (string | number)[], words: AdminTexts): string {
  return path
    .map(String)
    .map((name) => (isField(name, words) ? words.fields[name] : name))
    .join(' · ');
}
