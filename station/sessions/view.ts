/** What a page draws of a session's state. */
import { failures, type FailureCode } from '#contracts/failures.ts';
import type { FaceView, Option, Screen } from '#contracts/face-view.ts';
import type { CredentialKind } from '#contracts/credentials.ts';
import type { ErrorCardId } from '#contracts/error-cards.ts';
import { errorCards } from '#contracts/error-cards.ts';
import type { Text } from '#contracts/text.ts';
import type { SessionRules, SessionState } from './session-state.ts';

/** At a gate there is no time to read: these want the credential again, the emergency is open, all else is for the desk. */
const againCards: readonly ErrorCardId[] = [
  'card-too-early',
  'card-again',
  'code-again',
  'code-unknown',
  'gate-not-used',
  'not-our-card',
];

const texts = {
  ready: { zh: '请刷卡或扫码', en: 'Please present your card or code' },
  reading: { zh: '正在读取', en: 'Reading' },
  opening: { zh: '请稍候', en: 'One moment' },
  desk: { zh: '请到服务台', en: 'Please go to the service desk' },
  menu: { zh: '请选择要办的业务', en: 'What would you like to do?' },
  menuAgain: { zh: '选择其他业务', en: 'Choose something else' },
  back: { zh: '结束', en: 'Finish' },
} satisfies Record<string, Text>;

export function viewOf(
  state: SessionState,
  rules: SessionRules,
  accepts: readonly CredentialKind[],
): FaceView {
  const { settings, stage } = state;
  return {
    face: rules.face.id,
    page: rules.face.page,
    hall: rules.config.hall.name,
    timeZone: rules.config.hall.timeZone,
    revision: state.revision,
    language: settings.language,
    elderMode: settings.elderMode,
    seatedMode: settings.seatedMode,
    volume: settings.volume,
    textStep: settings.textStep,
    pixelsPerMm: rules.config.display.pixelsPerMm,
    lowerEdgeMm: rules.config.display.lowerEdgeMm,
    wedgeGapMs: rules.config.codes.wedgeGapMs,
    platform: state.platform,
    troubles: state.troubles,
    help: state.help,
    idleWarning:
      state.warning === null ? null : { endsAt: state.warning.endsAt, extensionsLeft: state.extensionsLeft },
    identified:
      (stage.at === 'menu' || stage.at === 'scene' || stage.at === 'error') && stage.person !== null,
    screen: rules.face.page === 'gate' ? gateScreen(state, rules) : kioskScreen(state, rules, accepts),
  };
}

function kioskScreen(state: SessionState, rules: SessionRules, accepts: readonly CredentialKind[]): Screen {
  const { stage } = state;
  switch (stage.at) {
    case 'idle':
      return { kind: 'idle', options: state.idleOptions, accepts };
    case 'reading':
    case 'identifying':
      return { kind: stage.at, credential: stage.credential };
    case 'menu':
      // Until the services have said what they offer, an empty menu would read as "nothing for you".
      if (stage.options === null) return { kind: 'identifying', credential: stage.person.credential };
      return {
        kind: 'choices',
        greeting: stage.person.maskedName,
        title: texts.menu,
        notes: stage.person.notes,
        options: stage.options,
        // There is nothing before the menu but the end, which has a button of its own.
        back: false,
      };
    case 'scene':
      return sceneScreen(state, rules);
    case 'error':
      return {
        kind: 'error',
        credential: stage.credential,
        card: failures[stage.failure.code].card,
        code: stage.failure.code,
        options: errorOptions(stage.person !== null),
      };
    case 'goodbye':
      return { kind: 'goodbye', cardIn: Object.keys(state.cardsIn).length > 0 };
  }
}

function errorOptions(identified: boolean): readonly Option[] {
  const back: Option = { id: 'back', label: texts.back, detail: null, enabled: true };
  return identified ? [{ id: 'menu', label: texts.menuAgain, detail: null, enabled: true }, back] : [back];
}

function sceneScreen(state: SessionState, rules: SessionRules): Screen {
  const { stage } = state;
  if (stage.at !== 'scene') throw new Error('no scene is running');
  const scene = rules.scenes.find((one) => one.id === stage.scene);
  if (scene === undefined) throw new Error(`no scene ${stage.scene}`);
  return scene.screen(stage.state, {
    config: rules.config,
    face: rules.face,
    person: stage.person,
    seatedMode: state.settings.seatedMode,
  });
}

function gateScreen(state: SessionState, rules: SessionRules): Screen {
  const { stage } = state;
  const gate = (sign: 'ready' | 'reading' | 'desk' | 'emergency' | 'again', text: Text): Screen => ({
    kind: 'gate',
    sign,
    direction: rules.face.direction,
    text,
  });
  switch (stage.at) {
    case 'idle':
    case 'goodbye':
    case 'menu':
      return gate('ready', texts.ready);
    case 'reading':
      return gate('reading', texts.reading);
    case 'identifying':
      return gate('reading', texts.opening);
    case 'scene':
      return sceneScreen(state, rules);
    case 'error':
      return gateError(stage.failure.code, gate);
  }
}

function gateError(
  code: FailureCode,
  gate: (sign: 'desk' | 'emergency' | 'again', text: Text) => Screen,
): Screen {
  const { card } = failures[code];
  if (card === 'gate-emergency') return gate('emergency', whatHappened(card));
  if (againCards.includes(card)) return gate('again', whatHappened(card));
  return gate('desk', texts.desk);
}

function whatHappened(card: ErrorCardId): Text {
  return { zh: errorCards[card].zh.what, en: errorCards[card].en.what };
}
