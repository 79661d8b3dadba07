/** One sign that fills the screen, read at a glance from three metres; never a name. */
import type { ReactNode } from 'react';

import type { Screen } from '#contracts/face-view.ts';
import { useFace } from '../ui/face.tsx';
import { useSpoken } from '../ui/use-spoken.ts';

type Sign = Extract<Screen, { kind: 'gate' }>['sign'];

/** Shapes differ as much as colours: an arrow goes, a cross stops, a bent arrow asks again. */
const shapes: Readonly<Record<Sign, ReactNode>> = {
  ready: (
    <>
      <rect x="22" y="74" width="104" height="70" rx="9" />
      <path d="M22 94h104M36 126h30" />
      <rect x="146" y="44" width="62" height="112" rx="10" />
      <path
        className="filled"
        d="M158 68h14v14h-14zM182 68h14v14h-14zM158 92h14v14h-14zM186 92h6v6h-6zM180 102h6v6h-6z"
      />
      <path className="beckon" d="M100 44a40 40 0 0 0-52 0M88 56a22 22 0 0 0-28 0" />
    </>
  ),
  reading: (
    <>
      <circle className="filled dot" cx="60" cy="100" r="16" />
      <circle className="filled dot" cx="120" cy="100" r="16" />
      <circle className="filled dot" cx="180" cy="100" r="16" />
    </>
  ),
  pass: <path className="filled" d="M120 14 34 104h52v82h68v-82h52z" />,
  desk: <path className="heavy" d="m52 32 136 136m0-136L52 168" />,
  emergency: (
    <>
      <path className="filled" d="M120 10 40 92h44v40h72V92h44z" />
      <path className="filled" d="M84 146h72v18H84zM84 176h72v14H84z" />
    </>
  ),
  again: (
    <>
      <path className="thick" d="M182 62a72 72 0 1 0 10 56" />
      <path className="thick" d="M188 22v44h-44" />
    </>
  ),
};

export function Gate() {
  const { screen, revision } = useFace().view;
  const { say } = useFace();
  useSpoken();
  if (screen.kind !== 'gate') return null;
  return (
    <main className={`gate gate-${screen.sign}`} data-revision={revision} aria-live="assertive">
      <svg className="sign" viewBox="0 0 240 200" aria-hidden="true">
        {shapes[screen.sign]}
      </svg>
      <h1>{say(screen.text)}</h1>
    </main>
  );
}
