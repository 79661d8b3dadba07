/** Charts as SVG. They repeat the table beside them, so that a reader of screens has one word for each. */
import type { StatisticsRow } from '#contracts/hall/statistics.ts';
import { ticks, wholeTicks } from './scale.ts';

/** Told apart without colour: a filled bar, a frame, a stroke. */
export interface Marks {
  readonly filled: number;
  readonly frame: number | null;
  readonly stroke: number | null;
}

interface Props {
  readonly rows: readonly StatisticsRow[];
  /** Null: the row has nothing to show. */
  readonly marksOf: (row: StatisticsRow) => Marks | null;
  readonly nameOf: (key: string) => string;
  readonly title: string;
}

const size = {
  width: 640,
  right: 20,
  head: 24,
  bars: { left: 140, row: 34, denseRow: 22 },
  columns: { left: 48, height: 220, foot: 28, names: 10 },
} as const;
/** From this many bars on they stand closer. */
const manyBars = 13;
/** Units; columns that are narrower have no room for a frame: a point stands where it ends. */
const narrow = 10;

function shownOf({ rows, marksOf }: Props): readonly (Marks & { readonly key: string })[] {
  return rows.flatMap((row) => {
    const marks = marksOf(row);
    return marks === null ? [] : [{ key: row.key, ...marks }];
  });
}

function linesFor(shown: readonly Marks[]): { readonly lines: readonly number[]; readonly most: number } {
  const values = shown.flatMap(({ filled, frame, stroke }) => [filled, frame ?? 0, stroke ?? 0]);
  const isWhole = values.every((value) => Number.isInteger(value));
  const lines = (isWhole ? wholeTicks : ticks)(Math.max(0, ...values));
  return { lines, most: lines.at(-1) ?? 1 };
}

/** One below the other, each with its name: businesses, windows. */
export function Bars(props: Props) {
  const { nameOf, title } = props;
  const shown = shownOf(props);
  const { lines, most } = linesFor(shown);
  const { left } = size.bars;
  const row = shown.length < manyBars ? size.bars.row : size.bars.denseRow;
  const thick = row - 10;
  const x = (value: number): number => left + (value / most) * (size.width - left - size.right);
  const height = size.head + shown.length * row;
  return (
    <svg className="chart" viewBox={`0 0 ${size.width} ${height}`} role="img" aria-label={title}>
      {lines.map((line) => (
        <g key={line}>
          <line className="chart-line" x1={x(line)} x2={x(line)} y1={size.head} y2={height} />
          <text x={x(line)} y={size.head - 8} textAnchor="middle">
            {Number(line.toFixed(2))}
          </text>
        </g>
      ))}
      {shown.map(({ key, filled, frame, stroke }, index) => {
        const top = size.head + index * row;
        const y = top + 5;
        return (
          <g key={key}>
            {/* SVG itself cuts no text. */}
            <foreignObject x={0} y={top} width={left - 8} height={row}>
              <div className="chart-name" style={{ lineHeight: `${row}px` }}>
                {nameOf(key)}
              </div>
            </foreignObject>
            <rect className="chart-filled" x={left} y={y} width={x(filled) - left} height={thick} />
            {frame !== null && (
              <rect className="chart-frame" x={left} y={y} width={x(frame) - left} height={thick} />
            )}
            {stroke !== null && (
              <line className="chart-stroke" x1={x(stroke)} x2={x(stroke)} y1={y - 3} y2={y + thick + 3} />
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** Side by side in the order of time: hours, days. */
export function Columns(props: Props) {
  const { nameOf, title } = props;
  const shown = shownOf(props);
  const { lines, most } = linesFor(shown);
  const { left, height: tall, foot, names } = size.columns;
  const step = (size.width - left - size.right) / Math.max(1, shown.length);
  const height = size.head + tall + foot;
  const y = (value: number): number => size.head + tall * (1 - value / most);
  const isNarrow = step < narrow;
  const width = isNarrow ? step : Math.min(48, step * 0.6);
  // Names that would run into each other are left out, evenly.
  const every = Math.ceil(shown.length / names);
  return (
    <svg className="chart" viewBox={`0 0 ${size.width} ${height}`} role="img" aria-label={title}>
      {lines.map((line) => (
        <g key={line}>
          <line className="chart-line" x1={left} x2={size.width - size.right} y1={y(line)} y2={y(line)} />
          <text x={left - 8} y={y(line) + 5} textAnchor="end">
            {Number(line.toFixed(2))}
          </text>
        </g>
      ))}
      {shown.map(({ key, filled, frame, stroke }, index) => {
        const middle = left + step * (index + 0.5);
        const x = middle - width / 2;
        const over = isNarrow ? 0 : 3;
        return (
          <g key={key}>
            <rect className="chart-filled" x={x} y={y(filled)} width={width} height={y(0) - y(filled)} />
            {frame !== null &&
              (isNarrow ? (
                <rect className="chart-point" x={x} y={y(frame) - 1.5} width={width} height={3} />
              ) : (
                <rect className="chart-frame" x={x} y={y(frame)} width={width} height={y(0) - y(frame)} />
              ))}
            {stroke !== null && (
              <line
                className="chart-stroke"
                x1={x - over}
                x2={x + width + over}
                y1={y(stroke)}
                y2={y(stroke)}
              />
            )}
            {index % every === 0 && (
              <text x={middle} y={height - 8} textAnchor="middle">
                {nameOf(key)}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}
