import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { syntheticCard, syntheticHolder } from '#test/support/cards.ts';

import { parseResponse } from '../apdu/codec.ts';
import { parseAtr } from '../atr/codec.ts';
import { fromHex, toHex } from '../core/hex.ts';
import { decodeName } from './codec.ts';
import { VirtualSocialSecurityCard } from './emulator.ts';

const select = '00A404000F7378312E73682EC9E7BBE1B1A3D5CF';

function card(changes: Parameters<typeof syntheticCard>[0] = {}): (hex: string) => string {
  const virtual = new VirtualSocialSecurityCard(syntheticCard(changes));
  return (hex) => toHex(virtual.respond(fromHex(hex)));
}

describe('a virtual card', () => {
  it('answers to reset as its protocol says, and not at all when it is mute', () => {
    expect(parseAtr(new VirtualSocialSecurityCard(syntheticCard()).atr)).toMatchObject({
      value: { protocols: [0] },
    });
    expect(parseAtr(new VirtualSocialSecurityCard(syntheticCard({ protocol: 'T=1' })).atr)).toMatchObject({
      value: { protocols: [1] },
    });
    expect(parseAtr(new VirtualSocialSecurityCard(syntheticCard({ oddity: 'mute' })).atr)).toMatchObject({
      ok: false,
      error: { code: 'card-mute' },
    });
  });

  it('has the manners of T=0: 61xx, GET RESPONSE, 6Cxx for any other Le', () => {
    const say = card();
    expect(say(select)).toBe('611B');
    expect(say('00C000001B')).toBe('6F19840F7378312E73682EC9E7BBE1B1A3D5CFA5069F0C038601039000');
    expect(say('00C000001B')).toBe('6A86');
    expect(say('00B2032800')).toBe('6C06');
    expect(say('00B2032806')).toBe('0304322E30309000');
    expect(say(`${select}00`)).toBe('6700');
  });

  it('has the manners of T=1: the answer at once, any Le that is enough', () => {
    const say = card({ protocol: 'T=1' });
    expect(say(`${select}00`)).toBe('6F19840F7378312E73682EC9E7BBE1B1A3D5CFA5069F0C038601039000');
    expect(say('00B2032800')).toBe('0304322E30309000');
    expect(say('00B2032802')).toBe('6C06');
  });

  it('finds records by identifier and by number, in the current file and by short identifier', () => {
    const say = card();
    say(select);
    expect(say('00B2030006')).toBe('6986');
    expect(say('00A4020002EF05')).toBe('9000');
    expect(say('00B2030006')).toBe('0304322E30309000');
    expect(say('00B2030406')).toBe('0304322E30309000');
    // Version 2.00 has 4E as the third record of EF06.
    expect(say(`00B2033416`).slice(0, 4)).toBe('4E14');
    expect(say('00B2423006')).toBe('6A83');
    expect(say('00A4000002EF09')).toBe('6A82');
  });

  it('has no third record 4E in version 1.00', () => {
    const say = card({ specVersion: '1.00' });
    say(select);
    expect(say('00B2033403')).toBe('0A01319000');
    expect(say('00B24E3016')).toBe('6A83');
  });

  it('of version 1.00 holds as many whole characters of a long name as fit', () => {
    // 阿卜杜热合曼·买买提吐尔逊江㛃: 14 characters of two bytes, the dot among them, then 㛃 with four.
    const name = '阿卜杜热合曼·买买提吐尔逊江㛃';
    const say = card({ specVersion: '1.00', holder: { ...syntheticHolder, name } });
    say(select);
    const record = say('00B2093020');
    expect(record.slice(0, 4)).toBe('091E');
    expect(decodeName(fromHex(record.slice(4, 64)), null)).toBe('阿卜杜热合曼·买买提吐尔逊江');
  });

  it('is made of any content that its contract allows', () => {
    const content = fc.record({
      specVersion: fc.constantFrom('1.00', '2.00', '3.00', '9.00'),
      cardNumber: fc.string({ unit: 'grapheme', maxLength: 9 }).filter((text) => text.length <= 9),
      socialSecurityNumber: fc.string({ unit: 'grapheme' }),
      name: fc.string({ unit: 'grapheme', maxLength: 60 }),
    });
    fc.assert(
      fc.property(content, ({ specVersion, cardNumber, socialSecurityNumber, name }) => {
        const holder = { ...syntheticHolder, socialSecurityNumber, name };
        const virtual = new VirtualSocialSecurityCard(syntheticCard({ specVersion, cardNumber, holder }));
        expect(virtual.atr.length).toBeGreaterThan(0);
      }),
    );
  });

  it('locks the holder file of version 3.00', () => {
    const say = card({ specVersion: '3.00' });
    say(select);
    expect(say('00B2083014')).toBe('6982');
    expect(say('00B207280B')).toBe('07094131323334353637389000');
  });

  it('forgets what was selected when it is reset', () => {
    const virtual = new VirtualSocialSecurityCard(syntheticCard());
    virtual.respond(fromHex(select));
    virtual.reset();
    expect(toHex(virtual.respond(fromHex('00B2032806')))).toBe('6986');
  });

  it('survives any command', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 30 }), { maxLength: 20 }), (commands) => {
        const virtual = new VirtualSocialSecurityCard(syntheticCard());
        for (const command of commands) expect(parseResponse(virtual.respond(command)).ok).toBe(true);
      }),
    );
  });
});
