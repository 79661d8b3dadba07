/**
 * One face's session as a pure state machine: (state, event) -> state and effects. It knows no clock and no device;
 * the face's runtime performs the effects and brings the events.
 */
import type { Credential } from '#contracts/credentials.ts';
import type { DeviceEvent } from '#contracts/devices.ts';
import type { Intent, Option } from '#contracts/face-view.ts';
import type { Failure, Result } from '#contracts/result.ts';
import type { Identified } from '../identify/identified.ts';
import type {
  Scene,
  SceneEffect,
  SceneEvent,
  SceneOutcome,
  SceneState,
  SceneStep,
} from '../services/scene.ts';
import { SessionDraft } from './session-draft.ts';
import {
  startSettings,
  type SessionEvent,
  type SessionRules,
  type SessionState,
  type SessionStep,
  type Stage,
  type TimerName,
} from './session-state.ts';

/**
 * The next state. The revision counts changes of the stage: a touch on an earlier one meant another screen, while a
 * waiting count or a warning that changes under a finger does not make the touch stale.
 */
export function step(state: SessionState, event: SessionEvent, rules: SessionRules): SessionStep {
  const next = new Stepper(state, rules).take(event);
  if (next.state.stage === state.stage || sameQuestion(state.stage, next.state.stage, rules)) return next;
  return { ...next, state: { ...next.state, revision: state.revision + 1 } };
}

function sameQuestion(before: Stage, after: Stage, { scenes }: SessionRules): boolean {
  if (before.at !== 'scene' || after.at !== 'scene' || before.scene !== after.scene) return false;
  const scene = scenes.find(({ id }) => id === after.scene);
  return scene?.sameQuestion?.(before.state, after.state) ?? false;
}

/** What each event does to a session. */
class Stepper {
  readonly #draft: SessionDraft;

  constructor(state: SessionState, rules: SessionRules) {
    this.#draft = new SessionDraft(state, rules);
  }

  get #state(): SessionState {
    return this.#draft.state;
  }

  get #rules(): SessionRules {
    return this.#draft.rules;
  }

  take(event: SessionEvent): SessionStep {
    const { help } = this.#state;
    switch (event.type) {
      case 'device':
        this.#onDevice(event.event);
        break;
      case 'intent':
        this.#onIntent(event.intent);
        break;
      case 'credential':
        this.#present(event.credential);
        break;
      case 'identified':
        if (event.serial === this.#state.serial && this.#state.stage.at === 'identifying')
          this.#onIdentified(event.result);
        break;
      case 'offers':
        if (event.serial === this.#state.serial && this.#state.stage.at === 'menu')
          this.#draft.set({ stage: { ...this.#state.stage, options: event.options } });
        break;
      case 'idle-offers':
        if (!sameOptions(this.#state.idleOptions, event.options))
          this.#draft.set({ idleOptions: event.options });
        break;
      case 'outcome':
        if (event.serial === this.#state.serial) this.#toScene({ type: 'outcome', outcome: event.outcome });
        break;
      case 'evidence':
        this.#toScene({ type: 'evidence', evidence: event.evidence, at: event.at });
        break;
      case 'timer':
        this.#onTimer(event.timer);
        break;
      case 'help-answered':
        if (this.#state.help === 'called') this.#draft.set({ help: 'answered' });
        break;
      case 'platform':
        if (event.state !== this.#state.platform) this.#draft.set({ platform: event.state });
        break;
      case 'troubles':
        if (event.codes.join() !== this.#state.troubles.join()) this.#draft.set({ troubles: event.codes });
        break;
    }
    if (help !== 'none' && this.#state.help === 'none')
      this.#draft.emit({ type: 'call-over', takenBack: event.type !== 'timer' });
    return this.#draft.step;
  }

  #onDevice(event: DeviceEvent): void {
    switch (event.type) {
      case 'card-inserted':
        this.#draft.set({ cardsIn: { ...this.#state.cardsIn, [event.device]: event.generation } });
        if (this.#interruptible() && !this.#draft.sceneWantsCredential) {
          this.#draft.nextPerson();
          const credential = event.medium === 'identity-card' ? 'identity-card' : 'social-security-card';
          this.#draft.set({ stage: { at: 'reading', device: event.device, credential } });
        }
        return;
      case 'card-read':
        if (this.#isNewest(event)) this.#present(event.card);
        return;
      case 'card-failed':
        if (!this.#isNewest(event)) return;
        if (this.#draft.sceneWantsCredential)
          this.#toScene({ type: 'credential-failed', failure: event.failure });
        else if (this.#state.stage.at === 'reading' && this.#state.stage.device === event.device)
          this.#draft.fail(event.failure, null, this.#state.stage.credential);
        return;
      case 'card-removed':
        if (this.#isNewest(event)) this.#onCardRemoved(event.device);
        return;
      case 'state':
        // A reader that is lost holds no card any more; when it is back it reports its card as a new insertion.
        if (event.state !== 'ready' && event.state !== 'busy') this.#onCardRemoved(event.device);
        return;
      case 'code-scanned':
        this.#present(event.code);
        return;
      case 'code-failed':
        this.#onCodeFailed(event.failure);
        return;
      default:
        if (this.#state.stage.at === 'scene') this.#toScene({ type: 'device', event });
    }
  }

  /** What comes late of an earlier insertion, or of a card that is gone, is dropped (house rule 1). */
  #isNewest({ device, generation }: { readonly device: string; readonly generation: number }): boolean {
    return this.#state.cardsIn[device] === generation;
  }

  #onCodeFailed(failure: Failure): void {
    if (this.#draft.sceneWantsCredential) {
      this.#toScene({ type: 'credential-failed', failure });
      return;
    }
    if (!this.#interruptible()) return;
    this.#draft.nextPerson();
    this.#draft.fail(failure, null, 'code');
  }

  #onCardRemoved(device: string): void {
    const { [device]: removed, ...cardsIn } = this.#state.cardsIn;
    if (removed === undefined) return;
    this.#draft.set({ cardsIn });
    const { stage } = this.#state;
    if (stage.at === 'reading' && stage.device === device)
      this.#draft.fail({ code: 'card-removed' }, null, stage.credential);
    else if (stage.at === 'goodbye') this.#draft.showFor('goodbyeMs');
  }

  /** A new credential ends the session before it, unless something is under way that must not be left half done. */
  #present(credential: Credential): void {
    if (this.#draft.sceneWantsCredential) {
      this.#toScene({ type: 'credential', credential });
      return;
    }
    if (!this.#interruptible()) {
      // At a gate the next in line may be quicker than the passage; at a kiosk one person's number is not
      // pushed away by whoever reaches over.
      if (this.#rules.face.page === 'gate')
        this.#draft.set({ pending: { credential, since: this.#rules.now() } });
      return;
    }
    if (this.#state.stage.at !== 'reading') this.#draft.nextPerson();
    this.#draft.set({ stage: { at: 'identifying', credential: credential.kind }, pending: null });
    this.#draft.emit({ type: 'identify', serial: this.#state.serial, credential });
  }

  #interruptible(): boolean {
    return this.#draft.attention !== 'busy';
  }

  #onIdentified(result: Result<Identified>): void {
    const { stage } = this.#state;
    if (!result.ok) {
      this.#draft.fail(result.error, null, stage.at === 'identifying' ? stage.credential : null);
      return;
    }
    const automatic = this.#rules.scenes.find((scene) => scene.automatic);
    if (automatic !== undefined) {
      this.#startScene(automatic, '', result.value);
      return;
    }
    this.#draft.toMenu(result.value);
  }

  #onIntent(intent: Intent): void {
    const { settings } = this.#state;
    switch (intent.do) {
      case 'choose':
        this.#onChoice(intent.option);
        break;
      case 'confirm':
      case 'back':
        if (this.#state.stage.at === 'scene') this.#toScene({ type: intent.do });
        else if (this.#state.stage.at === 'error' || this.#state.stage.at === 'menu')
          this.#draft.end('finished');
        break;
      case 'finish':
        if (this.#interruptible()) this.#draft.end('finished');
        break;
      case 'stay':
        this.#draft.extend();
        break;
      case 'touch':
        break;
      case 'help':
        // Pressed again after an answer: nobody came.
        if (this.#state.help !== 'called') {
          this.#draft.set({ help: 'called' });
          this.#draft.emit({ type: 'call-staff', stage: this.#state.stage.at });
        }
        break;
      case 'cancel-help':
        if (this.#state.help !== 'none') this.#draft.set({ help: 'none' });
        break;
      case 'language':
        this.#draft.set({ settings: { ...settings, language: intent.language } });
        break;
      case 'elder-mode':
        this.#draft.set({ settings: { ...settings, elderMode: intent.on } });
        break;
      case 'seated-mode':
        this.#draft.set({ settings: { ...settings, seatedMode: intent.on } });
        break;
      case 'volume':
        this.#draft.set({ settings: { ...settings, volume: intent.volume } });
        break;
      case 'text-step':
        this.#draft.set({ settings: { ...settings, textStep: intent.step } });
        break;
      case 'wedge-code':
        this.#present({
          kind: 'code',
          text: intent.text,
          aimIdentifier: null,
          reports: 1,
          durationMs: intent.durationMs,
        });
        return;
      case 'wedge-spoiled':
        this.#onCodeFailed({ code: 'code-unreadable', detail: intent.by });
        return;
    }
    this.#draft.watchPresence();
  }

  #onChoice(option: string): void {
    const { stage } = this.#state;
    if (stage.at === 'scene') {
      this.#toScene({ type: 'choose', option });
      return;
    }
    if (stage.at === 'error') {
      if (option === 'menu' && stage.person !== null) this.#draft.toMenu(stage.person);
      else if (option === 'back') this.#draft.end('finished');
      return;
    }
    const offered =
      stage.at === 'idle' ? this.#state.idleOptions : stage.at === 'menu' ? (stage.options ?? []) : [];
    if (!offered.some((one) => one.id === option && one.enabled)) return;
    const colon = option.indexOf(':');
    const scene = this.#draft.scene(option.slice(0, colon));
    this.#startScene(scene, option.slice(colon + 1), stage.at === 'menu' ? stage.person : null);
  }

  #startScene(scene: Scene, option: string, person: Identified | null): void {
    this.#draft.begin();
    this.#follow(scene, person, scene.start(option, this.#draft.info(person)));
  }

  #toScene(event: SceneEvent<SceneOutcome>): void {
    const { stage } = this.#state;
    if (stage.at !== 'scene') return;
    const scene = this.#draft.scene(stage.scene);
    this.#follow(scene, stage.person, scene.step(stage.state, event, this.#draft.info(stage.person)));
  }

  #follow(scene: Scene, person: Identified | null, next: SceneStep<SceneState, SceneEffect>): void {
    const act = (effect: SceneEffect): void =>
      this.#draft.emit({ type: 'act', serial: this.#state.serial, scene: scene.id, effect, person });
    switch (next.to) {
      case 'stay': {
        const { stage } = this.#state;
        if (stage.at === 'scene' && stage.state === next.state && next.effects.length === 0) return;
        this.#draft.set({ stage: { at: 'scene', scene: scene.id, person, state: next.state } });
        next.effects.forEach(act);
        if (next.deadlineMs !== undefined)
          this.#draft.emit({ type: 'start-timer', timer: 'scene', ms: next.deadlineMs });
        this.#attend();
        return;
      }
      case 'menu':
        if (person === null) this.#draft.end('finished');
        else this.#draft.toMenu(person);
        return;
      case 'failed':
        next.effects.forEach(act);
        this.#draft.fail(next.failure, person, person?.credential ?? null);
        return;
      case 'end':
        this.#draft.end('finished');
    }
  }

  #attend(): void {
    const { attention } = this.#draft;
    if (attention === 'busy') this.#draft.unwatch();
    else if (attention === 'sign') {
      this.#draft.showFor('gateSignMs');
      this.#servePending();
    } else this.#draft.watchPresence();
  }

  #servePending(): void {
    const { pending } = this.#state;
    if (pending === null) return;
    this.#draft.set({ pending: null });
    const waitedMs = this.#rules.now() - pending.since;
    if (pending.credential.kind === 'code' && waitedMs > this.#rules.config.codes.lifeSeconds * 1000) return;
    this.#present(pending.credential);
  }

  #onTimer(timer: TimerName): void {
    switch (timer) {
      case 'scene':
        this.#toScene({ type: 'deadline' });
        return;
      case 'stage':
        this.#onStageTimer();
        return;
      case 'presence':
        this.#draft.warn();
        return;
      case 'warning':
        this.#draft.end('left');
    }
  }

  #onStageTimer(): void {
    const { stage } = this.#state;
    if (stage.at === 'goodbye' && Object.keys(this.#state.cardsIn).length > 0) {
      // A forgotten card stays on the screen until somebody takes it; the person's data went with the session.
      this.#draft.showFor('goodbyeMs');
      return;
    }
    if (stage.at === 'goodbye' || stage.at === 'idle' || this.#rules.face.page === 'gate') this.#rest();
    else this.#draft.end('finished');
  }

  #rest(): void {
    this.#draft.begin();
    this.#draft.leave('finished');
    this.#draft.set({ stage: { at: 'idle' }, settings: startSettings(this.#rules.config), help: 'none' });
    this.#servePending();
  }
}

function sameOptions(left: readonly Option[], right: readonly Option[]): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
