import { describe, expect, it } from '@jest/globals';

import { frameHeader, i420Frame, y4mHeader } from './codec.ts';

const size = { width: 2, height: 2 };
const four = (...pixel: number[]): Uint8Array => Uint8Array.from([pixel, pixel, pixel, pixel].flat());

describe('the file', () => {
  it('begins with its size and rate', () => {
    expect(Buffer.from(y4mHeader({ width: 640, height: 480 }, 30)).toString('latin1')).toBe(
      'YUV4MPEG2 W640 H480 F30:1 Ip A1:1 C420jpeg\n',
    );
    expect(Buffer.from(frameHeader).toString('hex')).toBe('4652414d450a');
  });
});

describe('a frame', () => {
  // ITU-R BT.601, clause 2.5.
  it.each([
    ['black', [0, 0, 0], [16, 128, 128]],
    ['white', [255, 255, 255], [235, 128, 128]],
    ['red', [255, 0, 0], [81, 90, 240]],
    ['green', [0, 255, 0], [145, 54, 34]],
    ['blue', [0, 0, 255], [41, 240, 110]],
  ])('of %s', (_name, pixel, [y, u, v]) => {
    expect([...i420Frame(four(...pixel), size)]).toEqual([y, y, y, y, u, v]);
  });

  it('has its planes one after another, row after row, a colour for two by two pixels', () => {
    const row = [255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255];
    const rgb = Uint8Array.from([...row, ...row]);
    expect([...i420Frame(rgb, { width: 4, height: 2 })]).toEqual([
      81, 81, 41, 41, 81, 81, 41, 41, 90, 240, 240, 110,
    ]);
  });

  it('mixes the colours of the four', () => {
    const rgb = Uint8Array.from([255, 0, 0, 255, 0, 0, 0, 0, 255, 0, 0, 255]);
    expect([...i420Frame(rgb, size)]).toEqual([81, 81, 41, 41, 165, 175]);
  });
});
