import './page.css';

import { useSyncExternalStore } from 'react';

import type { BoardView } from '#contracts/hall/views.ts';
import type { Language } from '#contracts/text.ts';
import { fragmentField } from '../ui/hall-ask.ts';
import { openHallLink } from '../ui/hall-link.ts';
import { keepView, pageTime } from '../ui/kept-view.ts';
import { Known, startHall } from '../ui/start-hall.tsx';
import { createAnnouncer } from './announcer.ts';
import { Board } from './board.tsx';
import { browserVoice } from './browser-voice.ts';
import { openLoudspeaker } from './loudspeaker.ts';
import { sayingCalls } from './say-call.ts';
import { boardTexts } from './texts.ts';

const { ask, line, speech } = openHallLink(window.location);
// `#token=…&language=en`; what is spoken is Chinese all the same.
const language: Language = fragmentField(window.location, 'language') === 'en' ? 'en' : 'zh';
document.documentElement.lang = boardTexts[language].locale;

const { later } = pageTime;
const loudspeaker = openLoudspeaker();
const announcer = createAnnouncer(
  sayingCalls({
    voice: browserVoice(window.speechSynthesis, (text) => new SpeechSynthesisUtterance(text), later),
    loudspeaker,
    speech: (call) => speech(call, 'zh'),
    pause: (ms) =>
      new Promise((resolve) => {
        later(resolve, ms);
      }),
  }),
  later,
);
const kept = keepView(line, () => ask('board', {}));
kept.subscribe(() => {
  const { view } = kept.current();
  if (view !== null) announcer.hear(view);
});

function touched(): void {
  loudspeaker.release();
  announcer.touched();
}

function Announcing({ view, live }: { readonly view: BoardView; readonly live: boolean }) {
  const { call, said } = useSyncExternalStore(announcer.subscribe, announcer.current);
  const held = useSyncExternalStore(loudspeaker.subscribe, loudspeaker.held);
  return (
    <Board
      view={view}
      live={live}
      language={language}
      announced={call}
      sound={held ? 'blocked' : said}
      touched={touched}
    />
  );
}

startHall(<Known kept={kept} draw={(view, { live }) => <Announcing view={view} live={live} />} />);
