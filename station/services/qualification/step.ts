/** The scene's next state, pure: from the first question to the receipt. */
import type { ErrorCardId } from '#contracts/error-cards.ts';
import type { QualificationOutcome, Way } from '#contracts/qualification.ts';
import type { Failure } from '#contracts/result.ts';
import { isAway } from '../../platform-client/away.ts';
import { notPrinted } from '../print-slip.ts';
import type { SceneEvent, SceneInfo, SceneStep } from '../scene.ts';
import { faceBegin, stepFace, withDrawn } from './step-face.ts';
import { awaitsStaff, staffCardFailed, stepStaff, stepStaffCard } from './step-staff.ts';
import { stepVisit, visitBegin } from './step-visit.ts';
import type {
  Phase,
  QualificationEffect,
  QualificationOutcomeEvent,
  QualificationState,
  Sent,
} from './state.ts';
import { chosenWay } from './ways.ts';

type Step = SceneStep<QualificationState, QualificationEffect>;
type Event = SceneEvent<QualificationOutcomeEvent>;

function to(state: QualificationState, phase: Phase, ...effects: readonly QualificationEffect[]): Step {
  return { to: 'stay', state: { ...state, phase }, effects };
}

function stay(state: QualificationState): Step {
  return { to: 'stay', state, effects: [] };
}

function failedAt(
  state: QualificationState,
  failure: Failure,
  way: Way | null,
  card: ErrorCardId | null = null,
  ...effects: readonly QualificationEffect[]
): Step {
  return to(state, { at: 'failed', failure, card, way }, ...effects);
}

export function stepQualification(state: QualificationState, event: Event, info: SceneInfo): Step {
  if (event.type === 'outcome') return onOutcome(state, event.outcome, info);
  const { phase } = state;
  const ofStaff = awaitsStaff(phase) ? stepStaffCard(state, event) : null;
  if (ofStaff !== null) return ofStaff;
  switch (phase.at) {
    case 'overview':
      return onOverview(state, event);
    case 'ways':
    case 'failed':
      return onWays(state, event, info);
    case 'consent':
      if (event.type === 'confirm')
        return to(state, { at: 'beginning', way: phase.way }, { do: 'begin', way: phase.way });
      return event.type === 'back' ? to(state, { at: 'ways' }) : stay(state);
    case 'face':
      return stepFace(state, phase, event, info);
    case 'finger':
      return onFinger(state, phase, event);
    case 'staff-card':
    case 'staff-ground':
    case 'staff-confirm':
      return stepStaff(state, phase, event);
    case 'visit-town':
    case 'visit-address':
    case 'visit-phone':
    case 'visit-keypad':
    case 'visit-wish':
    case 'visit-confirm':
      return stepVisit(state, phase, event, info);
    case 'done':
      return onDone(state, phase, event, info);
    case 'asking':
    case 'beginning':
    case 'judging':
    case 'staff-checking':
    case 'saving':
    case 'sending':
      return stay(state);
  }
}

function onOverview(state: QualificationState, event: Event): Step {
  if (event.type === 'back') return { to: 'menu' };
  if (event.type !== 'choose') return stay(state);
  if (event.option === 'self') return to(state, { at: 'ways' });
  if (event.option === 'proxy')
    return failedAt({ ...state, proxy: true }, { code: 'proxy-refused' }, null, null, { do: 'note-proxy' });
  return stay(state);
}

/** From the choice of ways, or from an error card that offers the others at once. */
function onWays(state: QualificationState, event: Event, info: SceneInfo): Step {
  if (event.type === 'back' || (event.type === 'choose' && event.option === 'back'))
    return to(
      { ...state, proxy: false },
      { at: state.phase.at === 'ways' || state.proxy ? 'overview' : 'ways' },
    );
  if (event.type !== 'choose') return stay(state);
  const way = chosenWay(event.option, state, info);
  // Somebody else's hands cannot prove that the person is alive.
  if (way === null || (state.proxy && way !== 'home-visit')) return stay(state);
  switch (way) {
    case 'face':
      return to(state, { at: 'consent', way }, { do: 'warm' });
    case 'fingerprint':
      return to(state, { at: 'consent', way });
    case 'staff':
      return to(state, { at: 'staff-card' });
    case 'home-visit':
      return visitBegin(state, info);
  }
}

function onFinger(state: QualificationState, phase: Extract<Phase, { at: 'finger' }>, event: Event): Step {
  const { attempt } = phase;
  if (event.type === 'choose' && event.option === 'other-ways')
    return to(state, { at: 'ways' }, { do: 'leave-attempt', attempt });
  if (event.type === 'device' && event.event.type === 'finger-prompt' && event.event.prompt !== phase.prompt)
    return to(state, { ...phase, prompt: event.event.prompt });
  return stay(state);
}

function onDone(
  state: QualificationState,
  phase: Extract<Phase, { at: 'done' }>,
  event: Event,
  info: SceneInfo,
): Step {
  if (phase.print === null) return stay(state);
  if (event.type === 'back' || (event.type === 'choose' && event.option === 'menu')) return { to: 'menu' };
  if (event.type !== 'choose' || event.option !== 'reprint' || info.face.printer === undefined)
    return stay(state);
  return printing(state, phase.sent, phase.outcome, true);
}

function onOutcome(state: QualificationState, outcome: QualificationOutcomeEvent, info: SceneInfo): Step {
  const { phase } = state;
  switch (outcome.type) {
    case 'status':
      return phase.at === 'asking' ? onStatus(state, outcome.status) : stay(state);
    case 'begun':
      return phase.at === 'beginning' ? onBegun(state, outcome, info) : stay(state);
    case 'drawn':
      return phase.at === 'face' ? withDrawn(state, phase, outcome, info) : stay(state);
    case 'saved':
      return onSaved(state, outcome);
    case 'staff':
      if (phase.at !== 'staff-checking') return stay(state);
      return outcome.staff.ok
        ? to(state, { at: 'staff-ground', staff: outcome.staff.value.staff })
        : staffCardFailed(state, outcome.staff.error, awayCard(outcome.staff.error));
    case 'settled':
      return phase.at === 'sending' ? onSettled(state, outcome.sent, outcome.settled, info) : stay(state);
    case 'printed':
      return phase.at === 'done' ? to(state, { ...phase, print: outcome.print }) : stay(state);
    case 'noted':
      return stay(state);
  }
}

function onStatus(
  state: QualificationState,
  status: Extract<QualificationOutcomeEvent, { type: 'status' }>['status'],
): Step {
  if (status.ok) return to({ ...state, status: status.value }, { at: 'overview' });
  // What the platform says of the person ends it here; that it cannot be asked does not.
  if (!isAway(status.error)) return { to: 'failed', failure: status.error, effects: [] };
  return to(state, { at: 'overview' });
}

function onBegun(
  state: QualificationState,
  { way, begun }: Extract<QualificationOutcomeEvent, { type: 'begun' }>,
  info: SceneInfo,
): Step {
  if (!begun.ok)
    return failedAt(state, begun.error, way, begun.error.code === 'attempt-too-soon' ? null : 'not-saved');
  const { attempt } = begun.value;
  if (way === 'fingerprint')
    return to(state, { at: 'finger', attempt, prompt: 'place' }, { do: 'verify-finger', attempt });
  return faceBegin(state, attempt, info);
}

/** What was taken is decided and durable, or came to nothing. */
function onSaved(
  state: QualificationState,
  { attempt, saved, card }: Extract<QualificationOutcomeEvent, { type: 'saved' }>,
): Step {
  const { phase } = state;
  const awaited = attempt === null ? phase.at === 'saving' : 'attempt' in phase && phase.attempt === attempt;
  if (!awaited) return stay(state);
  if (saved.ok) return to(state, { at: 'sending', sent: saved.value }, { do: 'await', sent: saved.value });
  return failedAt(state, saved.error, wayOf(phase), card);
}

function wayOf(phase: Phase): Way | null {
  if (phase.at === 'saving') return phase.way;
  if (phase.at === 'finger') return 'fingerprint';
  return phase.at === 'judging' || phase.at === 'face' ? 'face' : null;
}

function onSettled(
  state: QualificationState,
  sent: Sent,
  settled: QualificationOutcome | 'refused' | null,
  info: SceneInfo,
): Step {
  if (settled === 'refused' || settled?.outcome === 'refused')
    return failedAt(state, { code: 'qualification-refused' }, sent.way);
  return info.face.printer === undefined
    ? to(state, { at: 'done', sent, outcome: settled, print: notPrinted })
    : printing(state, sent, settled, false);
}

function printing(
  state: QualificationState,
  sent: Sent,
  outcome: QualificationOutcome | null,
  copy: boolean,
): Step {
  return to(state, { at: 'done', sent, outcome, print: null }, { do: 'print', sent, outcome, copy });
}

/** The platform cannot be asked: another card than the common one, since there are ways without it. */
function awayCard(failure: Failure): ErrorCardId | null {
  return isAway(failure) ? 'qualification-away' : null;
}
