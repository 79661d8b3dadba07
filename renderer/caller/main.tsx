import './page.css';

import { ok } from '#contracts/result.ts';
import { fragmentField } from '../ui/hall-ask.ts';
import { openHallLink } from '../ui/hall-link.ts';
import { keepView, pageTime } from '../ui/kept-view.ts';
import { newKey } from '../ui/new-key.ts';
import { startHall } from '../ui/start-hall.tsx';
import { Caller } from './caller.tsx';
import { Desk } from './desk.ts';
import { movingPauseMs } from './hall-seen.ts';
import { Presses } from './presses.ts';

const { ask, line } = openHallLink(window.location);

/** What moves with every event; of one moment or nearly so, since an event in between asks for it once more. */
const moving = keepView(
  line,
  async () => {
    const [queue, windows] = await Promise.all([ask('queue', {}), ask('windows', {})]);
    if (!queue.ok) return queue;
    return windows.ok ? ok({ queue: queue.value, ...windows.value }) : windows;
  },
  { pauseMs: movingPauseMs },
);
const configuration = keepView(line, () => ask('configuration', {}), { kinds: ['configuration-changed'] });
const followUps = keepView(line, () => ask('followUps', { state: 'open' }), {
  kinds: ['rated', 'follow-up-closed'],
});

/** What this page did itself shows at once. */
async function own<Answer>(asked: Promise<Answer>): Promise<Answer> {
  const answer = await asked;
  moving.refresh();
  return answer;
}

const hall = {
  signIn: (request: Parameters<Desk['signIn']>[0] & { key: string }) => own(ask('signIn', request)),
  heartbeat: (session: string) => ask('heartbeat', { session }),
};
const desk = new Desk({ hall, shelf: sessionStorage, newKey, time: pageTime });
const presses = new Presses({
  perform: (command) => own(ask('perform', command)),
  shelf: sessionStorage,
  newKey,
  time: pageTime,
});

startHall(
  <Caller
    moving={moving}
    configuration={configuration}
    followUps={followUps}
    desk={desk}
    presses={presses}
    at={fragmentField(window.location, 'window')}
    answerHelp={(help, operator) => ask('answerHelp', { help, operator })}
  />,
);
