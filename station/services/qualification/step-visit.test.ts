import { describe, expect, it } from '@jest/globals';

import { ok } from '#contracts/result.ts';
import { Kiosk, outcome } from '#test/support/qualification-kiosk.ts';

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
