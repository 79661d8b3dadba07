/**
 * A scene is credential + rule + action (house rules): its folder holds a pure state machine and the actions that it
 * asks for. The session runs any scene through this interface, so that a new one changes nothing else.
 */
import type { Credential } from '#contracts/credentials.ts';
import type { DeviceCall, DeviceCallResults, DeviceEvent } from '#contracts/devices.ts';
import type { FaceEvidence } from '#contracts/face.ts';
import type { Option, Screen } from '#contracts/face-view.ts';
import type { HallAppointments } from '#contracts/hall/appointments.ts';
import type { Hall } from '#contracts/hall-api.ts';
import type { Log } from '#contracts/log-events.ts';
import type { PlatformEvent } from '#contracts/platform-api.ts';
import type { Failure, Result } from '#contracts/result.ts';
import type { Text } from '#contracts/text.ts';
import type { FaceConfig, StationConfig } from '../config/schema.ts';
import type { Identified } from '../identify/identified.ts';
import type { Metrics } from '../metrics.ts';
import type { Facts } from '../journal/audit-chain.ts';
import type { QualificationPorts } from '../qualification-ports.ts';
import type { Journal, OpenIntent } from '../journal/journal.ts';

/** What a scene knows beside its own state. */
export interface SceneInfo {
  readonly config: StationConfig;
  readonly face: FaceConfig;
  readonly person: Identified | null;
  /** The person sits: controls are low, and a camera's frame follows. */
  readonly seatedMode: boolean;
}

export type SceneEvent<Outcome> =
  | { readonly type: 'choose'; readonly option: string }
  | { readonly type: 'confirm' }
  | { readonly type: 'back' }
  | { readonly type: 'outcome'; readonly outcome: Outcome }
  | { readonly type: 'device'; readonly event: DeviceEvent }
  /** Shown while the scene waits for somebody else's (`wantsCredential`). */
  | { readonly type: 'credential'; readonly credential: Credential }
  | { readonly type: 'credential-failed'; readonly failure: Failure }
  /** What the page's camera saw; `at` by a monotonic clock, milliseconds. */
  | { readonly type: 'evidence'; readonly evidence: FaceEvidence; readonly at: number }
  /** The deadline that the step before asked for. */
  | { readonly type: 'deadline' };

export type SceneStep<State, Effect> =
  /** `deadlineMs` replaces the scene's one timer; without it the timer stays as it is. */
  | {
      readonly to: 'stay';
      readonly state: State;
      readonly effects: readonly Effect[];
      readonly deadlineMs?: number;
    }
  | { readonly to: 'menu' }
  | { readonly to: 'failed'; readonly failure: Failure; readonly effects: readonly Effect[] }
  | { readonly to: 'end' };

/**
 * How much attention a screen wants: `busy` must not be interrupted and has no idle limit, `asks` waits for an answer,
 * `result` is read and left, `sign` is a gate's short sign.
 */
export type Attention = 'busy' | 'asks' | 'result' | 'sign';

/** What actions may use. */
export interface ScenePorts {
  readonly hall: Hall & Pick<HallAppointments, 'appointmentsOf'>;
  /** What a ticket's QR leads to, completed by the ticket's token; null: no phone reaches the hall. */
  readonly phoneUrl: () => string | null;
  readonly journal: Journal;
  readonly call: <M extends DeviceCall['method']>(
    call: Extract<DeviceCall, { method: M }>,
    deadlineMs: number,
    signal?: AbortSignal,
  ) => Promise<Result<DeviceCallResults[M]>>;
  /** A new id: random, URL-safe, never used before. */
  readonly newId: () => string;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'passage' | 'numberGiven' | 'printed'>;
  readonly now: () => number;
  /** Milliseconds that only ever grow. */
  readonly monotonic: () => number;
  /** Null where no face of the station offers it. */
  readonly qualification: QualificationPorts | null;
}

export interface SceneDefinition<State, Effect, Outcome> {
  readonly id: string;
  /** Starts by itself as soon as somebody is identified (a gate). */
  readonly automatic: boolean;
  /** What may be chosen by `info.person`, or without a credential when it is null. Reads may be made here. */
  offers(info: SceneInfo, ports: ScenePorts): Promise<readonly Option[]>;
  start(option: string, info: SceneInfo): SceneStep<State, Effect>;
  step(state: State, event: SceneEvent<Outcome>, info: SceneInfo): SceneStep<State, Effect>;
  screen(state: State, info: SceneInfo): Screen;
  attention(state: State): Attention;
  /** A credential that is shown now is another person's, and for the scene: it does not end the session. */
  wantsCredential?(state: State): boolean;
  /** A touch that was meant for the one screen still means the same on the other. Without it every change makes touches stale. */
  sameQuestion?(before: State, after: State): boolean;
  /** Performs one effect, until `signal` says that the session is over. Its outcome comes back as an event, unless the scene has ended meanwhile. */
  act(effect: Effect, info: SceneInfo, ports: ScenePorts, signal: AbortSignal): Promise<Outcome>;
  /** The kinds of intent that its actions journal. */
  readonly intents: readonly string[];
  /** At start: the outcome of an intent that a crash left open. */
  settle(intent: OpenIntent, ports: ScenePorts): Promise<Result<Settled>>;
}

/** `outbox`: what the platform has to be told, because the crash came before it was promised. */
export interface Settled {
  readonly outcome: Facts;
  readonly outbox?: PlatformEvent;
}

declare const opaque: unique symbol;
export interface SceneState {
  readonly [opaque]: 'state';
}
export interface SceneEffect {
  readonly [opaque]: 'effect';
}
export interface SceneOutcome {
  readonly [opaque]: 'outcome';
}
export type Scene = SceneDefinition<SceneState, SceneEffect, SceneOutcome>;

/** Hides a scene's own types: the session only ever hands back what the same scene gave it. */
export function defineScene<State, Effect, Outcome>(
  definition: SceneDefinition<State, Effect, Outcome>,
): Scene {
  // The one place where a scene's own types are given up; they come back only to the scene that made them.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return definition as unknown as Scene;
}

/** The same text for a number or a code in every language. */
export function plain(text: string): Text {
  return { zh: text, en: text };
}
