/** Staff assistance: a member of staff's own card, the ground, the confirmation by sight. */
import type { ErrorCardId } from '#contracts/error-cards.ts';
import { staffGrounds } from '#contracts/qualification.ts';
import type { Failure } from '#contracts/result.ts';
import type { SceneEvent, SceneStep } from '../scene.ts';
import type { Phase, QualificationEffect, QualificationOutcomeEvent, QualificationState } from './state.ts';

type Step = SceneStep<QualificationState, QualificationEffect>;
type StaffPhase = Extract<Phase, { at: 'staff-card' | 'staff-ground' | 'staff-confirm' }>;

/** A card that is presented now is a member of staff's. */
export function awaitsStaff(phase: Phase): boolean {
  return phase.at === 'staff-card' || (phase.at === 'failed' && phase.staffCard === true);
}

/** The next state of whoever `awaitsStaff`; null: it was no card. */
export function stepStaffCard(
  state: QualificationState,
  event: SceneEvent<QualificationOutcomeEvent>,
): Step | null {
  if (event.type === 'credential')
    return {
      to: 'stay',
      state: { ...state, phase: { at: 'staff-checking' } },
      effects: [{ do: 'identify-staff', credential: event.credential }],
    };
  return event.type === 'credential-failed' ? staffCardFailed(state, event.failure, null) : null;
}

/** `card`: another than the failure's own. */
export function staffCardFailed(state: QualificationState, failure: Failure, card: ErrorCardId | null): Step {
  const phase: Phase = { at: 'failed', failure, card, way: 'staff', staffCard: true };
  return { to: 'stay', state: { ...state, phase }, effects: [] };
}

export function stepStaff(
  state: QualificationState,
  phase: StaffPhase,
  event: SceneEvent<QualificationOutcomeEvent>,
): Step {
  const to = (next: Phase, ...effects: readonly QualificationEffect[]): Step => ({
    to: 'stay',
    state: { ...state, phase: next },
    effects,
  });
  switch (phase.at) {
    case 'staff-card':
      if (event.type === 'back') return to({ at: 'ways' });
      break;
    case 'staff-ground': {
      if (event.type === 'back') return to({ at: 'ways' });
      const ground = event.type === 'choose' ? staffGrounds.find((one) => one === event.option) : undefined;
      if (ground !== undefined) return to({ at: 'staff-confirm', staff: phase.staff, ground });
      break;
    }
    case 'staff-confirm': {
      const { staff, ground } = phase;
      if (event.type === 'back') return to({ at: 'staff-ground', staff });
      if (event.type === 'confirm')
        return to({ at: 'saving', way: 'staff' }, { do: 'confirm-by-staff', staff, ground });
      break;
    }
  }
  return { to: 'stay', state, effects: [] };
}
