/** Who stands before the machines, with which card, and the way to do something. */
import { createContext, useContext } from 'react';

import type { DockPerson, DockRequest } from '#contracts/dock.ts';
import type { ChosenCard } from './card-choice.tsx';

export interface Hands {
  /** Index of the chosen person. */
  readonly person: number;
  /** Whose picture the chosen person has before an emulated camera. */
  readonly sitter: DockPerson['sitter'];
  readonly card: ChosenCard;
  readonly act: (request: DockRequest) => Promise<void>;
}

const HandsContext = createContext<Hands | null>(null);
export const HandsProvider = HandsContext.Provider;

export function useHands(): Hands {
  const hands = useContext(HandsContext);
  if (hands === null) throw new Error('a device card outside its HandsProvider');
  return hands;
}
