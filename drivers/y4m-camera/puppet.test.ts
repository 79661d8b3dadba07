import { describe, expect, it } from '@jest/globals';

import { facePointIds } from '#contracts/face.ts';
import { countOf, middleOf, paperFace } from '#test/support/paper-face.ts';
import { inPose, neutral, type Sitter } from './puppet.ts';

const face: Sitter = paperFace();
const rest = inPose(face, neutral);

describe('a puppet', () => {
  it('at rest is its picture', () => {
    expect(rest).toEqual(face.rgb);
    expect(rest).not.toBe(face.rgb);
  });

  it.each([
    ['its left', { yaw: 0.5 }, 1],
    ['its right', { yaw: -0.5 }, -1],
  ])('turns its nose to %s', (_name, turn, sign) => {
    const [x, y] = middleOf(inPose(face, { ...neutral, ...turn }), 'nose');
    const [restX, restY] = middleOf(rest, 'nose');
    expect((x - restX) * sign).toBeGreaterThan(8);
    expect(Math.abs(y - restY)).toBeLessThan(2);
  });

  it.each([
    ['down', { pitch: 0.35 }, 1],
    ['up', { pitch: -0.35 }, -1],
  ])('nods its nose %s', (_name, nod, sign) => {
    const [x, y] = middleOf(inPose(face, { ...neutral, ...nod }), 'nose');
    const [restX, restY] = middleOf(rest, 'nose');
    expect((y - restY) * sign).toBeGreaterThan(5);
    expect(Math.abs(x - restX)).toBeLessThan(2);
  });

  it('closes its eyes: skin where they were', () => {
    const eyes = (picture: Uint8Array): number => countOf(picture, 'eye');
    const open = eyes(rest);
    expect(open).toBeGreaterThan(100);
    const half = eyes(inPose(face, { ...neutral, eyesClosed: 0.5 }));
    expect(half).toBeLessThan(open * 0.8);
    expect(half).toBeGreaterThan(open * 0.2);
    expect(eyes(inPose(face, { ...neutral, eyesClosed: 1 }))).toBeLessThan(open * 0.05);
  });

  it('opens its mouth: dark between the lips', () => {
    const [x = 0, y = 0] = face.mesh[facePointIds.lipBottom] ?? [];
    const at = ((Math.round(y) + 8) * face.width + Math.round(x)) * 3;
    const open = inPose(face, { ...neutral, mouthOpen: 1 });
    expect([...open.subarray(at, at + 3)]).toEqual([40, 16, 18]);
    expect([...rest.subarray(at, at + 3)]).not.toEqual([40, 16, 18]);
  });

  it('leaves the edge of its picture as it is, whatever it does', () => {
    const posed = inPose(face, { yaw: 0.5, pitch: 0.3, eyesClosed: 1, mouthOpen: 1 });
    const row = face.width * 3;
    const farthest = (from: number, to: number): number =>
      Math.max(
        ...posed.subarray(from, to).map((value, index) => Math.abs(value - (face.rgb[from + index] ?? 0))),
      );
    // Drawn between pixels, a value may be one less.
    expect(farthest(0, row)).toBeLessThanOrEqual(1);
    expect(farthest(posed.length - row, posed.length)).toBeLessThanOrEqual(1);
  });
});
