/** Figures of the hall: arrivals, waits to the first call, services, no-shows, transfers, grades. */
import { useEffect, useMemo, useState, type ReactNode } from 'react';

import type { HallConfiguration } from '#contracts/hall/configuration.ts';
import type { StatisticsRow } from '#contracts/hall/statistics.ts';
import type { Failure } from '#contracts/result.ts';
import { Press } from '../ui/button.tsx';
import { clockSeconds } from '../ui/hall-time.ts';
import { useKept } from '../ui/start-hall.tsx';
import { FailureLine, StaffPage, useStaff } from '../ui/staff-page.tsx';
import { hallWords } from '../ui/texts/hall-words.ts';
import { Bars, Columns, type Marks } from './charts.tsx';
import { isOfToday, type Choice, type Figures, type Group, type KeptFigures } from './figures.ts';
import { daysBefore, isSpan, satisfaction } from './scale.ts';
import { FiguresTable, percent } from './table.tsx';
import { statisticsTexts } from './texts.ts';

const groups: readonly Group[] = ['business', 'window', 'hour', 'day'];
/** Days of each span, today counted. */
const spans = { today: 1, week: 7, month: 30 } as const;

/** Minutes. */
function waitMarks({ wait }: StatisticsRow): Marks | null {
  if (wait === null) return null;
  const [filled, frame, stroke] = [wait.p50 / 60_000, wait.p90 / 60_000, wait.p99 / 60_000];
  return { filled, frame, stroke };
}

/** People. */
function arrivalMarks({ arrivals, called }: StatisticsRow): Marks {
  return { filled: called, frame: arrivals, stroke: null };
}

function LegendItem({ mark, children }: { readonly mark: keyof Marks; readonly children: ReactNode }) {
  return (
    <li>
      <svg viewBox="0 0 24 14" aria-hidden="true">
        {mark === 'stroke' ? (
          <line className="chart-stroke" x1="12" x2="12" y1="0" y2="14" />
        ) : (
          <rect className={`chart-${mark}`} x="1" y="1" width="22" height="12" />
        )}
      </svg>
      {children}
    </li>
  );
}

interface Props {
  /** Today's business day. */
  readonly today: string;
  readonly configuration: HallConfiguration;
  readonly figures: KeptFigures;
  /** Saves the hall's own CSV. */
  readonly saveCsv: (choice: Choice) => Promise<Failure | null>;
  readonly saveJson: (figures: Figures) => void;
}

function Body({ today, configuration, figures: kept, saveCsv, saveJson }: Props) {
  const { language } = useStaff();
  const words = statisticsTexts[language];
  const [from, setFrom] = useState(today);
  const [to, setTo] = useState(today);
  const [by, setBy] = useState<Group>('business');
  const [notSaved, setNotSaved] = useState<Failure | null>(null);
  const { view: figures, live, failure: notRead } = useKept(kept);
  const failure = notRead ?? notSaved;
  const valid = isSpan(from, to);
  const choice = useMemo<Choice>(() => ({ from, to, by, today }), [from, to, by, today]);

  useEffect(() => {
    if (valid) kept.choose(choice);
  }, [choice, valid, kept]);
  // What could not be saved says nothing about other figures, nor once the hall is back.
  const [before, setBefore] = useState({ choice, live });
  if (before.choice !== choice || before.live !== live) {
    setBefore({ choice, live });
    if (before.choice !== choice || live) setNotSaved(null);
  }

  const rows = figures?.rows ?? [];
  const total = figures?.total ?? null;
  /** What the figures are of: until the next ones come, not yet what is chosen. */
  const shownBy = figures?.choice.by ?? by;
  const nameOf = (key: string): string => {
    if (shownBy === 'business')
      return configuration.businesses.find(({ id }) => id === key)?.name[language] ?? key;
    if (shownBy === 'window') {
      const window = configuration.windows.find(({ id }) => id === key);
      return window === undefined ? key : hallWords[language].window(window.number);
    }
    return shownBy === 'hour' ? words.hour(key) : key.slice(5);
  };
  const Chart = shownBy === 'hour' || shownBy === 'day' ? Columns : Bars;
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
            void saveCsv(choice).then(setNotSaved);
          }}
        >
          {words.csv}
        </Press>
        <Press
          disabled={!valid || figures === null}
          onPress={() => {
            if (figures !== null) saveJson(figures);
          }}
        >
          {words.json}
        </Press>
        <Updated figures={figures} live={live} timeZone={configuration.timeZone} />
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
                <LegendItem mark="filled">P50 {words.legend.p50}</LegendItem>
                <LegendItem mark="frame">P90 {words.legend.p90}</LegendItem>
                <LegendItem mark="stroke">P99 {words.legend.p99}</LegendItem>
              </ul>
            </figcaption>
            <Chart rows={rows} marksOf={waitMarks} nameOf={nameOf} title={words.waitChart} />
          </figure>
          <figure className="panel">
            <figcaption>
              <h2>{words.arrivalsChart}</h2>
              <ul className="legend">
                <LegendItem mark="frame">{words.arrivals}</LegendItem>
                <LegendItem mark="filled">{words.called}</LegendItem>
              </ul>
            </figcaption>
            <Chart rows={rows} marksOf={arrivalMarks} nameOf={nameOf} title={words.arrivalsChart} />
          </figure>
        </div>
      )}
      {rows.length > 0 && (
        <FiguresTable rows={rows} nameOf={nameOf} words={words} group={words.groups[shownBy]} />
      )}
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

/** How old the figures are, and whether they follow what happens. */
function Updated({
  figures,
  live,
  timeZone,
}: Pick<HallConfiguration, 'timeZone'> & { readonly figures: Figures | null; readonly live: boolean }) {
  const { language } = useStaff();
  const words = statisticsTexts[language];
  if (figures === null) return null;
  const time = clockSeconds(figures.at, timeZone);
  return (
    <p className="statistics-updated">
      {isOfToday(figures.choice) ? words.updated(time) : words.readAt(time)}
      {!live && <strong> {hallWords[language].away}</strong>}
    </p>
  );
}

function HallName({ configuration }: { readonly configuration: HallConfiguration }) {
  const { language } = useStaff();
  return <span>{configuration.name[language]}</span>;
}
