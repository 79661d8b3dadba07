/** What every part of a face needs: the view, its words, and a way to answer. */
import { createContext, useContext } from 'react';

import type { FaceEvidence } from '#contracts/face.ts';
import type { FaceView, Intent } from '#contracts/face-view.ts';
import type { Text } from '#contracts/text.ts';
import type { Texts } from './texts/texts.ts';

export interface Face {
  readonly view: FaceView;
  readonly words: Texts;
  /** The text in the person's language. */
  readonly say: (text: Text) => string;
  readonly intend: (intent: Intent) => void;
  /** Shows the station what the camera saw; the same function as long as the page lives. */
  readonly show: (evidence: FaceEvidence) => Promise<void>;
}

const FaceContext = createContext<Face | null>(null);
export const FaceProvider = FaceContext.Provider;

export function useFace(): Face {
  const face = useContext(FaceContext);
  if (face === null) throw new Error('a face component outside its FaceProvider');
  return face;
}
