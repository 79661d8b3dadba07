/**
 * One capture as a pure state machine: the camera starts, the person comes into the frame, a picture, the challenge with a
 * picture of each act, a last picture. Evidence goes in, prompts and requests come out; it knows no clock and no camera.
 */
import type { ChallengeAction, FaceEvidence, FaceFrame, FacePrompt } from '#contracts/face.ts';
import type { FailureCode } from '#contracts/failures.ts';
import {
  asked,
  beginChallenge,
  isPictured,
  redraws,
  stepChallenge,
  type Challenge,
  type Done,
} from './challenge.ts';
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
  /** Pictures that were asked for so far: the newest one's number. */
  readonly requests: number;
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
        /** Null: it is there. */
        readonly request: number | null;
        readonly actions: readonly ChallengeAction[] | null;
      }
    | {
        readonly phase: 'challenge';
        readonly rest: Features;
        readonly challenge: Challenge;
        readonly prompt: FacePrompt;
        readonly lastSeenAt: number;
        /** A picture of the act that was just seen; null: none is owed. */
        readonly request: number | null;
      }
    | {
        readonly phase: 'last-picture';
        readonly request: number;
        readonly rest: Features;
        readonly done: readonly Done[];
        readonly askedMs: number;
      }
  );

export type CaptureEvent =
  | { readonly type: 'evidence'; readonly evidence: FaceEvidence; readonly at: number }
  /** The station has drawn a challenge. */
  | { readonly type: 'drawn'; readonly actions: readonly ChallengeAction[]; readonly at: number };

/**
 * `before` and `after` the challenge, the face at rest; `act`: while it does something other than turning, so that the face
 * that acts is seen to be the one that is compared, and not one behind a photograph.
 */
export type PictureMoment = 'before' | 'act' | 'after';

export interface Picture {
  readonly moment: PictureMoment;
  /** Base64. */
  readonly jpeg: string;
}

export type CaptureStep =
  /** `picture`: one that came, to be looked at. `draw`: a challenge is wanted. */
  | { readonly is: 'going'; readonly state: CaptureState; readonly picture?: Picture; readonly draw?: true }
  | {
      readonly is: 'complete';
      readonly state: CaptureState;
      readonly picture: Picture;
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
    requests: 0,
    severalSince: null,
  };
}

/** Which picture the page is asked for now; null: none. */
export function pictureWanted(state: CaptureState): number | null {
  return 'request' in state ? state.request : null;
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
  return { ...commonOf(state), phase: 'framing', prompt, goodSince: null, rest: [] };
}

function commonOf({ lastSeq, scores, redrawn, requests, severalSince }: CaptureState): Common {
  return { lastSeq, scores, redrawn, requests, severalSince };
}

function onPicture(state: CaptureState, request: number, jpeg: string, at: number): CaptureStep {
  if (request !== pictureWanted(state)) return { is: 'going', state };
  switch (state.phase) {
    case 'first-picture': {
      const next = toChallenge({ ...state, request: null }, at);
      return { ...next, picture: { moment: 'before', jpeg } };
    }
    case 'challenge':
      return { is: 'going', state: { ...state, request: null }, picture: { moment: 'act', jpeg } };
    case 'last-picture': {
      const { rest, done, askedMs, scores } = state;
      const evidence = { rest, done, challengeMs: askedMs, scores };
      return { is: 'complete', state, picture: { moment: 'after', jpeg }, evidence };
    }
    case 'starting':
    case 'framing':
      return { is: 'going', state };
  }
}

/** The challenge begins when both the picture and the draw are there. */
function toChallenge(
  state: Extract<CaptureState, { phase: 'first-picture' }>,
  at: number,
): Extract<CaptureStep, { is: 'going' }> {
  const { request, actions, rest } = state;
  if (request !== null || actions === null) return { is: 'going', state };
  return {
    is: 'going',
    state: {
      ...commonOf(state),
      phase: 'challenge',
      rest: medianFeatures(rest),
      challenge: beginChallenge(actions),
      prompt: 'hold-still',
      lastSeenAt: at,
      request: null,
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
  const requests = state.requests + 1;
  return {
    is: 'going',
    state: { ...commonOf(state), requests, phase: 'first-picture', rest, request: requests, actions: null },
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
      // The picture of the last act is still on its way.
      if (state.request !== null) return { is: 'going', state: { ...state, lastSeenAt: at } };
      const { done } = next.challenge;
      const askedMs = done.reduce((sum, { afterMs }) => sum + afterMs, 0);
      const requests = state.requests + 1;
      return {
        is: 'going',
        state: {
          ...commonOf(state),
          requests,
          phase: 'last-picture',
          request: requests,
          rest: state.rest,
          done,
          askedMs,
        },
      };
    }
    case 'going': {
      const seen =
        next.challenge.done.length > challenge.done.length ? next.challenge.done.at(-1) : undefined;
      const owed = seen !== undefined && isPictured(seen.action);
      const requests = state.requests + (owed ? 1 : 0);
      return {
        is: 'going',
        state: {
          ...state,
          requests,
          request: owed ? requests : state.request,
          challenge: next.challenge,
          prompt: asked(next.challenge) ?? (next.challenge.done.length > 0 ? 'look-straight' : 'hold-still'),
          lastSeenAt: at,
        },
      };
    }
  }
}

function anew(state: CaptureState, prompt: FacePrompt): CaptureStep {
  if (state.redrawn >= redraws)
    return { is: 'failed', code: prompt === 'one-person' ? 'face-several' : 'face-not-live' };
  return { is: 'going', state: { ...framing(state, prompt), redrawn: state.redrawn + 1 } };
}
