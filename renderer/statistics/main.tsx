import './page.css';

import { hallPaths } from '#contracts/hall/paths.ts';
import type { StatisticsQuery } from '#contracts/hall/statistics.ts';
import { ok, type Failure } from '#contracts/result.ts';
import { fetchResult, fragmentField, queryOf } from '../ui/hall-ask.ts';
import { openHallLink } from '../ui/hall-link.ts';
import { keepView } from '../ui/kept-view.ts';
import { Known, startHall } from '../ui/start-hall.tsx';
import { saveFile } from './save-file.ts';
import { Statistics } from './statistics.tsx';

const { ask, line } = openHallLink(window.location);

const kept = keepView(
  line,
  async () => {
    const [about, version] = await Promise.all([ask('about', {}), ask('configuration', {})]);
    if (!about.ok) return about;
    if (!version.ok) return version;
    return ok({ today: about.value.day.date, configuration: version.value.configuration });
  },
  { kinds: ['configuration-changed', 'day-changed'] },
);

const statistics = (query: StatisticsQuery) => ask('statistics', query);

function fileName({ from, to, by }: StatisticsQuery, ending: string): string {
  return `statistics-${from}-${to}-${by}.${ending}`;
}

async function saveCsv(query: StatisticsQuery): Promise<Failure | null> {
  const token = fragmentField(window.location, 'token') ?? '';
  const csv = await fetchResult(token, hallPaths.statisticsCsv + queryOf(query), {}, (response) =>
    response.blob(),
  );
  if (!csv.ok) return csv.error;
  saveFile(fileName(query, 'csv'), csv.value);
  return null;
}

startHall(
  <Known
    kept={kept}
    draw={({ today, configuration }) => (
      <Statistics
        today={today}
        configuration={configuration}
        ask={statistics}
        saveCsv={saveCsv}
        saveJson={(query, rows) =>
          saveFile(
            fileName(query, 'json'),
            new Blob([JSON.stringify({ ...query, rows }, null, 2)], { type: 'application/json' }),
          )
        }
      />
    )}
  />,
);
