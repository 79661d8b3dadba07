import './page.css';

import { useSyncExternalStore, type ReactNode } from 'react';

import { ok } from '#contracts/result.ts';
import { fragmentField } from '../ui/hall-ask.ts';
import { openHallLink } from '../ui/hall-link.ts';
import { keepView } from '../ui/kept-view.ts';
import { Known, startHall, useKept } from '../ui/start-hall.tsx';
import { heardAtWindow, notSent, nothingShown, over, touched, type Shown } from './at-window.ts';
import { ChooseWindow, Rating, WrongToken } from './rating.tsx';

const { ask, line } = openHallLink(window.location);
const own = fragmentField(window.location, 'window') ?? '';

/** Milliseconds between two looks at the windows. */
const pauseMs = 1000;

/** What does not change with every ticket, and whose turn it is after what this screen does not hear: parked, signed out, lost. */
const kept = keepView(
  line,
  async () => {
    const [about, signs] = await Promise.all([ask('about', {}), ask('signs', {})]);
    if (!about.ok) return about;
    if (!signs.ok) return signs;
    const { seq, windows } = signs.value;
    const here = windows.find(({ window }) => window === own);
    // A view that is older than what was heard meanwhile would take a call back.
    if (seq >= heard) say({ ...shown, number: here?.current ?? null });
    return ok({ hall: about.value.name, here: here?.number ?? null, windows });
  },
  { kinds: ['ticket-returned'], pauseMs },
);

let shown: Shown = nothingShown;
/** The last event that was heard. */
let heard = 0;
const listeners = new Set<() => void>();
function say(next: Shown): void {
  shown = next;
  for (const listener of listeners) listener();
}
line.listen((events) => {
  if (events === null) return;
  heard = events.at(-1)?.seq ?? heard;
  say(events.reduce((before, { body }) => heardAtWindow(before, own, body), shown));
});
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function rate(ticket: string, grade: number): Promise<number | null> {
  say(touched(shown));
  const answer = await ask('rate', { of: { kind: 'ticket', ticket }, grade });
  if (answer.ok) return answer.value.grade;
  say(notSent(shown));
  return null;
}

function done(ticket: string): void {
  say(over(shown, ticket));
}

function Live({
  hall,
  at,
  live,
}: {
  readonly hall: { zh: string; en: string };
  readonly at: number;
  readonly live: boolean;
}) {
  const { number, asked } = useSyncExternalStore(subscribe, () => shown);
  return <Rating hall={hall} window={at} number={number} asked={asked} live={live} rate={rate} done={done} />;
}

/** The address keeps it over a reload. */
function choose(chosen: string): void {
  const fields = new URLSearchParams(window.location.hash.replace(/^#/, ''));
  fields.set('window', chosen);
  window.location.hash = fields.toString();
  window.location.reload();
}

function TokenChecked({ children }: { readonly children: ReactNode }) {
  const { view, failure } = useKept(kept);
  return view === null && failure?.code === 'not-permitted' ? <WrongToken /> : children;
}

startHall(
  <TokenChecked>
    <Known
      kept={kept}
      draw={({ hall, here, windows }, { live }) =>
        here === null ? (
          <ChooseWindow windows={windows} choose={choose} />
        ) : (
          <Live hall={hall} at={here} live={live} />
        )
      }
    />
  </TokenChecked>,
);
