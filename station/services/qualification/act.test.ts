import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import type { DeviceCall } from '#contracts/devices.ts';
import { homeVisitBodySchema, qualificationBodySchema } from '#contracts/qualification.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { drawnFace, frameAspect } from '#test/support/face-frames.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { testConfig } from '#test/support/station-config.ts';
import type { CaptureEvidence } from '../../face/capture.ts';
import type { FaceVerdict } from '../../face/desk.ts';
import { featuresOf } from '../../face/features.ts';
import type { Identified } from '../../identify/identified.ts';
import { openDataFolder } from '../../journal/data-folder.ts';
import { openJournal, type Journal } from '../../journal/journal.ts';
import type { QualificationPorts } from '../../qualification-ports.ts';
import type { SceneInfo, ScenePorts } from '../scene.ts';
import { actQualification } from './act.ts';
import { OpenAttempts } from './open-attempts.ts';
import { qualificationScene } from './scene.ts';
import type { QualificationEffect, QualificationOutcomeEvent } from './state.ts';

const person: Identified = {
  key: 'k1',
  audit: 'AUDIT1',
  maskedName: '测*',
  priority: null,
  credential: 'identity-card',
  confirmed: true,
  notes: [],
  sealed: 'key.enc.text',
};
const evidence: CaptureEvidence = {
  rest: featuresOf(drawnFace(), frameAspect),
  done: [{ action: 'nod', afterMs: 900 }],
  challengeMs: 900,
  scores: { antispoof: [0.8], liveness: [0.8] },
};
const passed: FaceVerdict = {
  result: 'passed',
  matcher: 'station',
  matchScore: 0.62,
  matchThreshold: 0.5,
  antispoof: 0.8,
  antispoofThreshold: 0.4,
  liveness: 0.9,
  livenessThreshold: 0.4,
  challenge: 'nod',
  challengeMs: 900,
  image: null,
  failure: null,
};

class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), 'yikatong-qualification-'));
  readonly clock = new HandClock();
  readonly session = new AbortController();
  readonly attempts = new OpenAttempts();
  readonly calls: DeviceCall[] = [];
  readonly forgotten: AbortSignal[] = [];
  readonly logged: string[] = [];
  journal: Journal;
  verdict: Result<FaceVerdict> = ok(passed);
  template: Result<{ readonly template: string }> = ok({ template: 'dGVtcGxhdGU=' });
  deviceAnswer: Result<object> = ok({ matched: true, score: 120, least: 50 });
  staff: Result<{ readonly key: string; readonly staff: string }> = ok({ key: 'k2', staff: 'S-1' });
  readonly #close: () => void;

  constructor() {
    const folder = openDataFolder(this.folder, randomBytes);
    if (!folder.ok) throw new Error(folder.error.code);
    const journal = openJournal(folder.value, this.clock, randomUUID);
    if (!journal.ok) throw new Error(journal.error.code);
    this.journal = journal.value;
    this.#close = () => {
      journal.value.close();
      folder.value.release();
    };
  }

  get info(): SceneInfo {
    const config = testConfig({
      devices: [
        { id: 'reader', driver: 'vpcd', port: 'emulated' },
        { id: 'finger', driver: 'serial-fingerprint', port: 'emulated' },
      ],
      faces: [
        {
          id: 'kiosk',
          page: 'kiosk',
          credentials: ['reader'],
          fingerprint: 'finger',
          camera: 'browser',
          services: ['qualification'],
        },
      ],
    });
    const [face] = config.faces;
    if (face === undefined) throw new Error('no face');
    return { config, face, person, seatedMode: false };
  }

  get ports(): ScenePorts {
    const qualification: QualificationPorts = {
      platform: {
        qualificationStatus: () => Promise.resolve(fail('platform-unreachable')),
        fingerprintTemplate: () => Promise.resolve(this.template),
      },
      faces: {
        warm: () => undefined,
        begin: (_attempt, _identity, signal) => void this.forgotten.push(signal),
        look: () => undefined,
        judge: () => Promise.resolve(this.verdict),
        forget: () => undefined,
      },
      attempts: this.attempts,
      identifyStaff: () => Promise.resolve(this.staff),
      seal: (what, plain) => Promise.resolve(`${what}.${String(plain).length}.sealed`),
      settled: () => Promise.resolve(null),
      random: () => 0,
      version: '1.2.3',
    };
    return {
      hall: undefined as never,
      phoneUrl: () => null,
      journal: this.journal,
      call: ((call: DeviceCall) => {
        this.calls.push(call);
        return Promise.resolve(this.deviceAnswer);
      }) as ScenePorts['call'],
      newId: randomUUID,
      log: { event: (name) => void this.logged.push(name) },
      metrics: { passage: () => undefined, numberGiven: () => undefined, printed: () => undefined },
      now: () => this.clock.now(),
      monotonic: () => this.clock.monotonic(),
      qualification,
    };
  }

  act(effect: QualificationEffect): Promise<QualificationOutcomeEvent> {
    return actQualification(effect, this.info, this.ports, this.session.signal);
  }

  async begin(way: 'face' | 'fingerprint'): Promise<string> {
    const begun = await this.act({ do: 'begin', way });
    if (begun.type !== 'begun' || !begun.begun.ok) throw new Error('not begun');
    return begun.begun.value.attempt;
  }

  /** Bodies of the outbox's messages, with the keys. */
  sent(): { key: string; topic: string; body: unknown }[] {
    const messages = [];
    for (;;) {
      const claimed = this.journal.outbox.claim();
      if (!claimed.ok || claimed.value === null) return messages;
      const { id, event } = claimed.value;
      messages.push({ key: id, topic: event.topic, body: event.body });
      this.journal.outbox.acknowledge(id);
    }
  }

  outcomes(): unknown[] {
    const recent = this.journal.recentIntents('qualification', 0);
    return recent.ok ? recent.value.map(({ outcome }) => outcome) : [];
  }

  openKinds(): string[] {
    const open = this.journal.openIntents();
    return open.ok ? open.value.map(({ kind }) => kind) : [];
  }

  files(): string {
    return readdirSync(this.folder)
      .map((name) => readFileSync(join(this.folder, name)).toString('latin1'))
      .join('\n');
  }

  remove(): void {
    this.#close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

let bench: Bench;
beforeEach(() => {
  bench = new Bench();
});
afterEach(() => bench.remove());

describe('an attempt by face', () => {
  it('is durable, with outcome, audit entry and one message under its own key, before it is told', async () => {
    const attempt = await bench.begin('face');
    expect(bench.openKinds()).toEqual(['qualification']);
    const saved = await bench.act({ do: 'judge', attempt, evidence });
    expect(saved).toEqual({
      type: 'saved',
      attempt,
      saved: ok({ key: attempt, way: 'face', unmatched: false }),
      card: null,
    });
    expect(bench.openKinds()).toEqual([]);
    expect(bench.outcomes()).toEqual([{ result: 'passed', reason: null }]);
    const [message, ...more] = bench.sent();
    expect(more).toEqual([]);
    expect(message).toMatchObject({ key: attempt, topic: 'qualification' });
    expect(qualificationBodySchema.parse(message?.body)).toMatchObject({
      identity: 'key.enc.text',
      way: 'face',
      result: 'passed',
      matchScore: 0.62,
      version: '1.2.3',
      audit: 'AUDIT1',
      devices: 'kiosk camera',
    });
  });

  it('that fails is sent as well, with its reason, and shown by the failure', async () => {
    bench.verdict = ok({ ...passed, result: 'failed', failure: { code: 'face-mismatch' } });
    const attempt = await bench.begin('face');
    expect(await bench.act({ do: 'judge', attempt, evidence })).toMatchObject({
      saved: { ok: false, error: { code: 'face-mismatch' } },
    });
    expect(bench.sent()).toMatchObject([{ body: { result: 'failed', reason: 'face-mismatch' } }]);
  });

  it('that only the platform can compare goes there unmatched, and says so', async () => {
    bench.verdict = ok({
      ...passed,
      result: 'unmatched',
      matchScore: null,
      matchThreshold: null,
      image: 'k.e.image',
      failure: { code: 'platform-unreachable' },
    });
    const attempt = await bench.begin('face');
    expect(await bench.act({ do: 'judge', attempt, evidence })).toMatchObject({
      saved: { ok: true, value: { unmatched: true } },
    });
    const [message] = bench.sent();
    expect(message?.body).toMatchObject({ result: 'unmatched', image: 'k.e.image' });
  });

  it('leaves an engine that failed on record, and another card than the number’s', async () => {
    bench.verdict = fail('face-engine-failed');
    const attempt = await bench.begin('face');
    expect(await bench.act({ do: 'judge', attempt, evidence })).toMatchObject({
      saved: { ok: false, error: { code: 'face-engine-failed' } },
    });
    expect(bench.outcomes()).toEqual([{ result: 'failed', reason: 'face-engine-failed' }]);
  });

  it('is abandoned when the person leaves, once, and what was taken is forgotten', async () => {
    const attempt = await bench.begin('face');
    expect(bench.forgotten[0]?.aborted).toBe(false);
    bench.session.abort();
    expect(bench.forgotten[0]?.aborted).toBe(true);
    expect(bench.outcomes()).toEqual([{ result: 'abandoned', reason: null }]);
    // The decision that comes late ends nothing a second time.
    expect(await bench.act({ do: 'judge', attempt, evidence })).toMatchObject({
      saved: { ok: false, error: { code: 'aborted' } },
    });
    expect(bench.sent()).toEqual([]);
  });

  it('is left for another way without a message', async () => {
    const attempt = await bench.begin('face');
    await bench.act({ do: 'leave-attempt', attempt });
    await bench.act({ do: 'leave-attempt', attempt });
    expect(bench.outcomes()).toEqual([{ result: 'abandoned', reason: null }]);
    expect(bench.sent()).toEqual([]);
  });
});

describe('a second attempt within a minute', () => {
  it.each([
    ['passed', ok(passed)],
    ['was of another face', ok({ ...passed, result: 'failed', failure: { code: 'face-mismatch' } } as const)],
    ['was not alive', ok({ ...passed, result: 'failed', failure: { code: 'face-not-live' } } as const)],
  ])('is refused after one that %s, on record, until the minute is over', async (_name, verdict) => {
    bench.verdict = verdict;
    await bench.act({ do: 'judge', attempt: await bench.begin('face'), evidence });
    await bench.clock.turn(59_000);
    expect(await bench.act({ do: 'begin', way: 'fingerprint' })).toMatchObject({
      begun: { ok: false, error: { code: 'attempt-too-soon' } },
    });
    expect(bench.logged).toContain('qualification-failed');
    await bench.clock.turn(2000);
    expect(await bench.act({ do: 'begin', way: 'fingerprint' })).toMatchObject({ begun: { ok: true } });
  });

  it('may follow at once on one that came to nothing', async () => {
    const attempt = await bench.begin('face');
    await bench.act({ do: 'fail-attempt', attempt, way: 'face', failure: { code: 'camera-lost' } });
    expect(await bench.act({ do: 'begin', way: 'face' })).toMatchObject({ begun: { ok: true } });
  });
});

describe('an attempt by finger', () => {
  it("compares with the platform's template, and tells which reader said what", async () => {
    const attempt = await bench.begin('fingerprint');
    expect(await bench.act({ do: 'verify-finger', attempt })).toMatchObject({ saved: { ok: true } });
    expect(bench.calls).toEqual([
      { method: 'verify-finger', device: 'finger', format: 'ef01', template: 'dGVtcGxhdGU=' },
    ]);
    expect(bench.sent()).toMatchObject([
      {
        key: attempt,
        body: {
          way: 'fingerprint',
          matcher: 'module',
          matchScore: 120,
          matchThreshold: 50,
          devices: 'finger serial-fingerprint',
        },
      },
    ]);
  });

  it.each([
    ['another finger', ok({ matched: false, score: 3, least: 50 }), 'finger-mismatch', null],
    ['no finger in time', fail('timeout'), 'finger-absent', null],
    ['a pulled reader', fail('port-lost'), 'port-lost', 'finger-down'],
    ['a smudge, again and again', fail('finger-unreadable'), 'finger-unreadable', null],
  ] as const)('fails by %s', async (_name, answer, code, card) => {
    bench.deviceAnswer = answer;
    const attempt = await bench.begin('fingerprint');
    expect(await bench.act({ do: 'verify-finger', attempt })).toMatchObject({
      saved: { ok: false, error: { code } },
      card,
    });
    expect(bench.outcomes()).toEqual([{ result: 'failed', reason: code }]);
  });

  it('asks no reader without a template', async () => {
    bench.template = fail('platform-unreachable');
    const attempt = await bench.begin('fingerprint');
    expect(await bench.act({ do: 'verify-finger', attempt })).toMatchObject({
      saved: { ok: false },
      card: 'qualification-away',
    });
    expect(bench.calls).toEqual([]);
  });
});

describe('staff', () => {
  const credential = { kind: 'code', text: 'x', aimIdentifier: null, reports: 1, durationMs: 1 } as const;

  it('and ground stand in the record', async () => {
    expect(await bench.act({ do: 'identify-staff', credential })).toEqual({
      type: 'staff',
      staff: ok({ staff: 'S-1' }),
    });
    await bench.act({ do: 'confirm-by-staff', staff: 'S-1', ground: 'mobility' });
    expect(bench.sent()).toMatchObject([
      { body: { way: 'staff', matcher: 'sight', staff: 'S-1', ground: 'mobility' } },
    ]);
  });

  it('confirm nobody by a stranger’s card, nor themselves, and that is on record', async () => {
    bench.staff = fail('staff-unknown');
    expect(await bench.act({ do: 'identify-staff', credential })).toMatchObject({
      staff: { error: { code: 'staff-unknown' } },
    });
    bench.staff = ok({ key: 'k1', staff: 'S-1' });
    expect(await bench.act({ do: 'identify-staff', credential })).toMatchObject({
      staff: { error: { code: 'staff-self' } },
    });
    expect(bench.logged.filter((name) => name === 'qualification-failed')).toHaveLength(2);
  });
});

describe('a home visit', () => {
  it('goes to the town’s list with address and telephone sealed', async () => {
    const draft = { town: 'east', address: '1', phoneOnFile: null, phone: '13800000012' };
    const saved = await bench.act({ do: 'book-visit', draft, wish: 'soon', proxy: true });
    expect(saved).toMatchObject({ saved: { ok: true, value: { way: 'home-visit' } } });
    expect(bench.files()).not.toContain('13800000012');
    const [message] = bench.sent();
    expect(message?.topic).toBe('home-visit');
    expect(homeVisitBodySchema.parse(message?.body)).toMatchObject({
      town: 'east',
      proxy: true,
      wish: 'soon',
      details: 'home-visit.56.sealed',
    });
  });
});

it('settles an attempt that a power cut ended as interrupted: nobody was told anything', async () => {
  const attempt = await bench.begin('face');
  const open = bench.journal.openIntents();
  if (!open.ok || open.value[0] === undefined) throw new Error('nothing open');
  expect(open.value[0]).toMatchObject({ id: attempt, body: { person: 'k1', way: 'face' } });
  expect(await qualificationScene.settle(open.value[0], bench.ports)).toEqual(
    ok({ outcome: { result: 'interrupted', reason: null } }),
  );
});
