/** What somebody before a camera does, as poses over time: at rest, and each act that a challenge may ask for. */
import type { ChallengeAction } from '#contracts/face.ts';

import { neutral, type Pose } from './puppet.ts';

interface Act {
  /** Milliseconds from the resting pose and back to it. */
  readonly ms: number;
  /** @param at milliseconds since it began */
  readonly pose: (at: number) => Partial<Pose>;
}

/** Radians: plain to see, and no more than a person does who is asked to turn a little. */
const turnBy = 0.5;
const nodBy = 0.5;

const acts: Readonly<Record<ChallengeAction, Act>> = {
  blink: { ms: 940, pose: (at) => ({ eyesClosed: outAndBack(at, 940, 120) }) },
  'turn-left': { ms: 1600, pose: (at) => ({ yaw: turnBy * outAndBack(at, 1600, 500) }) },
  'turn-right': { ms: 1600, pose: (at) => ({ yaw: -turnBy * outAndBack(at, 1600, 500) }) },
  nod: { ms: 1400, pose: (at) => ({ pitch: nodBy * Math.sin((2 * Math.PI * at) / 1400) }) },
  'open-mouth': { ms: 1200, pose: (at) => ({ mouthOpen: outAndBack(at, 1200, 250) }) },
};

/** The pose `at` milliseconds after an act began; null when it is over. */
export function poseOf(act: ChallengeAction, at: number): Pose | null {
  const { ms, pose } = acts[act];
  return at < ms ? { ...neutral, ...pose(at) } : null;
}

/** How far somebody who stands still is from standing like a picture: the pose, and pixels to the right and down. */
export interface Rest {
  readonly yaw: number;
  readonly pitch: number;
  readonly x: number;
  readonly y: number;
}

/** A living person: the head is never quite still, and sways with the body. `at`: milliseconds since they came. */
export function swayAt(at: number): Rest {
  return {
    yaw: 0.025 * wave(at, 4100),
    pitch: 0.015 * wave(at, 5300),
    x: 2 * wave(at, 6700),
    y: 1 * wave(at, 2900),
  };
}

/** A photograph in somebody's hand: all of it moves, and nothing in it. */
export function handAt(at: number): Rest {
  return { yaw: 0, pitch: 0, x: 4 * wave(at, 1900), y: 3 * wave(at, 1300) };
}

function wave(at: number, periodMs: number): number {
  return Math.sin((2 * Math.PI * at) / periodMs);
}

/** From 0 to 1 within `edge` milliseconds, a stay, and back to 0 at the end; softly, as muscles move. */
function outAndBack(at: number, ms: number, edge: number): number {
  const share = Math.min(Math.max(Math.min(at, ms - at) / edge, 0), 1);
  return share * share * (3 - 2 * share);
}
