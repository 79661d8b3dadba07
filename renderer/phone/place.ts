/**
 * Language of 2020 (Chrome 86, Safari 14): people's own phones are older than a kiosk's browser.
 *
 * A ticket's place in the queue as its holder sees it. Drawn anew only where something changed, so that the focus stays.
 */
import type { PlaceView } from '#contracts/hall/views.ts';
import type { Language } from '#contracts/text.ts';
import { gradeFaces } from '../ui/grade-faces.ts';
import { clockTime } from '../ui/hall-time.ts';
import { drawing, element } from './element.ts';
import { phoneTexts, type PhoneTexts } from './texts.ts';

export interface PhoneState {
  readonly language: Language;
  /** Null: none came yet. */
  readonly place: PlaceView | null;
  /** False: the hall cannot be reached, and what is shown may be old; null: the first answer is still awaited. */
  readonly live: boolean | null;
  /** While `live` is false: when the hall's last word came, milliseconds since the epoch; null: none did. */
  readonly heardAt: number | null;
  /** The hall does not know this ticket. */
  readonly unknown: boolean;
  /** The last grade that was touched did not arrive. */
  readonly rateFailed: boolean;
}

interface Actions {
  readonly turnLanguage: () => void;
  readonly rate: (grade: number) => void;
}

function stateLines(place: PlaceView, words: PhoneTexts): readonly HTMLElement[] {
  const { state, window, ahead, expectedWaitMs } = place;
  if (state === 'called' && window !== null) {
    return [element('p', 'go', words.goTo(window)), element('p', '', words.states.called)];
  }
  if (state === 'waiting') {
    return [
      element('p', 'ahead', words.ahead(ahead)),
      element('p', '', expectedWaitMs === null ? words.noWindow : words.wait(expectedWaitMs)),
      element('p', 'soft', words.states.waiting),
    ];
  }
  const at = state === 'serving' && window !== null ? element('p', '', words.at(window)) : null;
  return [element('p', 'ahead', words.states[state]), ...(at === null ? [] : [at])];
}

/** On one line, however many signs it has: phone.css. */
function numberOf({ number }: PlaceView): HTMLElement {
  const shown = element('strong', 'number', number);
  shown.style.setProperty('--signs', String(number.length));
  return shown;
}

/** Whether what comes after on this ticket is still to come. */
function goesOn({ state, further }: PlaceView): boolean {
  return further.length > 0 && state !== 'void' && state !== 'left-over';
}

function bodyOf(
  { place, unknown, live, rateFailed, language }: PhoneState,
  rate: Actions['rate'],
): readonly (HTMLElement | null)[] {
  const words = phoneTexts[language];
  if (place === null) {
    if (unknown) return [element('p', 'ahead', words.unknown)];
    return [
      element('p', 'ahead', words.loading),
      live === false ? element('p', 'trouble', words.unreached) : null,
    ];
  }
  const further = place.further.map(({ name }) => name[language]).join(words.comma);
  return [
    element('h1', '', element('span', 'soft', words.number), numberOf(place)),
    element('p', 'business', place.business.name[language]),
    ...stateLines(place, words),
    goesOn(place) ? element('p', 'soft', words.further(further)) : null,
    rating(place, rateFailed, words, rate),
  ];
}

function rating(
  place: PlaceView,
  failed: boolean,
  words: PhoneTexts,
  rate: Actions['rate'],
): HTMLElement | null {
  const { grade, canRate } = place;
  if (grade !== null) {
    const thanks = words.rated(words.grades[grade - 1] ?? '');
    return element(
      'section',
      'rating',
      element('p', 'ahead', thanks),
      grade <= 2 ? element('p', '', words.ratedBad) : null,
    );
  }
  if (!canRate) return null;
  const buttons = [5, 4, 3, 2, 1].map((one) => {
    const { mouth, eyes, brows } = gradeFaces[one - 1] ?? { mouth: '', eyes: '', brows: '' };
    const name = words.grades[one - 1] ?? '';
    const button = element('button', 'grade', drawing([mouth, eyes, brows]), element('span', '', name));
    button.type = 'button';
    button.addEventListener('click', () => rate(one));
    return button;
  });
  return element(
    'section',
    'rating',
    element('h2', '', words.rate),
    element('div', 'grades', ...buttons),
    failed ? element('p', 'trouble', words.notRated) : null,
  );
}

/**
 * The parts that stay on the page while what they hold changes: a reader of screens tells of news only in an element that was
 * there before.
 */
function partsOf(page: HTMLElement): { header: Element; main: Element; line: Element; footer: Element } {
  const [header, main, line, footer] = page.children;
  if (header !== undefined && main !== undefined && line !== undefined && footer !== undefined)
    return { header, main, line, footer };
  const parts = {
    header: element('header', ''),
    main: element('main', 'card'),
    line: element('div', 'line'),
    footer: element('footer', ''),
  };
  for (const part of [parts.main, parts.line]) part.setAttribute('aria-live', 'polite');
  page.replaceChildren(parts.header, parts.main, parts.line, parts.footer);
  return parts;
}

/** Only where it differs from what is there: a reader of screens would read the same once more. */
function fill(part: Element, ...children: readonly (HTMLElement | null)[]): void {
  const made = element('div', '', ...children);
  if (made.innerHTML !== part.innerHTML) part.replaceChildren(...made.childNodes);
}

/** Draws `state` into `page` if it differs from what `page` shows. */
export function drawPlace(page: HTMLElement, state: PhoneState, actions: Actions): void {
  const seen = JSON.stringify(state);
  if (page.dataset['seen'] === seen) return;
  page.dataset['seen'] = seen;
  const { language, place, heardAt } = state;
  const words = phoneTexts[language];
  document.documentElement.lang = words.locale;
  const turn = element('button', 'turn', words.otherLanguage);
  turn.type = 'button';
  turn.lang = language === 'zh' ? 'en' : 'zh-CN';
  turn.addEventListener('click', actions.turnLanguage);
  const focused = document.activeElement?.textContent ?? null;
  const { header, main, line, footer } = partsOf(page);
  fill(header, turn);
  main.className = place?.state === 'called' ? 'card called' : 'card';
  fill(main, ...bodyOf(state, actions.rate));
  fill(
    line,
    place === null || heardAt === null
      ? null
      : element('p', 'trouble', words.offline(clockTime(heardAt, place.timeZone))),
  );
  fill(footer, element('p', 'soft', words.privacy));
  const again = [...page.querySelectorAll('button')].find(({ textContent }) => textContent === focused);
  again?.focus();
}
