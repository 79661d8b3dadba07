/** Figures as CSV (RFC 4180), with a byte-order mark: spreadsheets take it for UTF-8 then. */
import type { HallConfiguration } from '#contracts/hall/configuration.ts';
import type { StatisticsQuery, StatisticsRow } from '#contracts/hall/statistics.ts';

const columns: readonly (readonly [string, (row: StatisticsRow) => number | null])[] = [
  ['arrivals', (row) => row.arrivals],
  ['called', (row) => row.called],
  ['finished', (row) => row.finished],
  ['noShows', (row) => row.noShows],
  ['transfers', (row) => row.transfers],
  ['neverCalled', (row) => row.neverCalled],
  ['waitP50Ms', (row) => row.wait?.p50 ?? null],
  ['waitP90Ms', (row) => row.wait?.p90 ?? null],
  ['waitP99Ms', (row) => row.wait?.p99 ?? null],
  ['serviceP50Ms', (row) => row.service?.p50 ?? null],
  ['serviceP90Ms', (row) => row.service?.p90 ?? null],
  ['serviceP99Ms', (row) => row.service?.p99 ?? null],
  ...([0, 1, 2, 3, 4] as const).map(
    (index) => [`grade${index + 1}`, (row: StatisticsRow) => row.grades[index]] as const,
  ),
];

export function statisticsCsv(
  rows: readonly StatisticsRow[],
  by: StatisticsQuery['by'],
  { businesses, windows }: Pick<HallConfiguration, 'businesses' | 'windows'>,
): string {
  const nameOf = (key: string): string => {
    if (by === 'business') return businesses.find(({ id }) => id === key)?.name.zh ?? '';
    if (by === 'window') return String(windows.find(({ id }) => id === key)?.number ?? '');
    return '';
  };
  const lines = [
    [by, 'name', ...columns.map(([name]) => name)],
    ...rows.map((row) => [
      cell(row.key),
      cell(nameOf(row.key)),
      ...columns.map(([, value]) => String(value(row) ?? '')),
    ]),
  ];
  return `\uFEFF${lines.map((line) => `${line.join(',')}\r\n`).join('')}`;
}

/** A name that begins like a formula is one to a spreadsheet, to some in wide signs too; an apostrophe makes it text. */
function cell(text: string): string {
  const harmless = /^[\s=+\-@＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
