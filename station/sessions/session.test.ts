import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { DeviceEvent } from '#contracts/devices.ts';
import type { TicketGiven } from '#contracts/hall-api.ts';
import { fail, ok } from '#contracts/result.ts';
import { readCard } from '#test/support/read-card.ts';
import { testConfig } from '#test/support/station-config.ts';
import type { Identified } from '../identify/identified.ts';
import { entryScene } from '../services/entry/scene.ts';
import { informationScene } from '../services/information/scene.ts';
import type { SceneOutcome } from '../services/scene.ts';
import { ticketScene } from '../services/ticket/scene.ts';
import type { TicketOutcome } from '../services/ticket/act.ts';
import type { EntryOutcome } from '../services/entry/act.ts';
import { step } from './session.ts';
import {
  startState,
  type SessionEffect,
  type SessionEvent,
  type SessionRules,
  type SessionState,
} from './session-state.ts';
import { viewOf } from './view.ts';

const config = testConfig();
const person: Identified = {
  key: 'k1',
  sealed: null,
  audit: 'AUDIT1',
  maskedName: '张*',
  priority: 'elderly',
  credential: 'social-security-card',
  confirmed: true,
  notes: [],
};
const given: TicketGiven = {
  ticket: {
    id: 't1',
    business: 'pension',
    number: 'A012',
    sequence: 12,
    businessDay: '2026-11-21',
    priority: 'elderly',
    issuedAt: '2026-11-21T01:00:00.000Z',
    state: 'waiting',
    further: [],
    offline: false,
    token: 'token',
    audit: 'AUDIT1',
  },
  ahead: 2,
  expectedWaitMs: null,
  existing: false,
};

const qr = 'https://hall.example/phone/#ticket=token';

function rulesFor(page: 'kiosk' | 'gate'): SessionRules {
  const face = config.faces.find((one) => one.page === page);
  if (face === undefined) throw new Error('no such face');
  const scenes = page === 'kiosk' ? [ticketScene, informationScene] : [entryScene];
  return { config, face, scenes, now: () => 1_000_000 };
}

/** A session driven by events, remembering every effect. */
class Driven {
  state: SessionState = startState(config);
  effects: SessionEffect[] = [];
  readonly rules: SessionRules;

  constructor(page: 'kiosk' | 'gate') {
    this.rules = rulesFor(page);
  }

  take(event: SessionEvent): this {
    const next = step(this.state, event, this.rules);
    this.state = next.state;
    this.effects = [...next.effects];
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

  identified(): this {
    return this.take({ type: 'identified', serial: this.state.serial, result: ok(person) });
  }

  outcome(outcome: TicketOutcome | EntryOutcome): this {
    return this.take({
      type: 'outcome',
      serial: this.state.serial,
      outcome: outcome as unknown as SceneOutcome,
    });
  }

  choose(option: string): this {
    return this.take({ type: 'intent', intent: { do: 'choose', option, revision: this.state.revision } });
  }

  get screen() {
    return viewOf(this.state, this.rules, []).screen;
  }

  atMenu(): this {
    this.insert().read().identified();
    return this.take({
      type: 'offers',
      serial: this.state.serial,
      options: [{ id: 'ticket:pension', label: { zh: '', en: '' }, detail: null, enabled: true }],
    });
  }
}

describe('kiosk: card to number', () => {
  it('needs one touch after the card', () => {
    const kiosk = new Driven('kiosk').insert();
    expect(kiosk.screen.kind).toBe('reading');
    kiosk.read();
    expect(kiosk.screen.kind).toBe('identifying');
    expect(kiosk.effects).toContainEqual({
      type: 'identify',
      serial: kiosk.state.serial,
      credential: readCard,
    });
    kiosk.identified();
    expect(kiosk.screen.kind).toBe('identifying');
    const offers = [{ id: 'ticket:pension', label: { zh: '', en: '' }, detail: null, enabled: true }];
    kiosk.take({ type: 'offers', serial: kiosk.state.serial, options: offers });
    expect(kiosk.screen).toMatchObject({ kind: 'choices', greeting: '张*' });
    kiosk.choose('ticket:pension');
    expect(kiosk.effects).toContainEqual(
      expect.objectContaining({ type: 'act', scene: 'ticket', effect: { do: 'give', business: 'pension' } }),
    );
    kiosk.outcome({ type: 'given', given, qr });
    expect(kiosk.screen).toMatchObject({ kind: 'result', big: 'A012', trouble: null });
    expect(kiosk.effects).toContainEqual(
      expect.objectContaining({ type: 'act', effect: { do: 'print', given, qr, copy: false } }),
    );
    kiosk.outcome({ type: 'printed', print: { proof: 'printed', failure: null } });
    expect(kiosk.screen).toMatchObject({ kind: 'result', big: 'A012', trouble: null });
  });

  it('keeps the number on the screen when the printer fails, and says so', () => {
    const kiosk = new Driven('kiosk').atMenu().choose('ticket:pension').outcome({ type: 'given', given, qr });
    kiosk.outcome({ type: 'printed', print: { proof: 'paper-out', failure: 'printer-paper-out' } });
    expect(kiosk.screen).toMatchObject({
      kind: 'result',
      big: 'A012',
      trouble: { card: 'print-failed', code: 'printer-paper-out' },
    });
  });

  it.each(['device-restarting', 'timeout', 'port-lost', 'disk-full'] as const)(
    'says that the number is valid also where the ticket was not printed because of %s',
    (failure) => {
      const kiosk = new Driven('kiosk')
        .atMenu()
        .choose('ticket:pension')
        .outcome({ type: 'given', given, qr });
      kiosk.outcome({ type: 'printed', print: { proof: 'unknown', failure } });
      expect(kiosk.screen).toMatchObject({ big: 'A012', trouble: { card: 'print-failed', code: failure } });
    },
  );

  it('does not print a second ticket for a number that the person holds, but offers to', () => {
    const kiosk = new Driven('kiosk').atMenu().choose('ticket:pension');
    kiosk.outcome({ type: 'given', given: { ...given, existing: true }, qr });
    expect(kiosk.effects.filter(({ type }) => type === 'act')).toEqual([]);
    kiosk.choose('reprint');
    expect(kiosk.effects).toContainEqual(
      expect.objectContaining({
        effect: { do: 'print', given: { ...given, existing: true }, qr, copy: true },
      }),
    );
  });

  it('takes a touch that meets the instant in which the ticket is out of the printer', () => {
    const kiosk = new Driven('kiosk').atMenu().choose('ticket:pension').outcome({ type: 'given', given, qr });
    const { revision } = kiosk.state;
    kiosk.outcome({ type: 'printed', print: { proof: 'printed', failure: null } });
    expect(kiosk.state.revision).toBe(revision);
    // Asked for once, a second ticket is printed once, however often the button is touched.
    kiosk.choose('reprint');
    expect(kiosk.state.revision).toBe(revision + 1);
  });

  it('lets a person go who has read the number while it is printed', () => {
    const kiosk = new Driven('kiosk').atMenu().choose('ticket:pension').outcome({ type: 'given', given, qr });
    kiosk.take({ type: 'intent', intent: { do: 'finish', revision: kiosk.state.revision } });
    expect(kiosk.screen.kind).toBe('goodbye');
  });

  it('takes nothing that was not offered', () => {
    const kiosk = new Driven('kiosk').atMenu();
    const before = kiosk.state;
    kiosk.choose('ticket:advice');
    expect(kiosk.state.stage).toBe(before.stage);
  });
});

describe('cards that come and go', () => {
  it('says that a card was taken too early', () => {
    const kiosk = new Driven('kiosk').insert();
    kiosk.device({ type: 'card-removed', device: 'reader', generation: 1 });
    expect(kiosk.screen).toMatchObject({ kind: 'error', card: 'card-too-early', code: 'card-removed' });
  });

  it('drops a late reading of an earlier insertion', () => {
    const kiosk = new Driven('kiosk').insert(1);
    kiosk.device({ type: 'card-removed', device: 'reader', generation: 1 }).insert(2).read(1);
    expect(kiosk.screen.kind).toBe('reading');
    expect(kiosk.effects).toEqual([]);
  });

  it('drops a late failure and a late removal of an earlier insertion', () => {
    const kiosk = new Driven('kiosk').insert(1).insert(2);
    kiosk.device({ type: 'card-failed', device: 'reader', generation: 1, failure: { code: 'card-mute' } });
    expect(kiosk.screen.kind).toBe('reading');
    kiosk.device({ type: 'card-removed', device: 'reader', generation: 1 });
    expect(kiosk.screen.kind).toBe('reading');
    kiosk.read(2);
    expect(kiosk.screen.kind).toBe('identifying');
  });

  it('drops the answer about an earlier person', () => {
    const kiosk = new Driven('kiosk').insert(1).read(1);
    const { serial } = kiosk.state;
    kiosk.device({ type: 'card-removed', device: 'reader', generation: 1 }).insert(2);
    kiosk.take({ type: 'identified', serial, result: ok(person) });
    expect(kiosk.screen.kind).toBe('reading');
  });

  it('begins anew for a swapped card, with nothing of the first person left', () => {
    const kiosk = new Driven('kiosk').atMenu();
    kiosk.take({ type: 'intent', intent: { do: 'elder-mode', on: true } });
    kiosk.device({ type: 'card-removed', device: 'reader', generation: 1 }).insert(2);
    expect(kiosk.effects).toContainEqual({ type: 'ended', reason: 'next-person' });
    expect(JSON.stringify(kiosk.state)).not.toContain('张');
    expect(kiosk.state.settings.elderMode).toBe(false);
  });

  it('keeps what was chosen on the idle screen for the person who then shows a card', () => {
    const kiosk = new Driven('kiosk')
      .take({ type: 'intent', intent: { do: 'elder-mode', on: true } })
      .insert();
    expect(kiosk.state.settings.elderMode).toBe(true);
  });

  it('asks to take the card back until it is taken', () => {
    const kiosk = new Driven('kiosk').atMenu();
    kiosk.take({ type: 'intent', intent: { do: 'finish', revision: kiosk.state.revision } });
    expect(kiosk.screen).toEqual({ kind: 'goodbye', cardIn: true });
    kiosk.take({ type: 'timer', timer: 'stage' });
    expect(kiosk.screen).toEqual({ kind: 'goodbye', cardIn: true });
    kiosk
      .device({ type: 'card-removed', device: 'reader', generation: 1 })
      .take({ type: 'timer', timer: 'stage' });
    expect(kiosk.screen.kind).toBe('idle');
  });

  it('counts a card as gone when its reader is lost', () => {
    const kiosk = new Driven('kiosk').insert();
    const failure = { code: 'reader-lost' } as const;
    kiosk.device({ type: 'state', device: 'reader', state: 'failing', failure, name: null });
    expect(kiosk.screen).toMatchObject({ kind: 'error' });
    expect(kiosk.state.cardsIn).toEqual({});
  });
});

describe('time', () => {
  it('warns, lets the person stay ten times, then clears', () => {
    const kiosk = new Driven('kiosk').atMenu();
    for (let extension = 0; extension < 10; extension += 1) {
      kiosk.take({ type: 'timer', timer: 'presence' });
      expect(kiosk.state.warning).toEqual({ endsAt: 1_000_000 + config.delays.idleWarningMs });
      kiosk.take({ type: 'intent', intent: { do: 'stay' } });
      expect(kiosk.state.warning).toBeNull();
    }
    kiosk.take({ type: 'timer', timer: 'presence' });
    expect(kiosk.screen.kind).toBe('goodbye');
  });

  it('clears when the warning is not answered', () => {
    const kiosk = new Driven('kiosk').atMenu().take({ type: 'timer', timer: 'presence' });
    kiosk.take({ type: 'timer', timer: 'warning' });
    expect(kiosk.screen.kind).toBe('goodbye');
    expect(kiosk.effects).toContainEqual({ type: 'ended', reason: 'left' });
  });
});

describe('help', () => {
  it('called on the idle screen by somebody who left is no call of the next person', () => {
    const kiosk = new Driven('kiosk').take({ type: 'intent', intent: { do: 'help' } });
    expect(kiosk.effects).toContainEqual({
      type: 'start-timer',
      timer: 'stage',
      ms: config.delays.idleMs,
    });
    expect(kiosk.take({ type: 'timer', timer: 'stage' }).state.help).toBe('none');
    // Whoever cannot touch may still wait for somebody to come.
    expect(kiosk.effects).toContainEqual({ type: 'call-over', takenBack: false });
  });

  it('called by the person who then shows a card stays called', () => {
    const kiosk = new Driven('kiosk').take({ type: 'intent', intent: { do: 'help' } }).insert();
    expect(kiosk.state.help).toBe('called');
  });

  it('answered is shown until it is over, and pressed again calls again', () => {
    const kiosk = new Driven('kiosk').take({ type: 'intent', intent: { do: 'help' } });
    kiosk.take({ type: 'help-answered' });
    expect(viewOf(kiosk.state, kiosk.rules, []).help).toBe('answered');
    kiosk.take({ type: 'intent', intent: { do: 'help' } });
    expect(kiosk.state.help).toBe('called');
    expect(kiosk.effects).toContainEqual({ type: 'call-staff', stage: 'idle' });
    kiosk.take({ type: 'help-answered' }).take({ type: 'intent', intent: { do: 'cancel-help' } });
    expect(kiosk.state.help).toBe('none');
    expect(kiosk.effects).toContainEqual({ type: 'call-over', takenBack: true });
  });

  it('answered after the person has gone is nothing to the next one', () => {
    expect(new Driven('kiosk').take({ type: 'help-answered' }).state.help).toBe('none');
  });
});

describe('gate', () => {
  const passage = (result: 'passed' | 'not-used' | 'no-answer' | 'emergency'): DeviceEvent => ({
    type: 'gate-passage',
    device: 'gate',
    opening: 'o1',
    direction: 'in',
    result,
  });

  it('opens for an identified person and ends with the sensor', () => {
    const gate = new Driven('gate').insert().read().identified();
    expect(gate.effects).toContainEqual(expect.objectContaining({ type: 'act', effect: { do: 'open' } }));
    gate.outcome({ type: 'opened', opening: 'o1' });
    expect(gate.screen).toMatchObject({ kind: 'gate', sign: 'pass' });
    gate.device(passage('passed'));
    expect(gate.effects).toContainEqual(
      expect.objectContaining({ type: 'act', effect: { do: 'record', opening: 'o1', result: 'passed' } }),
    );
    gate.outcome({ type: 'recorded', result: 'passed' }).take({ type: 'timer', timer: 'stage' });
    expect(gate.screen).toMatchObject({ kind: 'gate', sign: 'ready' });
  });

  it('takes a passage that was faster than the answer to the command', () => {
    const gate = new Driven('gate').insert().read().identified().device(passage('passed'));
    gate.outcome({ type: 'opened', opening: 'o1' });
    expect(gate.effects).toContainEqual(
      expect.objectContaining({ type: 'act', effect: { do: 'record', opening: 'o1', result: 'passed' } }),
    );
  });

  it.each([
    ['not-used', 'again'],
    ['no-answer', 'desk'],
    ['emergency', 'emergency'],
  ] as const)('shows %s as %s', (result, sign) => {
    const gate = new Driven('gate').insert().read().identified().outcome({ type: 'opened', opening: 'o1' });
    gate.device(passage(result)).outcome({ type: 'recorded', result });
    expect(gate.screen).toMatchObject({ kind: 'gate', sign });
  });

  it('serves the next in line after the passage, not before', () => {
    const gate = new Driven('gate').insert(1).read(1).identified().outcome({ type: 'opened', opening: 'o1' });
    gate.device({ type: 'card-removed', device: 'reader', generation: 1 }).insert(2).read(2);
    expect(gate.state.pending?.credential).toBe(readCard);
    gate.device(passage('passed'));
    expect(gate.effects.some(({ type }) => type === 'identify')).toBe(false);
    gate.outcome({ type: 'recorded', result: 'passed' });
    expect(gate.effects.some(({ type }) => type === 'identify')).toBe(true);
  });

  it('never shows a name', () => {
    const gate = new Driven('gate').insert().read().identified().outcome({ type: 'opened', opening: 'o1' });
    expect(JSON.stringify(viewOf(gate.state, gate.rules, []))).not.toContain('张');
  });

  it('refuses when the platform is away and the site says so', () => {
    const gate = new Driven('gate').insert().read();
    gate.take({ type: 'identified', serial: gate.state.serial, result: ok({ ...person, confirmed: false }) });
    expect(gate.screen).toMatchObject({ kind: 'gate', sign: 'desk' });
  });
});

describe('any order of events', () => {
  const anyEvent: fc.Arbitrary<(driven: Driven) => void> = fc.oneof(
    fc.nat(3).map((generation) => (driven: Driven) => void driven.insert(generation)),
    fc.nat(3).map((generation) => (driven: Driven) => void driven.read(generation)),
    fc
      .nat(3)
      .map(
        (generation) => (driven: Driven) =>
          void driven.device({ type: 'card-removed', device: 'reader', generation }),
      ),
    fc.boolean().map(
      (good) => (driven: Driven) =>
        void driven.take({
          type: 'identified',
          serial: driven.state.serial,
          result: good ? ok(person) : fail('person-unknown'),
        }),
    ),
    fc
      .constantFrom('presence', 'warning', 'stage', 'scene')
      .map((timer) => (driven: Driven) => void driven.take({ type: 'timer', timer })),
    fc
      .constantFrom('ticket:pension', 'reprint', 'menu', 'back', 'information:notices')
      .map((option) => (driven: Driven) => void driven.choose(option)),
    fc
      .constantFrom('finish', 'back', 'confirm')
      .map(
        (intent) => (driven: Driven) =>
          void driven.take({ type: 'intent', intent: { do: intent, revision: driven.state.revision } }),
      ),
    fc
      .constantFrom('stay', 'touch', 'help', 'cancel-help')
      .map((intent) => (driven: Driven) => void driven.take({ type: 'intent', intent: { do: intent } })),
  );

  it.each(['kiosk', 'gate'] as const)(
    'leaves nothing of a person on an idle %s, and always draws',
    (page) => {
      fc.assert(
        fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
          const driven = new Driven(page);
          for (const event of events) {
            event(driven);
            const away = ['idle', 'goodbye'].includes(driven.state.stage.at);
            const kept = away ? JSON.stringify(driven.state) : '';
            expect(driven.screen.kind).toBeDefined();
            expect(kept).not.toMatch(/张|k1|AUDIT1/);
          }
        }),
      );
    },
  );
});
