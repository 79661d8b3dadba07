/** Runs one face: feeds its session with events, performs the effects, keeps the view that its page draws. */
import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';
import type { Credential, CredentialKind } from '#contracts/credentials.ts';
import type { DeviceEvent } from '#contracts/devices.ts';
import type { FaceEvidence } from '#contracts/face.ts';
import { failures, type FailureCode } from '#contracts/failures.ts';
import type { FaceView, Intent, IntentReceipt, Option } from '#contracts/face-view.ts';
import type { Log } from '#contracts/log-events.ts';
import { fail, type Result } from '#contracts/result.ts';
import type { DeviceStatus } from '#contracts/technician.ts';
import type { FaceConfig, StationConfig } from '../config/schema.ts';
import type { Identified } from '../identify/identified.ts';
import type { Metrics } from '../metrics.ts';
import type { Scene, SceneInfo, ScenePorts } from '../services/scene.ts';
import { Watched } from '../watched.ts';
import { step } from './session.ts';
import {
  startState,
  type SessionEffect,
  type SessionEvent,
  type SessionRules,
  type SessionState,
  type Stage,
  type TimerName,
} from './session-state.ts';
import { viewOf } from './view.ts';

/** How often the idle screen asks the queue how many wait, milliseconds. */
const idleOffersEveryMs = 10_000;

/** 求助 pressed on a screen, taken back there, or shown no longer since nobody touched for a time. */
export type StaffCall =
  { readonly is: 'made'; readonly screen: string } | { readonly is: 'taken-back' | 'timed-out' };

export interface FaceServices {
  /** As it is in force: what the hall says of itself may change under way. */
  readonly config: () => StationConfig;
  readonly scenes: readonly Scene[];
  readonly ports: ScenePorts;
  readonly identify: (credential: Credential, signal: AbortSignal) => Promise<Result<Identified>>;
  readonly clock: Clock;
  readonly log: Log;
  readonly staffCall: (face: string, call: StaffCall) => void;
  readonly metrics: Metrics;
}

export class FaceRuntime {
  readonly face: FaceConfig;
  readonly #services: FaceServices;
  readonly #timers = new Map<TimerName, () => void>();
  readonly #view: Watched<FaceView>;
  #state: SessionState;
  #statuses: readonly DeviceStatus[] = [];
  #work = new AbortController();
  /** Of the session that runs, or of the last one; monotonic milliseconds. */
  #began: number;
  #stopped = false;
  #stopIdleOffers: () => void = () => undefined;

  constructor(face: FaceConfig, services: FaceServices) {
    this.face = face;
    this.#services = services;
    this.#state = startState(services.config());
    this.#began = services.clock.monotonic();
    this.#view = new Watched(viewOf(this.#state, this.#rules, []));
  }

  start(): void {
    void this.#loadIdleOffers();
  }

  /** Nothing is taken in any more: what is under way and ends later would set timers for a face that is gone. */
  stop(): void {
    this.#stopped = true;
    this.#stopIdleOffers();
    this.#work.abort();
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }

  watch(signal: AbortSignal): AsyncIterable<FaceView> {
    return this.#view.watch(signal);
  }

  intend(intent: Intent): IntentReceipt {
    if ('revision' in intent && intent.revision !== this.#state.revision)
      return { taken: false, reason: 'stale' };
    const before = this.#state;
    this.#take({ type: 'intent', intent });
    const taken = before !== this.#state || intent.do === 'touch' || intent.do === 'stay';
    return taken ? { taken: true, reason: null } : { taken: false, reason: 'not-offered' };
  }

  evidence(evidence: FaceEvidence): void {
    this.#take({ type: 'evidence', evidence, at: this.#services.clock.monotonic() });
  }

  onDevice(event: DeviceEvent): void {
    if (this.#mine(event.device)) this.#take({ type: 'device', event });
  }

  onStatuses(statuses: readonly DeviceStatus[]): void {
    this.#statuses = statuses.filter(({ id }) => this.#mine(id));
    const codes = this.#statuses.flatMap(({ failure }) => (failure === null ? [] : [failure.code]));
    this.#take({ type: 'troubles', codes });
    this.#draw();
  }

  /** A member of staff said that they come. */
  onHelpAnswered(): void {
    this.#take({ type: 'help-answered' });
  }

  onPlatform(state: 'reachable' | 'away'): void {
    this.#take({ type: 'platform', state });
  }

  /** Its configuration or day is another one. */
  onHall(): void {
    if (this.#stopped) return;
    this.#draw();
    void this.#loadIdleOffers();
  }

  /** Nobody is there. */
  get isIdle(): boolean {
    return this.#state.stage.at === 'idle';
  }

  get #rules(): SessionRules {
    const { config, scenes, clock } = this.#services;
    return { config: config(), face: this.face, scenes, now: () => clock.now() };
  }

  #mine(device: string): boolean {
    const { face } = this;
    return face.credentials.includes(device) || [face.gate, face.printer, face.fingerprint].includes(device);
  }

  #take(event: SessionEvent): void {
    if (this.#stopped) return;
    const next = step(this.#state, event, this.#rules);
    const changed = next.state !== this.#state;
    if (isOver(this.#state.stage) && !isOver(next.state.stage))
      this.#began = this.#services.clock.monotonic();
    this.#state = next.state;
    if (changed) this.#draw();
    for (const effect of next.effects) this.#perform(effect);
  }

  #draw(): void {
    this.#view.set(viewOf(this.#state, this.#rules, this.#accepts()));
  }

  /** What a person can show here now: a reader that is out of order is not asked for. */
  #accepts(): readonly CredentialKind[] {
    const kinds = this.face.credentials.flatMap((id): CredentialKind[] => {
      const status = this.#statuses.find((one) => one.id === id);
      if (status === undefined || status.failure !== null) return [];
      switch (status.driver) {
        case 'pcsc':
        case 'vpcd':
          return ['social-security-card'];
        case 'sam-v':
          return ['identity-card'];
        case 'hid-pos-scanner':
        case 'serial-scanner':
          return ['code'];
        case 'modbus-gate':
        case 'escpos-printer':
        case 'serial-fingerprint':
        case 'libfprint':
          return [];
      }
    });
    return [...new Set(kinds)];
  }

  #perform(effect: SessionEffect): void {
    const { log, clock } = this.#services;
    switch (effect.type) {
      case 'identify':
        void this.#identify(effect.serial, effect.credential);
        return;
      case 'load-offers':
        void this.#offers(effect.person).then((options) =>
          this.#take({ type: 'offers', serial: effect.serial, options }),
        );
        return;
      case 'act': {
        const scene = this.#services.scenes.find(({ id }) => id === effect.scene);
        if (scene === undefined) throw new Error(`no scene ${effect.scene}`);
        void scene
          .act(effect.effect, this.#info(effect.person), this.#services.ports, this.#work.signal)
          .then((outcome) => this.#take({ type: 'outcome', serial: effect.serial, outcome }));
        return;
      }
      case 'start-timer': {
        const passed = (): void => {
          this.#timers.delete(effect.timer);
          this.#take({ type: 'timer', timer: effect.timer });
        };
        this.#timers.get(effect.timer)?.();
        // A scene waits for an answer, of a gate or a capture; the others are for whoever looks at the screen.
        const cancel =
          effect.timer === 'scene' ? startDeadline(clock, effect.ms, passed) : clock.after(effect.ms, passed);
        this.#timers.set(effect.timer, cancel);
        return;
      }
      case 'stop-timer':
        this.#timers.get(effect.timer)?.();
        this.#timers.delete(effect.timer);
        return;
      case 'call-over':
        this.#services.staffCall(this.face.id, effect.takenBack ? { is: 'taken-back' } : { is: 'timed-out' });
        return;
      case 'call-staff':
        this.#services.staffCall(this.face.id, { is: 'made', screen: effect.stage });
        log.event('staff-called', { face: this.face.id, screen: effect.stage });
        return;
      case 'failed':
        this.#logFailure(effect.failure.code, effect.failure.detail, effect.credential);
        return;
      case 'ended':
        this.#work.abort();
        this.#work = new AbortController();
        log.event('session-ended', {
          face: this.face.id,
          reason: effect.reason,
          seconds: Math.round((clock.monotonic() - this.#began) / 1000),
        });
        this.#services.metrics.sessionEnded(this.face.id, effect.reason);
        // The next person's may begin at once, where a card takes the place of another.
        this.#began = clock.monotonic();
        // Whoever left may have taken a number: the idle screen's counts follow.
        void this.#loadIdleOffers();
        return;
    }
  }

  async #identify(serial: number, credential: Credential): Promise<void> {
    const { clock, config, log, metrics } = this.#services;
    const started = clock.monotonic();
    const controller = new AbortController();
    const stop = (): void => controller.abort();
    this.#work.signal.addEventListener('abort', stop, { once: true });
    const cancel = startDeadline(clock, config().delays.identifyMs, stop);
    const result = await this.#services.identify(credential, controller.signal);
    cancel();
    this.#work.signal.removeEventListener('abort', stop);
    const ms = clock.monotonic() - started;
    metrics.identified(credential.kind, result.ok ? 'ok' : result.error.code, ms / 1000);
    if (result.ok) {
      log.event('identified', {
        face: this.face.id,
        credential: credential.kind,
        person: result.value.key,
        withPlatform: result.value.confirmed,
        ms: Math.round(ms),
      });
    }
    const late = !result.ok && result.error.code === 'aborted';
    this.#take({ type: 'identified', serial, result: late ? fail('platform-slow') : result });
  }

  async #offers(person: Identified | null): Promise<readonly Option[]> {
    const { scenes, ports } = this.#services;
    const offered = await Promise.all(
      scenes.map(async (scene) => {
        const options = await scene.offers(this.#info(person), ports);
        return options.map((option) => ({ ...option, id: `${scene.id}:${option.id}` }));
      }),
    );
    return offered.flat();
  }

  async #loadIdleOffers(): Promise<void> {
    this.#stopIdleOffers();
    if (this.face.page === 'gate') return;
    this.#stopIdleOffers = this.#services.clock.after(idleOffersEveryMs, () => void this.#loadIdleOffers());
    const options = await this.#offers(null);
    this.#take({ type: 'idle-offers', options });
  }

  #info(person: Identified | null): SceneInfo {
    return {
      config: this.#services.config(),
      face: this.face,
      person,
      seatedMode: this.#state.settings.seatedMode,
    };
  }

  #logFailure(code: FailureCode, detail: string | undefined, credential: CredentialKind | null): void {
    const { log } = this.#services;
    log.event('failure-shown', { face: this.face.id, code, kind: failures[code].event, detail, credential });
  }
}

function isOver({ at }: Stage): boolean {
  return at === 'idle' || at === 'goodbye';
}
