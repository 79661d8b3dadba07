/**
 * A session in the middle of a step: the state so far, the effects gathered, and what any event may lead to: the menu,
 * an error, the end, and how long whoever stands there is waited for.
 */
import type { CredentialKind } from '#contracts/credentials.ts';
import type { Failure } from '#contracts/result.ts';
import type { Identified } from '../identify/identified.ts';
import type { Attention, Scene, SceneInfo } from '../services/scene.ts';
import {
  extensionsAllowed,
  startSettings,
  type SessionEffect,
  type SessionRules,
  type SessionState,
  type SessionStep,
  type Settings,
} from './session-state.ts';

export class SessionDraft {
  readonly rules: SessionRules;
  #state: SessionState;
  readonly #effects: SessionEffect[] = [];

  constructor(state: SessionState, rules: SessionRules) {
    this.#state = state;
    this.rules = rules;
  }

  get state(): SessionState {
    return this.#state;
  }

  get step(): SessionStep {
    return { state: this.#state, effects: this.#effects };
  }

  set(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change };
  }

  emit(effect: SessionEffect): void {
    this.#effects.push(effect);
  }

  /** Throws for a scene that the face does not have. */
  scene(id: string): Scene {
    const scene = this.rules.scenes.find((one) => one.id === id);
    if (scene === undefined) throw new Error(`no scene ${id} on face ${this.rules.face.id}`);
    return scene;
  }

  info(person: Identified | null): SceneInfo {
    const { config, face } = this.rules;
    return { config, face, person, seatedMode: this.#state.settings.seatedMode };
  }

  /** Of the scene that is shown; null outside one. */
  get attention(): Attention | null {
    const { stage } = this.#state;
    return stage.at === 'scene' ? this.scene(stage.scene).attention(stage.state) : null;
  }

  /** The scene waits for somebody else's credential: a member of staff's. */
  get sceneWantsCredential(): boolean {
    const { stage } = this.#state;
    return stage.at === 'scene' && this.scene(stage.scene).wantsCredential?.(stage.state) === true;
  }

  /** A new serial: answers to what was begun before do not count any more. */
  begin(): void {
    this.unwatch();
    this.emit({ type: 'stop-timer', timer: 'stage' });
    this.emit({ type: 'stop-timer', timer: 'scene' });
    this.set({ serial: this.#state.serial + 1, warning: null });
  }

  /** Somebody else than whoever was here. */
  nextPerson(): void {
    this.leave('next-person');
    this.begin();
  }

  toMenu(person: Identified): void {
    this.begin();
    this.set({ stage: { at: 'menu', person, options: null } });
    this.emit({ type: 'load-offers', serial: this.#state.serial, person });
    this.watchPresence();
  }

  fail(failure: Failure, person: Identified | null, credential: CredentialKind | null): void {
    this.begin();
    this.set({ stage: { at: 'error', failure, person, credential } });
    this.emit({ type: 'failed', failure, credential });
    if (this.rules.face.page === 'gate') this.showFor('gateSignMs');
    else this.watchPresence();
  }

  end(reason: 'finished' | 'left'): void {
    const { at } = this.#state.stage;
    if (at === 'idle' || at === 'goodbye') return;
    this.begin();
    const { settings } = this.#state;
    this.leave(reason);
    // The farewell is still said in the person's own language and mode.
    this.set({ stage: { at: 'goodbye' }, settings });
    this.showFor('goodbyeMs');
  }

  /** Whoever was here has gone: nothing of the person remains. */
  leave(reason: 'finished' | 'left' | 'next-person'): void {
    const { at } = this.#state.stage;
    // What was chosen on the idle screen (a language, 关怀版) belongs to the person who now begins.
    if (at === 'idle') return;
    if (at !== 'goodbye') this.emit({ type: 'ended', reason });
    this.set({
      settings: startSettings(this.rules.config),
      help: 'none',
      extensionsLeft: extensionsAllowed,
    });
  }

  /** The screen that is shown goes by itself after this time. */
  showFor(delay: 'gateSignMs' | 'goodbyeMs' | 'idleMs'): void {
    this.emit({ type: 'start-timer', timer: 'stage', ms: this.rules.config.delays[delay] });
  }

  /** Every touch says that somebody is there. */
  watchPresence(): void {
    const ms = this.#presenceMs();
    if (ms !== null) {
      this.emit({ type: 'stop-timer', timer: 'warning' });
      this.emit({ type: 'start-timer', timer: 'presence', ms });
      if (this.#state.warning !== null) this.set({ warning: null });
    } else if (this.#state.stage.at === 'idle' && this.#isTouched()) {
      // Somebody chose a language or 关怀版, or called staff, and walked away: the next person finds the site's own.
      this.showFor('idleMs');
    }
  }

  unwatch(): void {
    this.emit({ type: 'stop-timer', timer: 'presence' });
    this.emit({ type: 'stop-timer', timer: 'warning' });
    if (this.#state.warning !== null) this.set({ warning: null });
  }

  /** Nobody touched: asks whether somebody is there, or ends where that was answered as often as it may be. */
  warn(): void {
    if (this.#state.extensionsLeft <= 0) {
      this.end('left');
      return;
    }
    const ms = this.rules.config.delays.idleWarningMs;
    this.set({ warning: { endsAt: this.rules.now() + ms } });
    this.emit({ type: 'start-timer', timer: 'warning', ms });
  }

  /** The warning is answered. */
  extend(): void {
    if (this.#state.warning !== null) this.set({ extensionsLeft: this.#state.extensionsLeft - 1 });
  }

  /** How long a stage waits for somebody to touch, milliseconds; null: it does not, or goes by itself. */
  #presenceMs(): number | null {
    const { delays } = this.rules.config;
    const { at } = this.#state.stage;
    if (at === 'menu' || this.attention === 'asks') return delays.idleMs;
    if (this.attention === 'result') return delays.resultMs;
    return at === 'error' && this.rules.face.page === 'kiosk' ? delays.errorMs : null;
  }

  /** The idle screen is not as the site has it. */
  #isTouched(): boolean {
    const { help, settings } = this.#state;
    return help !== 'none' || !sameSettings(settings, startSettings(this.rules.config));
  }
}

function sameSettings(left: Settings, right: Settings): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
