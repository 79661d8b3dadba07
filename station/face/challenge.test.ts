import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { challengeActions, type ChallengeAction } from '#contracts/face.ts';
import { drawnFace, frameAspect, type DrawnFace } from '#test/support/face-frames.ts';
import {
  asked,
  beginChallenge,
  drawChallenge,
  isPictured,
  stepChallenge,
  type Challenge,
} from './challenge.ts';
import { featuresOf, type Features } from './features.ts';

const features = (face: DrawnFace = {}): Features => featuresOf(drawnFace(face), frameAspect);
const rest = features();
const acting: Readonly<Record<ChallengeAction, Features>> = {
  blink: features({ eyes: 0.2 }),
  'turn-left': features({ turn: 0.35 }),
  'turn-right': features({ turn: -0.35 }),
  nod: features({ nod: 0.56 }),
  'open-mouth': features({ mouth: 0.35 }),
};

/** Plays frames a tenth of a second apart, until one ends it. */
function play(actions: readonly ChallengeAction[], frames: readonly Features[]) {
  let challenge: Challenge = beginChallenge(actions);
  let at = 0;
  for (const frame of frames) {
    const next = stepChallenge(challenge, frame, rest, at);
    if (next.is !== 'going') return next.is;
    challenge = next.challenge;
    at += 100;
  }
  return challenge;
}
const resting = (count: number): readonly Features[] => Array.from({ length: count }, () => rest);

describe('the challenge', () => {
  it.each(challengeActions)('sees %s when it was asked for', (action) => {
    const frames = [...resting(5), acting[action], acting[action], ...resting(2)];
    expect(play([action], frames)).toBe('complete');
  });

  it('is never complete for a face that does nothing, however long it is looked at', () => {
    for (const action of challengeActions) expect(play([action], resting(600))).toMatchObject({ done: [] });
  });

  it('asks for the next only after the face has come to rest', () => {
    const still = play(
      ['turn-left', 'nod'],
      [...resting(5), ...Array.from({ length: 20 }, () => acting['turn-left'])],
    );
    expect(still).toMatchObject({ done: [{ action: 'turn-left' }], askedAt: null });
    expect(
      play(
        ['turn-left', 'nod'],
        [...resting(5), acting['turn-left'], ...resting(5), acting.nod, ...resting(1)],
      ),
    ).toBe('complete');
  });

  it('does not count what moves sooner than anybody can react: it was moving before', () => {
    const early = play(['nod'], [rest, acting.nod]);
    expect(early).toMatchObject({ done: [], askedAt: null });
    expect(play(['nod'], [rest, acting.nod, ...resting(5), acting.nod, rest])).toBe('complete');
  });

  it.each<[ChallengeAction, ChallengeAction]>([
    ['turn-left', 'turn-right'],
    ['turn-right', 'turn-left'],
    ['nod', 'open-mouth'],
    ['blink', 'turn-left'],
  ])('takes no answer to %s that is a %s', (action, other) => {
    expect(play([action], [...resting(5), ...Array.from({ length: 3 }, () => acting[other])])).toBe('wrong');
  });

  it('forgives points that slip in a frame or two, and blinks that come by themselves', () => {
    const slipped = [...resting(5), acting['turn-right'], acting['turn-right'], ...resting(3)];
    expect(play(['turn-left'], slipped)).toMatchObject({ wrong: 0 });
    expect(
      play(['turn-left'], [...resting(5), ...Array.from({ length: 5 }, () => acting.blink)]),
    ).toMatchObject({
      wrong: 0,
    });
  });

  it('reports what was asked, and how long each took', () => {
    const seen = play(['open-mouth', 'blink'], [...resting(8), acting['open-mouth'], ...resting(3)]);
    expect(seen).toMatchObject({ done: [{ action: 'open-mouth', afterMs: 800 }] });
    expect(asked(seen as Challenge)).toBe('blink');
  });
});

describe('drawing a challenge', () => {
  it('asks for every action once at the most, with a turn and one that is pictured among them', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 4 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        (steps, numbers) => {
          const actions = drawChallenge(steps, () => numbers.next().value as number);
          expect(actions).toHaveLength(steps);
          expect(new Set(actions).size).toBe(steps);
          expect(actions.some((action) => action.startsWith('turn'))).toBe(true);
          expect(actions.some(isPictured)).toBe(true);
        },
      ),
    );
  });

  it('can begin with any of them', () => {
    const first = new Set(Array.from({ length: 400 }, () => drawChallenge(2, Math.random)[0]));
    expect(first).toEqual(new Set(challengeActions));
  });
});
