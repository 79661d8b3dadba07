import './page.css';

import { useSyncExternalStore } from 'react';

import type { BoardView } from '#contracts/hall/views.ts';
import type { Language } from '#contracts/text.ts';
import { fragmentField } from '../ui/hall-ask.ts';
import { openHallLink } from '../ui/hall-link.ts';
import { keepView, pageTime } from '../ui/kept-view.ts';
import { Known, startHall } from '../ui/start-hall.tsx';
import { lookForVoice, type VoiceThere } from './any-voice.ts';
import { createAnnouncer } from './announcer.ts';
import { Board } from './board.tsx';
import { browserVoice } from './browser-voice.ts';
import { openLoudspeaker } from './loudspeaker.ts';
import { sayingCalls, type Said } from './say-call.ts';
import { boardTexts } from './texts.ts';

const { ask, line, speech } = openHallLink(window.location);
// `#token=…&language=en`; what is spoken is Chinese all the same.
const language: Language = fragmentField(window.location, 'language') === 'en' ? 'en' : 'zh';
document.documentElement.lang = boardTexts[language].locale;

const { later } = pageTime;
const loudspeaker = openLoudspeaker();
const voice = browserVoice(window.speechSynthesis, (text) => new SpeechSynthesisUtterance(text), later);
const anyVoice = lookForVoice({ voice, speech: (call) => speech(call, 'zh'), later });
const announcer = createAnnouncer(
  sayingCalls({
    voice,
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

// Where no voice is there to be offered, the chime alone is worth a touch, wherever it is.
window.addEventListener('click', () => loudspeaker.release());

function touched(): void {
  loudspeaker.release();
  announcer.touched();
}

/** A touch is asked for where there is a voice to be heard by it. */
function soundOf(there: VoiceThere, held: boolean, said: Said | null): Said | 'voiceless' | null {
  if (there === 'none') return 'voiceless';
  if (!held) return said;
  return there === 'some' ? 'blocked' : null;
}

function Announcing({ view, live }: { readonly view: BoardView; readonly live: boolean }) {
  const { call, said } = useSyncExternalStore(announcer.subscribe, announcer.current);
  const held = useSyncExternalStore(loudspeaker.subscribe, loudspeaker.held);
  const there = useSyncExternalStore(anyVoice.subscribe, anyVoice.current);
  return (
    <Board
      view={view}
      live={live}
      language={language}
      announced={call}
      sound={soundOf(there, held, said)}
      touched={touched}
    />
  );
}

startHall(<Known kept={kept} draw={(view, { live }) => <Announcing view={view} live={live} />} />);
