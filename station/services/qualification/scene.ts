/** 待遇领取资格认证: a recipient proves to be alive and oneself, by face, finger, staff or a visit at home, as equal ways. */
import { ok } from '#contracts/result.ts';
import { defineScene } from '../scene.ts';
import { actQualification, receiptKind } from './act.ts';
import { attemptKind } from './record.ts';
import { screenOf } from './screens.ts';
import type { Phase, QualificationEffect, QualificationOutcomeEvent, QualificationState } from './state.ts';
import { stepQualification } from './step.ts';
import { awaitsStaff } from './step-staff.ts';
import { texts } from './texts.ts';

/** Nothing may interrupt these: something is being taken, or is on its way. */
const busy: readonly Phase['at'][] = [
  'asking',
  'beginning',
  'face',
  'finger',
  'judging',
  'staff-checking',
  'saving',
  'sending',
];

export const qualificationScene = defineScene<
  QualificationState,
  QualificationEffect,
  QualificationOutcomeEvent
>({
  id: 'qualification',
  automatic: false,
  // Whoever is not known by a number cannot be told to the platform.
  offers: ({ person }) =>
    Promise.resolve(
      person === null || person.sealed === null
        ? []
        : [{ id: 'begin', label: texts.service, detail: texts.serviceDetail, enabled: true }],
    ),
  start: (_option, { person }) =>
    person === null || person.sealed === null
      ? { to: 'failed', failure: { code: 'service-not-allowed' }, effects: [] }
      : {
          to: 'stay',
          state: { status: null, proxy: false, phase: { at: 'asking' } },
          effects: [{ do: 'ask-status' }],
        },
  step: stepQualification,
  screen: screenOf,
  attention: ({ phase }) => (phase.at === 'done' ? 'result' : busy.includes(phase.at) ? 'busy' : 'asks'),
  // Also where an error card asks for the member of staff's card again.
  wantsCredential: ({ phase }) => awaitsStaff(phase),
  // A prompt that changes, a digit that was typed, a receipt that is out: the buttons beside it mean what they meant before.
  sameQuestion: ({ phase: before }, { phase: after }) =>
    before.at === 'done'
      ? before.print === null && after.at === 'done'
      : before.at === after.at && ['face', 'finger', 'visit-keypad'].includes(after.at),
  act: actQualification,
  intents: [attemptKind, receiptKind],
  // The person was there, and was told nothing: an attempt that a power cut ended is made anew.
  settle: ({ kind }) =>
    Promise.resolve(
      ok({ outcome: { result: kind === attemptKind ? 'interrupted' : 'unknown', reason: null } }),
    ),
});
