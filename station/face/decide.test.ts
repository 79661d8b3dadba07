import { describe, expect, it } from '@jest/globals';

import type { FailureCode } from '#contracts/failures.ts';
import { drawnFace, frameAspect } from '#test/support/face-frames.ts';
import type { CaptureEvidence } from './capture.ts';
import { judgeLiveness, type PictureFacts } from './decide.ts';
import { featuresOf } from './features.ts';

const thresholds = { same: 0.4, antispoof: 0.4, liveness: 0.4 };
const rest = featuresOf(drawnFace(), frameAspect);
const evidence: CaptureEvidence = {
  rest,
  done: [{ action: 'nod', afterMs: 900 }],
  challengeMs: 900,
  scores: { antispoof: [0.8, 0.1, 0.9], liveness: [0.7] },
};
const good: PictureFacts = { faces: 1, antispoof: 0.7, liveness: 0.9, features: rest };
const judge = (
  pictures: readonly PictureFacts[],
  same: number | null = 0.9,
  change: Partial<CaptureEvidence> = {},
  acts: readonly PictureFacts[] = [good],
) => judgeLiveness({ ...evidence, ...change }, { rest: pictures, acts }, same, thresholds);

describe('what the evidence of a capture is worth', () => {
  it('is a living person, with the lower of the scores that page and station measured', () => {
    expect(judge([good, good])).toEqual({ reason: null, antispoof: 0.7, liveness: 0.7 });
  });

  it.each<[string, readonly PictureFacts[], number | null, Partial<CaptureEvidence>, FailureCode]>([
    ['a picture is missing', [good], 0.9, {}, 'face-not-found'],
    [
      'a picture has no face',
      [good, { faces: 0, antispoof: 0, liveness: 0, features: null }],
      0.9,
      {},
      'face-not-found',
    ],
    ['a picture has two', [good, { ...good, faces: 2 }], 0.9, {}, 'face-several'],
    ['the two pictures are of different people', [good, good], 0.2, {}, 'face-not-live'],
    ['they cannot be compared', [good, good], null, {}, 'face-not-live'],
    [
      'the station finds it a picture of a picture',
      [
        { ...good, antispoof: 0.1 },
        { ...good, antispoof: 0.2 },
      ],
      0.9,
      {},
      'face-not-live',
    ],
    [
      'the page found it not alive',
      [good, good],
      0.9,
      { scores: { antispoof: [0.9], liveness: [0.1] } },
      'face-not-live',
    ],
    [
      'the page never measured',
      [good, good],
      0.9,
      { scores: { antispoof: [], liveness: [] } },
      'face-not-live',
    ],
    [
      'the pictures are not of the face that was measured',
      [good, good],
      0.9,
      { rest: { ...rest, mouth: 0.5 } },
      'face-not-live',
    ],
  ])('is nothing where %s', (_name, pictures, same, change, reason) => {
    expect(judge(pictures, same, change).reason).toBe(reason);
  });

  it.each<[string, readonly PictureFacts[], FailureCode]>([
    ['the act was not pictured', [], 'face-not-live'],
    ['nobody is in its picture', [{ faces: 0, antispoof: 0, liveness: 0, features: null }], 'face-not-found'],
    ['two people are', [{ ...good, faces: 2 }], 'face-several'],
  ])('is nothing where %s', (_name, acts, reason) => {
    expect(judge([good, good], 0.9, {}, acts).reason).toBe(reason);
  });

  it('asks for no picture of a turn, which cannot be compared', () => {
    const done = [{ action: 'turn-left', afterMs: 900 }] as const;
    expect(judge([good, good], 0.9, { done }, []).reason).toBeNull();
  });
});
