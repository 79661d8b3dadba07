/**
 * Pictures of faces out of those that the package `@vladmandic/human` brings along, cut at run time: read in place, never
 * copied into this project.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { decode, encode } from 'jpeg-js';

const assets = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/human')), '../assets');

/** Of assets/screenshot-facedetect.jpg from left to right: a man and four women. */
const rowOfFive = { file: 'screenshot-facedetect.jpg', top: 346, side: 149, lefts: [8, 164, 322, 478, 632] };
/** Of assets/screenshot-faceid.jpg: the same man, years later. */
const later = { file: 'screenshot-faceid.jpg', top: 142, side: 139, left: 14 };
/** Of assets/screenshot-facematch.jpg: small faces with words over them, 18 a row; the first row is the same man. */
const grid = {
  file: 'screenshot-facematch.jpg',
  side: 104,
  left: 2,
  apart: 106.55,
  tops: [283, 395, 508, 620, 733, 845],
};

export interface CutOptions {
  /** 1 leaves the size as it is. */
  readonly scale?: number;
  /** Grey around it, a share of its side. */
  readonly margin?: number;
  readonly mirrored?: boolean;
  /** Of the light. */
  readonly brightness?: number;
  /** JPEG, percent. */
  readonly quality?: number;
}

/** One of the five: 0 the man, 1 to 4 the women, all different people. */
export function oneOfFive(index: number, options?: CutOptions): Buffer {
  const { file, top, side, lefts } = rowOfFive;
  return cut(file, lefts[index] ?? 0, top, side, { scale: 2, margin: 0.1, ...options });
}

export function manLater(options?: CutOptions): Buffer {
  return cut(later.file, later.left, later.top, later.side, { scale: 2, margin: 0.1, ...options });
}

/** A cell of the grid of 6 rows and 18 columns. */
export function gridFace(row: number, column: number): Buffer {
  const { file, side, left, apart, tops } = grid;
  return cut(file, Math.round(left + column * apart), tops[row] ?? 0, side, { scale: 2.5, margin: 0.25 });
}

/** Two of the five side by side. */
export function twoOfFive(): Buffer {
  const { file, top, side, lefts } = rowOfFive;
  return cut(file, lefts[1] ?? 0, top, side, { scale: 2, wide: 2 });
}

const decoded = new Map<string, { readonly width: number; readonly data: Uint8Array }>();

function cut(
  file: string,
  left: number,
  top: number,
  side: number,
  {
    scale = 1,
    margin = 0,
    mirrored = false,
    brightness = 1,
    quality = 92,
    wide = 1,
  }: CutOptions & { readonly wide?: number },
): Buffer {
  const whole = decoded.get(file) ?? decode(readFileSync(join(assets, file)), { useTArray: true });
  decoded.set(file, whole);
  const inner = { width: Math.round(side * wide * scale), height: Math.round(side * scale) };
  const edge = Math.round(margin * inner.height);
  const [width, height] = [inner.width + 2 * edge, inner.height + 2 * edge];
  const data = Buffer.alloc(width * height * 4, 128);
  for (let y = 0; y < inner.height; y += 1)
    for (let x = 0; x < inner.width; x += 1) {
      const column = mirrored ? inner.width - 1 - x : x;
      const to = ((y + edge) * width + x + edge) * 4;
      for (let channel = 0; channel < 3; channel += 1)
        data[to + channel] = Math.min(
          255,
          between(whole, left + column / scale, top + y / scale, channel) * brightness,
        );
    }
  return encode({ width, height, data }, quality).data;
}

/** A channel's value between the four pixels around a place. */
function between(
  { width, data }: { readonly width: number; readonly data: Uint8Array },
  u: number,
  v: number,
  channel: number,
): number {
  const upper = (Math.floor(v) * width + Math.floor(u)) * 4 + channel;
  const lower = upper + width * 4;
  const above = (data[upper] ?? 0) * (1 - (u % 1)) + (data[upper + 4] ?? 0) * (u % 1);
  const beneath = (data[lower] ?? 0) * (1 - (u % 1)) + (data[lower + 4] ?? 0) * (u % 1);
  return above * (1 - (v % 1)) + beneath * (v % 1);
}
