/** A session that runs qualification authentication: whose card a card is, what a touch means, and what is left. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { fail, ok } from '#contracts/result.ts';
import { DrivenSession } from '#test/support/driven-session.ts';
import { drawnFace, faceFrame, facePicture } from '#test/support/face-frames.ts';
import { recipient } from '#test/support/qualification-bench.ts';
import { config, outcome, status } from '#test/support/qualification-kiosk.ts';
import { readCard } from '#test/support/read-card.ts';
import { qualificationScene } from '../services/qualification/scene.ts';
import type { QualificationOutcomeEvent } from '../services/qualification/state.ts';

const [face] = config.faces;
if (face === undefined) throw new Error('no face');
const rules = { config, face, scenes: [qualificationScene], now: () => 1_000_000 };

class Session extends DrivenSession {
  constructor() {
    super(rules);
  }

  atWays(): this {
    this.insert().read().identified(recipient).offered('qualification:begin').choose('qualification:begin');
    return this.outcome({ type: 'status', status: ok(status) }).choose('self');
  }
}

/** Before the camera, in attempt a1. */
function capturing(): Session {
  const session = new Session().atWays().choose('face').intend('confirm');
  return session.outcome({ type: 'begun', way: 'face', begun: ok({ attempt: 'a1' }) });
}

function fingerCapturing(): Session {
  const session = new Session().atWays().choose('fingerprint').intend('confirm');
  return session.outcome({ type: 'begun', way: 'fingerprint', begun: ok({ attempt: 'a1' }) });
}

describe('the card of a member of staff', () => {
  const asked = (): Session => new Session().atWays().choose('staff').remove(1);

  it('goes to the scene that asks for it, and the session stays the citizen’s', () => {
    const session = asked().insert(2);
    expect(session.screen.kind).toBe('present-card');
    session.read(2);
    expect(session.acts()).toEqual([{ do: 'identify-staff', credential: readCard }]);
    expect(session.state.stage).toMatchObject({ at: 'scene', person: { key: 'k1' } });
  });

  it('that is read too late, after another was put in, is nobody’s', () => {
    const session = asked().insert(2).remove(2).insert(3).read(2);
    expect(session.acts()).toEqual([]);
    expect(session.screen.kind).toBe('present-card');
  });

  it('that could not be read is said so, and may be put in again', () => {
    const session = asked().insert(2);
    session.device({ type: 'card-failed', device: 'reader', generation: 2, failure: { code: 'card-mute' } });
    expect(session.screen).toMatchObject({ kind: 'error', code: 'card-mute' });
    session.remove(2).insert(3).read(3);
    expect(session.acts()).toEqual([{ do: 'identify-staff', credential: readCard }]);
  });

  it('is another person’s everywhere else: the session before it ends', () => {
    const session = new Session().atWays().remove(1).insert(2);
    expect(session.effects).toContainEqual({ type: 'ended', reason: 'next-person' });
    expect(session.state.stage.at).toBe('reading');
  });

  it('disturbs no capture', () => {
    const session = fingerCapturing().remove(1).insert(2).read(2);
    expect(session.screen.kind).toBe('finger-capture');
    expect(session.state.stage).toMatchObject({ person: { key: 'k1' } });
  });
});

describe('a touch', () => {
  it('on "another way" is not stale because the prompt changed under the finger', () => {
    const session = capturing();
    const { revision } = session.state;
    session.take({
      type: 'evidence',
      evidence: { kind: 'camera', attempt: 'a1', state: 'started' },
      at: 1,
    });
    expect(session.screen).toMatchObject({ kind: 'face-capture', prompt: 'nobody' });
    expect(session.state.revision).toBe(revision);
  });

  it('that meets the instant in which the receipt is out of the printer is not stale', () => {
    const sent = { key: 'a1', way: 'face', unmatched: false } as const;
    const session = capturing()
      .outcome({ type: 'saved', attempt: 'a1', saved: ok(sent), card: null })
      .outcome({ type: 'settled', sent, settled: null });
    const { revision } = session.state;
    session.outcome({ type: 'printed', print: { proof: 'printed', failure: null } });
    expect(session.screen).toMatchObject({ kind: 'result' });
    expect(session.state.revision).toBe(revision);
    session.choose('reprint');
    expect(session.state.revision).toBe(revision + 1);
  });

  it('meant for the capture is stale on the screen after it', () => {
    const session = capturing();
    const { revision } = session.state;
    session.choose('other-ways');
    expect(session.state.revision).toBeGreaterThan(revision);
  });
});

describe('any order of events', () => {
  const failed = fail('person-deceased');
  const sent = { key: 'a1', way: 'face', unmatched: false } as const;
  const outcomes: readonly QualificationOutcomeEvent[] = [
    { type: 'status', status: ok(status) },
    { type: 'status', status: fail('platform-unreachable') },
    { type: 'status', status: failed },
    { type: 'begun', way: 'face', begun: ok({ attempt: 'a1' }) },
    { type: 'begun', way: 'fingerprint', begun: ok({ attempt: 'a1' }) },
    { type: 'begun', way: 'face', begun: fail('attempt-too-soon') },
    { type: 'drawn', actions: ['nod'], at: 900 },
    { type: 'saved', attempt: 'a1', saved: ok(sent), card: null },
    { type: 'saved', attempt: null, saved: ok({ ...sent, way: 'staff' }), card: null },
    { type: 'saved', attempt: 'a1', saved: fail('face-mismatch'), card: null },
    { type: 'staff', staff: ok({ staff: 'S-1' }) },
    { type: 'staff', staff: fail('staff-self') },
    { type: 'settled', sent, settled: outcome },
    { type: 'settled', sent, settled: 'refused' },
    { type: 'printed', print: { proof: 'printed', failure: null } },
    { type: 'noted' },
  ];
  /** Whatever the screen offers, or its one button. */
  const touch = (session: Session, finger: number): void => {
    const { screen } = session;
    const offered = 'options' in screen ? screen.options.map(({ id }) => id) : [];
    const keys = screen.kind === 'keypad' ? ['digit-1', 'digit-3', 'digit-8', 'erase'] : [];
    const option = [...offered, ...keys][finger % (offered.length + keys.length + 1)];
    if (option === undefined) session.intend('confirm');
    else session.choose(option);
  };
  type Act = (session: Session) => unknown;
  const anyEvent = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.nat(30).map(
        (finger): Act =>
          (session) =>
            touch(session, finger),
      ),
    },
    {
      weight: 4,
      arbitrary: fc.constantFrom(...outcomes).map(
        (one): Act =>
          (session) =>
            session.outcome(one),
      ),
    },
    fc.constantFrom('back', 'finish').map(
      (what): Act =>
        (session) =>
          session.intend(what),
    ),
    fc.nat(3).map(
      (generation): Act =>
        (session) =>
          session.insert(generation),
    ),
    fc.nat(3).map(
      (generation): Act =>
        (session) =>
          session.read(generation),
    ),
    fc.nat(3).map(
      (generation): Act =>
        (session) =>
          session.remove(generation),
    ),
    fc.constantFrom('presence', 'warning', 'stage', 'scene').map(
      (timer): Act =>
        (session) =>
          session.take({ type: 'timer', timer }),
    ),
    fc
      .record({ seq: fc.nat(40), at: fc.nat(20_000), faces: fc.nat(2) })
      .map(({ seq, at, faces }): Act => (session) => {
        const evidence = faceFrame(
          seq + 1,
          Array.from({ length: faces }, () => drawnFace()),
        );
        session.take({ type: 'evidence', evidence, at });
      }),
    fc.nat(6).map(
      (request): Act =>
        (session) =>
          session.take({ type: 'evidence', evidence: facePicture(request + 1, 'anBlZw=='), at: 1 }),
    ),
    fc.constantFrom('started', 'lost').map(
      (state): Act =>
        (session) =>
          session.take({ type: 'evidence', evidence: { kind: 'camera', attempt: 'a1', state }, at: 1 }),
    ),
  );
  const booking = (): Session => new Session().atWays().choose('home-visit').choose('east').choose('file-1');
  /** One for each kind of screen. */
  const starts: Readonly<Record<string, () => Session>> = {
    choices: () => new Session().atWays(),
    consent: () => new Session().atWays().choose('face'),
    'face-capture': capturing,
    'finger-capture': fingerCapturing,
    'present-card': () => new Session().atWays().choose('staff'),
    keypad: () => booking().choose('else'),
    summary: () => booking().choose('file-7').choose('soon'),
    result: () =>
      fingerCapturing()
        .outcome({ type: 'saved', attempt: 'a1', saved: ok(sent), card: null })
        .outcome({ type: 'settled', sent, settled: outcome }),
    error: () => fingerCapturing().outcome({ type: 'saved', attempt: 'a1', saved: failed, card: null }),
  };

  it.each(Object.entries(starts))('can begin at a screen %s', (kind, start) => {
    expect(start().screen.kind).toBe(kind);
  });

  it('leaves nothing of a person on an idle kiosk, and always draws', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(starts)),
        fc.array(anyEvent, { maxLength: 40 }),
        (start, events) => {
          const session = start();
          for (const event of events) {
            event(session);
            expect(session.screen.kind).toBeDefined();
            const away = ['idle', 'goodbye'].includes(session.state.stage.at);
            const kept = away ? JSON.stringify(session.state) : '';
            expect(kept).not.toMatch(/测|k1|AUDIT1|S-1|anBlZw|示范路|138/);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
