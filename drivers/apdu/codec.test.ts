import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { fromHex, toHex } from '../core/hex.ts';
import { encodeCommand, encodeResponse, parseCommand, parseResponse, swText } from './codec.ts';

const name = fromHex('7378312E73682EC9E7BBE1B1A3D5CF');

describe('a command APDU', () => {
  it.each([
    ['case 1', { cla: 0, ins: 0x70, p1: 0, p2: 0 }, '00700000', '00700000'],
    ['case 2', { cla: 0, ins: 0xb2, p1: 3, p2: 0x28, le: 6 }, '00B2032806', '00B2032806'],
    ['case 2, all of 256 bytes', { cla: 0, ins: 0xc0, p1: 0, p2: 0, le: 256 }, '00C0000000', '00C0000000'],
    [
      'case 3',
      { cla: 0, ins: 0xa4, p1: 2, p2: 0, data: fromHex('EF05') },
      '00A4020002EF05',
      '00A4020002EF05',
    ],
    [
      'case 4, whose Le T=0 cannot carry',
      { cla: 0, ins: 0xa4, p1: 4, p2: 0, data: name, le: 256 },
      '00A404000F7378312E73682EC9E7BBE1B1A3D5CF',
      '00A404000F7378312E73682EC9E7BBE1B1A3D5CF00',
    ],
  ])('%s', (_case, command, t0, t1) => {
    expect(toHex(encodeCommand(command, 'T=0'))).toBe(t0);
    expect(toHex(encodeCommand(command, 'T=1'))).toBe(t1);
    expect(parseCommand(fromHex(t1))).toEqual({ ok: true, value: command });
  });

  it.each(['', '00A404', '00A4040003EF05', '00A40400020102FF00', '00A404000000'])('is not %p', (hex) => {
    expect(parseCommand(fromHex(hex))).toMatchObject({ ok: false, error: { code: 'card-exchange-failed' } });
  });

  it('does not fit what a short APDU cannot hold', () => {
    expect(() => encodeCommand({ cla: 0, ins: 0, p1: 0, p2: 0, data: new Uint8Array(256) }, 'T=1')).toThrow(
      RangeError,
    );
    expect(() => encodeCommand({ cla: 0, ins: 0, p1: 0, p2: 0, le: 257 }, 'T=1')).toThrow(RangeError);
  });

  it('survives any bytes, and what it understands it writes back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const command = parseCommand(bytes);
        if (!command.ok) return command.error.code === 'card-exchange-failed';
        return toHex(encodeCommand(command.value, 'T=1')) === toHex(bytes);
      }),
    );
  });
});

describe('a response APDU', () => {
  it('ends in its status word', () => {
    expect(parseResponse(fromHex('0304332E30309000'))).toEqual({
      ok: true,
      value: { data: fromHex('0304332E3030'), sw: 0x9000 },
    });
    expect(parseResponse(fromHex('6A82'))).toEqual({
      ok: true,
      value: { data: new Uint8Array(0), sw: 0x6a82 },
    });
    expect(toHex(encodeResponse({ data: fromHex('01'), sw: 0x61ff }))).toBe('0161FF');
  });

  it.each(['', '90', '0000', '6000', '8F00', 'A000', 'FFFF'])('is not %p', (hex) => {
    expect(parseResponse(fromHex(hex))).toMatchObject({ ok: false, error: { code: 'card-exchange-failed' } });
  });

  it('survives any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const response = parseResponse(bytes);
        if (!response.ok) return response.error.code === 'card-exchange-failed';
        return toHex(encodeResponse(response.value)) === toHex(bytes);
      }),
    );
  });

  it('is named as the standard does', () => {
    expect(swText(0x6a82)).toBe('6A82');
    expect(swText(0x9000)).toBe('9000');
  });
});
