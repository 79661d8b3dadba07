/** Figures of the hall: arrivals, waits to the first call, services, no-shows, transfers, grades. */
import { useEffect, useState } from 'react';

import type { HallConfiguration } from '#contracts/hall/configuration.ts';
import type { StatisticsQuery, StatisticsRow } from '#contracts/hall/statistics.ts';
import type { Failure, Result } from '#contracts/result.ts';
import { Press } from '../ui/button.tsx';
import { FailureLine, StaffPage, useStaff } from '../ui/staff-page.tsx';
import { hallWords } from '../ui/texts/hall-words.ts';
import { ArrivalsChart, WaitChart } from './charts.tsx';
import { daysBefore, isSpan, satisfaction } from './scale.ts';
import { FiguresTable, percent } from './table.tsx';
import { statisticsTexts } from './texts.ts';

type Group = 'business' | 'window' | 'hour' | 'day';
const groups: readonly Group[] = ['business', 'window', 'hour', 'day'];
/** Days of each span, today counted. */
const spans = { today: 1, week: 7, month: 30 } as const;

interface Props {
  /** Today's business day. */
  readonly today: string;
  readonly configuration: HallConfiguration;
  readonly ask: (query: StatisticsQuery) => Promise<Result<readonly StatisticsRow[]>>;
  /** Saves the hall's own CSV. */
  readonly saveCsv: (query: StatisticsQuery) => Promise<Failure | null>;
  readonly saveJson: (query: StatisticsQuery, rows: readonly StatisticsRow[]) => void;
}

interface Figures {
  readonly total: StatisticsRow | null;
  readonly rows: readonly StatisticsRow[];
}

function Body({ today, configuration, ask, saveCsv, saveJson }: Props) {
  const { language } = useStaff();
  const words = statisticsTexts[language];
  const [from, setFrom] = useState(today);
  const [to, setTo] = useState(today);
  const [by, setBy] = useState<Group>('business');
  const [figures, setFigures] = useState<Figures | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const valid = isSpan(from, to);

  useEffect(() => {
    if (!valid) return;
    let gone = false;
    const read = async (): Promise<void> => {
      const [total, rows] = await Promise.all([ask({ from, to, by: 'total' }), ask({ from, to, by })]);
      if (gone) return;
      const failed = [total, rows].find((answer) => !answer.ok);
      setFailure(failed !== undefined && !failed.ok ? failed.error : null);
      if (total.ok && rows.ok) setFigures({ total: total.value[0] ?? null, rows: rows.value });
    };
    void read();
    return () => {
      gone = true;
    };
  }, [from, to, by, valid, ask]);

  const nameOf = (key: string): string => {
    if (by === 'business')
      return configuration.businesses.find(({ id }) => id === key)?.name[language] ?? key;
    if (by === 'window') {
      const window = configuration.windows.find(({ id }) => id === key);
      return window === undefined ? key : hallWords[language].window(window.number);
    }
    return by === 'hour' ? words.hour(key) : key.slice(5);
  };
  const query = { from, to, by };
  const rows = figures?.rows ?? [];
  const total = figures?.total ?? null;
  return (
    <main className="statistics">
      <section className="panel statistics-query">
        <label>
          {words.from} <input type="date" value={from} onChange={({ target }) => setFrom(target.value)} />
        </label>
        <label>
          {words.to} <input type="date" value={to} onChange={({ target }) => setTo(target.value)} />
        </label>
        {(['today', 'week', 'month'] as const).map((span) => (
          <Press
            key={span}
            onPress={() => {
              setFrom(daysBefore(today, spans[span] - 1));
              setTo(today);
            }}
          >
            {words.spans[span]}
          </Press>
        ))}
        <fieldset>
          <legend>{words.by}</legend>
          {groups.map((group) => (
            <label key={group}>
              <input type="radio" name="by" checked={by === group} onChange={() => setBy(group)} />
              {words.groups[group]}
            </label>
          ))}
        </fieldset>
        <Press
          disabled={!valid}
          onPress={() => {
            void saveCsv(query).then(setFailure);
          }}
        >
          {words.csv}
        </Press>
        <Press disabled={!valid || figures === null} onPress={() => saveJson(query, rows)}>
          {words.json}
        </Press>
      </section>
      <div aria-live="polite">
        {!valid && <p className="failure">{words.invalid}</p>}
        {failure !== null && <FailureLine failure={failure} />}
        {figures !== null && rows.length === 0 && <p className="panel">{words.nothing}</p>}
      </div>
      {total !== null && (
        <dl className="panel statistics-total">
          {(
            [
              [words.arrivals, String(total.arrivals ?? 0)],
              [words.finished, String(total.finished)],
              [words.noShows, String(total.noShows)],
              [words.transfers, String(total.transfers)],
              [`${words.wait} P50`, total.wait === null ? '–' : words.minutes(total.wait.p50)],
              ['P90', total.wait === null ? '–' : words.minutes(total.wait.p90)],
              ['P99', total.wait === null ? '–' : words.minutes(total.wait.p99)],
              [words.satisfied, percent(satisfaction(total.grades))],
            ] as const
          ).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {rows.length > 0 && (
        <div className="statistics-charts">
          <figure className="panel">
            <figcaption>
              <h2>{words.waitChart}</h2>
              <ul className="legend">
                {(['p50', 'p90', 'p99'] as const).map((part) => (
                  <li key={part}>
                    <svg viewBox="0 0 24 14" aria-hidden="true">
                      {part === 'p99' ? (
                        <line className="chart-p99" x1="12" x2="12" y1="0" y2="14" />
                      ) : (
                        <rect className={`chart-${part}`} x="1" y="1" width="22" height="12" />
                      )}
                    </svg>
                    {part.toUpperCase()} {words.legend[part]}
                  </li>
                ))}
              </ul>
            </figcaption>
            <WaitChart rows={rows} nameOf={nameOf} title={words.waitChart} />
          </figure>
          <figure className="panel">
            <figcaption>
              <h2>{words.arrivalsChart}</h2>
              <ul className="legend">
                {(['arrivals', 'called'] as const).map((part) => (
                  <li key={part}>
                    <svg viewBox="0 0 24 14" aria-hidden="true">
                      <rect
                        className={part === 'called' ? 'chart-p50' : 'chart-p90'}
                        x="1"
                        y="1"
                        width="22"
                        height="12"
                      />
                    </svg>
                    {words[part]}
                  </li>
                ))}
              </ul>
            </figcaption>
            <ArrivalsChart rows={rows} nameOf={nameOf} title={words.arrivalsChart} />
          </figure>
        </div>
      )}
      {rows.length > 0 && <FiguresTable rows={rows} nameOf={nameOf} words={words} group={words.groups[by]} />}
      <p className="hint">{words.about}</p>
    </main>
  );
}

export function Statistics(props: Props) {
  return (
    <StaffPage
      title={(_, language) => statisticsTexts[language].title}
      aside={<HallName configuration={props.configuration} />}
    >
      <Body {...props} />
    </StaffPage>
  );
}

function HallName({ configuration }: { readonly configuration: HallConfiguration }) {
  const { language } = useStaff();
  return <span>{configuration.name[language]}</span>;
}
