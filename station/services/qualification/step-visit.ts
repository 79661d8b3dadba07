/** Booking a home visit: town, address, telephone, time; one question a screen, and a summary before it is sent. */
import { visitWishes } from '#contracts/qualification.ts';
import type { SceneEvent, SceneInfo, SceneStep } from '../scene.ts';
import type {
  Phase,
  QualificationEffect,
  QualificationOutcomeEvent,
  QualificationState,
  VisitDraft,
} from './state.ts';

type Step = SceneStep<QualificationState, QualificationEffect>;
type VisitPhase = Extract<Phase, { at: `visit-${string}` }>;

/** Digits of a telephone number in China: 7 or 8 of a place's own, 11 of a mobile, 12 with the area code. */
export const phoneDigits = { least: 7, most: 12 } as const;

export function visitBegin(state: QualificationState, info: SceneInfo): Step {
  const { towns } = info.config.qualification;
  const [only] = towns;
  return only !== undefined && towns.length === 1
    ? at(state, afterTown(state, only.id))
    : at(state, { at: 'visit-town' });
}

/** Nothing on file: nothing to choose from. */
function afterTown(state: QualificationState, town: string): Phase {
  return (state.status?.addresses ?? []).length > 0 && !state.proxy
    ? { at: 'visit-address', town }
    : afterAddress(state, town, null);
}

function afterAddress(state: QualificationState, town: string, address: string | null): Phase {
  const draft: VisitDraft = { town, address, phoneOnFile: null, phone: null };
  // What is on file of the person is not shown to somebody else.
  return (state.status?.phones ?? []).length > 0 && !state.proxy
    ? { at: 'visit-phone', draft }
    : { at: 'visit-keypad', draft, digits: '' };
}

export function stepVisit(
  state: QualificationState,
  phase: VisitPhase,
  event: SceneEvent<QualificationOutcomeEvent>,
  info: SceneInfo,
): Step {
  if (event.type === 'back' || (event.type === 'choose' && event.option === 'back'))
    return back(state, phase, info);
  const next = answer(state, phase, event, info);
  if (next === null) return { to: 'stay', state, effects: [] };
  if (next.at === 'saving' && phase.at === 'visit-confirm') {
    const { draft, wish } = phase;
    return {
      to: 'stay',
      state: { ...state, phase: next },
      effects: [{ do: 'book-visit', draft, wish, proxy: state.proxy }],
    };
  }
  return at(state, next);
}

function answer(
  state: QualificationState,
  phase: VisitPhase,
  event: SceneEvent<QualificationOutcomeEvent>,
  info: SceneInfo,
): Phase | null {
  if (event.type === 'confirm') {
    if (phase.at === 'visit-confirm') return { at: 'saving', way: 'home-visit' };
    if (phase.at === 'visit-keypad' && phase.digits.length >= phoneDigits.least)
      return { at: 'visit-wish', draft: { ...phase.draft, phone: phase.digits } };
    return null;
  }
  if (event.type !== 'choose') return null;
  const { option } = event;
  switch (phase.at) {
    case 'visit-town': {
      const town = info.config.qualification.towns.find(({ id }) => id === option);
      return town === undefined ? null : afterTown(state, town.id);
    }
    case 'visit-address': {
      if (option === 'else') return afterAddress(state, phase.town, null);
      const known = state.status?.addresses.find(({ id }) => `file-${id}` === option);
      return known === undefined ? null : afterAddress(state, phase.town, known.id);
    }
    case 'visit-phone': {
      if (option === 'else') return { at: 'visit-keypad', draft: phase.draft, digits: '' };
      const known = state.status?.phones.find(({ id }) => `file-${id}` === option);
      return known === undefined
        ? null
        : { at: 'visit-wish', draft: { ...phase.draft, phoneOnFile: known.id } };
    }
    case 'visit-keypad':
      return typed(phase, option);
    case 'visit-wish': {
      const wish = visitWishes.find((one) => one === option);
      return wish === undefined ? null : { at: 'visit-confirm', draft: phase.draft, wish };
    }
    case 'visit-confirm':
      return null;
  }
}

function typed(phase: Extract<VisitPhase, { at: 'visit-keypad' }>, option: string): Phase | null {
  const { digits } = phase;
  if (option === 'erase') return digits === '' ? null : { ...phase, digits: digits.slice(0, -1) };
  const digit = /^digit-(\d)$/.exec(option)?.[1];
  return digit === undefined || digits.length >= phoneDigits.most
    ? null
    : { ...phase, digits: digits + digit };
}

/** One question back; what was answered before it stays. */
function back(state: QualificationState, phase: VisitPhase, info: SceneInfo): Step {
  const several = info.config.qualification.towns.length > 1;
  const first = (): Phase =>
    several
      ? { at: 'visit-town' }
      : state.proxy
        ? { at: 'failed', failure: { code: 'proxy-refused' }, card: null, way: null }
        : { at: 'ways' };
  switch (phase.at) {
    case 'visit-town':
      return at(
        state,
        state.proxy
          ? { at: 'failed', failure: { code: 'proxy-refused' }, card: null, way: null }
          : { at: 'ways' },
      );
    case 'visit-address':
      return at(state, first());
    case 'visit-phone':
      return at(state, beforePhone(state, phase.draft.town, first));
    case 'visit-keypad': {
      const choices = afterAddress(state, phase.draft.town, phase.draft.address);
      return at(state, choices.at === 'visit-phone' ? choices : beforePhone(state, phase.draft.town, first));
    }
    case 'visit-wish':
      return at(state, afterAddress(state, phase.draft.town, phase.draft.address));
    case 'visit-confirm': {
      // The time is asked for again with the same telephone.
      return at(state, { at: 'visit-wish', draft: phase.draft });
    }
  }
}

function beforePhone(state: QualificationState, town: string, first: () => Phase): Phase {
  const before = afterTown(state, town);
  return before.at === 'visit-address' ? before : first();
}

function at(state: QualificationState, phase: Phase): Step {
  return { to: 'stay', state: { ...state, phase }, effects: [] };
}
