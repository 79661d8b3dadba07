import { describe, expect, it } from '@jest/globals';

import type { Option } from '#contracts/face-view.ts';
import { fail, ok } from '#contracts/result.ts';
import { recipient } from '#test/support/qualification-bench.ts';
import { config, Kiosk, outcome, status } from '#test/support/qualification-kiosk.ts';
import { testConfig } from '#test/support/station-config.ts';
import type { Identified } from '../../identify/identified.ts';
import { qualificationScene } from './scene.ts';

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
    expect(await offers(recipient)).toHaveLength(1);
    expect(await offers({ ...recipient, sealed: null })).toEqual([]);
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
