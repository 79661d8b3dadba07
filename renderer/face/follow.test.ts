import { describe, expect, it } from '@jest/globals';

import { follow, wholePicture, type Framing } from './follow.ts';

const aspect = 4 / 3;

/** Where a point of the frame, mirrored, is drawn in a box of the frame's own shape. */
function drawn({ scale, x, y }: Framing, px: number, py: number): readonly [number, number] {
  return [0.5 + scale * (0.5 - px) + x, 0.5 + scale * (py - 0.5) + y];
}

describe('the frame follows the person', () => {
  it('and leaves a face alone that fills the middle', () => {
    expect(follow(wholePicture, [0.3, 0.2, 0.4, 0.6], aspect, aspect)).toEqual(wholePicture);
  });

  it('comes nearer to one that sits far away, and brings it to the middle', () => {
    const framing = follow(wholePicture, [0.55, 0.45, 0.2, 0.3], aspect, aspect);
    expect(framing.scale).toBeGreaterThan(1.8);
    const [x, y] = drawn(framing, 0.65, 0.6);
    expect(x).toBeCloseTo(0.5, 2);
    expect(y).toBeCloseTo(0.5, 2);
  });

  it('never shows anything beside the picture', () => {
    for (const corner of [0, 0.9]) {
      const { scale, x, y } = follow(wholePicture, [corner, corner, 0.1, 0.15], aspect, aspect);
      const room = (scale - 1) / 2;
      expect(Math.abs(x)).toBeLessThanOrEqual(room + 1e-9);
      expect(Math.abs(y)).toBeLessThanOrEqual(room + 1e-9);
    }
  });

  it('does not follow a breath', () => {
    const framing = follow(wholePicture, [0.55, 0.45, 0.2, 0.3], aspect, aspect);
    expect(follow(framing, [0.56, 0.44, 0.2, 0.31], aspect, aspect)).toBe(framing);
    expect(follow(framing, [0.3, 0.45, 0.2, 0.3], aspect, aspect)).not.toBe(framing);
  });

  it('knows that a narrow box hides the sides of a wide frame', () => {
    const framing = follow(wholePicture, [0.6, 0.3, 0.2, 0.4], aspect, 1);
    const shown = 3 / 4;
    expect(0.5 + framing.scale * ((0.5 - 0.7) / shown) + framing.x).toBeCloseTo(0.5, 2);
  });
});
