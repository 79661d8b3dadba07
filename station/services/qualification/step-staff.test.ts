import { describe, expect, it } from '@jest/globals';

import { fail, ok } from '#contracts/result.ts';
import { Kiosk } from '#test/support/qualification-kiosk.ts';
import { qualificationScene } from './scene.ts';

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
