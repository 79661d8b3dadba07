import './phone.css';

import type { FailureCode } from '#contracts/failures.ts';
import { hallPaths } from '#contracts/hall/paths.ts';
import type { PlaceView } from '#contracts/hall/views.ts';
import type { Language } from '#contracts/text.ts';
import { askHall, fragmentField } from '../ui/hall-ask.ts';
import { pageTime } from '../ui/kept-view.ts';
import { keepLooking } from './looks.ts';
import { drawPlace, type PhoneState } from './place.ts';
import { ticketLine } from './ticket-line.ts';

/** Milliseconds between two looks: far from its turn, near to it, and when nothing more is to come. */
const pauses = {
  /** While events tell of what moves the place; a line that went silent is found by these, and expected waits change anyway. */
  heard: { far: 60_000, near: 15_000 },
  alone: { far: 15_000, near: 4000 },
  over: 60_000,
} as const;
/** Milliseconds from an event that may have moved the place to the look, between these: a call moves a hall's worth of phones. */
const spread = { least: 1000, most: 2000 } as const;
/** A ticket of another day, or a token that was made up or cut short. */
const refusals: readonly FailureCode[] = ['ticket-unknown', 'not-permitted', 'request-invalid'];
/** People before this one from which on the turn is near. */
const nearFrom = 3;

const page = document.getElementById('page');
if (page === null) throw new Error('the page has no #page');
const token = fragmentField(window.location, 'ticket') ?? '';
const ask = askHall(token);

let state: PhoneState = {
  language: navigator.language.startsWith('zh') ? 'zh' : 'en',
  place: null,
  live: null,
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
  if (place === null || live !== true) return pauses.alone.near;
  if (place.state === 'finished' || isOver(place)) return pauses.over;
  const { far, near } = line.hears() ? pauses.heard : pauses.alone;
  return place.state === 'waiting' && place.ahead > nearFrom ? far : near;
}

/** Resolves to the milliseconds until the next one. */
async function look(): Promise<number> {
  const answer = await ask('place', {});
  if (answer.ok) show({ place: answer.value, live: true, unknown: false });
  else if (refusals.includes(answer.error.code)) show({ place: null, live: true, unknown: true });
  else show({ live: false });
  // A phone in the pocket asks for nothing and hears nothing; it looks again when it is taken out.
  if (answer.ok && !document.hidden && !isOver(answer.value)) line.open(answer.value.seq);
  else line.close();
  return document.hidden ? Infinity : pause();
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
  told: (own) => looks.within(own ? 0 : spread.least + Math.random() * (spread.most - spread.least)),
  later: pageTime.later,
  random: () => Math.random(),
});

document.addEventListener('visibilitychange', () => {
  if (document.hidden) line.close();
  else looks.within(0);
});
show({});
looks.within(0);
