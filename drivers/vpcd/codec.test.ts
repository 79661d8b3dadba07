import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { fromHex, toHex } from '../core/hex.ts';
import { encodeFrame, FrameAssembler, parseReaderFrame } from './codec.ts';

describe('a vpcd frame', () => {
  it('is a big-endian length and a body, in one piece', () => {
    expect(toHex(encodeFrame(fromHex('04')))).toBe('000104');
    expect(toHex(encodeFrame(new Uint8Array(0x1234))).slice(0, 4)).toBe('1234');
    expect(() => encodeFrame(new Uint8Array(0x10000))).toThrow(RangeError);
  });

  it.each([
    ['00', { kind: 'power-off' }],
    ['01', { kind: 'power-on' }],
    ['02', { kind: 'reset' }],
    ['04', { kind: 'atr' }],
    ['03', null],
    ['00B2032806', { kind: 'apdu', apdu: fromHex('00B2032806') }],
    ['', { kind: 'apdu', apdu: new Uint8Array(0) }],
  ])('with body %p asks for %p', (body, frame) => {
    expect(parseReaderFrame(fromHex(body))).toEqual(frame);
  });

  it('is put together however the bytes are split', () => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 });
    fc.assert(
      fc.property(bodies, fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }), (sent, cuts) => {
        const wire = Buffer.concat(sent.map((body) => encodeFrame(body)));
        const assembler = new FrameAssembler();
        const received: string[] = [];
        for (let at = 0, turn = 0; at < wire.length; turn += 1) {
          const end = at + (cuts[turn % cuts.length] ?? 1);
          for (const body of assembler.push(wire.subarray(at, end))) received.push(toHex(body));
          at = end;
        }
        expect(received).toEqual(sent.map(toHex));
      }),
    );
  });
});
