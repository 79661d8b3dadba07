/**
 * The active challenge, pure: actions in an order that nobody knew before, each seen to begin after it was asked for and
 * to end before the next one is. A photograph does none; a recording does them at the wrong time or in another order.
 */
import { challengeActions, type ChallengeAction } from '#contracts/face.ts';
import type { Features } from './features.ts';

/** Changes against the person's own face at rest, in the measures of `Features`. */
export const seen = {
  turn: 0.24,
  nod: 0.035,
  mouth: 0.14,
  /** Share of the open eyes that is left when they are closed. */
  eyes: 0.82,
  /** Back at rest: this share of the change is left. */
  rest: 0.6,
} as const;

/** Milliseconds. */
export const challengeTimes = {
  /** Nobody reacts to a word faster; what moves sooner was moving before it was asked to. */
  reaction: 250,
} as const;

/** Times that a challenge is drawn anew, when another action came than the one that was asked for. */
export const redraws = 2;

export interface Done {
  readonly action: ChallengeAction;
  /** From the prompt until the action was seen, milliseconds. */
  readonly afterMs: number;
}

export interface Challenge {
  readonly actions: readonly ChallengeAction[];
  readonly done: readonly Done[];
  /** When the next action was asked for; null while the last one has not ended. */
  readonly askedAt: number | null;
  /** Frames in a row that showed another action. */
  readonly wrong: number;
}

export type ChallengeStep =
  | { readonly is: 'going'; readonly challenge: Challenge }
  | { readonly is: 'wrong' }
  | { readonly is: 'complete'; readonly challenge: Challenge };

/** Frames in a row that another action must show: the points of a single frame may slip. */
const wrongFrames = 3;

export function beginChallenge(actions: readonly ChallengeAction[]): Challenge {
  return { actions, done: [], askedAt: null, wrong: 0 };
}

/** What is asked for now; null between two actions. */
export function asked({ actions, done, askedAt }: Challenge): ChallengeAction | null {
  return askedAt === null ? null : (actions[done.length] ?? null);
}

/** One frame. `rest`: the person's face at rest; `at`: monotonic milliseconds. */
export function stepChallenge(
  challenge: Challenge,
  now: Features,
  rest: Features,
  at: number,
): ChallengeStep {
  const { actions, done, askedAt } = challenge;
  const action = asked(challenge);
  if (action === null || askedAt === null) {
    if (!isAtRest(now, rest)) return { is: 'going', challenge };
    if (done.length === actions.length) return { is: 'complete', challenge };
    return { is: 'going', challenge: { ...challenge, askedAt: at, wrong: 0 } };
  }
  if (shows(action, now, rest)) {
    const afterMs = at - askedAt;
    // Not counted, and asked for again once the face has come to rest.
    if (afterMs < challengeTimes.reaction) return { is: 'going', challenge: { ...challenge, askedAt: null } };
    return {
      is: 'going',
      challenge: { ...challenge, done: [...done, { action, afterMs }], askedAt: null, wrong: 0 },
    };
  }
  const wrong = showsAnother(action, now, rest) ? challenge.wrong + 1 : 0;
  if (wrong >= wrongFrames) return { is: 'wrong' };
  return { is: 'going', challenge: wrong === challenge.wrong ? challenge : { ...challenge, wrong } };
}

function shows(action: ChallengeAction, now: Features, rest: Features): boolean {
  switch (action) {
    case 'turn-left':
      return now.turn - rest.turn >= seen.turn;
    case 'turn-right':
      return rest.turn - now.turn >= seen.turn;
    case 'nod':
      return now.nod - rest.nod >= seen.nod;
    case 'open-mouth':
      return now.mouth - rest.mouth >= seen.mouth;
    case 'blink':
      return now.eyes <= rest.eyes * seen.eyes;
  }
}

/** Blinking and moving the head a little come by themselves, and are no wrong answer. */
function showsAnother(action: ChallengeAction, now: Features, rest: Features): boolean {
  const others: readonly ChallengeAction[] = ['turn-left', 'turn-right', 'open-mouth'];
  return others.some((other) => other !== action && shows(other, now, rest));
}

function isAtRest(now: Features, rest: Features): boolean {
  return (
    Math.abs(now.turn - rest.turn) < seen.turn * seen.rest &&
    now.nod - rest.nod < seen.nod * seen.rest &&
    now.mouth - rest.mouth < seen.mouth * seen.rest &&
    now.eyes > rest.eyes * (1 - (1 - seen.eyes) * seen.rest)
  );
}

/** Whether a picture is taken of it: a face that is turned away cannot be compared. */
export function isPictured(action: ChallengeAction): boolean {
  return action !== 'turn-left' && action !== 'turn-right';
}

/**
 * An order for `steps` actions, at least two: no action twice; a turn of the head among them, since eyes and mouth can be
 * cut out of a photograph, and one of which a picture is taken. `random` is from 0 to below 1.
 */
export function drawChallenge(steps: number, random: () => number): readonly ChallengeAction[] {
  const pick = <T>(from: T[]): T[] => from.splice(Math.floor(random() * from.length), 1);
  const drawn = [
    ...pick(challengeActions.filter((action) => !isPictured(action))),
    ...pick(challengeActions.filter(isPictured)),
  ];
  const left = challengeActions.filter((action) => !drawn.includes(action));
  while (drawn.length < steps && left.length > 0) drawn.push(...pick(left));
  const order: ChallengeAction[] = [];
  while (drawn.length > 0) order.push(...pick(drawn));
  return order;
}
