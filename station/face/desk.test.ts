import { describe, expect, it } from '@jest/globals';

import { embeddingModel, type FaceFinding } from '#contracts/face.ts';
import type { FaceReference } from '#contracts/platform-api.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { drawnFace, frameAspect } from '#test/support/face-frames.ts';
import { settled } from '#test/support/hand-clock.ts';
import { testConfig } from '#test/support/station-config.ts';
import type { CaptureEvidence } from './capture.ts';
import { FaceDesk, type FaceDeskOptions } from './desk.ts';
import { featuresOf } from './features.ts';

const evidence: CaptureEvidence = {
  rest: featuresOf(drawnFace(), frameAspect),
  done: [
    { action: 'turn-left', afterMs: 800 },
    { action: 'blink', afterMs: 700 },
  ],
  challengeMs: 1500,
  scores: { antispoof: [0.8], liveness: [0.8] },
};

/** A face of the one person or of the other. */
const finding = (who: 0 | 1, count = 1): FaceFinding => ({
  aspect: frameAspect,
  faces: Array.from({ length: count }, (_, index) => {
    const { box, confidence, points } = drawnFace({ x: 0.4 + 0.2 * index });
    const embedding = Array.from({ length: 1024 }, (__, at) => (at % 2 === who ? 0.6 : 0));
    return { box, confidence, points, antispoof: 0.8, liveness: 0.9, embedding };
  }),
});

class Bench {
  readonly findings = new Map<string, Result<FaceFinding>>([
    ['one', ok(finding(0))],
    ['one again', ok(finding(0))],
    ['one acting', ok(finding(0))],
    ['another', ok(finding(1))],
    ['two', ok(finding(0, 2))],
    ['cGhvdG8=', ok(finding(0))],
  ]);
  readonly asked: string[] = [];
  reference: Result<FaceReference> = ok({ kind: 'photo', jpeg: 'cGhvdG8=' });
  match: Result<{ matched: boolean; score: number; threshold: number }> = ok({
    matched: true,
    score: 91,
    threshold: 80,
  });
  readonly #session = new AbortController();

  desk(face: Record<string, unknown> = {}): FaceDesk {
    const { qualification } = testConfig({ qualification: { face: { matcher: 'station', ...face } } });
    const options: FaceDeskOptions = {
      config: qualification.face,
      engine: {
        warm: () => Promise.resolve(ok(undefined)),
        analyse: (jpeg) => {
          this.asked.push(jpeg);
          return Promise.resolve(this.findings.get(jpeg) ?? fail('face-engine-failed'));
        },
      },
      platform: {
        faceReference: () => Promise.resolve(this.reference),
        matchFace: ({ jpeg }) => {
          this.asked.push(`platform ${jpeg}`);
          return Promise.resolve(this.match);
        },
      },
      seal: (what, plain) => Promise.resolve(`k.${what}.${plain.length}`),
    };
    return new FaceDesk(options);
  }

  async judge(pictures: readonly string[], face: Record<string, unknown> = {}) {
    const desk = this.desk(face);
    const { signal } = this.#session;
    desk.begin('a1', 'k.e.id', signal);
    for (const [index, jpeg] of pictures.entries()) {
      const moment = index === 0 ? 'before' : index === pictures.length - 1 ? 'after' : 'act';
      desk.look('a1', { moment, jpeg }, signal);
    }
    const verdict = await desk.judge('a1', evidence, signal);
    if (!verdict.ok) return verdict.error;
    return verdict.value;
  }
}

describe('comparing on the station', () => {
  it('passes the person whose photograph is on file', async () => {
    expect(await new Bench().judge(['one', 'one acting', 'one again'])).toEqual({
      result: 'passed',
      matcher: 'station',
      matchScore: 1,
      matchThreshold: 0.5,
      antispoof: 0.8,
      antispoofThreshold: 0.4,
      liveness: 0.8,
      livenessThreshold: 0.4,
      challenge: 'turn-left blink',
      challengeMs: 1500,
      image: null,
      failure: null,
    });
  });

  it('does not pass another person', async () => {
    const bench = new Bench();
    bench.findings.set('cGhvdG8=', ok(finding(1)));
    expect(await bench.judge(['one', 'one acting', 'one again'])).toMatchObject({
      result: 'failed',
      failure: { code: 'face-mismatch' },
    });
  });

  it('looks at the photograph on file while the person comes into the frame', async () => {
    const bench = new Bench();
    bench.desk().begin('a1', 'k.e.id', new AbortController().signal);
    await settled();
    expect(bench.asked).toEqual(['cGhvdG8=']);
  });

  it('compares with a template of its own model, and with no other', async () => {
    const bench = new Bench();
    const { embedding } = finding(0).faces[0] ?? { embedding: [] };
    bench.reference = ok({ kind: 'template', model: embeddingModel, embedding });
    expect(await bench.judge(['one', 'one acting', 'one again'])).toMatchObject({
      result: 'passed',
      matchScore: 1,
    });
    bench.reference = ok({ kind: 'template', model: 'another-1.0', embedding });
    expect(await bench.judge(['one', 'one acting', 'one again'])).toMatchObject({
      failure: { code: 'not-enrolled' },
    });
    bench.reference = ok({ kind: 'template', model: embeddingModel, embedding: [1, 2] });
    expect(await bench.judge(['one', 'one acting', 'one again'])).toMatchObject({
      failure: { code: 'not-enrolled' },
    });
  });

  it('finds no face in the photograph on file', async () => {
    const bench = new Bench();
    bench.findings.set('cGhvdG8=', ok(finding(0, 0)));
    expect(await bench.judge(['one', 'one acting', 'one again'])).toMatchObject({
      failure: { code: 'not-enrolled' },
    });
  });

  it.each([
    ['another stands there at the end', ['one', 'one acting', 'another'], 'face-not-live'],
    ['another acts behind a photograph', ['one', 'another', 'one again'], 'face-not-live'],
    ['somebody joins', ['one', 'one acting', 'two'], 'face-several'],
    ['the act was not pictured', ['one', 'one again'], 'face-not-live'],
    ['the last picture is missing', ['one'], 'face-not-found'],
  ] as const)('does not pass where %s', async (_name, pictures, code) => {
    expect(await new Bench().judge(pictures)).toMatchObject({ result: 'failed', failure: { code } });
  });

  it('only looks at the pictures of the newest challenge', async () => {
    const desk = new Bench().desk();
    const { signal } = new AbortController();
    desk.begin('a1', 'k.e.id', signal);
    for (const [moment, jpeg] of [
      ['before', 'another'],
      ['act', 'another'],
      ['before', 'one'],
      ['act', 'one acting'],
      ['after', 'one again'],
    ] as const)
      desk.look('a1', { moment, jpeg }, signal);
    expect(await desk.judge('a1', evidence, signal)).toMatchObject({ value: { result: 'passed' } });
  });

  it('says that the engine failed', async () => {
    expect(await new Bench().judge(['one', 'one acting', 'no jpeg'])).toEqual({ code: 'face-engine-failed' });
  });
});

describe('comparing at the platform', () => {
  it("takes the platform's word in its own measure, of the picture before the challenge", async () => {
    const bench = new Bench();
    expect(await bench.judge(['one', 'one acting', 'one again'], { matcher: 'platform' })).toMatchObject({
      result: 'passed',
      matcher: 'platform',
      matchScore: 91,
      matchThreshold: 80,
    });
    expect(bench.asked).toEqual(['one', 'one acting', 'one again', 'platform one']);
    bench.match = ok({ matched: false, score: 12, threshold: 80 });
    expect(await bench.judge(['one', 'one acting', 'one again'], { matcher: 'platform' })).toMatchObject({
      result: 'failed',
      failure: { code: 'face-mismatch' },
    });
  });

  it('leaves the comparison for later while the platform is away, if a sealed picture may go along', async () => {
    const bench = new Bench();
    bench.match = fail('platform-unreachable');
    const face = { matcher: 'platform', keepImage: true };
    expect(await bench.judge(['one', 'one acting', 'one again'], face)).toMatchObject({
      result: 'unmatched',
      image: expect.stringMatching(/^k\.image\./),
    });
    expect(await bench.judge(['one', 'one acting', 'one again'], { matcher: 'platform' })).toMatchObject({
      result: 'failed',
      image: null,
      failure: { code: 'platform-unreachable' },
    });
    // Whoever is not alive does not pass by the platform's absence.
    expect(await bench.judge(['one', 'one acting', 'another'], face)).toMatchObject({
      result: 'failed',
      failure: { code: 'face-not-live' },
    });
  });
});

it('forgets pictures and reference with the attempt', async () => {
  const desk = new Bench().desk();
  const session = new AbortController();
  desk.begin('a1', 'k.e.id', session.signal);
  desk.look('a1', { moment: 'before', jpeg: 'one' }, session.signal);
  session.abort();
  desk.look('a1', { moment: 'after', jpeg: 'one again' }, session.signal);
  expect(await desk.judge('a1', evidence, session.signal)).toEqual(fail('aborted'));
});
