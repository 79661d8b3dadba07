import './phone.css';

import type { FailureCode } from '#contracts/failures.ts';
import { hallPaths } from '#contracts/hall/paths.ts';
import type { PlaceView } from '#contracts/hall/views.ts';
import type { Language } from '#contracts/text.ts';
import { askHall, fragmentField } from '../ui/hall-ask.ts';
import { pageTime } from '../ui/kept-view.ts';
import { delays } from './delays.ts';
import { keepLooking } from './looks.ts';
import { drawPlace, type PhoneState } from './place.ts';
import { ticketLine } from './ticket-line.ts';

/** A ticket of another day, or a token that was made up or cut short. */
const refusals: readonly FailureCode[] = ['ticket-unknown', 'not-permitted', 'request-invalid'];
/** People before this one from which on the turn is near. */
const nearFrom = 3;

const page = document.getElementById('page');
if (page === null) throw new Error('the page has no #page');
const token = fragmentField(window.location, 'ticket') ?? '';
const ask = askHall(token);

/** When the hall's last word came, milliseconds since the epoch; null: none did yet. */
let lastWordAt: number | null = null;
let state: PhoneState = {
  language: navigator.language.startsWith('zh') ? 'zh' : 'en',
  place: null,
  live: null,
  heardAt: null,
  unknown: false,
  rateFailed: false,
};

function show(change: Partial<PhoneState>): void {
  const called = change.place?.state === 'called' && state.place !== null && state.place.state !== 'called';
  state = { ...state, ...change };
  if (page !== null) drawPlace(page, state, { turnLanguage, rate: (grade) => void rate(grade) });
  // In the pocket: a phone that can shake does.
  if (called) navigator.vibrate?.([400, 200, 400]);
}

function turnLanguage(): void {
  const language: Language = state.language === 'zh' ? 'en' : 'zh';
  show({ language });
}

/** Nothing more will happen to it, unless staff take it up again. */
function isOver({ state: where, canRate }: PlaceView): boolean {
  return where === 'left-over' || where === 'void' || (where === 'finished' && !canRate);
}

function pause(): number {
  const { place, live } = state;
  const { heard, alone, over } = delays.looks;
  if (place === null || live !== true) return alone.near;
  if (place.state === 'finished' || isOver(place)) return over;
  const { far, near } = line.hears() ? heard : alone;
  return place.state === 'waiting' && place.ahead > nearFrom ? far : near;
}

/** Resolves to the milliseconds until the next one. */
async function look(): Promise<number> {
  const answer = await ask('place', {});
  if (answer.ok) {
    noteWord();
    show({ place: answer.value, live: true, heardAt: null, unknown: false });
  } else if (refusals.includes(answer.error.code)) {
    show({ place: null, live: true, heardAt: null, unknown: true });
  } else show({ live: false, heardAt: lastWordAt });
  // A phone in the pocket asks for nothing and hears nothing; it looks again when it is taken out.
  if (answer.ok && !document.hidden && !isOver(answer.value)) line.open(answer.value.seq);
  else line.close();
  return document.hidden ? Infinity : pause();
}

function noteWord(): void {
  lastWordAt = Date.now();
}

/** Soon, and not with all other phones of the hall in the same instant. */
function lookSoon(): void {
  const { least, most } = delays.spread;
  looks.within(least + Math.random() * (most - least));
}

async function rate(grade: number): Promise<void> {
  const answer = await ask('ratePlace', { grade });
  show({ rateFailed: !answer.ok });
  looks.within(0);
}

const looks = keepLooking(look, pageTime);
const line = ticketLine({
  token,
  connect: () => {
    const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws';
    return new WebSocket(`${scheme}://${window.location.host}${hallPaths.stream}`);
  },
  told: (own) => (own ? looks.within(0) : lookSoon()),
  heard: noteWord,
  later: pageTime.later,
  random: () => Math.random(),
});

document.addEventListener('visibilitychange', () => {
  if (document.hidden) line.close();
  else looks.within(0);
});
// The browser's own word of its network comes at once; what it is worth, the look tells: without a network it fails at once.
window.addEventListener('offline', () => looks.within(0));
window.addEventListener('online', lookSoon);
show({});
looks.within(0);
