/**
 * The photographs on file: two faces out of a picture that the package `@vladmandic/human` brings along, read in place.
 * Nothing of it is copied into this project.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { decode, encode, type BufferRet } from 'jpeg-js';

import type { StandInPerson } from '#contracts/platform-api.ts';
import type { FaceOnFile } from './on-file.ts';

type Sitter = StandInPerson['sitter'];
interface Corner {
  readonly x: number;
  readonly y: number;
}

/** Pixels of the package's assets/screenshot-facedetect.jpg. */
const faces: Readonly<Record<Sitter, Corner>> = {
  first: { x: 7, y: 345 },
  second: { x: 473, y: 345 },
};
const size = { width: 152, height: 160 } as const;

/** Percent. */
const quality = 92;

/** What any picture may take: more is no kiosk's. */
const limits = { maxResolutionInMP: 5, maxMemoryUsageInMB: 256 } as const;

/** A photograph of each sitter, made when one is first looked at; null without the package's picture. */
export function photographs(): Readonly<Record<Sitter, FaceOnFile>> | null {
  const path = packagePicture();
  if (path === null) return null;
  let made: Readonly<Record<Sitter, Buffer>> | null = null;
  const photograph = (sitter: Sitter): FaceOnFile => ({
    get jpeg() {
      // Decoding the whole picture takes some 100 ms: once for both.
      made ??= bothFaces(path);
      return made[sitter];
    },
  });
  return { first: photograph('first'), second: photograph('second') };
}

function bothFaces(path: string): Readonly<Record<Sitter, Buffer>> {
  const picture = decode(readFileSync(path), limits);
  return { first: cropped(picture, faces.first), second: cropped(picture, faces.second) };
}

/** Whether it can be decoded at all. */
export function isJpeg(bytes: Uint8Array): boolean {
  try {
    decode(bytes, { ...limits, useTArray: true });
    return true;
  } catch {
    return false;
  }
}

function packagePicture(): string | null {
  const entry = createRequire(import.meta.url).resolve('@vladmandic/human');
  const path = join(dirname(entry), '../assets/screenshot-facedetect.jpg');
  return existsSync(path) ? path : null;
}

function cropped(picture: BufferRet, { x, y }: Corner): Buffer {
  const { width, height } = size;
  const data = Buffer.alloc(width * height * 4);
  for (let row = 0; row < height; row += 1) {
    const start = ((y + row) * picture.width + x) * 4;
    picture.data.copy(data, row * width * 4, start, start + width * 4);
  }
  return encode({ data, width, height }, quality).data;
}
