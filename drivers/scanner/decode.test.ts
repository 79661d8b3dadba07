import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import iconv from 'iconv-lite';

import { fromHex } from '#drivers/core/hex.ts';

import { decodeScan, isAimIdentifier } from './decode.ts';

describe('a scan', () => {
  it.each([
    ['ASCII', '594B553132333435', 'YKU12345'],
    ['UTF-8', 'E6B89DE5BFABE7A081', '渝快码'],
    ['GB18030 where it is no UTF-8', 'D3E5BFECC2EB', '渝快码'],
    ['a four-byte character of GB18030', '9536A137', iconv.decode(Buffer.from('9536A137', 'hex'), 'gb18030')],
    ['a trailing CR', '41420D', 'AB'],
    ['a trailing CR LF', '41420D0A', 'AB'],
    ['a CR inside', '410D42', 'A\rB'],
    ['a group separator', '411D42', 'A\u001DB'],
  ])('%s', (_what, hex, text) => {
    expect(decodeScan(fromHex(hex))).toEqual({ ok: true, value: text });
  });

  it.each([
    ['nothing', ''],
    ['its end alone', '0D0A'],
    ['what is in neither encoding', 'FFFF'],
    ['half a character', 'D3E5BF'],
  ])('of %s is unreadable', (_what, hex) => {
    expect(decodeScan(fromHex(hex))).toMatchObject({ error: { code: 'code-unreadable' } });
  });

  it('is at most 4096 characters long', () => {
    expect(decodeScan(new Uint8Array(4096).fill(0x41))).toMatchObject({ ok: true });
    expect(decodeScan(new Uint8Array(4097).fill(0x41))).toMatchObject({ error: { code: 'code-unreadable' } });
  });

  it('of any bytes is a text or a named failure', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const result = decodeScan(bytes);
        expect(result.ok ? result.value.length > 0 : result.error.code === 'code-unreadable').toBe(true);
      }),
    );
  });

  it('in UTF-8 comes back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (text) => {
        fc.pre(!/[\r\n]$/.test(text) && !text.startsWith('\uFEFF'));
        expect(decodeScan(new TextEncoder().encode(text))).toEqual({ ok: true, value: text });
      }),
    );
  });
});

describe('an AIM identifier', () => {
  it.each([
    [']Q1', true],
    [']C0', true],
    [']d2', true],
    [']h1', true],
    [']QA', true],
    ['Q1]', false],
    [']11', false],
    [']Q-', false],
    [']Q', false],
  ])('%s: %s', (text, is) => {
    expect(isAimIdentifier(new TextEncoder().encode(text))).toBe(is);
  });
});
