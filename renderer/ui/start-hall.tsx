/** Starts a page of the hall. */
import { useSyncExternalStore, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';

import { Connecting } from './connecting.tsx';
import { loadFonts } from './fonts.ts';
import type { Kept, Seen } from './kept-view.ts';
import { Refused } from './refused.tsx';

export function useKept<View>(kept: Kept<View>): Seen<View> {
  return useSyncExternalStore(kept.subscribe, kept.current);
}

/** `draw`s what is known, however old; as long as nothing ever came, "正在连接", or why trying again will not help. */
export function Known<View>({
  kept,
  draw,
}: {
  readonly kept: Kept<View>;
  readonly draw: (view: View, seen: Seen<View>) => ReactNode;
}) {
  const seen = useKept(kept);
  if (seen.view !== null) return draw(seen.view, seen);
  return seen.failure === null ? <Connecting /> : <Refused failure={seen.failure} />;
}

export function startHall(page: ReactNode): void {
  const root = document.getElementById('page');
  if (root === null) throw new Error('the page has no #page');
  createRoot(root).render(page);
  void loadFonts();
}
