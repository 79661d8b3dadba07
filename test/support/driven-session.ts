/** A face's session that a test drives by events. */
import type { DeviceEvent } from '#contracts/devices.ts';
import type { Option } from '#contracts/face-view.ts';
import { ok } from '#contracts/result.ts';
import type { Identified } from '#station/identify/identified.ts';
import type { EntryOutcome } from '#station/services/entry/act.ts';
import type { QualificationOutcomeEvent } from '#station/services/qualification/state.ts';
import type { SceneOutcome } from '#station/services/scene.ts';
import type { TicketOutcome } from '#station/services/ticket/act.ts';
import { step } from '#station/sessions/session.ts';
import {
  startState,
  type SessionEffect,
  type SessionEvent,
  type SessionRules,
  type SessionState,
} from '#station/sessions/session-state.ts';
import { viewOf } from '#station/sessions/view.ts';

import { readCard } from './read-card.ts';

export class DrivenSession {
  readonly rules: SessionRules;
  state: SessionState;
  /** Of the last event. */
  effects: readonly SessionEffect[] = [];

  constructor(rules: SessionRules) {
    this.rules = rules;
    this.state = startState(rules.config);
  }

  get view() {
    return viewOf(this.state, this.rules, []);
  }

  get screen() {
    return this.view.screen;
  }

  take(event: SessionEvent): this {
    const next = step(this.state, event, this.rules);
    this.state = next.state;
    this.effects = next.effects;
    return this;
  }

  device(event: DeviceEvent): this {
    return this.take({ type: 'device', event });
  }

  insert(generation = 1): this {
    return this.device({ type: 'card-inserted', device: 'reader', generation, medium: 'card' });
  }

  read(generation = 1): this {
    return this.device({ type: 'card-read', device: 'reader', generation, card: readCard });
  }

  remove(generation = 1): this {
    return this.device({ type: 'card-removed', device: 'reader', generation });
  }

  identified(person: Identified): this {
    return this.take({ type: 'identified', serial: this.state.serial, result: ok(person) });
  }

  /** One thing is offered. */
  offered(id: string): this {
    const options: Option[] = [{ id, label: { zh: '', en: '' }, detail: null, enabled: true }];
    return this.take({ type: 'offers', serial: this.state.serial, options });
  }

  outcome(outcome: TicketOutcome | EntryOutcome | QualificationOutcomeEvent): this {
    return this.take({
      type: 'outcome',
      serial: this.state.serial,
      outcome: outcome as unknown as SceneOutcome,
    });
  }

  intend(what: 'confirm' | 'back' | 'finish', revision = this.state.revision): this {
    return this.take({ type: 'intent', intent: { do: what, revision } });
  }

  choose(option: string): this {
    return this.take({ type: 'intent', intent: { do: 'choose', option, revision: this.state.revision } });
  }

  acts(): readonly unknown[] {
    return this.effects.flatMap((effect) => (effect.type === 'act' ? [effect.effect] : []));
  }
}
