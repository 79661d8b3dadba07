import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { drawnFace, frameAspect } from '#test/support/face-frames.ts';
import { featuresOf, median, medianFeatures } from './features.ts';

const of = (face: Parameters<typeof drawnFace>[0]) => featuresOf(drawnFace(face), frameAspect);

describe('features of a face', () => {
  it('measures what the points say, wherever the face stands and however large it is', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -0.6, max: 0.6, noNaN: true }),
        fc.double({ min: 0.4, max: 0.6, noNaN: true }),
        fc.double({ min: 0, max: 0.6, noNaN: true }),
        fc.double({ min: 0.05, max: 0.5, noNaN: true }),
        fc.double({ min: 0.2, max: 0.9, noNaN: true }),
        fc.double({ min: 0.2, max: 0.8, noNaN: true }),
        (turn, nod, mouth, eyes, height, x) => {
          const measured = of({ turn, nod, mouth, eyes, height, x });
          expect(measured.turn).toBeCloseTo(turn);
          expect(measured.nod).toBeCloseTo(nod);
          expect(measured.mouth).toBeCloseTo(mouth);
          expect(measured.eyes).toBeCloseTo(eyes);
          expect(measured.tilt).toBeCloseTo(0);
        },
      ),
    );
  });

  it('takes the nose towards the left cheek, on the right of the picture, for a turn to the own left', () => {
    expect(of({ turn: 0.4 }).turn).toBeGreaterThan(0);
  });

  it('says 0 of points that fall together, instead of a number without end', () => {
    const flat = { ...drawnFace(), points: drawnFace().points.map((): [number, number] => [0.5, 0.5]) };
    expect(featuresOf(flat, frameAspect)).toEqual({ eyes: 0, turn: 0, nod: 0, mouth: 0, tilt: 0 });
  });

  it('takes the middle of several frames, so that one in which the points slipped does not count', () => {
    const frames = [of({}), of({ turn: 0.6, eyes: 0.05 }), of({})];
    expect(medianFeatures(frames)).toEqual(of({}));
    expect(median([3, 1, 2, 10])).toBe(2.5);
    expect(median([])).toBeNaN();
  });
});
