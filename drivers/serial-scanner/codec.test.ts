import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { fromHex, toHex } from '#drivers/core/hex.ts';
import type { Assembled } from '#drivers/scanner/assembler.ts';

import { buildScan, LineAssembler } from './codec.ts';

function told(assembled: readonly Assembled[]): string[] {
  return assembled.map((one) =>
    one.type === 'scan' ? `${one.aimIdentifier ?? '-'} ${Buffer.from(one.bytes).toString()}` : one.type,
  );
}

describe('scans on a serial port', () => {
  it.each([
    ['CR', '594B55310D', ['- YKU1']],
    ['LF', '594B55310A', ['- YKU1']],
    ['CR LF', '594B55310D0A', ['- YKU1']],
    ['two at once', '410D420D', ['- A', '- B']],
    ['an AIM identifier', '5D5131410D', [']Q1 A']],
    ['ends alone', '0D0A0D0A', []],
  ])('end in CR and/or LF: %s', (_what, hex, expected) => {
    expect(told(new LineAssembler().push(fromHex(hex)))).toEqual(expected);
  });

  it('come in any pieces, CR and LF apart included', () => {
    const assembler = new LineAssembler();
    const pieces = ['5D', '51', '3141', '42', '0D', '0A', '430A'].map(fromHex);
    const all = pieces.flatMap((piece) => [...assembler.push(piece)]);
    expect(told(all)).toEqual([']Q1 AB', '- C']);
    expect(all[0]).toMatchObject({ reports: 4 });
  });

  it('without an end are ended by silence', () => {
    const assembler = new LineAssembler();
    expect(assembler.push(fromHex('4142'))).toEqual([]);
    expect(assembler.pending).toBe(true);
    expect(told(assembler.idle())).toEqual(['- AB']);
    expect(assembler.pending).toBe(false);
    expect(assembler.idle()).toEqual([]);
  });

  it('that never end are given up, up to the next end', () => {
    const assembler = new LineAssembler();
    const endless = new Uint8Array(10_000).fill(0x41);
    expect(told([endless, endless, endless].flatMap((one) => [...assembler.push(one)]))).toEqual(['broken']);
    expect(told(assembler.push(fromHex('0D420D')))).toEqual(['- B']);
  });

  it('are built as the literal bytes', () => {
    expect(toHex(buildScan(Buffer.from('AB'), ']Q1'))).toBe('5D513141420D');
    expect(toHex(buildScan(Buffer.from('AB'), null))).toBe('41420D');
  });

  it('come out the same however they are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.integer({ min: 1, max: 20 }), (bytes, size) => {
        const whole = new LineAssembler();
        const expected = told([...whole.push(bytes), ...whole.idle()]);
        const cut = new LineAssembler();
        const assembled: Assembled[] = [];
        for (let at = 0; at < bytes.length; at += size)
          assembled.push(...cut.push(bytes.subarray(at, at + size)));
        assembled.push(...cut.idle());
        expect(told(assembled)).toEqual(expected);
      }),
    );
  });
});
