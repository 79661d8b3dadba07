import './page.css';

import type { Language } from '#contracts/text.ts';
import { fragmentField } from '../ui/hall-ask.ts';
import { openHallLink } from '../ui/hall-link.ts';
import { keepView } from '../ui/kept-view.ts';
import { Known, startHall } from '../ui/start-hall.tsx';
import { Board } from './board.tsx';
import type { ServerSpeech } from './say-call.ts';
import { boardTexts } from './texts.ts';

const { ask, line, speech } = openHallLink(window.location);
// `#token=…&language=en`; what is spoken is Chinese all the same.
const language: Language = fragmentField(window.location, 'language') === 'en' ? 'en' : 'zh';
document.documentElement.lang = boardTexts[language].locale;

const kept = keepView(line, () => ask('board', {}));
const speak: ServerSpeech = (call) => speech(call, 'zh');
startHall(
  <Known
    kept={kept}
    draw={(view, { live }) => <Board view={view} live={live} language={language} speech={speak} />}
  />,
);
