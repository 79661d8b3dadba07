/** Two charts as SVG. They repeat the table beside them, so that a reader of screens has one word for each. */
import type { StatisticsRow } from '#contracts/hall/statistics.ts';
import { ticks } from './scale.ts';

interface Props {
  readonly rows: readonly StatisticsRow[];
  readonly nameOf: (key: string) => string;
  readonly title: string;
}

const size = { width: 640, row: 34, left: 130, right: 20, head: 24, column: 220, foot: 28 } as const;

/** Half of the people as a filled bar, nine tenths as a frame, 99 % as a stroke: told apart without colour. */
export function WaitChart({ rows, nameOf, title }: Props) {
  const shown = rows.filter(({ wait }) => wait !== null);
  const lines = ticks(Math.max(0, ...shown.map(({ wait }) => (wait?.p99 ?? 0) / 60_000)));
  const most = lines.at(-1) ?? 1;
  const x = (ms: number): number => size.left + (ms / 60_000 / most) * (size.width - size.left - size.right);
  const height = size.head + shown.length * size.row;
  return (
    <svg className="chart" viewBox={`0 0 ${size.width} ${height}`} role="img" aria-label={title}>
      {lines.map((line) => (
        <g key={line}>
          <line
            className="chart-line"
            x1={x(line * 60_000)}
            x2={x(line * 60_000)}
            y1={size.head}
            y2={height}
          />
          <text x={x(line * 60_000)} y={size.head - 8} textAnchor="middle">
            {Number(line.toFixed(2))}
          </text>
        </g>
      ))}
      {shown.map(({ key, wait }, index) => {
        const y = size.head + index * size.row + 6;
        const { p50, p90, p99 } = wait ?? { p50: 0, p90: 0, p99: 0 };
        return (
          <g key={key}>
            <text x={size.left - 10} y={y + 16} textAnchor="end">
              {nameOf(key)}
            </text>
            <rect className="chart-p90" x={size.left} y={y} width={x(p90) - size.left} height={22} />
            <rect className="chart-p50" x={size.left} y={y} width={x(p50) - size.left} height={22} />
            <line className="chart-p99" x1={x(p99)} x2={x(p99)} y1={y - 3} y2={y + 25} />
          </g>
        );
      })}
    </svg>
  );
}

/** How many came (frame) and how many were called (filled), side by side over the hours or days. */
export function ArrivalsChart({ rows, nameOf, title }: Props) {
  const counts = rows.map((row) => Math.max(row.arrivals ?? 0, row.called));
  const lines = ticks(Math.max(0, ...counts)).filter((line) => Number.isInteger(line));
  const most = lines.at(-1) ?? 1;
  const left = 48;
  const step = (size.width - left - size.right) / Math.max(1, rows.length);
  const height = size.head + size.column + size.foot;
  const y = (count: number): number => size.head + size.column * (1 - count / most);
  const width = Math.min(36, step * 0.36);
  // Names that would run into each other are left out, evenly.
  const every = Math.ceil(rows.length / 10);
  return (
    <svg className="chart" viewBox={`0 0 ${size.width} ${height}`} role="img" aria-label={title}>
      {lines.map((line) => (
        <g key={line}>
          <line className="chart-line" x1={left} x2={size.width - size.right} y1={y(line)} y2={y(line)} />
          <text x={left - 8} y={y(line) + 5} textAnchor="end">
            {line}
          </text>
        </g>
      ))}
      {rows.map(({ key, arrivals, called }, index) => {
        const middle = left + step * (index + 0.5);
        return (
          <g key={key}>
            {arrivals !== null && (
              <rect
                className="chart-p90"
                x={middle - width}
                y={y(arrivals)}
                width={width}
                height={y(0) - y(arrivals)}
              />
            )}
            <rect className="chart-p50" x={middle} y={y(called)} width={width} height={y(0) - y(called)} />
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
