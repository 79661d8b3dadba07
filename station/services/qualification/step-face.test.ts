import { describe, expect, it } from '@jest/globals';

import { fail, ok } from '#contracts/result.ts';
import { drawnFace, facePicture } from '#test/support/face-frames.ts';
import { Kiosk, outcome } from '#test/support/qualification-kiosk.ts';
import { qualificationScene } from './scene.ts';
import type { QualificationState } from './state.ts';

describe('by face', () => {
  it('asks for consent on a screen of its own, loading meanwhile; a refusal leads back to the ways', () => {
    const kiosk = new Kiosk().atWays().choose('face');
    expect(kiosk.effects).toEqual([{ do: 'warm' }]);
    expect(kiosk.screen).toMatchObject({ kind: 'consent', takes: 'face' });
    if (kiosk.screen.kind !== 'consent') throw new Error('no consent');
    expect(kiosk.screen.rows.map(({ label }) => label.zh)).toEqual([
      '采集什么',
      '用来做什么',
      '送到哪里',
      '保存多久',
    ]);
    expect(kiosk.take({ type: 'back' }).state.phase.at).toBe('ways');
    expect(kiosk.effects).toEqual([]);
  });

  it('takes nothing before the consent', () => {
    const kiosk = new Kiosk().atWays().choose('face');
    kiosk.frames(1, 20, drawnFace());
    expect(kiosk.state.phase.at).toBe('consent');
    expect(kiosk.effects).toEqual([]);
  });

  it('leads through the capture to the decision and the receipt', () => {
    const kiosk = new Kiosk().capturing();
    expect(kiosk.screen).toMatchObject({ kind: 'face-capture', attempt: 'a1', prompt: 'starting' });
    kiosk.take({ type: 'evidence', evidence: { kind: 'camera', attempt: 'a1', state: 'started' }, at: 0 });
    kiosk.frames(1, 8, drawnFace());
    kiosk.outcome({ type: 'drawn', actions: ['nod'], at: 850 });
    kiosk.take({ type: 'evidence', evidence: facePicture(1, 'first'), at: 900 });
    expect(kiosk.effects).toEqual([
      { do: 'look', attempt: 'a1', picture: { moment: 'before', jpeg: 'first' } },
    ]);
    kiosk
      .frames(10, 5, drawnFace())
      .frames(15, 1, drawnFace({ nod: 0.56 }))
      .frames(16, 1, drawnFace());
    kiosk.take({ type: 'evidence', evidence: facePicture(2, 'act'), at: 1650 });
    expect(kiosk.effects).toEqual([{ do: 'look', attempt: 'a1', picture: { moment: 'act', jpeg: 'act' } }]);
    kiosk.frames(17, 1, drawnFace());
    kiosk.take({ type: 'evidence', evidence: facePicture(3, 'last'), at: 1700 });
    expect(kiosk.effects.map(({ do: what }) => what)).toEqual(['look', 'judge']);
    const sent = { key: 'a1', way: 'face', unmatched: false } as const;
    kiosk.outcome({ type: 'saved', attempt: 'a1', saved: ok(sent), card: null });
    expect(kiosk.effects).toEqual([{ do: 'await', sent }]);
    kiosk.outcome({ type: 'settled', sent, settled: { ...outcome, resumed: true } });
    expect(kiosk.effects).toMatchObject([{ do: 'print', copy: false }]);
    kiosk.outcome({ type: 'printed', print: { proof: 'printed', failure: null } });
    expect(kiosk.screen).toMatchObject({ kind: 'result', title: { zh: '认证成功' }, trouble: null });
    const shown = JSON.stringify(kiosk.screen);
    for (const text of ['已提交', '2026年2月3日', '2027年2月3日', '停发的会补发', 'R-1'])
      expect(shown).toContain(text);
    expect(kiosk.offered()).toEqual(['reprint', 'menu']);
  });

  it('hears nothing of an earlier capture', () => {
    const kiosk = new Kiosk().capturing();
    const before = kiosk.state;
    kiosk.take({ type: 'evidence', evidence: { kind: 'camera', attempt: 'a0', state: 'denied' }, at: 0 });
    expect(kiosk.state).toBe(before);
  });

  it('offers every other way at once when it fails, and leaves the failure on record', () => {
    const kiosk = new Kiosk().capturing();
    kiosk.take({ type: 'evidence', evidence: { kind: 'camera', attempt: 'a1', state: 'denied' }, at: 0 });
    expect(kiosk.screen).toMatchObject({ kind: 'error', card: 'camera-down', code: 'camera-denied' });
    expect(kiosk.offered()).toEqual(['fingerprint', 'staff', 'home-visit', 'back']);
    expect(kiosk.effects).toEqual([
      { do: 'fail-attempt', attempt: 'a1', way: 'face', failure: { code: 'camera-denied' } },
    ]);
    expect(kiosk.choose('staff').screen).toMatchObject({ kind: 'present-card' });
  });

  it.each([
    ['nobody came into the frame', 'face-not-found'],
    ['the challenge was under way', 'face-not-live'],
  ] as const)('ends in time where %s', (what, code) => {
    const kiosk = new Kiosk().capturing();
    kiosk.take({ type: 'evidence', evidence: { kind: 'camera', attempt: 'a1', state: 'started' }, at: 0 });
    if (what.includes('challenge')) {
      kiosk.frames(1, 8, drawnFace()).outcome({ type: 'drawn', actions: ['nod'], at: 850 });
      kiosk.take({ type: 'evidence', evidence: facePicture(1), at: 900 });
    }
    kiosk.take({ type: 'deadline' });
    expect(kiosk.screen).toMatchObject({ kind: 'error', code });
  });

  it('can be left for another way in the middle', () => {
    const kiosk = new Kiosk().capturing().choose('other-ways');
    expect(kiosk.effects).toEqual([{ do: 'leave-attempt', attempt: 'a1' }]);
    expect(kiosk.state.phase.at).toBe('ways');
  });

  it('says that a second attempt came too soon, with the other ways', () => {
    const kiosk = new Kiosk().atWays().choose('face').take({ type: 'confirm' });
    kiosk.outcome({ type: 'begun', way: 'face', begun: fail('attempt-too-soon') });
    expect(kiosk.screen).toMatchObject({ kind: 'error', card: 'attempt-too-soon' });
    expect(kiosk.offered()).toEqual(['fingerprint', 'staff', 'home-visit', 'back']);
  });

  it('keeps touches valid while prompts change', () => {
    const kiosk = new Kiosk().capturing();
    const before = kiosk.state;
    kiosk.take({ type: 'evidence', evidence: { kind: 'camera', attempt: 'a1', state: 'started' }, at: 0 });
    const same = (a: QualificationState, b: QualificationState) =>
      qualificationScene.sameQuestion?.(a as never, b as never);
    expect(same(before, kiosk.state)).toBe(true);
    expect(same(before, kiosk.choose('other-ways').state)).toBe(false);
  });
});
