/** A printed slip as an SVG document: paper, characters on the printer's grid, codes and pictures. */
import type { PrintedCharacter, PrintedPicture, Slip } from './emulator-paper.ts';

/** From the paper's edge to the printable area: 4 mm. */
const margin = 32;
const paper = '#fefdf9';
/** Thermal print is not quite black. */
const ink = '#1d1d22';
/** A font with Chinese whose Latin letters are half as wide; where it is missing, letters stay on the grid. */
const fonts = "'Noto Sans Mono CJK SC','Noto Sans SC Variable','Noto Sans SC','Microsoft YaHei',monospace";
const fontSize = 24;
const baseLine = 21;

/** Lengths in dots of the printer; the document's own size is in millimetres. */
export function drawSlip(slip: Slip): string {
  const width = slip.width + 2 * margin;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${slip.height}" width="${width / 8}mm" height="${slip.height / 8}mm">`,
    `<rect width="${width}" height="${slip.height}" fill="${paper}"/>`,
    `<g transform="translate(${margin} 0)" fill="${ink}" font-family="${fonts}" font-size="${fontSize}" text-anchor="middle">`,
    ...slip.pictures.map(drawPicture),
    ...runs(slip.characters).map(drawRun),
    '</g></svg>',
  ].join('\n');
}

/** Neighbours in one style, to be one element. */
function runs(characters: readonly PrintedCharacter[]): PrintedCharacter[][] {
  const found: PrintedCharacter[][] = [];
  for (const one of characters) {
    const run = found.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last !== undefined && sameStyle(last, one) && last.x + last.width === one.x)
      run.push(one);
    else found.push([one]);
  }
  return found;
}

function sameStyle(a: PrintedCharacter, b: PrintedCharacter): boolean {
  return (
    a.y === b.y &&
    a.scaleX === b.scaleX &&
    a.scaleY === b.scaleY &&
    a.bold === b.bold &&
    a.underlined === b.underlined &&
    a.inverse === b.inverse
  );
}

function drawRun(run: readonly PrintedCharacter[]): string {
  const [first] = run;
  if (first === undefined) return '';
  const { x, y, scaleX, scaleY, bold, underlined, inverse } = first;
  const width = run.reduce((sum, one) => sum + one.width, 0) / scaleX;
  const shown = run.filter(({ character }) => character !== ' ');
  // Each character in the middle of its own cell, whatever the font thinks of its width.
  const centres = shown.map((one) => (one.x - x + one.width / 2) / scaleX);
  const drawn = [
    ...(inverse ? [`<rect width="${width}" height="${fontSize}"/>`] : []),
    `<text x="${centres.join(' ')}" y="${baseLine}"${bold ? ' font-weight="700"' : ''}${inverse ? ` fill="${paper}"` : ''}>`,
    escapeXml(shown.map(({ character }) => character).join('')),
    '</text>',
    ...(underlined ? [`<rect y="${fontSize - 2}" width="${width}" height="2"/>`] : []),
  ];
  return `<g transform="translate(${x} ${y}) scale(${scaleX} ${scaleY})">${drawn.join('')}</g>`;
}

function drawPicture({ x, y, cell, rows }: PrintedPicture): string {
  const path = rows.flatMap((row, top) =>
    darkRuns(row).map(([from, to]) => `M${from} ${top}h${to - from}v1h${from - to}z`),
  );
  return `<path transform="translate(${x} ${y}) scale(${cell})" d="${path.join('')}" shape-rendering="crispEdges"/>`;
}

/** Where the dark dots of a row begin and end. */
function darkRuns(row: Uint8Array): [from: number, to: number][] {
  const found: [number, number][] = [];
  for (const [i, dot] of row.entries()) {
    if (dot === 0) continue;
    const last = found.at(-1);
    if (last?.[1] === i) last[1] = i + 1;
    else found.push([i, i + 1]);
  }
  return found;
}

function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
