/** The waits of a simulated day as an SVG: percentiles by the quarter of an hour in which people came, over the people who came. */
import { percentile } from '../bench.ts';
import { dayPlan, type Visit } from './simulated-day.ts';

const size = { width: 960, height: 480, left: 64, right: 64, top: 56, bottom: 48 } as const;
const quarterMs = 15 * 60_000;
const minuteMs = 60_000;
const quarters = dayPlan.arrivals.length * 4;

/** Dark to light as the share grows; each line has a dash and a name of its own as well. */
const lines = [
  { p: 0.5, name: 'P50', colour: '#0b5c6b', dash: '' },
  { p: 0.9, name: 'P90', colour: '#b35c00', dash: '8 4' },
  { p: 0.99, name: 'P99', colour: '#8a1c1c', dash: '2 4' },
] as const;

export function drawDay(visits: readonly Visit[]): string {
  const byQuarter = Array.from({ length: quarters }, (_, quarter) =>
    visits.filter(({ arrivedAt }) => Math.floor((arrivedAt - dayPlan.opens) / quarterMs) === quarter),
  );
  const minutes = (quarter: readonly Visit[], p: number): number =>
    quarter.length === 0
      ? 0
      : percentile(
          quarter.map(({ waitMs }) => waitMs / minuteMs),
          p,
        );
  const mostMinutes = roundUp(Math.max(...byQuarter.map((quarter) => minutes(quarter, 0.99))), 10);
  const mostPeople = roundUp(Math.max(...byQuarter.map(({ length }) => length)), 100);
  const [plotWidth, plotHeight] = [size.width - size.left - size.right, size.height - size.top - size.bottom];
  const x = (quarter: number): number => round(size.left + (quarter / quarters) * plotWidth);
  const y = (share: number): number => round(size.top + (1 - share) * plotHeight);

  const bars = byQuarter.map(({ length }, quarter) => {
    const top = y(length / mostPeople);
    return `<rect x="${x(quarter + 0.1)}" y="${top}" width="${round(x(0.8) - x(0))}" height="${round(y(0) - top)}"/>`;
  });
  const drawn = lines.map(({ p, colour, dash }) => {
    const points = byQuarter.map(
      (quarter, index) => `${x(index + 0.5)},${y(minutes(quarter, p) / mostMinutes)}`,
    );
    return `<polyline points="${points.join(' ')}" stroke="${colour}"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}/>`;
  });
  const steps = [0, 0.25, 0.5, 0.75, 1];
  const grid = steps.map((step) => `<path d="M${size.left} ${y(step)}H${size.width - size.right}"/>`);
  const left = steps.map((step) => label(size.left - 8, y(step) + 4, 'end', round(step * mostMinutes)));
  const right = steps.map((step) =>
    label(size.width - size.right + 8, y(step) + 4, 'start', round(step * mostPeople)),
  );
  const hours = Array.from({ length: dayPlan.arrivals.length + 1 }, (_, hour) =>
    label(x(hour * 4), size.height - size.bottom + 20, 'middle', `${9 + hour}:00`),
  );
  const legend = lines.map(
    ({ name, colour, dash }, index) =>
      `<path d="M${size.left + index * 96} 34h32" stroke="${colour}" stroke-width="3"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}/>${label(size.left + 40 + index * 96, 38, 'start', name)}`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="13">`,
    `<title>Waits of a simulated day of ${visits.length} tickets</title>`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    `<g stroke="#d9dee2">${grid.join('')}</g>`,
    `<g fill="#cfe0e4">${bars.join('')}</g>`,
    `<g fill="none" stroke-width="3">${drawn.join('')}</g>`,
    `<g fill="none">${legend.join('')}</g>`,
    `<g fill="#223036">${[...left, ...right, ...hours].join('')}`,
    label(size.left, 18, 'start', 'minutes from the number to the first call, by arrival'),
    label(size.width - size.right, 18, 'end', 'people in a quarter of an hour'),
    '</g></svg>',
    '',
  ].join('\n');
}

function label(x: number, y: number, anchor: string, text: string | number): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="#223036" stroke="none">${text}</text>`;
}

function roundUp(value: number, step: number): number {
  return Math.max(step, Math.ceil(value / step) * step);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
