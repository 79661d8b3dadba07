import type { Language } from '#contracts/text.ts';
import { useStaff } from '../staff-page.tsx';
import { editorEn } from './texts/en.ts';
import { editorZh, type EditorTexts } from './texts/zh.ts';

const editorTexts: Readonly<Record<Language, EditorTexts>> = { zh: editorZh, en: editorEn };

export function useEditor(): { readonly language: Language; readonly words: EditorTexts } {
  const { language } = useStaff();
  return { language, words: editorTexts[language] };
}

const isField = (name: string, words: EditorTexts): name is keyof EditorTexts['fields'] =>
  name in words.fields;

/** The key of a slot, as changes.ts makes it. */
const slotKey = /^(\S+) \[([\d,]*)\] (\S+)$/;

function entryInWords(key: string, words: EditorTexts): string {
  const [, business, days, from] = slotKey.exec(key) ?? [];
  if (business === undefined || days === undefined || from === undefined) return key;
  const weekdays = days.split(',').map((day) => words.weekdays[Number(day) - 1] ?? '');
  return words.slot(business, weekdays, from);
}

/** A place of the configuration in words; ids of entries stay as they are, and one that is not typed yet is left out. */
export function placeInWords(path: readonly string[], words: EditorTexts): string {
  return path
    .filter((name) => name !== '')
    .map((name) => (isField(name, words) ? words.fields[name] : entryInWords(name, words)))
    .join(' · ');
}
