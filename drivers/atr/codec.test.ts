import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { fromHex, toHex } from '../core/hex.ts';
import { buildAtr, parseAtr } from './codec.ts';

const thirteen = Buffer.from('YIKATONG-DEMO', 'ascii');

describe('an answer to reset', () => {
  it('of the usual social-security card: T=0, thirteen historical bytes, no TCK', () => {
    expect(parseAtr(fromHex('3B6D000059494B41544F4E472D44454D4F'))).toEqual({
      ok: true,
      value: { convention: 'direct', protocols: [0], historicalBytes: Uint8Array.from(thirteen) },
    });
  });

  it('of a T=1 card ends in a TCK', () => {
    // ISO/IEC 7816-3: 3B 80 80 01 01 is what contactless readers make up for a storage card without history.
    expect(parseAtr(fromHex('3B80800101'))).toMatchObject({ ok: true, value: { protocols: [0, 1] } });
    expect(parseAtr(fromHex('3B80800102'))).toMatchObject({ ok: false, error: { code: 'card-mute' } });
    expect(parseAtr(fromHex('3B808001'))).toMatchObject({ ok: false, error: { code: 'card-mute' } });
  });

  it('in inverse convention', () => {
    expect(parseAtr(fromHex('3F00'))).toMatchObject({
      ok: true,
      value: { convention: 'inverse', protocols: [0] },
    });
  });

  it('leaves T=15 out of the protocols', () => {
    // TD1 = 81 (T=1), TD2 = 1F (T=15, TA3 follows).
    const body = fromHex('80811FC7');
    const tck = body.reduce((sum, byte) => sum ^ byte, 0);
    expect(parseAtr(Uint8Array.from([0x3b, ...body, tck]))).toMatchObject({
      ok: true,
      value: { protocols: [1] },
    });
  });

  it.each(['', '3B', '0000', '3B6D0000', '3BFF', `3B${'00'.repeat(33)}`])('is not %p', (hex) => {
    expect(parseAtr(fromHex(hex))).toMatchObject({ ok: false, error: { code: 'card-mute' } });
  });

  it('is built as it is read', () => {
    expect(toHex(buildAtr('T=0', thirteen))).toBe('3B6D000059494B41544F4E472D44454D4F');
    expect(parseAtr(buildAtr('T=1', thirteen))).toEqual({
      ok: true,
      value: { convention: 'direct', protocols: [1], historicalBytes: Uint8Array.from(thirteen) },
    });
  });

  it('survives any bytes', () => {
    const likely = fc
      .tuple(fc.constantFrom(0x3b, 0x3f), fc.uint8Array({ maxLength: 40 }))
      .map(([ts, rest]) => Uint8Array.from([ts, ...rest]));
    fc.assert(
      fc.property(fc.oneof(likely, fc.uint8Array({ maxLength: 40 })), (bytes) => {
        const atr = parseAtr(bytes);
        return atr.ok ? atr.value.historicalBytes.length <= 15 : atr.error.code === 'card-mute';
      }),
    );
  });
});
