/** The spoken form of every screen: what a person who cannot read hears. */
import { errorCards, type ErrorCardId } from '#contracts/error-cards.ts';
import type { Screen } from '#contracts/face-view.ts';
import type { Language } from '#contracts/text.ts';
import { idleTitle } from './idle-title.ts';
import { texts, type Texts } from './texts/texts.ts';

/** A012 is said sign by sign: "A 零一二", "A zero one two"; a voice would say "A twelve". */
export function spokenNumber(number: string, language: Language): string {
  const { digits } = texts[language];
  const signs = Array.from(number, (sign) =>
    /\d/.test(sign) ? { digit: true, said: digits[Number(sign)] } : { digit: false, said: sign },
  );
  // Chinese digits run together; letters and English words stand apart.
  return signs
    .map(({ digit, said }, index) => {
      const together = language === 'zh' && digit && signs[index - 1]?.digit === true;
      return index === 0 || together ? said : ` ${said}`;
    })
    .join('');
}

function sentences(parts: readonly (string | null)[], words: Texts): string {
  return parts
    .filter((part) => part !== null && part !== '')
    .map((part) => `${part}${/[。！？.!?]$/.test(part ?? '') ? '' : words.fullStop.trimEnd()}`)
    .join(words.fullStop.endsWith(' ') ? ' ' : '');
}

function errorParts(id: ErrorCardId, language: Language): readonly string[] {
  const { what, todo, safe } = errorCards[id][language];
  return [what, todo, safe];
}

export function spokenText(screen: Screen, language: Language): string {
  const words = texts[language];
  const say = (...parts: readonly (string | null)[]): string => sentences(parts, words);
  switch (screen.kind) {
    case 'idle':
      return say(idleTitle(screen.accepts, words));
    case 'reading': {
      const { title, detail } = words.reading[screen.credential];
      return say(title, detail);
    }
    case 'identifying':
      return say(words.identifying, words.identifyingDetail);
    case 'choices': {
      const labels = screen.options
        .filter((option) => option.enabled)
        .map((option) => option.label[language]);
      return say(
        screen.greeting === null ? null : words.greeting(screen.greeting),
        screen.title[language],
        ...screen.notes.map((note) => note[language]),
        labels.length === 0 ? words.noOptions : words.spokenChoices(labels.join(words.listComma)),
      );
    }
    case 'summary':
      return say(
        screen.title[language],
        ...screen.rows.map((row) => `${row.label[language]} ${row.value[language]}`),
        words.spokenConfirm(screen.confirm[language]),
      );
    case 'working':
      return say(screen.title[language], screen.act === 'print' ? words.printing : null);
    case 'result':
      return say(
        screen.title[language],
        screen.big === null ? null : words.spokenNumber(spokenNumber(screen.big, language)),
        ...(screen.trouble === null ? [] : errorParts(screen.trouble.card, language)),
        ...screen.rows.map((row) => `${row.label[language]} ${row.value[language]}`),
        ...screen.notes.map((note) => note[language]),
      );
    case 'reading-matter':
      return say(screen.title[language], ...screen.items.map((item) => item.heading[language]));
    case 'gate':
      return say(screen.text[language]);
    case 'error':
      return say(...errorParts(screen.card, language));
    case 'goodbye':
      break;
  }
  return screen.cardIn ? say(words.takeCard) : say(words.goodbye, words.goodbyeDetail);
}
