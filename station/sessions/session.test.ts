import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import type { TicketGiven } from '#contracts/hall-api.ts';
import { fail, ok } from '#contracts/result.ts';
import { DrivenSession } from '#test/support/driven-session.ts';
import { identifiedPerson } from '#test/support/identified-person.ts';
import { readCard } from '#test/support/read-card.ts';
import { testConfig } from '#test/support/station-config.ts';
import { entryScene } from '../services/entry/scene.ts';
import { informationScene } from '../services/information/scene.ts';
import { ticketScene } from '../services/ticket/scene.ts';
import type { SessionRules } from './session-state.ts';

const config = testConfig();
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

const newKiosk = (): DrivenSession => new DrivenSession(rulesFor('kiosk'));
/** A person is identified and chooses. */
const atMenu = (): DrivenSession =>
  newKiosk().insert().read().identified(identifiedPerson).offered('ticket:pension');

describe('kiosk: card to number', () => {
  it('needs one touch after the card', () => {
    const kiosk = newKiosk().insert();
    expect(kiosk.screen.kind).toBe('reading');
    kiosk.read();
    expect(kiosk.screen.kind).toBe('identifying');
    expect(kiosk.effects).toContainEqual({
      type: 'identify',
      serial: kiosk.state.serial,
      credential: readCard,
    });
    kiosk.identified(identifiedPerson);
    expect(kiosk.screen.kind).toBe('identifying');
    kiosk.offered('ticket:pension');
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
    const kiosk = atMenu().choose('ticket:pension').outcome({ type: 'given', given, qr });
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
      const kiosk = atMenu().choose('ticket:pension').outcome({ type: 'given', given, qr });
      kiosk.outcome({ type: 'printed', print: { proof: 'unknown', failure } });
      expect(kiosk.screen).toMatchObject({ big: 'A012', trouble: { card: 'print-failed', code: failure } });
    },
  );

  it('does not print a second ticket for a number that the person holds, but offers to', () => {
    const kiosk = atMenu().choose('ticket:pension');
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
    const kiosk = atMenu().choose('ticket:pension').outcome({ type: 'given', given, qr });
    const { revision } = kiosk.state;
    kiosk.outcome({ type: 'printed', print: { proof: 'printed', failure: null } });
    expect(kiosk.state.revision).toBe(revision);
    // Asked for once, a second ticket is printed once, however often the button is touched.
    kiosk.choose('reprint');
    expect(kiosk.state.revision).toBe(revision + 1);
  });

  it('lets a person go who has read the number while it is printed', () => {
    const kiosk = atMenu().choose('ticket:pension').outcome({ type: 'given', given, qr });
    kiosk.intend('finish');
    expect(kiosk.screen.kind).toBe('goodbye');
  });

  it('takes nothing that was not offered', () => {
    const kiosk = atMenu();
    const before = kiosk.state;
    kiosk.choose('ticket:advice');
    expect(kiosk.state.stage).toBe(before.stage);
  });
});

describe('cards that come and go', () => {
  it('says that a card was taken too early', () => {
    const kiosk = newKiosk().insert();
    kiosk.remove();
    expect(kiosk.screen).toMatchObject({ kind: 'error', card: 'card-too-early', code: 'card-removed' });
  });

  it('drops a late reading of an earlier insertion', () => {
    const kiosk = newKiosk().insert(1);
    kiosk.remove().insert(2).read(1);
    expect(kiosk.screen.kind).toBe('reading');
    expect(kiosk.effects).toEqual([]);
  });

  it('drops a late failure and a late removal of an earlier insertion', () => {
    const kiosk = newKiosk().insert(1).insert(2);
    kiosk.device({ type: 'card-failed', device: 'reader', generation: 1, failure: { code: 'card-mute' } });
    expect(kiosk.screen.kind).toBe('reading');
    kiosk.remove();
    expect(kiosk.screen.kind).toBe('reading');
    kiosk.read(2);
    expect(kiosk.screen.kind).toBe('identifying');
  });

  it('drops the answer about an earlier person', () => {
    const kiosk = newKiosk().insert(1).read(1);
    const { serial } = kiosk.state;
    kiosk.remove().insert(2);
    kiosk.take({ type: 'identified', serial, result: ok(identifiedPerson) });
    expect(kiosk.screen.kind).toBe('reading');
  });

  it('begins anew for a swapped card, with nothing of the first person left', () => {
    const kiosk = atMenu();
    kiosk.take({ type: 'intent', intent: { do: 'elder-mode', on: true } });
    kiosk.remove().insert(2);
    expect(kiosk.effects).toContainEqual({ type: 'ended', reason: 'next-person' });
    expect(JSON.stringify(kiosk.state)).not.toContain('张');
    expect(kiosk.state.settings.elderMode).toBe(false);
  });

  it('keeps what was chosen on the idle screen for the person who then shows a card', () => {
    const kiosk = newKiosk()
      .take({ type: 'intent', intent: { do: 'elder-mode', on: true } })
      .insert();
    expect(kiosk.state.settings.elderMode).toBe(true);
  });

  it('asks to take the card back until it is taken', () => {
    const kiosk = atMenu();
    kiosk.intend('finish');
    expect(kiosk.screen).toEqual({ kind: 'goodbye', cardIn: true });
    kiosk.take({ type: 'timer', timer: 'stage' });
    expect(kiosk.screen).toEqual({ kind: 'goodbye', cardIn: true });
    kiosk.remove().take({ type: 'timer', timer: 'stage' });
    expect(kiosk.screen.kind).toBe('idle');
  });

  it('counts a card as gone when its reader is lost', () => {
    const kiosk = newKiosk().insert();
    const failure = { code: 'reader-lost' } as const;
    kiosk.device({ type: 'state', device: 'reader', state: 'failing', failure, name: null });
    expect(kiosk.screen).toMatchObject({ kind: 'error' });
    expect(kiosk.state.cardsIn).toEqual({});
  });
});

describe('time', () => {
  it('warns, lets the person stay ten times, then clears', () => {
    const kiosk = atMenu();
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
    const kiosk = atMenu().take({ type: 'timer', timer: 'presence' });
    kiosk.take({ type: 'timer', timer: 'warning' });
    expect(kiosk.screen.kind).toBe('goodbye');
    expect(kiosk.effects).toContainEqual({ type: 'ended', reason: 'left' });
  });
});

describe('help', () => {
  it('called on the idle screen by somebody who left is no call of the next person', () => {
    const kiosk = newKiosk().take({ type: 'intent', intent: { do: 'help' } });
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
    const kiosk = newKiosk()
      .take({ type: 'intent', intent: { do: 'help' } })
      .insert();
    expect(kiosk.state.help).toBe('called');
  });

  it('answered is shown until it is over, and pressed again calls again', () => {
    const kiosk = newKiosk().take({ type: 'intent', intent: { do: 'help' } });
    kiosk.take({ type: 'help-answered' });
    expect(kiosk.view.help).toBe('answered');
    kiosk.take({ type: 'intent', intent: { do: 'help' } });
    expect(kiosk.state.help).toBe('called');
    expect(kiosk.effects).toContainEqual({ type: 'call-staff', stage: 'idle' });
    kiosk.take({ type: 'help-answered' }).take({ type: 'intent', intent: { do: 'cancel-help' } });
    expect(kiosk.state.help).toBe('none');
    expect(kiosk.effects).toContainEqual({ type: 'call-over', takenBack: true });
  });

  it('answered after the person has gone is nothing to the next one', () => {
    expect(newKiosk().take({ type: 'help-answered' }).state.help).toBe('none');
  });
});

describe('any order of events', () => {
  type Act = (driven: DrivenSession) => void;
  const anyEvent: fc.Arbitrary<Act> = fc.oneof(
    fc.nat(3).map(
      (generation): Act =>
        (driven) =>
          void driven.insert(generation),
    ),
    fc.nat(3).map(
      (generation): Act =>
        (driven) =>
          void driven.read(generation),
    ),
    fc.nat(3).map(
      (generation): Act =>
        (driven) =>
          void driven.remove(generation),
    ),
    fc.boolean().map(
      (good): Act =>
        (driven) =>
          void driven.take({
            type: 'identified',
            serial: driven.state.serial,
            result: good ? ok(identifiedPerson) : fail('person-unknown'),
          }),
    ),
    fc.constantFrom('presence', 'warning', 'stage', 'scene').map(
      (timer): Act =>
        (driven) =>
          void driven.take({ type: 'timer', timer }),
    ),
    fc.constantFrom('ticket:pension', 'reprint', 'menu', 'back', 'information:notices').map(
      (option): Act =>
        (driven) =>
          void driven.choose(option),
    ),
    fc.constantFrom('finish', 'back', 'confirm').map(
      (intent): Act =>
        (driven) =>
          void driven.intend(intent),
    ),
    fc.constantFrom('stay', 'touch', 'help', 'cancel-help').map(
      (intent): Act =>
        (driven) =>
          void driven.take({ type: 'intent', intent: { do: intent } }),
    ),
  );

  it.each(['kiosk', 'gate'] as const)(
    'leaves nothing of a person on an idle %s, and always draws',
    (page) => {
      fc.assert(
        fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
          const driven = new DrivenSession(rulesFor(page));
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
