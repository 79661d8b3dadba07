// oxlint-disable-next-line import/no-unassigned-import -- it must come before everything that makes a schema
import '../ui/hall-editor/without-eval.ts';
import './page.css';

import { ok } from '#contracts/result.ts';
import { openHallLink } from '../ui/hall-link.ts';
import { keepView } from '../ui/kept-view.ts';
import { Known, startHall } from '../ui/start-hall.tsx';
import { HallAdmin, type AdminView } from './hall-admin.tsx';

const { ask, line } = openHallLink(window.location);
/** Versions that are shown. */
const limit = 20;

const kept = keepView<AdminView>(
  line,
  async () => {
    const [day, version, history, followUps] = await Promise.all([
      ask('day', {}),
      ask('configuration', {}),
      ask('configurationHistory', { limit }),
      ask('followUps', { state: 'open' }),
    ]);
    if (!day.ok) return day;
    if (!version.ok) return version;
    if (!history.ok) return history;
    if (!followUps.ok) return followUps;
    return ok({
      day: day.value,
      version: version.value,
      history: history.value,
      followUps: followUps.value,
    });
  },
  { kinds: ['day-changed', 'configuration-changed', 'rated', 'follow-up-closed'] },
);

startHall(
  <Known
    kept={kept}
    draw={(view, { live }) => (
      <HallAdmin
        view={view}
        live={live}
        save={(change) => ask('changeConfiguration', change)}
        changeDay={(change) => ask('changeDay', change)}
        closeFollowUp={(close) => ask('closeFollowUp', close)}
      />
    )}
  />,
);
