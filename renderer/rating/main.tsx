import './page.css';

import { useSyncExternalStore } from 'react';

import { ok } from '#contracts/result.ts';
import { fragmentField } from '../ui/hall-ask.ts';
import { openHallLink } from '../ui/hall-link.ts';
import { keepView } from '../ui/kept-view.ts';
import { Known, startHall } from '../ui/start-hall.tsx';
import { heardAtWindow, nothingShown, type Shown } from './at-window.ts';
import { ChooseWindow, Rating } from './rating.tsx';

const { ask, line } = openHallLink(window.location);
const own = fragmentField(window.location, 'window') ?? '';

/** What does not change with every ticket. */
const kept = keepView(
  line,
  async () => {
    const [about, windows] = await Promise.all([ask('about', {}), ask('windows', {})]);
    if (!about.ok) return about;
    if (!windows.ok) return windows;
    const here = windows.value.windows.find((one) => one.window === own);
    say({ ...shown, number: here?.ticket?.ticket.number ?? null });
    return ok({ hall: about.value.name, here: here?.number ?? null, windows: windows.value.windows });
  },
  { kinds: ['configuration-changed'] },
);

let shown: Shown = nothingShown;
const listeners = new Set<() => void>();
function say(next: Shown): void {
  shown = next;
  for (const listener of listeners) listener();
}
line.listen((events) => {
  if (events !== null) say(events.reduce((before, { body }) => heardAtWindow(before, own, body), shown));
});
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function rate(ticket: string, grade: number): Promise<boolean> {
  say({ ...shown, answering: ticket });
  const answer = await ask('rate', { of: { kind: 'ticket', ticket }, grade });
  return answer.ok;
}

function done(ticket: string): void {
  if (shown.finished?.ticket === ticket) say({ ...shown, finished: null, answering: null });
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
  const { number, finished } = useSyncExternalStore(subscribe, () => shown);
  return (
    <Rating hall={hall} window={at} number={number} finished={finished} live={live} rate={rate} done={done} />
  );
}

/** The address keeps it over a reload. */
function choose(chosen: string): void {
  const fields = new URLSearchParams(window.location.hash.replace(/^#/, ''));
  fields.set('window', chosen);
  window.location.hash = fields.toString();
  window.location.reload();
}

startHall(
  <Known
    kept={kept}
    draw={({ hall, here, windows }, { live }) =>
      here === null ? (
        <ChooseWindow windows={windows} choose={choose} />
      ) : (
        <Live hall={hall} at={here} live={live} />
      )
    }
  />,
);
