/** Starts a face's page: connects, draws what the station sends, and says what was touched. */
import { useSyncExternalStore, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';

import type { FaceView, Intent } from '#contracts/face-view.ts';
import { Connecting } from './connecting.tsx';
import { FaceProvider } from './face.tsx';
import { loadFonts } from './fonts.ts';
import { listenForKeypad } from './keypad.ts';
import { listenForWedge } from './listen-for-wedge.ts';
import { listenForPresence } from './presence.ts';
import { applySizes } from './sizes.ts';
import { connectStation, watch, type Watched } from './station.ts';
import { texts } from './texts/texts.ts';

interface Props {
  readonly views: Watched<FaceView>;
  readonly intend: (intent: Intent) => void;
  readonly children: ReactNode;
}

function FacePage({ views, intend, children }: Props) {
  const view = useSyncExternalStore(views.subscribe, views.current);
  if (view === null) return <Connecting />;
  return (
    <FaceProvider value={{ view, words: texts[view.language], say: (text) => text[view.language], intend }}>
      {children}
    </FaceProvider>
  );
}

export function startFace(page: ReactNode): void {
  const root = document.getElementById('page');
  if (root === null) throw new Error('the page has no #page');
  const station = connectStation(window.location);
  const views = watch<FaceView>(
    (handlers) => station.face.watch.subscribe(undefined, handlers),
    (view) => view,
  );
  views.subscribe(() => {
    const view = views.current();
    if (view !== null) applySizes(document.documentElement, view, texts[view.language].locale);
  });
  const intend = (intent: Intent): void => {
    // Without a view there is nothing that could be meant; an intent kept for later would meet another person.
    if (views.current() === null) return;
    // A lost socket shows itself: the view goes and "正在连接" comes.
    station.face.intend.mutate(intent).catch(() => undefined);
  };
  // Before the keypad, which must not see a scanner's Enter; without a view every key is a finger's.
  listenForWedge(document, () => views.current()?.wedgeGapMs ?? 0, intend);
  listenForPresence(document, () => intend({ do: 'touch' }));
  listenForKeypad(document);
  createRoot(root).render(
    <FacePage views={views} intend={intend}>
      {page}
    </FacePage>,
  );
  // Once something is drawn: a font that is being loaded holds the first frame back.
  const stop = views.subscribe(() => {
    stop();
    requestAnimationFrame(() => requestAnimationFrame(() => void loadFonts()));
  });
}
