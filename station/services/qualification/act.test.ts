import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { homeVisitBodySchema, qualificationBodySchema } from '#contracts/qualification.ts';
import { fail, ok } from '#contracts/result.ts';
import { drawnFace, frameAspect } from '#test/support/face-frames.ts';
import { passedFace, QualificationBench } from '#test/support/qualification-bench.ts';
import type { CaptureEvidence } from '../../face/capture.ts';
import { featuresOf } from '../../face/features.ts';
import { qualificationScene } from './scene.ts';

const evidence: CaptureEvidence = {
  rest: featuresOf(drawnFace(), frameAspect),
  done: [{ action: 'nod', afterMs: 900 }],
  challengeMs: 900,
  scores: { antispoof: [0.8], liveness: [0.8] },
};
let bench: QualificationBench;
beforeEach(() => {
  bench = new QualificationBench();
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
    expect(bench.outcomes()).toEqual([{ result: 'passed', reason: null, drawn: false }]);
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

  it('is not called decided where the disk did not take it, and nobody is told that it was', async () => {
    const attempt = await bench.begin('face');
    bench.journal.endIntent = () => fail('disk-full');
    expect(await bench.act({ do: 'judge', attempt, evidence })).toMatchObject({
      saved: { ok: false, error: { code: 'disk-full' } },
      card: 'not-saved',
    });
    expect(bench.logged).not.toContain('qualification-decided');
  });

  it('that fails is sent as well, with its reason, and shown by the failure', async () => {
    bench.verdict = ok({ ...passedFace, result: 'failed', failure: { code: 'face-mismatch' } });
    const attempt = await bench.begin('face');
    expect(await bench.act({ do: 'judge', attempt, evidence })).toMatchObject({
      saved: { ok: false, error: { code: 'face-mismatch' } },
    });
    expect(bench.sent()).toMatchObject([{ body: { result: 'failed', reason: 'face-mismatch' } }]);
  });

  it('that only the platform can compare goes there unmatched, and says so', async () => {
    bench.verdict = ok({
      ...passedFace,
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
    expect(bench.outcomes()).toEqual([{ result: 'failed', reason: 'face-engine-failed', drawn: false }]);
  });

  it('is abandoned when the person leaves, once, and what was taken is forgotten', async () => {
    const attempt = await bench.begin('face');
    expect(bench.forgotten[0]?.aborted).toBe(false);
    bench.session.abort();
    expect(bench.forgotten[0]?.aborted).toBe(true);
    expect(bench.outcomes()).toEqual([{ result: 'abandoned', reason: null, drawn: false }]);
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
    expect(bench.outcomes()).toEqual([{ result: 'abandoned', reason: null, drawn: false }]);
    expect(bench.sent()).toEqual([]);
  });
});

describe('a second attempt within a minute', () => {
  it.each([
    ['passed', ok(passedFace)],
    [
      'was of another face',
      ok({ ...passedFace, result: 'failed', failure: { code: 'face-mismatch' } } as const),
    ],
    ['was not alive', ok({ ...passedFace, result: 'failed', failure: { code: 'face-not-live' } } as const)],
  ])('is refused after one that %s, on record, until the minute is over', async (_name, verdict) => {
    bench.verdict = verdict;
    const attempt = await bench.begin('face');
    // A capture may take its time: the gap counts from its end.
    await bench.clock.turn(50_000);
    await bench.act({ do: 'judge', attempt, evidence });
    await bench.clock.turn(59_000);
    expect(await bench.act({ do: 'begin', way: 'fingerprint' })).toMatchObject({
      begun: { ok: false, error: { code: 'attempt-too-soon' } },
    });
    expect(bench.logged).toContain('qualification-failed');
    await bench.clock.turn(2000);
    expect(await bench.act({ do: 'begin', way: 'fingerprint' })).toMatchObject({ begun: { ok: true } });
  });

  it('does not come of a clock that is set back: what ended later than now says nothing of this minute', async () => {
    const attempt = await bench.begin('face');
    await bench.act({ do: 'judge', attempt, evidence });
    bench.clock.setBack(86_400_000);
    expect(await bench.act({ do: 'begin', way: 'fingerprint' })).toMatchObject({ begun: { ok: true } });
  });

  it.each(['left for another way', 'left by the person', 'ended by a second face'] as const)(
    'is refused after a challenge that was drawn and %s: nobody chooses an easy one',
    async (how) => {
      const attempt = await bench.begin('face');
      await bench.act({ do: 'draw', attempt });
      if (how === 'left for another way') await bench.act({ do: 'leave-attempt', attempt });
      else if (how === 'left by the person') bench.session.abort();
      else await bench.act({ do: 'fail-attempt', attempt, way: 'face', failure: { code: 'face-several' } });
      expect(await bench.act({ do: 'begin', way: 'face' })).toMatchObject({
        begun: { ok: false, error: { code: 'attempt-too-soon' } },
      });
    },
  );

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
    expect(bench.outcomes()).toEqual([{ result: 'failed', reason: code, drawn: false }]);
    expect(bench.sent()).toMatchObject([{ body: { devices: 'finger serial-fingerprint' } }]);
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

describe("the platform's status", () => {
  it.each(['person-deceased', 'person-unknown'] as const)('puts %s on record', async (code) => {
    bench.status = fail(code);
    expect(await bench.act({ do: 'ask-status' })).toEqual({ type: 'status', status: fail(code) });
    expect(bench.logged).toEqual(['qualification-failed']);
    expect(bench.files()).toContain(`"code":"${code}"`);
  });

  it('is no record where the platform is away', async () => {
    await bench.act({ do: 'ask-status' });
    expect(bench.logged).toEqual([]);
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
