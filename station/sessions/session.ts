/**
 * One face's session as a pure state machine: (state, event) -> state and effects. It knows no clock and no device;
 * the face's runtime performs the effects and brings the events.
 */
import type { Credential, CredentialKind } from '#contracts/credentials.ts';
import type { DeviceEvent } from '#contracts/devices.ts';
import type { Intent, Option } from '#contracts/face-view.ts';
import type { Failure, Result } from '#contracts/result.ts';
import type { Identified } from '../identify/identified.ts';
import type {
  Scene,
  SceneEffect,
  SceneEvent,
  SceneInfo,
  SceneOutcome,
  SceneState,
  SceneStep,
} from '../services/scene.ts';
import {
  extensionsAllowed,
  startSettings,
  type SessionEffect,
  type SessionEvent,
  type SessionRules,
  type SessionState,
  type SessionStep,
  type Settings,
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

/** Carries one step: the state so far and the effects gathered. */
class Stepper {
  #state: SessionState;
  readonly #rules: SessionRules;
  readonly #effects: SessionEffect[] = [];

  constructor(state: SessionState, rules: SessionRules) {
    this.#state = state;
    this.#rules = rules;
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
          this.#set({ stage: { ...this.#state.stage, options: event.options } });
        break;
      case 'idle-offers':
        if (!sameOptions(this.#state.idleOptions, event.options)) this.#set({ idleOptions: event.options });
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
        if (this.#state.help === 'called') this.#set({ help: 'answered' });
        break;
      case 'platform':
        if (event.state !== this.#state.platform) this.#set({ platform: event.state });
        break;
      case 'troubles':
        if (event.codes.join() !== this.#state.troubles.join()) this.#set({ troubles: event.codes });
        break;
    }
    if (help !== 'none' && this.#state.help === 'none')
      this.#emit({ type: 'call-over', takenBack: event.type !== 'timer' });
    return { state: this.#state, effects: this.#effects };
  }

  #set(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change };
  }

  #emit(effect: SessionEffect): void {
    this.#effects.push(effect);
  }

  #onDevice(event: DeviceEvent): void {
    switch (event.type) {
      case 'card-inserted':
        this.#set({ cardsIn: { ...this.#state.cardsIn, [event.device]: event.generation } });
        if (this.#interruptible() && !this.#sceneWants()) {
          this.#leave('next-person');
          this.#begin();
          const credential = event.medium === 'identity-card' ? 'identity-card' : 'social-security-card';
          this.#set({ stage: { at: 'reading', device: event.device, credential } });
        }
        return;
      case 'card-read':
        if (this.#isNewest(event)) this.#present(event.card);
        return;
      case 'card-failed':
        if (!this.#isNewest(event)) return;
        if (this.#sceneWants()) this.#toScene({ type: 'credential-failed', failure: event.failure });
        else if (this.#state.stage.at === 'reading' && this.#state.stage.device === event.device)
          this.#fail(event.failure, null, this.#state.stage.credential);
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
    if (this.#sceneWants()) {
      this.#toScene({ type: 'credential-failed', failure });
      return;
    }
    if (!this.#interruptible()) return;
    this.#leave('next-person');
    this.#begin();
    this.#fail(failure, null, 'code');
  }

  #onCardRemoved(device: string): void {
    const { [device]: removed, ...cardsIn } = this.#state.cardsIn;
    if (removed === undefined) return;
    this.#set({ cardsIn });
    const { stage } = this.#state;
    if (stage.at === 'reading' && stage.device === device)
      this.#fail({ code: 'card-removed' }, null, stage.credential);
    else if (stage.at === 'goodbye')
      this.#emit({ type: 'start-timer', timer: 'stage', ms: this.#rules.config.delays.goodbyeMs });
  }

  /** A new credential ends the session before it, unless something is under way that must not be left half done. */
  #present(credential: Credential): void {
    if (this.#sceneWants()) {
      this.#toScene({ type: 'credential', credential });
      return;
    }
    if (!this.#interruptible()) {
      // At a gate the next in line may be quicker than the passage; at a kiosk one person's number is not
      // pushed away by whoever reaches over.
      if (this.#rules.face.page === 'gate') this.#set({ pending: { credential, since: this.#rules.now() } });
      return;
    }
    if (this.#state.stage.at !== 'reading') {
      this.#leave('next-person');
      this.#begin();
    }
    this.#set({ stage: { at: 'identifying', credential: credential.kind }, pending: null });
    this.#emit({ type: 'identify', serial: this.#state.serial, credential });
  }

  #interruptible(): boolean {
    const { stage } = this.#state;
    return stage.at !== 'scene' || this.#scene(stage.scene).attention(stage.state) !== 'busy';
  }

  /** The scene waits for somebody else's credential: a member of staff's. */
  #sceneWants(): boolean {
    const { stage } = this.#state;
    return stage.at === 'scene' && this.#scene(stage.scene).wantsCredential?.(stage.state) === true;
  }

  #onIdentified(result: Result<Identified>): void {
    const { stage } = this.#state;
    if (!result.ok) {
      this.#fail(result.error, null, stage.at === 'identifying' ? stage.credential : null);
      return;
    }
    const automatic = this.#rules.scenes.find((scene) => scene.automatic);
    if (automatic !== undefined) {
      this.#startScene(automatic, '', result.value);
      return;
    }
    this.#toMenu(result.value);
  }

  #toMenu(person: Identified): void {
    this.#begin();
    this.#set({ stage: { at: 'menu', person, options: null } });
    this.#emit({ type: 'load-offers', serial: this.#state.serial, person });
    this.#watchPresence(this.#rules.config.delays.idleMs);
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
        else if (this.#state.stage.at === 'error' || this.#state.stage.at === 'menu') this.#end('finished');
        break;
      case 'finish':
        if (this.#interruptible()) this.#end('finished');
        break;
      case 'stay':
        if (this.#state.warning !== null) this.#set({ extensionsLeft: this.#state.extensionsLeft - 1 });
        break;
      case 'touch':
        break;
      case 'help':
        // Pressed again after an answer: nobody came.
        if (this.#state.help !== 'called') {
          this.#set({ help: 'called' });
          this.#emit({ type: 'call-staff', stage: this.#state.stage.at });
        }
        break;
      case 'cancel-help':
        if (this.#state.help !== 'none') this.#set({ help: 'none' });
        break;
      case 'language':
        this.#set({ settings: { ...settings, language: intent.language } });
        break;
      case 'elder-mode':
        this.#set({ settings: { ...settings, elderMode: intent.on } });
        break;
      case 'seated-mode':
        this.#set({ settings: { ...settings, seatedMode: intent.on } });
        break;
      case 'volume':
        this.#set({ settings: { ...settings, volume: intent.volume } });
        break;
      case 'text-step':
        this.#set({ settings: { ...settings, textStep: intent.step } });
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
    this.#refreshPresence();
  }

  #onChoice(option: string): void {
    const { stage } = this.#state;
    if (stage.at === 'scene') {
      this.#toScene({ type: 'choose', option });
      return;
    }
    if (stage.at === 'error') {
      if (option === 'menu' && stage.person !== null) this.#toMenu(stage.person);
      else if (option === 'back') this.#end('finished');
      return;
    }
    const offered =
      stage.at === 'idle' ? this.#state.idleOptions : stage.at === 'menu' ? (stage.options ?? []) : [];
    if (!offered.some((one) => one.id === option && one.enabled)) return;
    const colon = option.indexOf(':');
    const scene = this.#scene(option.slice(0, colon));
    this.#startScene(scene, option.slice(colon + 1), stage.at === 'menu' ? stage.person : null);
  }

  #startScene(scene: Scene, option: string, person: Identified | null): void {
    this.#begin();
    this.#follow(scene, person, scene.start(option, this.#info(person)));
  }

  #toScene(event: SceneEvent<SceneOutcome>): void {
    const { stage } = this.#state;
    if (stage.at !== 'scene') return;
    const scene = this.#scene(stage.scene);
    this.#follow(scene, stage.person, scene.step(stage.state, event, this.#info(stage.person)));
  }

  #follow(scene: Scene, person: Identified | null, next: SceneStep<SceneState, SceneEffect>): void {
    const act = (effect: SceneEffect): void =>
      this.#emit({ type: 'act', serial: this.#state.serial, scene: scene.id, effect, person });
    switch (next.to) {
      case 'stay': {
        const { stage } = this.#state;
        if (stage.at === 'scene' && stage.state === next.state && next.effects.length === 0) return;
        this.#set({ stage: { at: 'scene', scene: scene.id, person, state: next.state } });
        next.effects.forEach(act);
        if (next.deadlineMs !== undefined)
          this.#emit({ type: 'start-timer', timer: 'scene', ms: next.deadlineMs });
        this.#attend(scene, next.state);
        return;
      }
      case 'menu':
        if (person === null) this.#end('finished');
        else this.#toMenu(person);
        return;
      case 'failed':
        next.effects.forEach(act);
        this.#fail(next.failure, person, person?.credential ?? null);
        return;
      case 'end':
        this.#end('finished');
    }
  }

  #attend(scene: Scene, state: SceneState): void {
    const { delays } = this.#rules.config;
    const attention = scene.attention(state);
    if (attention === 'busy') this.#unwatch();
    else if (attention === 'asks') this.#watchPresence(delays.idleMs);
    else if (attention === 'result') this.#watchPresence(delays.resultMs);
    else this.#emit({ type: 'start-timer', timer: 'stage', ms: delays.gateSignMs });
    if (attention === 'sign') this.#servePending();
  }

  #servePending(): void {
    const { pending } = this.#state;
    if (pending === null) return;
    this.#set({ pending: null });
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
        if (this.#state.extensionsLeft <= 0) {
          this.#end('left');
          return;
        }
        this.#set({ warning: { endsAt: this.#rules.now() + this.#rules.config.delays.idleWarningMs } });
        this.#emit({ type: 'start-timer', timer: 'warning', ms: this.#rules.config.delays.idleWarningMs });
        return;
      case 'warning':
        this.#end('left');
    }
  }

  #onStageTimer(): void {
    const { stage } = this.#state;
    if (stage.at === 'goodbye' && Object.keys(this.#state.cardsIn).length > 0) {
      // A forgotten card stays on the screen until somebody takes it; the person's data went with the session.
      this.#emit({ type: 'start-timer', timer: 'stage', ms: this.#rules.config.delays.goodbyeMs });
      return;
    }
    if (stage.at === 'goodbye' || stage.at === 'idle' || this.#rules.face.page === 'gate') this.#rest();
    else this.#end('finished');
  }

  #fail(failure: Failure, person: Identified | null, credential: CredentialKind | null): void {
    this.#begin();
    this.#set({ stage: { at: 'error', failure, person, credential } });
    this.#emit({ type: 'failed', failure, credential });
    const { delays } = this.#rules.config;
    if (this.#rules.face.page === 'gate')
      this.#emit({ type: 'start-timer', timer: 'stage', ms: delays.gateSignMs });
    else this.#watchPresence(delays.errorMs);
  }

  /** A new serial: answers to what was begun before do not count any more. */
  #begin(): void {
    this.#unwatch();
    this.#emit({ type: 'stop-timer', timer: 'stage' });
    this.#emit({ type: 'stop-timer', timer: 'scene' });
    this.#set({ serial: this.#state.serial + 1, warning: null });
  }

  /** Whoever was here has gone: nothing of the person remains. */
  #leave(reason: 'finished' | 'left' | 'next-person'): void {
    const { at } = this.#state.stage;
    // What was chosen on the idle screen (a language, 关怀版) belongs to the person who now begins.
    if (at === 'idle') return;
    if (at !== 'goodbye') this.#emit({ type: 'ended', reason });
    this.#set({
      settings: startSettings(this.#rules.config),
      help: 'none',
      extensionsLeft: extensionsAllowed,
    });
  }

  #end(reason: 'finished' | 'left'): void {
    const { at } = this.#state.stage;
    if (at === 'idle' || at === 'goodbye') return;
    this.#begin();
    const settings = this.#state.settings;
    this.#leave(reason);
    // The farewell is still said in the person's own language and mode.
    this.#set({ stage: { at: 'goodbye' }, settings });
    this.#emit({ type: 'start-timer', timer: 'stage', ms: this.#rules.config.delays.goodbyeMs });
  }

  #rest(): void {
    this.#begin();
    this.#leave('finished');
    this.#set({ stage: { at: 'idle' }, settings: startSettings(this.#rules.config), help: 'none' });
    this.#servePending();
  }

  #watchPresence(ms: number): void {
    this.#emit({ type: 'stop-timer', timer: 'warning' });
    this.#emit({ type: 'start-timer', timer: 'presence', ms });
    if (this.#state.warning !== null) this.#set({ warning: null });
  }

  #unwatch(): void {
    this.#emit({ type: 'stop-timer', timer: 'presence' });
    this.#emit({ type: 'stop-timer', timer: 'warning' });
    if (this.#state.warning !== null) this.#set({ warning: null });
  }

  /** Every touch says that somebody is there. */
  #refreshPresence(): void {
    const { stage } = this.#state;
    const { delays } = this.#rules.config;
    if (stage.at === 'menu') this.#watchPresence(delays.idleMs);
    else if (stage.at === 'error' && this.#rules.face.page === 'kiosk') this.#watchPresence(delays.errorMs);
    else if (stage.at === 'scene') {
      const attention = this.#scene(stage.scene).attention(stage.state);
      if (attention === 'asks') this.#watchPresence(delays.idleMs);
      else if (attention === 'result') this.#watchPresence(delays.resultMs);
    } else if (
      stage.at === 'idle' &&
      (this.#state.help !== 'none' || !sameSettings(this.#state.settings, startSettings(this.#rules.config)))
    ) {
      // Somebody chose a language or 关怀版, or called staff, and walked away: the next person finds the site's own.
      this.#emit({ type: 'start-timer', timer: 'stage', ms: delays.idleMs });
    }
  }

  #scene(id: string): Scene {
    const scene = this.#rules.scenes.find((one) => one.id === id);
    if (scene === undefined) throw new Error(`no scene ${id} on face ${this.#rules.face.id}`);
    return scene;
  }

  #info(person: Identified | null): SceneInfo {
    const { config, face } = this.#rules;
    return { config, face, person, seatedMode: this.#state.settings.seatedMode };
  }
}

function sameOptions(left: readonly Option[], right: readonly Option[]): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function sameSettings(left: Settings, right: Settings): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
