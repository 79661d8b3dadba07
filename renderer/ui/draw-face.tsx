/** Draws what the station sends, and says what was touched. */
import { useSyncExternalStore, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';

import { Connecting } from './connecting.tsx';
import type { FaceLink } from './face-link.ts';
import { FaceProvider } from './face.tsx';
import { loadFonts } from './fonts.ts';
import { listenForKeypad } from './keypad.ts';
import { listenForPresence } from './presence.ts';
import { applySizes } from './sizes.ts';
import { texts } from './texts/texts.ts';
import { listenForWedge } from './listen-for-wedge.ts';

function FacePage({ link, children }: { readonly link: FaceLink; readonly children: ReactNode }) {
  const { views, intend, show } = link;
  const view = useSyncExternalStore(views.subscribe, views.current);
  if (view === null) return <Connecting />;
  return (
    <FaceProvider
      value={{ view, words: texts[view.language], say: (text) => text[view.language], intend, show }}
    >
      {children}
    </FaceProvider>
  );
}

export function drawFace(link: FaceLink, page: ReactNode): void {
  const root = document.getElementById('page');
  if (root === null) throw new Error('the page has no #page');
  const { views, intend } = link;
  const size = (): void => {
    const view = views.current();
    if (view !== null) applySizes(document.documentElement, view, texts[view.language].locale);
  };
  size();
  // Before React's own subscription, so that a view is drawn in its own sizes.
  views.subscribe(size);
  // Before the keypad, which must not see a scanner's Enter; without a view every key is a finger's.
  listenForWedge(document, () => views.current()?.wedgeGapMs ?? 0, intend);
  listenForPresence(document, () => intend({ do: 'touch' }));
  listenForKeypad(document);
  // A finger that rests on the glass would open the browser's menu.
  document.addEventListener('contextmenu', (event) => event.preventDefault());
  createRoot(root).render(<FacePage link={link}>{page}</FacePage>);
  // After a frame: a font that is being loaded holds it back.
  requestAnimationFrame(() => requestAnimationFrame(() => void loadFonts()));
}
