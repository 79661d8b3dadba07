/** Detection error trade-off as SVG: one error against the other, both axes logarithmic (ISO/IEC 19795-1's DET, without its probit). */
import type { Point } from './rates.ts';

export interface Line {
  readonly name: string;
  readonly curve: readonly Point[];
  /** Thresholds marked with a dot. */
  readonly marked: readonly number[];
}

export interface PlotOptions {
  readonly title: string;
  /** Name of `wrongYes`. */
  readonly across: string;
  /** Name of `wrongNo`. */
  readonly up: string;
  readonly lines: readonly Line[];
}

const size = { width: 640, height: 640, left: 80, right: 24, top: 48, bottom: 64 } as const;
const side = size.width - size.left - size.right;
const rise = size.height - size.top - size.bottom;
/** Told apart without colour as well. */
const styles = [
  { colour: '#0b5d66', dash: 'none' },
  { colour: '#a03c00', dash: '8 4' },
  { colour: '#4b3b8f', dash: '2 4' },
  { colour: '#5a5a5a', dash: '12 4 2 4' },
] as const;

/** A rate of nought has no place on a logarithmic axis and is drawn at its lowest end. */
export function plot({ title, across, up, lines }: PlotOptions): string {
  const decades = decadesOf(lines);
  const share = (rate: number): number => 1 + Math.log10(Math.max(rate, 10 ** -decades)) / decades;
  const x = (rate: number): string => (size.left + share(rate) * side).toFixed(1);
  const y = (rate: number): string => (size.top + (1 - share(rate)) * rise).toFixed(1);
  const grid = Array.from({ length: decades + 1 }, (_, decade) => {
    const rate = 10 ** -decade;
    const lowest = decade === decades ? '≤ ' : '';
    const label = `${lowest}${Number((rate * 100).toPrecision(1))} %`;
    return [
      `<path d="M${x(rate)} ${y(1)}V${y(0)}M${x(0)} ${y(rate)}H${x(1)}" stroke="#d5dadd"/>`,
      `<text x="${x(rate)}" y="${size.height - size.bottom + 20}" text-anchor="middle">${label}</text>`,
      `<text x="${size.left - 8}" y="${Number(y(rate)) + 4}" text-anchor="end">${label}</text>`,
    ].join('');
  });
  const drawn = lines.map(({ name, curve, marked }, index) => {
    const { colour, dash } = styles[index % styles.length] ?? styles[0];
    const points = curve.flatMap(({ wrongYes, wrongNo }) =>
      wrongYes.rate === null || wrongNo.rate === null ? [] : [`${x(wrongYes.rate)},${y(wrongNo.rate)}`],
    );
    const dots = curve.flatMap(({ threshold, wrongYes, wrongNo }) =>
      marked.includes(threshold) && wrongYes.rate !== null && wrongNo.rate !== null
        ? [
            `<circle cx="${x(wrongYes.rate)}" cy="${y(wrongNo.rate)}" r="4" fill="${colour}"/>` +
              `<text x="${Number(x(wrongYes.rate)) + 8}" y="${Number(y(wrongNo.rate)) - 6}">${threshold}</text>`,
          ]
        : [],
    );
    const legend = size.top + 20 + index * 20;
    return [
      `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"/>`,
      ...dots,
      `<path d="M${size.width - 200} ${legend}h32" stroke="${colour}" stroke-width="2" stroke-dasharray="${dash}"/>`,
      `<text x="${size.width - 160}" y="${legend + 4}">${escaped(name)}</text>`,
    ].join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="12">`,
    `<rect width="100%" height="100%" fill="#fff"/>`,
    `<text x="${size.left}" y="24" font-size="16">${escaped(title)}</text>`,
    ...grid,
    ...drawn,
    `<text x="${size.left + side / 2}" y="${size.height - 16}" text-anchor="middle">${escaped(across)}</text>`,
    `<text transform="translate(16 ${size.top + rise / 2}) rotate(-90)" text-anchor="middle">${escaped(up)}</text>`,
    '</svg>',
    '',
  ].join('\n');
}

/** As many as the counts can show: a rate below one case of all has none. */
function decadesOf(lines: readonly Line[]): number {
  const counts = lines.flatMap(({ curve: [first] }) =>
    first === undefined ? [] : [first.wrongYes.of, first.wrongNo.of],
  );
  return Math.min(Math.max(Math.ceil(Math.log10(Math.max(1, ...counts))), 1), 6);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
