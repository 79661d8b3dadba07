/** What a session is made of: its state, the events that it takes and the effects that it asks for. */
import type { Credential, CredentialKind } from '#contracts/credentials.ts';
import type { DeviceEvent } from '#contracts/devices.ts';
import type { FaceEvidence } from '#contracts/face.ts';
import type { FailureCode } from '#contracts/failures.ts';
import type { Intent, Option } from '#contracts/face-view.ts';
import type { Failure, Result } from '#contracts/result.ts';
import type { Language } from '#contracts/text.ts';
import type { FaceConfig, StationConfig } from '../config/schema.ts';
import type { Identified } from '../identify/identified.ts';
import type { Scene, SceneEffect, SceneOutcome, SceneState } from '../services/scene.ts';

/** WCAG 2.2.1: a person can extend the time at least ten times. */
export const extensionsAllowed = 10;

export interface Settings {
  readonly language: Language;
  readonly elderMode: boolean;
  readonly seatedMode: boolean;
  readonly volume: 0 | 1 | 2 | 3;
  readonly textStep: 0 | 1 | 2;
}

export type Stage =
  | { readonly at: 'idle' }
  | { readonly at: 'reading'; readonly device: string; readonly credential: CredentialKind }
  | { readonly at: 'identifying'; readonly credential: CredentialKind }
  /** `options` is null until the services have said what they offer. */
  | { readonly at: 'menu'; readonly person: Identified; readonly options: readonly Option[] | null }
  | {
      readonly at: 'scene';
      readonly scene: string;
      readonly person: Identified | null;
      readonly state: SceneState;
    }
  | {
      readonly at: 'error';
      readonly failure: Failure;
      readonly person: Identified | null;
      readonly credential: CredentialKind | null;
    }
  | { readonly at: 'goodbye' };

export interface SessionState {
  readonly stage: Stage;
  readonly settings: Settings;
  /** Counts what was begun; an answer to an earlier one is dropped. */
  readonly serial: number;
  readonly revision: number;
  /** `answered`: a member of staff said that they come. */
  readonly help: 'none' | 'called' | 'answered';
  readonly warning: { readonly endsAt: number } | null;
  readonly extensionsLeft: number;
  /** Readers with a card in them, and its generation. */
  readonly cardsIn: Readonly<Record<string, number>>;
  /** Presented while a scene could not be interrupted; served next. */
  readonly pending: { readonly credential: Credential; readonly since: number } | null;
  readonly idleOptions: readonly Option[];
  readonly platform: 'reachable' | 'away';
  readonly troubles: readonly FailureCode[];
}

export type SessionEvent =
  | { readonly type: 'device'; readonly event: DeviceEvent }
  | { readonly type: 'intent'; readonly intent: Intent }
  | { readonly type: 'credential'; readonly credential: Credential }
  | { readonly type: 'identified'; readonly serial: number; readonly result: Result<Identified> }
  | { readonly type: 'offers'; readonly serial: number; readonly options: readonly Option[] }
  | { readonly type: 'idle-offers'; readonly options: readonly Option[] }
  | { readonly type: 'outcome'; readonly serial: number; readonly outcome: SceneOutcome }
  | { readonly type: 'timer'; readonly timer: TimerName }
  | { readonly type: 'evidence'; readonly evidence: FaceEvidence; readonly at: number }
  | { readonly type: 'help-answered' }
  | { readonly type: 'platform'; readonly state: 'reachable' | 'away' }
  | { readonly type: 'troubles'; readonly codes: readonly FailureCode[] };

/** presence: nobody touched; warning: nobody answered; stage: a screen has been shown long enough; scene: a scene's own. */
export type TimerName = 'presence' | 'warning' | 'stage' | 'scene';

export type SessionEffect =
  | { readonly type: 'identify'; readonly serial: number; readonly credential: Credential }
  | { readonly type: 'load-offers'; readonly serial: number; readonly person: Identified }
  | {
      readonly type: 'act';
      readonly serial: number;
      readonly scene: string;
      readonly effect: SceneEffect;
      readonly person: Identified | null;
    }
  | { readonly type: 'start-timer'; readonly timer: TimerName; readonly ms: number }
  | { readonly type: 'stop-timer'; readonly timer: TimerName }
  | { readonly type: 'call-staff'; readonly stage: Stage['at'] }
  /** `takenBack`: by whoever called, who has been helped or goes. False: nobody touched for a time; they may still stand there. */
  | { readonly type: 'call-over'; readonly takenBack: boolean }
  | { readonly type: 'failed'; readonly failure: Failure; readonly credential: CredentialKind | null }
  | { readonly type: 'ended'; readonly reason: 'finished' | 'left' | 'next-person' };

export interface SessionRules {
  readonly config: StationConfig;
  readonly face: FaceConfig;
  readonly scenes: readonly Scene[];
  readonly now: () => number;
}

export interface SessionStep {
  readonly state: SessionState;
  readonly effects: readonly SessionEffect[];
}

export function startSettings(config: StationConfig): Settings {
  return {
    language: config.display.language,
    elderMode: config.display.elderMode,
    seatedMode: false,
    volume: 2,
    textStep: 0,
  };
}

export function startState(config: StationConfig): SessionState {
  return {
    stage: { at: 'idle' },
    settings: startSettings(config),
    serial: 0,
    revision: 0,
    help: 'none',
    warning: null,
    extensionsLeft: extensionsAllowed,
    cardsIn: {},
    pending: null,
    idleOptions: [],
    platform: 'reachable',
    troubles: [],
  };
}
