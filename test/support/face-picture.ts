/**
 * A face for a browser's fake camera, out of a picture in the package `@vladmandic/human`: used in place, never copied
 * into this project.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { decode } from 'jpeg-js';

const width = 640;
const height = 480;

/** Where a face stands in the package's picture, pixels. */
const crop = { left: 14, top: 148, width: 140, height: 148 } as const;
/** The face fills the half of the frame, as at arm's length. */
const enlarged = 2.5;

/** One frame, 640 x 480, grey beside the face: what `--use-file-for-fake-video-capture` plays without end. */
export function writeFaceY4m(path: string): void {
  const human = dirname(createRequire(import.meta.url).resolve('@vladmandic/human'));
  const { data, width: stride } = decode(readFileSync(join(human, '../assets/screenshot-faceid.jpg')), {
    useTArray: true,
    formatAsRGBA: false,
  });
  const luma = new Uint8Array(width * height).fill(128);
  const [cb, cr] = [new Uint8Array(luma.length / 4).fill(128), new Uint8Array(luma.length / 4).fill(128)];
  const [left, top] = [(width - crop.width * enlarged) >> 1, (height - crop.height * enlarged) >> 1];
  for (let y = 0; y < crop.height * enlarged; y += 1) {
    for (let x = 0; x < crop.width * enlarged; x += 1) {
      const row = crop.top + Math.floor(y / enlarged);
      const from = 3 * (row * stride + crop.left + Math.floor(x / enlarged));
      const [r = 0, g = 0, b = 0] = data.subarray(from, from + 3);
      const level = 0.299 * r + 0.587 * g + 0.114 * b;
      luma[(top + y) * width + left + x] = level;
      const at = ((top + y) >> 1) * (width / 2) + ((left + x) >> 1);
      cb[at] = 128 + 0.564 * (b - level);
      cr[at] = 128 + 0.713 * (r - level);
    }
  }
  writeFileSync(
    path,
    Buffer.concat([
      Buffer.from(`YUV4MPEG2 W${width} H${height} F30:1 Ip A1:1 C420jpeg\nFRAME\n`),
      luma,
      cb,
      cr,
    ]),
  );
}

/** Chromium's flags for a fake camera that shows `y4m`. */
export function fakeCamera(y4m: string): readonly string[] {
  return [
    '--auto-accept-camera-and-microphone-capture',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${y4m}`,
  ];
}
