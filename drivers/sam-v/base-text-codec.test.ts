import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import type { IdentityCardContent } from '#contracts/emulators.ts';
import { fromHex, toHex } from '#drivers/core/hex.ts';
import {
  citizenCard,
  foreignerCard,
  hmtPermitCard,
  otherCitizenCard,
  unpublishedCard,
} from '#test/support/identity-cards.ts';

import { buildBaseText, parseBaseText } from './base-text-codec.ts';

function built(content: IdentityCardContent): Uint8Array {
  const text = buildBaseText(content);
  if (!text.ok) throw new TypeError(text.error.detail);
  return text.value;
}

/** A text with one field overwritten. */
function changed(content: IdentityCardContent, offset: number, hex: string): Uint8Array {
  const text = built(content).slice();
  text.set(fromHex(hex), offset);
  return text;
}

const utf16 = (text: string): string => Buffer.from(text, 'utf16le').toString('hex');

describe('a citizen', () => {
  // 张三, male, Han, written out by hand.
  const literal = [
    '205F094E' + '2000'.repeat(13),
    '3100',
    '30003100',
    '31003900340039003100320033003100',
    'CD91865E025E' + '2000'.repeat(32),
    '310031003000310030003500310039003400390031003200330031003000300032005800',
    '6C51895B405C' + '2000'.repeat(12),
    '32003000310035003000310030003200',
    '32003000330035003000310030003200',
    '2000'.repeat(18),
  ].join('');

  it('is read from literal bytes', () => {
    expect(parseBaseText(fromHex(literal))).toEqual({
      ok: true,
      value: {
        layout: 'citizen',
        name: '张三',
        sex: 'male',
        ethnicGroup: '01',
        birthDate: '1949-12-31',
        address: '重庆市',
        number: '11010519491231002X',
        issuer: '公安局',
        validFrom: '2015-01-02',
        validTo: '2035-01-02',
      },
    });
  });

  it('is written as the same bytes', () => {
    const text = built({
      ...citizenCard,
      name: '张三',
      sex: 'male',
      address: '重庆市',
      issuer: '公安局',
      validTo: '2035-01-02',
    });
    expect(toHex(text)).toBe(literal.toUpperCase());
  });

  it('may be valid for ever', () => {
    expect(parseBaseText(changed(citizenCard, 204, '7F951F67'))).toMatchObject({
      value: { validTo: '长期' },
    });
  });
});

describe('every published layout', () => {
  it.each([citizenCard, otherCitizenCard, hmtPermitCard, foreignerCard])(
    '$layout comes back whole',
    (card) => {
      expect(parseBaseText(built(card))).toEqual({ ok: true, value: card });
    },
  );

  it('is told by the character at byte 248', () => {
    expect(toHex(built(hmtPermitCard).subarray(248, 250))).toBe('4A00');
    expect(toHex(built(foreignerCard).subarray(248, 250))).toBe('4900');
    expect(toHex(built(citizenCard).subarray(248, 250))).toBe('2000');
  });

  it('of a foreigner may lack the issuer', () => {
    expect(parseBaseText(built({ ...foreignerCard, issuer: null }))).toMatchObject({
      value: { issuer: null },
    });
  });
});

describe('an unknown layout', () => {
  it('is said to be one', () => {
    expect(parseBaseText(built(unpublishedCard))).toEqual({
      ok: false,
      error: { code: 'identity-card-unsupported', detail: 'type character U+0059' },
    });
    expect(parseBaseText(changed(citizenCard, 248, '00D8'))).toMatchObject({
      error: { detail: 'type character U+FFFD' },
    });
    expect(parseBaseText(built(citizenCard).subarray(0, 254))).toEqual({
      ok: false,
      error: { code: 'identity-card-unsupported', detail: 'text of 254 bytes' },
    });
  });
});

describe('a field off its form', () => {
  it.each([
    ['name', 'empty', changed(citizenCard, 0, utf16(' '.repeat(15)))],
    ['name', 'with half a surrogate pair', changed(citizenCard, 0, '42D8')],
    ['name', 'with a control character', changed(citizenCard, 0, '0000')],
    ['sex', 'outside GB/T 2261.1', changed(citizenCard, 30, utf16('3'))],
    ['ethnic group', 'outside GB/T 3304', changed(citizenCard, 32, utf16('57'))],
    ['birth date', 'not in the calendar', changed(citizenCard, 36, utf16('19490230'))],
    ['number', 'with a wrong check character', changed(citizenCard, 122 + 34, utf16('1'))],
    ['number', 'of a citizen on a foreigner', changed(foreignerCard, 122, utf16('110105194912310'))],
    ['valid from', 'empty', changed(citizenCard, 188, utf16(' '.repeat(8)))],
    ['valid to', 'neither a date nor for ever', changed(citizenCard, 204, utf16('短期'))],
  ])('%s %s is named, and what stands in it is not', (field, _how, text) => {
    expect(parseBaseText(text)).toEqual({
      ok: false,
      error: { code: 'identity-card-unreadable', detail: `field "${field}" is off its form` },
    });
  });

  it('that is too long is not written', () => {
    expect(buildBaseText({ ...citizenCard, name: '字'.repeat(16) })).toMatchObject({
      error: { code: 'not-permitted' },
    });
  });
});

describe('any 256 bytes', () => {
  it('are a card or a named failure', () => {
    const bytes = fc.uint8Array({ minLength: 256, maxLength: 256 });
    fc.assert(
      fc.property(bytes, fc.constantFrom(' ', 'J', 'I', 'Y'), (random, type) => {
        random.set(fromHex(utf16(type)), 248);
        const result = parseBaseText(random);
        expect(result.ok || result.error.code.startsWith('identity-card-')).toBe(true);
      }),
    );
  });

  it('that nearly are a card never throw', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(citizenCard, hmtPermitCard, foreignerCard),
        fc.nat(255),
        fc.nat(255),
        (card, at, byte) => {
          const text = built(card).slice();
          text[at] = byte;
          expect(typeof parseBaseText(text).ok).toBe('boolean');
        },
      ),
    );
  });
});
