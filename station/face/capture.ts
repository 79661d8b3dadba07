/**
 * One capture as a pure state machine: the camera starts, the person comes into the frame, a picture, the challenge, a
 * second picture. Evidence goes in, prompts and requests come out; it knows no clock and no camera.
 */
import type { ChallengeAction, FaceEvidence, FaceFrame, FacePrompt } from '#contracts/face.ts';
import type { FailureCode } from '#contracts/failures.ts';
import { asked, beginChallenge, redraws, stepChallenge, type Challenge, type Done } from './challenge.ts';
import { featuresOf, medianFeatures, type Features } from './features.ts';
import { guide, mainFace } from './guidance.ts';

/** Milliseconds. */
export const captureTimes = {
  /** Good frames for so long, before the first picture is taken. */
  steady: 500,
  /** Somebody else in the picture for so long ends the capture. */
  several: 6000,
  /** Nobody in the picture for so long during the challenge: another person may have come. */
  gone: 1000,
} as const;

/** Frames over which the face at rest is measured, at least and at most. */
const restFrames = { least: 3, most: 8 } as const;

export interface CaptureRules {
  /** Seated mode: the frame follows the person. */
  readonly follows: boolean;
  /** One action of the challenge, milliseconds. */
  readonly actionMs: number;
}

/** Passive scores of the frames, as further evidence. */
interface Scores {
  readonly antispoof: readonly number[];
  readonly liveness: readonly number[];
}

interface Common {
  readonly lastSeq: number;
  readonly scores: Scores;
  readonly redrawn: number;
  /** Since when more than one person has been in the picture. */
  readonly severalSince: number | null;
}

export type CaptureState = Common &
  (
    | { readonly phase: 'starting' }
    | {
        readonly phase: 'framing';
        readonly prompt: FacePrompt;
        readonly goodSince: number | null;
        readonly rest: readonly Features[];
      }
    /** The picture before the challenge, and the challenge itself, have been asked for. */
    | {
        readonly phase: 'first-picture';
        readonly rest: readonly Features[];
        readonly taken: boolean;
        readonly actions: readonly ChallengeAction[] | null;
      }
    | {
        readonly phase: 'challenge';
        readonly rest: Features;
        readonly challenge: Challenge;
        readonly prompt: FacePrompt;
        readonly lastSeenAt: number;
      }
    | {
        readonly phase: 'last-picture';
        readonly rest: Features;
        readonly done: readonly Done[];
        readonly askedMs: number;
      }
  );

export type CaptureEvent =
  | { readonly type: 'evidence'; readonly evidence: FaceEvidence; readonly at: number }
  /** The station has drawn a challenge. */
  | { readonly type: 'drawn'; readonly actions: readonly ChallengeAction[]; readonly at: number };

export type CaptureStep =
  /** `picture`: the JPEG that came, to be looked at. `draw`: a challenge is wanted. */
  | { readonly is: 'going'; readonly state: CaptureState; readonly picture?: string; readonly draw?: true }
  | {
      readonly is: 'complete';
      readonly state: CaptureState;
      readonly picture: string;
      readonly evidence: CaptureEvidence;
    }
  | { readonly is: 'failed'; readonly code: FailureCode };

/** What is left of a capture for the decision. */
export interface CaptureEvidence {
  /** The face at rest, as the page measured it. */
  readonly rest: Features;
  readonly done: readonly Done[];
  readonly challengeMs: number;
  readonly scores: Scores;
}

export function beginCapture(): CaptureState {
  return {
    phase: 'starting',
    lastSeq: 0,
    scores: { antispoof: [], liveness: [] },
    redrawn: 0,
    severalSince: null,
  };
}

/** Which picture the page is asked for now; null: none. */
export function pictureWanted(state: CaptureState): number | null {
  if (state.phase === 'first-picture' && !state.taken) return 1 + 2 * state.redrawn;
  if (state.phase === 'last-picture') return 2 + 2 * state.redrawn;
  return null;
}

export function promptOf(state: CaptureState): FacePrompt {
  switch (state.phase) {
    case 'starting':
      return 'starting';
    case 'framing':
    case 'challenge':
      return state.prompt;
    case 'first-picture':
      return 'hold-still';
    case 'last-picture':
      return 'checking';
  }
}

/** How many actions are done, for the screen. */
export function actionsDone(state: CaptureState): number {
  return state.phase === 'challenge'
    ? state.challenge.done.length
    : state.phase === 'last-picture'
      ? state.done.length
      : 0;
}

export function stepCapture(state: CaptureState, event: CaptureEvent, rules: CaptureRules): CaptureStep {
  if (event.type === 'drawn') {
    if (state.phase !== 'first-picture') return { is: 'going', state };
    return toChallenge({ ...state, actions: event.actions }, event.at);
  }
  const { evidence, at } = event;
  switch (evidence.kind) {
    case 'camera':
      return onCamera(state, evidence.state);
    case 'picture':
      return onPicture(state, evidence.request, evidence.jpeg, at);
    case 'frame':
      // A frame that was overtaken by a newer one says nothing any more.
      if (evidence.seq <= state.lastSeq) return { is: 'going', state };
      return onFrame({ ...state, lastSeq: evidence.seq }, evidence, at, rules);
  }
}

const cameraFailures = {
  denied: 'camera-denied',
  missing: 'camera-missing',
  lost: 'camera-lost',
  'no-models': 'face-models-missing',
} as const satisfies Record<string, FailureCode>;

function onCamera(
  state: CaptureState,
  said: Extract<FaceEvidence, { kind: 'camera' }>['state'],
): CaptureStep {
  if (said !== 'started') return { is: 'failed', code: cameraFailures[said] };
  // A page that was loaded anew counts its frames from the beginning; whoever is there comes into the frame again.
  const counted = { ...state, lastSeq: 0 };
  if (state.phase === 'starting' || state.phase === 'framing')
    return { is: 'going', state: framing(counted, 'nobody') };
  // Otherwise a page could be loaded anew until a challenge comes that suits it.
  return anew(counted, 'nobody');
}

function framing(state: CaptureState, prompt: FacePrompt): CaptureState {
  const { lastSeq, scores, redrawn, severalSince } = state;
  return { phase: 'framing', prompt, goodSince: null, rest: [], lastSeq, scores, redrawn, severalSince };
}

function onPicture(state: CaptureState, request: number, jpeg: string, at: number): CaptureStep {
  if (request !== pictureWanted(state)) return { is: 'going', state };
  if (state.phase === 'last-picture') {
    const { rest, done, askedMs, scores } = state;
    return { is: 'complete', state, picture: jpeg, evidence: { rest, done, challengeMs: askedMs, scores } };
  }
  if (state.phase !== 'first-picture') return { is: 'going', state };
  const next = toChallenge({ ...state, taken: true }, at);
  return { ...next, picture: jpeg };
}

/** The challenge begins when both the picture and the draw are there. */
function toChallenge(
  state: Extract<CaptureState, { phase: 'first-picture' }>,
  at: number,
): Extract<CaptureStep, { is: 'going' }> {
  const { taken, actions, rest, lastSeq, scores, redrawn, severalSince } = state;
  if (!taken || actions === null) return { is: 'going', state };
  return {
    is: 'going',
    state: {
      phase: 'challenge',
      rest: medianFeatures(rest),
      challenge: beginChallenge(actions),
      prompt: 'hold-still',
      lastSeenAt: at,
      lastSeq,
      scores,
      redrawn,
      severalSince,
    },
  };
}

function onFrame(before: CaptureState, frame: FaceFrame, at: number, rules: CaptureRules): CaptureStep {
  if (before.phase === 'starting' || before.phase === 'last-picture') return { is: 'going', state: before };
  const { face, alone } = mainFace(frame);
  const severalSince = alone ? null : (before.severalSince ?? at);
  if (severalSince !== null && at - severalSince >= captureTimes.several)
    return { is: 'failed', code: 'face-several' };
  const state = {
    ...before,
    severalSince,
    scores: face === null ? before.scores : scored(before.scores, face),
  };
  if (state.phase === 'framing') return onFraming(state, frame, at, rules);
  if (state.phase === 'first-picture') return { is: 'going', state };
  return onChallenge(state, frame, at, rules);
}

/** Enough for a median; a capture of a minute need not remember more. */
const mostScores = 64;

function scored({ antispoof, liveness }: Scores, face: FaceFrame['faces'][number]): Scores {
  const add = (list: readonly number[], value: number | null): readonly number[] =>
    value === null ? list : [...list, value].slice(-mostScores);
  return { antispoof: add(antispoof, face.antispoof), liveness: add(liveness, face.liveness) };
}

function onFraming(
  state: Extract<CaptureState, { phase: 'framing' }>,
  frame: FaceFrame,
  at: number,
  rules: CaptureRules,
): CaptureStep {
  const prompt = guide(frame, rules.follows);
  const { face } = mainFace(frame);
  if (prompt !== null || face === null)
    return { is: 'going', state: { ...state, prompt: prompt ?? 'nobody', goodSince: null, rest: [] } };
  const goodSince = state.goodSince ?? at;
  const rest = [...state.rest, featuresOf(face, frame.aspect)].slice(-restFrames.most);
  if (at - goodSince < captureTimes.steady || rest.length < restFrames.least)
    return { is: 'going', state: { ...state, prompt: 'hold-still', goodSince, rest } };
  const { lastSeq, scores, redrawn, severalSince } = state;
  return {
    is: 'going',
    state: {
      phase: 'first-picture',
      rest,
      taken: false,
      actions: null,
      lastSeq,
      scores,
      redrawn,
      severalSince,
    },
    draw: true,
  };
}

function onChallenge(
  state: Extract<CaptureState, { phase: 'challenge' }>,
  frame: FaceFrame,
  at: number,
  { actionMs }: CaptureRules,
): CaptureStep {
  const { face, alone } = mainFace(frame);
  if (face === null || !alone) {
    if (face === null && at - state.lastSeenAt < captureTimes.gone) return { is: 'going', state };
    // Whoever stands there now has to begin anew.
    return anew(state, face === null ? 'nobody' : 'one-person');
  }
  const { challenge } = state;
  if (challenge.askedAt !== null && at - challenge.askedAt > actionMs)
    return { is: 'failed', code: 'face-not-live' };
  const next = stepChallenge(challenge, featuresOf(face, frame.aspect), state.rest, at);
  switch (next.is) {
    case 'wrong':
      return anew(state, 'look-straight');
    case 'complete': {
      const { rest, lastSeq, scores, redrawn, severalSince } = state;
      const { done } = next.challenge;
      const askedMs = done.reduce((sum, { afterMs }) => sum + afterMs, 0);
      return {
        is: 'going',
        state: { phase: 'last-picture', rest, done, askedMs, lastSeq, scores, redrawn, severalSince },
      };
    }
    case 'going':
      return {
        is: 'going',
        state: {
          ...state,
          challenge: next.challenge,
          prompt: asked(next.challenge) ?? (next.challenge.done.length > 0 ? 'look-straight' : 'hold-still'),
          lastSeenAt: at,
        },
      };
  }
}

function anew(state: CaptureState, prompt: FacePrompt): CaptureStep {
  if (state.redrawn >= redraws)
    return { is: 'failed', code: prompt === 'one-person' ? 'face-several' : 'face-not-live' };
  return { is: 'going', state: { ...framing(state, prompt), redrawn: state.redrawn + 1 } };
}
