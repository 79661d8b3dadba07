/** The frame that every screen of the kiosk stands in. */
import { useEffect, useRef } from 'react';

import { useFace } from '../ui/face.tsx';
import { useSpoken } from '../ui/use-spoken.ts';
import { useWarmCamera } from './camera-part.ts';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';
import { HelpCalled } from './help-called.tsx';
import { IdleWarning } from './idle-warning.tsx';
import { ScreenView } from './screens/screen-view.tsx';

/** One screen. It takes the focus when it comes, so that a keypad and a screen reader start at its beginning. */
function Stage() {
  const { view } = useFace();
  const main = useRef<HTMLElement>(null);
  const warned = view.idleWarning !== null;
  useEffect(() => {
    if (!warned) main.current?.focus({ preventScroll: true });
  }, [warned]);
  return (
    <main ref={main} tabIndex={-1} inert={warned} className={`screen screen-${view.screen.kind}`}>
      <ScreenView />
    </main>
  );
}

export function Kiosk() {
  const { view } = useFace();
  useSpoken();
  useWarmCamera(view.screen);
  return (
    <div className="page" data-revision={view.revision}>
      <Header />
      <div className="reach">
        <Stage key={'title' in view.screen ? view.screen.kind + view.screen.title.en : view.screen.kind} />
        {view.idleWarning !== null && <IdleWarning endsAt={view.idleWarning.endsAt} />}
        {view.help !== 'none' && <HelpCalled />}
        <Footer />
      </div>
    </div>
  );
}
