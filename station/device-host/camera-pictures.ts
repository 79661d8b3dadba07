/**
 * Two faces for an emulated camera, out of a picture that the package `@vladmandic/human` brings along: the same two
 * that the platform's stand-in has on file. The picture is read where it lies and never copied into this program.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { decode, encode } from 'jpeg-js';

import { fail, ok, type Result } from '#contracts/result.ts';

export type CameraPerson = 'first' | 'second';

/** Pixels of the package's assets/screenshot-facedetect.jpg: the upper left corner of a square. */
const corners: Readonly<Record<CameraPerson, { readonly x: number; readonly y: number }>> = {
  first: { x: 8, y: 346 },
  second: { x: 478, y: 346 },
};
const squareSide = 149;

/** Pixels, about as large as a face before a camera of 640 by 480. */
const side = 300;
/** Percent. */
const quality = 95;
/** A hall's even light has less contrast than a party's: a share of it, and grey levels more. */
const light = { contrast: 0.8, more: 25 } as const;

/** A JPEG of one face, 300 by 300 pixels. Failure: face-models-missing (the package is not there whole). */
export function cameraPicture(person: CameraPerson): Result<Uint8Array> {
  const packageEntry = createRequire(import.meta.url).resolve;
  try {
    const path = join(dirname(packageEntry('@vladmandic/human')), '../assets/screenshot-facedetect.jpg');
    const whole = decode(readFileSync(path), { useTArray: true });
    return ok(encode({ width: side, height: side, data: cut(whole, corners[person]) }, quality).data);
  } catch {
    return fail('face-models-missing', 'assets/screenshot-facedetect.jpg');
  }
}

interface Rgba {
  readonly width: number;
  readonly data: Uint8Array;
}

function cut(whole: Rgba, { x, y }: { readonly x: number; readonly y: number }): Uint8Array {
  const picture = new Uint8Array(side * side * 4).fill(255);
  const scale = (squareSide - 1) / side;
  for (let row = 0; row < side; row += 1)
    for (let column = 0; column < side; column += 1)
      for (let channel = 0; channel < 3; channel += 1) {
        const value = between(whole, x + column * scale, y + row * scale, channel);
        picture[(row * side + column) * 4 + channel] = value * light.contrast + light.more;
      }
  return picture;
}

/** A channel's value between the four pixels around a place. */
function between({ width, data }: Rgba, u: number, v: number, channel: number): number {
  const upper = (Math.floor(v) * width + Math.floor(u)) * 4 + channel;
  const lower = upper + width * 4;
  const above = (data[upper] ?? 0) * (1 - (u % 1)) + (data[upper + 4] ?? 0) * (u % 1);
  const beneath = (data[lower] ?? 0) * (1 - (u % 1)) + (data[lower + 4] ?? 0) * (u % 1);
  return above * (1 - (v % 1)) + beneath * (v % 1);
}
