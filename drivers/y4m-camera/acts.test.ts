import { describe, expect, it } from '@jest/globals';

import { challengeActions, type ChallengeAction } from '#contracts/face.ts';
import { handAt, poseOf, swayAt } from './acts.ts';
import { neutral, type Pose } from './puppet.ts';

/** Every 10 ms until the act is over. */
function posesOf(act: ChallengeAction): readonly Pose[] {
  const poses: Pose[] = [];
  for (let at = 0; ; at += 10) {
    const pose = poseOf(act, at);
    if (pose === null) return poses;
    poses.push(pose);
  }
}

describe('an act', () => {
  it.each(challengeActions)('%s begins and ends at rest, without a jump, within 2 s', (act) => {
    const poses = posesOf(act);
    const [first, last] = [poses[0] ?? neutral, poses.at(-1) ?? neutral];
    for (const part of ['yaw', 'pitch', 'eyesClosed', 'mouthOpen'] as const) {
      expect(Math.abs(first[part])).toBe(0);
      expect(Math.abs(last[part])).toBeLessThan(0.025);
      for (const [index, pose] of poses.entries())
        expect(Math.abs(pose[part] - (poses[index - 1] ?? neutral)[part])).toBeLessThan(0.14);
    }
    expect(poses.length).toBeLessThan(200);
  });

  it.each<[ChallengeAction, keyof Pose, number, number]>([
    ['turn-left', 'yaw', 0, 0.5],
    ['turn-right', 'yaw', -0.5, 0],
    ['nod', 'pitch', -0.5, 0.5],
    ['blink', 'eyesClosed', 0, 1],
    ['open-mouth', 'mouthOpen', 0, 1],
  ])('%s moves the %s, and nothing else', (act, moved, least, most) => {
    const poses = posesOf(act);
    const values = poses.map((pose) => pose[moved]);
    expect(Math.min(...values)).toBeCloseTo(least, 3);
    expect(Math.max(...values)).toBeCloseTo(most, 3);
    for (const pose of poses) expect({ ...pose, [moved]: 0 }).toEqual(neutral);
  });

  it('keeps the eyes closed for 0.7 s, longer than two looks at five frames a second', () => {
    expect(posesOf('blink').filter(({ eyesClosed }) => eyesClosed === 1)).toHaveLength(71);
  });

  it('nods down before up', () => {
    const pitches = posesOf('nod').map(({ pitch }) => pitch);
    expect(pitches.indexOf(Math.max(...pitches))).toBeLessThan(pitches.indexOf(Math.min(...pitches)));
  });
});

describe('at rest', () => {
  const times = Array.from({ length: 200 }, (_, index) => index * 100);

  it('a person is never quite still, and stays far from an act', () => {
    const yaws = times.map((at) => swayAt(at).yaw);
    expect(Math.max(...yaws)).toBeGreaterThan(0.02);
    expect(Math.max(...yaws.map(Math.abs))).toBeLessThan(0.03);
    for (const at of times) expect(swayAt(at)).not.toEqual(swayAt(at + 100));
  });

  it('a photograph moves as a whole', () => {
    for (const at of times) expect(handAt(at)).toMatchObject({ yaw: 0, pitch: 0 });
    expect(Math.max(...times.map((at) => handAt(at).x))).toBeGreaterThan(3);
  });
});
