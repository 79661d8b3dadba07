/** The spoken form of every screen: what a person who cannot read hears. */
import { errorCards, type ErrorCardId } from '#contracts/error-cards.ts';
import type { Option, Screen } from '#contracts/face-view.ts';
import type { Language } from '#contracts/text.ts';
import { idleTitle } from './idle-title.ts';
import { qrHint } from './qr-hint.ts';
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

type Keypad = Extract<Screen, { kind: 'keypad' }>;

/** A telephone's digits without the blanks and dots between their groups. */
function spokenDigits(entered: string, language: Language): string {
  return spokenNumber(entered.replaceAll(/\D/g, ''), language);
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

/** With what stands below each: the wait, the time of an appointment. */
function spokenOptions(options: readonly Option[], language: Language): string {
  const words = texts[language];
  const said = options.map(({ label, detail }) =>
    detail === null
      ? label[language]
      : words.spokenDetail(label[language], detail[language].replaceAll(/(?<=:\d\d)–/g, words.spokenTo)),
  );
  return said.join(options.some(({ detail }) => detail !== null) ? words.spokenNext : words.listComma);
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
      const open = screen.options.filter(({ enabled }) => enabled);
      return say(
        screen.greeting === null ? null : words.greeting(screen.greeting),
        screen.title[language],
        ...screen.notes.map((note) => note[language]),
        open.length === 0 ? words.noOptions : words.spokenChoices(spokenOptions(open, language)),
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
        screen.qr === null ? null : qrHint(screen.qr, words),
      );
    case 'reading-matter':
      return say(screen.title[language], ...screen.items.map((item) => item.heading[language]));
    case 'gate':
      return say(screen.text[language]);
    case 'error':
      return say(...errorParts(screen.card, language));
    case 'consent':
      return say(
        screen.title[language],
        ...screen.rows.map((row) => `${row.label[language]} ${row.value[language]}`),
        words.spokenChoices([screen.agree, screen.refuse].map((one) => one[language]).join(words.listComma)),
      );
    case 'face-capture':
    case 'finger-capture':
      return say(screen.title[language], screen.text[language]);
    case 'present-card':
      return say(screen.title[language], screen.detail[language]);
    case 'keypad':
      return say(
        screen.title[language],
        screen.entered === '' ? null : spokenDigits(screen.entered, language),
        screen.complete ? words.spokenConfirm(screen.confirm[language]) : null,
      );
    case 'goodbye':
      break;
  }
  return screen.cardIn ? say(words.takeCard) : say(words.goodbye, words.goodbyeDetail);
}

/** Whether `now` goes on with what `before` began: another prompt, another digit. */
export function isSameScreen(before: Screen, now: Screen): boolean {
  const goesOn = ['face-capture', 'finger-capture', 'keypad'].includes(now.kind);
  return (
    goesOn &&
    before.kind === now.kind &&
    'title' in before &&
    'title' in now &&
    before.title.en === now.title.en
  );
}

/**
 * What is said when `now` takes the place of `before`: on one and the same screen only what is new, since nobody waits
 * for a title to end before doing what it asks for.
 */
export function spokenChange(before: Screen, now: Screen, language: Language): string {
  if (!isSameScreen(before, now)) return spokenText(now, language);
  if (before.kind === 'keypad' && now.kind === 'keypad') return spokenKey(before, now, language);
  return 'text' in now ? sentences([now.text[language]], texts[language]) : spokenText(now, language);
}

function spokenKey(before: Keypad, now: Keypad, language: Language): string {
  const words = texts[language];
  const last = now.entered.replaceAll(/\D/g, '').at(-1);
  const typed = now.entered.length > before.entered.length && last !== undefined;
  return sentences(
    [
      typed ? spokenDigits(last, language) : words.erased,
      now.complete && !before.complete ? words.spokenConfirm(now.confirm[language]) : null,
    ],
    words,
  );
}
