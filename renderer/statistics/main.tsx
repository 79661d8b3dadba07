import './page.css';

import { hallPaths } from '#contracts/hall/paths.ts';
import { ok, type Failure } from '#contracts/result.ts';
import { fetchResult, fragmentField, patience, queryOf } from '../ui/hall-ask.ts';
import { openHallLink } from '../ui/hall-link.ts';
import { keepView } from '../ui/kept-view.ts';
import { Known, startHall } from '../ui/start-hall.tsx';
import { keepFigures, type Choice, type Figures } from './figures.ts';
import { saveFile } from './save-file.ts';
import { Statistics } from './statistics.tsx';

const { ask, line } = openHallLink(window.location);

/** Milliseconds between two looks at the configuration and the day. */
const pauseMs = 5000;

const kept = keepView(
  line,
  async () => {
    const [about, version] = await Promise.all([ask('about', {}), ask('configuration', {})]);
    if (!about.ok) return about;
    if (!version.ok) return version;
    return ok({ today: about.value.day.date, configuration: version.value.configuration });
  },
  { kinds: ['configuration-changed', 'day-changed'], pauseMs },
);

const figures = keepFigures({
  line,
  ask: (query) => ask('statistics', query),
  wallClock: () => Date.now(),
});

function fileName({ from, to, by }: Choice, ending: string): string {
  return `statistics-${from}-${to}-${by}.${ending}`;
}

async function saveCsv(choice: Choice): Promise<Failure | null> {
  const { from, to, by } = choice;
  const token = fragmentField(window.location, 'token') ?? '';
  const csv = await fetchResult(
    token,
    hallPaths.statisticsCsv + queryOf({ from, to, by }),
    {},
    (response) => response.blob(),
    patience.figures,
  );
  if (!csv.ok) return csv.error;
  saveFile(fileName(choice, 'csv'), csv.value);
  return null;
}

function saveJson({ choice, rows }: Figures): void {
  const { from, to, by } = choice;
  const text = JSON.stringify({ from, to, by, rows }, null, 2);
  saveFile(fileName(choice, 'json'), new Blob([text], { type: 'application/json' }));
}

startHall(
  <Known
    kept={kept}
    draw={({ today, configuration }) => (
      <Statistics
        today={today}
        configuration={configuration}
        figures={figures}
        saveCsv={saveCsv}
        saveJson={saveJson}
      />
    )}
  />,
);
