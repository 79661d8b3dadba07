import './phone.css';

import type { FailureCode } from '#contracts/failures.ts';
import type { Language } from '#contracts/text.ts';
import { askHall, fragmentField } from '../ui/hall-ask.ts';
import { drawPlace, type PhoneState } from './place.ts';

/** Milliseconds between two looks: while it waits far from its turn, near to it, and when nothing more is to come. */
const looks = { far: 15_000, near: 4000, over: 60_000 } as const;
/** A ticket of another day, or a token that was made up or cut short. */
const refusals: readonly FailureCode[] = ['ticket-unknown', 'not-permitted', 'request-invalid'];
/** People before this one from which on the turn is near. */
const nearFrom = 3;

const page = document.getElementById('page');
if (page === null) throw new Error('the page has no #page');
const ask = askHall(fragmentField(window.location, 'ticket') ?? '');

let state: PhoneState = {
  language: navigator.language.startsWith('zh') ? 'zh' : 'en',
  place: null,
  live: false,
  unknown: false,
  rateFailed: false,
};
let timer: ReturnType<typeof setTimeout> | undefined;

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

function pause(): number {
  const place = state.place;
  if (place === null || !state.live) return looks.near;
  if (['finished', 'left-over', 'void'].includes(place.state)) return looks.over;
  return place.state === 'waiting' && place.ahead > nearFrom ? looks.far : looks.near;
}

async function look(): Promise<void> {
  clearTimeout(timer);
  const answer = await ask('place', {});
  if (answer.ok) show({ place: answer.value, live: true, unknown: false });
  else if (refusals.includes(answer.error.code)) show({ place: null, live: true, unknown: true });
  else show({ live: false });
  // A phone in the pocket asks for nothing; it looks again when it is taken out.
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(() => void look(), pause());
}

async function rate(grade: number): Promise<void> {
  const answer = await ask('ratePlace', { grade });
  show({ rateFailed: !answer.ok });
  await look();
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) void look();
});
show({});
void look();
