/** Starts a staff page: connects, watches, and shows "正在连接" while the station cannot be heard. */
import { useSyncExternalStore, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';

import { Connecting } from './connecting.tsx';
import { loadFonts } from './fonts.ts';
import { lastOf, type Watched } from './station.ts';

/** What somebody was writing is hidden while the station cannot be heard, with all that may be stale, and is there again afterwards. */
function Live<View>({
  views,
  last,
  draw,
}: {
  readonly views: Watched<View>;
  readonly last: Watched<View>;
  readonly draw: (view: View) => ReactNode;
}) {
  const isHeard = useSyncExternalStore(views.subscribe, views.current) !== null;
  const view = useSyncExternalStore(last.subscribe, last.current);
  return (
    <>
      {!isHeard && <Connecting />}
      {view !== null && <div className={isHeard ? 'staff-heard' : 'staff-unheard'}>{draw(view)}</div>}
    </>
  );
}

export function startStaff<View>(views: Watched<View>, draw: (view: View) => ReactNode): void {
  const root = document.getElementById('page');
  if (root === null) throw new Error('the page has no #page');
  createRoot(root).render(<Live views={views} last={lastOf(views)} draw={draw} />);
  void loadFonts();
}
