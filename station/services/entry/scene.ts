/** 刷卡过闸: whoever is identified passes the gate once, and the passage sensor proves it. */
import type { PassageResult } from '#contracts/devices.ts';
import { ok, type Failure } from '#contracts/result.ts';
import type { Text } from '#contracts/text.ts';
import { defineScene, type SceneEvent, type SceneInfo, type SceneStep } from '../scene.ts';
import { gateOpenKind, openGate, recordPassage, type EntryOutcome } from './act.ts';

/** Over the gate's own deadline, so that the gate's word counts as long as it has one. */
const passageMarginMs = 2000;

export type EntryState =
  /** `early`: the passage's result was faster than the answer to the command. */
  | { readonly phase: 'opening'; readonly early: Passage | null }
  | { readonly phase: 'open'; readonly opening: string }
  | { readonly phase: 'recording'; readonly result: PassageResult }
  | { readonly phase: 'passed' };

interface Passage {
  readonly opening: string;
  readonly result: PassageResult;
}

export type EntryEffect =
  | { readonly do: 'open' }
  | { readonly do: 'record'; readonly opening: string; readonly result: PassageResult };

type Step = SceneStep<EntryState, EntryEffect>;

const texts = {
  opening: { zh: '请稍候', en: 'One moment' },
  pass: { zh: '请通行', en: 'Please walk through' },
  passed: { zh: '欢迎', en: 'Welcome' },
} satisfies Record<string, Text>;

export const entryScene = defineScene<EntryState, EntryEffect, EntryOutcome>({
  id: 'entry',
  automatic: true,
  offers: () => Promise.resolve([]),
  start: (_option, info) => {
    const refusal = refuse(info);
    if (refusal !== null) return { to: 'failed', failure: refusal, effects: [] };
    return { to: 'stay', state: { phase: 'opening', early: null }, effects: [{ do: 'open' }] };
  },
  step: stepEntry,
  screen: (state, { face }) => ({
    kind: 'gate',
    sign: state.phase === 'opening' ? 'reading' : 'pass',
    direction: face.direction,
    text: state.phase === 'opening' ? texts.opening : state.phase === 'passed' ? texts.passed : texts.pass,
  }),
  attention: (state) => (state.phase === 'passed' ? 'sign' : 'busy'),
  act: (effect, info, ports) =>
    effect.do === 'open' ? openGate(info, ports) : recordPassage(effect.opening, effect.result, info, ports),
  intents: [gateOpenKind],
  // Nobody saw the sensors while the station was away.
  settle: () => Promise.resolve(ok({ outcome: { result: 'unknown' } })),
});

/** With the platform away, the site's configuration says whether a card alone opens; a code alone never does. */
function refuse({ person, config }: SceneInfo): Failure | null {
  if (person === null) return { code: 'service-not-allowed' };
  if (person.confirmed) return null;
  if (config.platform.whenAway.entry === 'allow-valid-cards' && person.credential !== 'code') return null;
  return { code: 'platform-unreachable' };
}

function stepEntry(state: EntryState, event: SceneEvent<EntryOutcome>, info: SceneInfo): Step {
  const stay: Step = { to: 'stay', state, effects: [] };
  switch (event.type) {
    case 'outcome':
      return onOutcome(state, event.outcome, info);
    case 'device': {
      const said = event.event;
      if (said.type !== 'gate-passage') return stay;
      if (state.phase === 'opening')
        return { to: 'stay', state: { phase: 'opening', early: said }, effects: [] };
      if (state.phase === 'open' && said.opening === state.opening) return record(said);
      return stay;
    }
    case 'deadline':
      // The gate took the command and then fell silent: whether somebody passed is not known.
      return state.phase === 'open' ? record({ opening: state.opening, result: 'no-answer' }) : stay;
    default:
      return stay;
  }
}

function onOutcome(state: EntryState, outcome: EntryOutcome, { config, face }: SceneInfo): Step {
  switch (outcome.type) {
    case 'refused':
      return { to: 'failed', failure: outcome.failure, effects: [] };
    case 'opened': {
      if (state.phase === 'opening' && state.early?.opening === outcome.opening) return record(state.early);
      const gate = config.devices.find((device) => device.id === face.gate);
      const passageMs = gate?.driver === 'modbus-gate' ? gate.passageMs : 0;
      return {
        to: 'stay',
        state: { phase: 'open', opening: outcome.opening },
        effects: [],
        deadlineMs: passageMs + passageMarginMs,
      };
    }
    case 'recorded':
      return ended(outcome.result);
  }
}

function record({ opening, result }: Passage): Step {
  return {
    to: 'stay',
    state: { phase: 'recording', result },
    effects: [{ do: 'record', opening, result }],
  };
}

function ended(result: PassageResult): Step {
  switch (result) {
    case 'passed':
      return { to: 'stay', state: { phase: 'passed' }, effects: [] };
    case 'not-used':
      return { to: 'failed', failure: { code: 'gate-not-used' }, effects: [] };
    case 'no-answer':
      return { to: 'failed', failure: { code: 'gate-no-answer' }, effects: [] };
    case 'emergency':
      return { to: 'failed', failure: { code: 'gate-emergency' }, effects: [] };
  }
}
