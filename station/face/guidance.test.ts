import { describe, expect, it } from '@jest/globals';

import type { FacePrompt } from '#contracts/face.ts';
import { drawnFace, faceFrame, type DrawnFace } from '#test/support/face-frames.ts';
import { guide, mainFace } from './guidance.ts';

const guided = (face: DrawnFace, follows = false) => guide(faceFrame(1, [drawnFace(face)]), follows);

describe('the quality gate', () => {
  it('has nothing to say of a good frame', () => {
    expect(guided({})).toBeNull();
  });

  it.each<[string, DrawnFace, FacePrompt]>([
    ['too small', { height: 0.2 }, 'nearer'],
    ['too large', { height: 0.95 }, 'further'],
    ["on the picture's left, the person's right", { x: 0.25 }, 'move-left'],
    ["on the picture's right, the person's left", { x: 0.75 }, 'move-right'],
    ['too high', { y: 0.28, height: 0.4 }, 'move-down'],
    ['too low', { y: 0.72, height: 0.4 }, 'move-up'],
    ['dark', { change: { brightness: 0.1 } }, 'more-light'],
    ['glaring', { change: { brightness: 0.95 } }, 'less-light'],
    ['lit from one side', { change: { sidelight: 0.5 } }, 'even-light'],
    ['turned away', { turn: 0.5 }, 'look-straight'],
    ['masked', { change: { lowerFaceSkin: 0.1 } }, 'mask-off'],
    ['with closed eyes', { eyes: 0.05 }, 'eyes-open'],
    ['blurred', { change: { sharpness: 1 } }, 'hold-still'],
  ])('asks a face that is %s for the one thing that helps', (_name, face, prompt) => {
    expect(guided(face)).toBe(prompt);
  });

  it('does not ask a sitting person to move: the frame follows', () => {
    for (const face of [{ x: 0.25 }, { x: 0.75 }, { y: 0.28, height: 0.4 }, { y: 0.72, height: 0.4 }])
      expect(guided(face, true)).toBeNull();
    expect(guided({ height: 0.2 }, true)).toBe('nearer');
  });

  it('sees nobody where there is no face, or none that the detector is sure of', () => {
    expect(guide(faceFrame(1, []), false)).toBe('nobody');
    expect(guided({ change: { confidence: 0.2 } })).toBe('nobody');
  });

  it('wants one person, but lets somebody pass far behind', () => {
    const behind = drawnFace({ height: 0.15, x: 0.85 });
    expect(guide(faceFrame(1, [drawnFace(), behind]), false)).toBeNull();
    const beside = drawnFace({ height: 0.4, x: 0.85 });
    expect(guide(faceFrame(1, [beside, drawnFace()]), false)).toBe('one-person');
    expect(mainFace(faceFrame(1, [beside, drawnFace()])).face).toEqual(drawnFace());
  });
});
