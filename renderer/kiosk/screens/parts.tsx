/** Parts that the kiosk's screens share. */
import type { ReactNode } from 'react';

import type { Option, Row, Screen } from '#contracts/face-view.ts';
import type { CredentialKind } from '#contracts/credentials.ts';
import type { Text } from '#contracts/text.ts';
import { Press } from '../../ui/button.tsx';
import { WayDrawing } from '../../ui/drawings/ways.tsx';
import { useFace } from '../../ui/face.tsx';
import { AttentionIcon, BackIcon } from '../../ui/icons.tsx';
import { OptionPress } from '../../ui/option-press.tsx';

export type ScreenOf<K extends Screen['kind']> = Extract<Screen, { kind: K }>;

export function BackButton() {
  const { view, words, intend } = useFace();
  return (
    <Press look="quiet" onPress={() => intend({ do: 'back', revision: view.revision })}>
      <BackIcon />
      {words.back}
    </Press>
  );
}

/** Ends the session. Whoever is not identified yet has nothing to end: for them it is the way to the start. */
export function FinishButton({ look = 'quiet' }: { readonly look?: 'quiet' | 'primary' }) {
  const { view, words, intend } = useFace();
  return (
    <Press look={look} onPress={() => intend({ do: 'finish', revision: view.revision })}>
      {view.identified ? words.finish : words.home}
    </Press>
  );
}

/** Ways on from a result or an error. */
export function OptionButtons({ options }: { readonly options: readonly Option[] }) {
  const { say } = useFace();
  return options.map((option) => (
    <OptionPress key={option.id} option={option}>
      {say(option.label)}
    </OptionPress>
  ));
}

export function Rows({ rows }: { readonly rows: readonly Row[] }) {
  const { say } = useFace();
  return (
    <dl className="rows">
      {rows.map((row) => (
        <div key={say(row.label)}>
          <dt>{say(row.label)}</dt>
          <dd>{say(row.value)}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Notes({ notes }: { readonly notes: readonly Text[] }) {
  const { say } = useFace();
  return notes.map((note) => (
    <p key={say(note)} className="note">
      {say(note)}
    </p>
  ));
}

/** Amber, with a sign and words: colour is never the only sign. */
export function Attention({ children }: { readonly children: ReactNode }) {
  return (
    <div className="attention">
      <AttentionIcon />
      <div>{children}</div>
    </div>
  );
}

/** Each credential that is taken now, with the act drawn. */
export function Credentials({ kinds }: { readonly kinds: readonly CredentialKind[] }) {
  const { words } = useFace();
  return (
    <ul className="ways">
      {kinds.map((kind) => (
        <li key={kind}>
          <div className="way-drawing">
            <WayDrawing way={kind} label={words.ways[kind].name} />
          </div>
          <div>
            <p className="way-name">{words.ways[kind].name}</p>
            <p className="way-act">{words.ways[kind].act}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}
