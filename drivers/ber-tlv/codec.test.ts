import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { fromHex, toHex } from '../core/hex.ts';
import { findTlv, parseTlvs } from './codec.ts';

/** A public FCI of a debit application. */
const fci = fromHex(
  '6F558408A000000333010101A549500E556E696F6E5061792044656269748701019F380C9F7A019F02065F2A02DF69015F2D027A689F1101019F120E556E696F6E506179204465626974BF0C0A9F4D020B0ADF4D020C0A',
);

describe('BER-TLV', () => {
  it('is read at every depth', () => {
    expect(parseTlvs(fci)?.map(({ tag, constructed }) => [tag.toString(16), constructed])).toEqual([
      ['6f', true],
    ]);
    expect(Buffer.from(findTlv(fci, 0x50)?.value ?? []).toString('ascii')).toBe('UnionPay Debit');
    expect(toHex(findTlv(fci, 0x9f38)?.value ?? new Uint8Array())).toBe('9F7A019F02065F2A02DF6901');
    expect(toHex(findTlv(fci, 0x9f4d)?.value ?? new Uint8Array())).toBe('0B0A');
  });

  it('is not found by its bytes inside another value', () => {
    // 9F7A stands in the value of 9F38 and is no data object.
    expect(findTlv(fci, 0x9f7a)).toBeNull();
  });

  it('has long lengths, and padding between', () => {
    const long = Uint8Array.from([
      0x00,
      0x53,
      0x81,
      0x80,
      ...new Uint8Array(128),
      0xff,
      0x54,
      0x82,
      0x00,
      0x01,
      0x07,
    ]);
    expect(parseTlvs(long)?.map(({ tag, value }) => [tag, value.length])).toEqual([
      [0x53, 128],
      [0x54, 1],
    ]);
  });

  it.each(['6F', '6F05', '6F0501', '9F', '9F8181810101', '508001', '5083000001AA'])('is not %p', (hex) => {
    expect(parseTlvs(fromHex(hex))).toBeNull();
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 0, max: 0xffff }), (bytes, tag) => {
        for (const { value } of parseTlvs(bytes) ?? [])
          expect(value.length).toBeLessThanOrEqual(bytes.length);
        const found = findTlv(bytes, tag);
        expect(found === null || found.tag === tag).toBe(true);
      }),
    );
  });
});
