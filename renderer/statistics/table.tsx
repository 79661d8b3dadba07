/** Every figure in numbers. */
import type { Percentiles, StatisticsRow } from '#contracts/hall/statistics.ts';
import { satisfaction } from './scale.ts';
import type { StatisticsTexts } from './texts.ts';

export function percent(part: number | null): string {
  return part === null ? '–' : `${(part * 100).toFixed(1)} %`;
}

interface Props {
  readonly rows: readonly StatisticsRow[];
  readonly nameOf: (key: string) => string;
  readonly words: StatisticsTexts;
  readonly group: string;
}

export function FiguresTable({ rows, nameOf, words, group }: Props) {
  const times = (values: Percentiles | null): readonly string[] =>
    values === null
      ? ['–', '–', '–']
      : [values.p50, values.p90, values.p99].map((value) => words.minutes(value));
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a keyboard scrolls it
    <section className="panel statistics-table" tabIndex={0} aria-label={words.title}>
      <table>
        <thead>
          <tr>
            <th rowSpan={2} scope="col">
              {group}
            </th>
            {[
              words.arrivals,
              words.called,
              words.finished,
              words.noShows,
              words.transfers,
              words.neverCalled,
            ].map((name) => (
              <th key={name} rowSpan={2} scope="col">
                {name}
              </th>
            ))}
            <th colSpan={3} scope="colgroup">
              {words.wait}
            </th>
            <th colSpan={3} scope="colgroup">
              {words.service}
            </th>
            <th rowSpan={2} scope="col">
              {words.satisfied}
            </th>
            <th rowSpan={2} scope="col">
              {words.grades}
            </th>
          </tr>
          <tr>
            {['wait', 'service'].flatMap((kind) =>
              ['P50', 'P90', 'P99'].map((name) => (
                <th key={kind + name} scope="col">
                  {name}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{nameOf(row.key)}</th>
              <td>{row.arrivals ?? '–'}</td>
              <td>{row.called}</td>
              <td>{row.finished}</td>
              <td>{row.noShows}</td>
              <td>{row.transfers}</td>
              <td>{row.neverCalled}</td>
              {[...times(row.wait), ...times(row.service)].map((value, index) => (
                <td key={index}>{value}</td>
              ))}
              <td>{percent(satisfaction(row.grades))}</td>
              <td>{row.grades.toReversed().join('-')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
