/** Hears a keyboard wedge wherever the focus is, and keeps its Enter from pressing what happens to have it. */
import type { Intent } from '#contracts/face-view.ts';
import { WedgeRecogniser } from './wedge.ts';

/** `gapMs` is asked at each key: it comes with the view. */
export function listenForWedge(page: Document, gapMs: () => number, say: (intent: Intent) => void): void {
  let recogniser = new WedgeRecogniser(gapMs());
  let made = gapMs();
  page.addEventListener(
    'keydown',
    (event) => {
      if (gapMs() !== made) {
        made = gapMs();
        recogniser = new WedgeRecogniser(made);
      }
      const outcome = recogniser.key({
        key: event.key,
        at: event.timeStamp,
        capsLock: event.getModifierState('CapsLock'),
        composing: event.isComposing,
      });
      if (outcome === null) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (outcome.type === 'code') {
        const { text, durationMs } = outcome;
        say({ do: 'wedge-code', text, durationMs });
      } else say({ do: 'wedge-spoiled', by: outcome.by });
    },
    { capture: true },
  );
}
