/** Staff assistance: a member of staff's own card, the ground, the confirmation by sight. */
import { staffGrounds } from '#contracts/qualification.ts';
import type { SceneEvent, SceneStep } from '../scene.ts';
import type { Phase, QualificationEffect, QualificationOutcomeEvent, QualificationState } from './state.ts';

type Step = SceneStep<QualificationState, QualificationEffect>;
type StaffPhase = Extract<Phase, { at: 'staff-card' | 'staff-ground' | 'staff-confirm' }>;

/** A card that is presented now is a member of staff's. */
export function awaitsStaff(phase: Phase): boolean {
  return phase.at === 'staff-card' || (phase.at === 'failed' && phase.way === 'staff');
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
  if (event.type === 'credential-failed')
    return {
      to: 'stay',
      state: { ...state, phase: { at: 'failed', failure: event.failure, card: null, way: 'staff' } },
      effects: [],
    };
  return null;
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
