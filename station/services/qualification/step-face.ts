/** The face's part of the scene: the capture's own machine, fed and heard. */
import type { FailureCode } from '#contracts/failures.ts';
import {
  beginCapture,
  stepCapture,
  type CaptureEvent,
  type CaptureRules,
  type CaptureStep,
} from '../../face/capture.ts';
import type { SceneEvent, SceneInfo, SceneStep } from '../scene.ts';
import type { Phase, QualificationEffect, QualificationOutcomeEvent, QualificationState } from './state.ts';

type Step = SceneStep<QualificationState, QualificationEffect>;
type FacePhase = Extract<Phase, { at: 'face' }>;

function rulesOf({ config, seatedMode }: SceneInfo): CaptureRules {
  return { follows: seatedMode, actionMs: config.delays.actionMs };
}

export function faceBegin(state: QualificationState, attempt: string, { config }: SceneInfo): Step {
  return {
    to: 'stay',
    state: { ...state, phase: { at: 'face', attempt, capture: beginCapture() } },
    effects: [],
    deadlineMs: config.delays.captureMs,
  };
}

export function stepFace(
  state: QualificationState,
  phase: FacePhase,
  event: SceneEvent<QualificationOutcomeEvent>,
  info: SceneInfo,
): Step {
  const { attempt } = phase;
  if (event.type === 'choose' && event.option === 'other-ways')
    return {
      to: 'stay',
      state: { ...state, phase: { at: 'ways' } },
      effects: [{ do: 'leave-attempt', attempt }],
    };
  if (event.type === 'deadline') {
    const code = phase.capture.phase === 'challenge' ? 'face-not-live' : 'face-not-found';
    return failed(state, phase, code);
  }
  // Evidence of an earlier capture, still on its way when the page heard of this one.
  if (event.type !== 'evidence' || event.evidence.attempt !== attempt) return same(state);
  return follow(state, phase, { type: 'evidence', evidence: event.evidence, at: event.at }, info);
}

/** The station has drawn the challenge. */
export function withDrawn(
  state: QualificationState,
  phase: FacePhase,
  { actions, at }: Extract<QualificationOutcomeEvent, { type: 'drawn' }>,
  info: SceneInfo,
): Step {
  return follow(state, phase, { type: 'drawn', actions, at }, info);
}

function follow(state: QualificationState, phase: FacePhase, event: CaptureEvent, info: SceneInfo): Step {
  const next: CaptureStep = stepCapture(phase.capture, event, rulesOf(info));
  const { attempt } = phase;
  switch (next.is) {
    case 'failed':
      return failed(state, phase, next.code);
    case 'complete':
      return {
        to: 'stay',
        state: { ...state, phase: { at: 'judging', attempt } },
        effects: [
          { do: 'look', attempt, picture: next.picture },
          { do: 'judge', attempt, evidence: next.evidence },
        ],
      };
    case 'going':
      if (next.state === phase.capture && next.picture === undefined) return same(state);
      return {
        to: 'stay',
        state: { ...state, phase: { ...phase, capture: next.state } },
        effects: [
          ...(next.picture === undefined ? [] : [{ do: 'look' as const, attempt, picture: next.picture }]),
          ...(next.draw === undefined ? [] : [{ do: 'draw' as const, attempt }]),
        ],
      };
  }
}

function failed(state: QualificationState, { attempt }: FacePhase, code: FailureCode): Step {
  const failure = { code };
  return {
    to: 'stay',
    state: { ...state, phase: { at: 'failed', failure, card: null, way: 'face' } },
    effects: [{ do: 'fail-attempt', attempt, way: 'face', failure }],
  };
}

function same(state: QualificationState): Step {
  return { to: 'stay', state, effects: [] };
}
