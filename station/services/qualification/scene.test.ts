import { describe, expect, it } from '@jest/globals';

import type { Option, Screen } from '#contracts/face-view.ts';
import type { QualificationOutcome, QualificationStatus } from '#contracts/qualification.ts';
import { fail, ok } from '#contracts/result.ts';
import { drawnFace, faceFrame, facePicture } from '#test/support/face-frames.ts';
import { testConfig } from '#test/support/station-config.ts';
import type { Identified } from '../../identify/identified.ts';
import type { SceneEvent, SceneInfo } from '../scene.ts';
import { qualificationScene } from './scene.ts';
import { screenOf } from './screens.ts';
import type { QualificationEffect, QualificationOutcomeEvent, QualificationState } from './state.ts';
import { stepQualification } from './step.ts';

const towns = [
  { id: 'east', name: { zh: '东街', en: 'East' } },
  { id: 'west', name: { zh: '西街', en: 'West' } },
];
const config = testConfig({
  devices: [
    { id: 'reader', driver: 'vpcd', port: 'emulated' },
    { id: 'finger', driver: 'serial-fingerprint', port: 'emulated' },
    { id: 'printer', driver: 'escpos-printer', port: 'emulated' },
  ],
  faces: [
    {
      id: 'kiosk',
      page: 'kiosk',
      credentials: ['reader'],
      printer: 'printer',
      fingerprint: 'finger',
      camera: 'browser',
      services: ['qualification'],
    },
  ],
  qualification: { towns, face: { steps: 1, matcher: 'station' } },
});
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
const status: QualificationStatus = {
  benefits: [
    {
      kind: 'resident',
      authenticatedOn: '2025-03-01',
      dueSince: '2026-02-01',
      validUntil: '2026-03-01',
      suspendedSince: null,
    },
  ],
  enrolled: { face: true, fingerprints: ['ef01'] },
  addresses: [{ id: '1', masked: '云江区示范路**号' }],
  phones: [{ id: '7', masked: '138****0001' }],
};
const outcome: QualificationOutcome = {
  outcome: 'authenticated',
  authenticatedOn: '2026-02-03',
  nextBefore: '2027-02-03',
  resumed: false,
  reference: 'R-1',
};

class Kiosk {
  state: QualificationState = { status: null, proxy: false, phase: { at: 'asking' } };
  effects: readonly QualificationEffect[] = [];
  left: 'menu' | 'failed' | 'end' | null = null;
  readonly info: SceneInfo;

  constructor(change: Partial<SceneInfo> = {}) {
    const [face] = config.faces;
    if (face === undefined) throw new Error('no face');
    this.info = { config, face, person, seatedMode: false, ...change };
  }

  take(event: SceneEvent<QualificationOutcomeEvent>): this {
    const next = stepQualification(this.state, event, this.info);
    this.effects = 'effects' in next ? next.effects : [];
    if (next.to === 'stay') this.state = next.state;
    else this.left = next.to;
    return this;
  }

  outcome(event: QualificationOutcomeEvent): this {
    return this.take({ type: 'outcome', outcome: event });
  }

  choose(option: string): this {
    expect(this.offered()).toContain(option);
    return this.take({ type: 'choose', option });
  }

  get screen(): Screen {
    return screenOf(this.state, this.info);
  }

  offered(): readonly string[] {
    const { screen } = this;
    return 'options' in screen ? screen.options.filter(({ enabled }) => enabled).map(({ id }) => id) : [];
  }

  /** At the choice of ways. */
  atWays(known: QualificationStatus | null = status): this {
    this.outcome({ type: 'status', status: known === null ? fail('platform-unreachable') : ok(known) });
    return this.choose('self');
  }

  capturing(): this {
    this.atWays().choose('face').take({ type: 'confirm' });
    return this.outcome({ type: 'begun', way: 'face', begun: ok({ attempt: 'a1' }) });
  }

  frames(from: number, count: number, ...faces: Parameters<typeof faceFrame>[1] & object): this {
    for (let index = 0; index < count; index += 1)
      this.take({
        type: 'evidence',
        evidence: faceFrame(from + index, faces),
        at: (from + index) * 100,
      });
    return this;
  }
}

const texts = (options: readonly Option[]) =>
  options.map(({ id, enabled, detail }) => [id, enabled, detail?.zh]);

describe('the overview', () => {
  it('says what is due, and offers to begin or to say that one comes for somebody else', () => {
    const kiosk = new Kiosk().outcome({ type: 'status', status: ok(status) });
    expect(kiosk.screen).toMatchObject({
      kind: 'choices',
      greeting: '测*',
      notes: [{ zh: '城乡居民养老：该认证了，请在2026年3月1日前完成' }],
    });
    expect(kiosk.offered()).toEqual(['self', 'proxy']);
  });

  it('says that a payment is suspended, and that it goes on with back pay', () => {
    const [benefit] = status.benefits;
    if (benefit === undefined) throw new Error('no benefit');
    const suspended = { ...status, benefits: [{ ...benefit, suspendedSince: '2026-04-01' }] };
    const kiosk = new Kiosk().outcome({ type: 'status', status: ok(suspended) });
    expect(kiosk.screen).toMatchObject({
      notes: [{ zh: '城乡居民养老：2026年4月1日起暂停发放；认证后恢复，停发的补发' }],
    });
  });

  it('allows it before it is due, and says until when the last one counts', () => {
    const [benefit] = status.benefits;
    if (benefit === undefined) throw new Error('no benefit');
    const early = { ...status, benefits: [{ ...benefit, dueSince: null }] };
    const kiosk = new Kiosk().outcome({ type: 'status', status: ok(early) });
    expect(JSON.stringify(kiosk.screen)).toContain('2026年3月1日前有效；今天再认证也可以');
    expect(kiosk.offered()).toContain('self');
  });

  it('has nothing to authenticate for whoever draws no benefit', () => {
    const kiosk = new Kiosk().outcome({ type: 'status', status: ok({ ...status, benefits: [] }) });
    expect(kiosk.offered()).toEqual([]);
    expect(kiosk.take({ type: 'back' }).left).toBe('menu');
  });

  it('ends where the platform says that the person is recorded as dead', () => {
    const kiosk = new Kiosk().outcome({ type: 'status', status: fail('person-deceased') });
    expect(kiosk.left).toBe('failed');
  });

  it('is not offered to whoever is not known by a number', async () => {
    const { info } = new Kiosk();
    const offers = (who: Identified | null) =>
      qualificationScene.offers({ ...info, person: who }, undefined as never);
    expect(await offers(person)).toHaveLength(1);
    expect(await offers({ ...person, sealed: null })).toEqual([]);
    expect(await offers(null)).toEqual([]);
  });
});

describe('the ways', () => {
  it('are four, in the order of the site', () => {
    const kiosk = new Kiosk().atWays();
    expect(kiosk.offered()).toEqual(['face', 'fingerprint', 'staff', 'home-visit']);
    const other = testConfig({
      ...config,
      qualification: { ...config.qualification, ways: ['home-visit', 'staff', 'face'] },
    });
    const turned = new Kiosk({ config: other }).atWays();
    expect(turned.offered()).toEqual(['home-visit', 'staff', 'face']);
  });

  it('say why one cannot be used, instead of leaving it out', () => {
    const kiosk = new Kiosk().atWays({ ...status, enrolled: { face: false, fingerprints: ['fprint'] } });
    expect(kiosk.screen).toMatchObject({ kind: 'choices' });
    if (kiosk.screen.kind !== 'choices') throw new Error('no choices');
    expect(texts(kiosk.screen.options).slice(0, 2)).toEqual([
      ['face', false, '系统里还没有登记'],
      ['fingerprint', false, '系统里还没有登记'],
    ]);
    expect(kiosk.take({ type: 'choose', option: 'face' }).state.phase.at).toBe('ways');
  });

  it('leave out what the machine does not have', () => {
    const { info } = new Kiosk();
    const { camera: _camera, fingerprint: _fingerprint, ...face } = info.face;
    expect(new Kiosk({ face }).atWays().offered()).toEqual(['staff', 'home-visit']);
  });

  it('need the platform for face and finger, unless a sealed picture may be sent later', () => {
    expect(new Kiosk().atWays(null).offered()).toEqual(['staff', 'home-visit']);
    const keeps = testConfig({
      ...config,
      qualification: { ...config.qualification, face: { ...config.qualification.face, keepImage: true } },
    });
    expect(new Kiosk({ config: keeps }).atWays(null).offered()).toEqual(['face', 'staff', 'home-visit']);
  });
});

describe('a proxy', () => {
  it('is told why, on record, and can book a visit and nothing else', () => {
    const kiosk = new Kiosk().outcome({ type: 'status', status: ok(status) }).choose('proxy');
    expect(kiosk.effects).toEqual([{ do: 'note-proxy' }]);
    expect(kiosk.screen).toMatchObject({ kind: 'error', card: 'proxy-refused', code: 'proxy-refused' });
    expect(kiosk.offered()).toEqual(['home-visit', 'back']);
    kiosk.take({ type: 'choose', option: 'face' });
    expect(kiosk.state.phase.at).toBe('failed');
    kiosk.choose('home-visit').choose('east');
    // Addresses and telephones on file are nobody else's business.
    expect(kiosk.screen).toMatchObject({ kind: 'keypad' });
    kiosk.take({ type: 'back' }).take({ type: 'back' }).choose('back');
    expect(kiosk.state).toMatchObject({ proxy: false, phase: { at: 'overview' } });
  });
});

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
    expect(kiosk.effects).toEqual([{ do: 'look', attempt: 'a1', jpeg: 'first' }]);
    kiosk
      .frames(10, 5, drawnFace())
      .frames(15, 1, drawnFace({ nod: 0.56 }))
      .frames(16, 1, drawnFace());
    kiosk.take({ type: 'evidence', evidence: facePicture(2, 'last'), at: 1700 });
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

describe('by finger', () => {
  const verifying = () => {
    const kiosk = new Kiosk().atWays().choose('fingerprint');
    expect(kiosk.screen).toMatchObject({ kind: 'consent', takes: 'fingerprint' });
    kiosk.take({ type: 'confirm' });
    return kiosk.outcome({ type: 'begun', way: 'fingerprint', begun: ok({ attempt: 'f1' }) });
  };

  it('shows what the reader asks for', () => {
    const kiosk = verifying();
    expect(kiosk.effects).toEqual([{ do: 'verify-finger', attempt: 'f1' }]);
    kiosk.take({
      type: 'device',
      event: { type: 'finger-prompt', device: 'finger', prompt: 'again-clean' },
    });
    expect(kiosk.screen).toMatchObject({ kind: 'finger-capture', prompt: 'again-clean' });
  });

  it('offers the others when it does not match', () => {
    const kiosk = verifying();
    kiosk.outcome({ type: 'saved', attempt: 'f1', saved: fail('finger-mismatch'), card: null });
    expect(kiosk.screen).toMatchObject({ kind: 'error', card: 'finger-not-matched' });
    expect(kiosk.offered()).toEqual(['face', 'staff', 'home-visit', 'back']);
  });

  it('takes no word of an attempt that was left', () => {
    const kiosk = verifying().choose('other-ways');
    kiosk.outcome({ type: 'saved', attempt: 'f1', saved: fail('aborted'), card: null });
    expect(kiosk.state.phase.at).toBe('ways');
  });
});

describe('with staff', () => {
  it("waits for the member of staff's own card, the ground and the confirmation by sight", () => {
    const kiosk = new Kiosk().atWays().choose('staff');
    expect(qualificationScene.wantsCredential?.(kiosk.state as never)).toBe(true);
    const credential = { kind: 'code', text: 'x', aimIdentifier: null, reports: 1, durationMs: 1 } as const;
    kiosk.take({ type: 'credential', credential });
    expect(kiosk.effects).toEqual([{ do: 'identify-staff', credential }]);
    kiosk.outcome({ type: 'staff', staff: ok({ staff: 'S-1' }) });
    kiosk.choose('worn-fingers');
    expect(kiosk.screen).toMatchObject({ kind: 'summary' });
    expect(JSON.stringify(kiosk.screen)).toContain('S-1');
    kiosk.take({ type: 'confirm' });
    expect(kiosk.effects).toEqual([{ do: 'confirm-by-staff', staff: 'S-1', ground: 'worn-fingers' }]);
    const sent = { key: 's1', way: 'staff', unmatched: false } as const;
    kiosk.outcome({ type: 'saved', attempt: null, saved: ok(sent), card: null });
    kiosk.outcome({ type: 'settled', sent, settled: null });
    expect(JSON.stringify(kiosk.screen)).toContain('已保存，联网后提交');
    expect(kiosk.screen).toMatchObject({ title: { zh: '认证已保存' } });
  });

  it.each([
    ['staff-unknown', 'staff-unknown'],
    ['staff-self', 'staff-self'],
    ['platform-unreachable', 'qualification-away'],
  ] as const)('says what is wrong with the card: %s', (code, card) => {
    const kiosk = new Kiosk().atWays().choose('staff');
    kiosk.take({
      type: 'credential',
      credential: { kind: 'code', text: 'x', aimIdentifier: null, reports: 1, durationMs: 1 },
    });
    kiosk.outcome({ type: 'staff', staff: fail(code) });
    expect(kiosk.screen).toMatchObject({ kind: 'error', card, code });
  });

  it('take the card that is presented again where the error card asks for it, and lose nobody’s session', () => {
    const kiosk = new Kiosk().atWays().choose('staff');
    const wants = () => qualificationScene.wantsCredential?.(kiosk.state as never);
    kiosk.take({ type: 'credential-failed', failure: { code: 'card-mute' } });
    expect(kiosk.screen).toMatchObject({ kind: 'error', card: 'card-again' });
    expect(wants()).toBe(true);
    const credential = { kind: 'code', text: 'x', aimIdentifier: null, reports: 1, durationMs: 1 } as const;
    kiosk.take({ type: 'credential', credential });
    expect(kiosk.effects).toEqual([{ do: 'identify-staff', credential }]);
    expect(wants()).toBe(false);
    kiosk.outcome({ type: 'staff', staff: fail('staff-unknown') });
    expect(wants()).toBe(true);
    kiosk.choose('home-visit');
    expect(wants()).toBe(false);
  });
});

describe('a visit at home', () => {
  const sent = { key: 'v1', way: 'home-visit', unmatched: false } as const;

  it('asks one question a screen, and shows everything before it is sent', () => {
    const kiosk = new Kiosk().atWays().choose('home-visit').choose('west').choose('file-1').choose('file-7');
    kiosk.choose('weekend');
    expect(kiosk.screen).toMatchObject({ kind: 'summary' });
    const shown = JSON.stringify(kiosk.screen);
    for (const text of ['西街', '云江区示范路**号', '138****0001', '周末']) expect(shown).toContain(text);
    kiosk.take({ type: 'confirm' });
    expect(kiosk.effects).toEqual([
      {
        do: 'book-visit',
        draft: { town: 'west', address: '1', phoneOnFile: '7', phone: null },
        wish: 'weekend',
        proxy: false,
      },
    ]);
    kiosk.outcome({ type: 'saved', attempt: null, saved: ok(sent), card: null });
    kiosk.outcome({ type: 'settled', sent, settled: { ...outcome, outcome: 'recorded' } });
    expect(kiosk.screen).toMatchObject({ title: { zh: '已为您预约上门' } });
  });

  it('takes a typed number, digit by digit, and not one too short', () => {
    const kiosk = new Kiosk().atWays().choose('home-visit').choose('east').choose('else').choose('else');
    for (const digit of '1380000000') kiosk.take({ type: 'choose', option: `digit-${digit}` });
    kiosk.take({ type: 'choose', option: 'erase' }).take({ type: 'choose', option: 'digit-1' });
    kiosk.take({ type: 'choose', option: 'digit-2' });
    expect(kiosk.screen).toMatchObject({ kind: 'keypad', entered: '138 0000 0012', complete: true });
    kiosk.take({ type: 'confirm' }).choose('soon');
    expect(kiosk.state.phase).toMatchObject({ draft: { phone: '13800000012', phoneOnFile: null } });
    const short = new Kiosk().atWays().choose('home-visit').choose('east').choose('else').choose('else');
    short.take({ type: 'choose', option: 'digit-1' }).take({ type: 'confirm' });
    expect(short.state.phase.at).toBe('visit-keypad');
  });

  it('goes back one question at a time, to the ways', () => {
    const kiosk = new Kiosk().atWays().choose('home-visit').choose('west').choose('file-1').choose('file-7');
    kiosk.choose('soon');
    const seen = [kiosk.state.phase.at];
    while (kiosk.state.phase.at !== 'ways' && seen.length < 12) {
      kiosk.take({ type: 'back' });
      seen.push(kiosk.state.phase.at);
    }
    expect(seen).toEqual([
      'visit-confirm',
      'visit-wish',
      'visit-phone',
      'visit-address',
      'visit-town',
      'ways',
    ]);
  });
});

describe("the platform's word", () => {
  const sent = { key: 's1', way: 'staff', unmatched: false } as const;
  const sending = () => {
    const kiosk = new Kiosk().atWays();
    kiosk.state = { ...kiosk.state, phase: { at: 'sending', sent } };
    return kiosk;
  };

  it('counts where it knows of another authentication', () => {
    const kiosk = sending().outcome({
      type: 'settled',
      sent,
      settled: { ...outcome, outcome: 'already-authenticated' },
    });
    expect(kiosk.screen).toMatchObject({ title: { zh: '您已在别处认证过' } });
  });

  it.each(['refused', { ...outcome, outcome: 'refused' }] as const)('can be no', (settled) => {
    const kiosk = sending().outcome({ type: 'settled', sent, settled });
    expect(kiosk.screen).toMatchObject({ kind: 'error', card: 'qualification-refused' });
    // Whoever presents a card now is the next person, and no member of staff.
    expect(qualificationScene.wantsCredential?.(kiosk.state as never)).toBe(false);
  });

  it('is not invented where the record could not be kept', () => {
    const kiosk = new Kiosk().atWays();
    kiosk.state = { ...kiosk.state, phase: { at: 'saving', way: 'staff' } };
    kiosk.outcome({ type: 'saved', attempt: null, saved: fail('disk-full'), card: 'not-saved' });
    expect(kiosk.screen).toMatchObject({ kind: 'error', card: 'not-saved', code: 'disk-full' });
  });
});
