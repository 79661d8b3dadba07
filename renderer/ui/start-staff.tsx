/** Starts a staff page: connects, watches, and shows "正在连接" while the station cannot be heard. */
import { useSyncExternalStore, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';

import { Connecting } from './connecting.tsx';
import { loadFonts } from './fonts.ts';
import type { Watched } from './station.ts';

function Live<View>({
  views,
  draw,
}: {
  readonly views: Watched<View>;
  readonly draw: (view: View) => ReactNode;
}) {
  const view = useSyncExternalStore(views.subscribe, views.current);
  return view === null ? <Connecting /> : draw(view);
}

export function startStaff<View>(views: Watched<View>, draw: (view: View) => ReactNode): void {
  const root = document.getElementById('page');
  if (root === null) throw new Error('the page has no #page');
  createRoot(root).render(<Live views={views} draw={draw} />);
  void loadFonts();
}
