import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { fromHex, toHex } from '#drivers/core/hex.ts';

import {
  buildAnswer,
  buildCommand,
  describeStatus,
  packetBytes,
  parseAnswer,
  parseCommand,
  status,
  type Command,
} from './codec.ts';

const commands: readonly [Command, string][] = [
  [{ name: 'GetImage', asks: {} }, '01'],
  [{ name: 'GenChar', asks: { buffer: 1 } }, '02 01'],
  [{ name: 'Match', asks: {} }, '03'],
  [{ name: 'Search', asks: { buffer: 1, page: 0, count: 200 } }, '04 01 0000 00C8'],
  [{ name: 'RegModel', asks: {} }, '05'],
  [{ name: 'StoreChar', asks: { buffer: 1, page: 5 } }, '06 01 0005'],
  [{ name: 'LoadChar', asks: { buffer: 2, page: 300 } }, '07 02 012C'],
  [{ name: 'UpChar', asks: { buffer: 1 } }, '08 01'],
  [{ name: 'DownChar', asks: { buffer: 2 } }, '09 02'],
  [{ name: 'Delete', asks: { page: 5, count: 1 } }, '0C 0005 0001'],
  [{ name: 'Empty', asks: {} }, '0D'],
  [{ name: 'ReadSysPara', asks: {} }, '0F'],
  [{ name: 'VfyPwd', asks: { password: 0xdeadbeef } }, '13 DEADBEEF'],
  [{ name: 'TemplateNum', asks: {} }, '1D'],
  [{ name: 'HandShake', asks: {} }, '40'],
];

describe('commands', () => {
  it.each(commands)('%j are the literal bytes, there and back', ({ name, asks }, hex) => {
    expect(toHex(buildCommand(name, asks))).toBe(hex.replaceAll(' ', ''));
    expect(parseCommand(fromHex(hex))).toEqual({ name, asks });
  });

  it.each(['', '02', '0201FF', '3F', '0A'])('"%s" is none', (hex) => {
    expect(parseCommand(fromHex(hex))).toBeNull();
  });

  it('hold no value that does not fit', () => {
    expect(() => buildCommand('GenChar', { buffer: 256 })).toThrow(RangeError);
    expect(() => buildCommand('VfyPwd', { password: -1 })).toThrow(RangeError);
    expect(() => buildCommand('StoreChar', { buffer: 1, page: 1.5 })).toThrow(RangeError);
  });
});

describe('answers', () => {
  const parameters = {
    register: 0,
    system: 9,
    capacity: 200,
    security: 3,
    address: 0xffffffff,
    packetSize: 2,
    baud: 6,
  };

  it('to ReadSysPara are the literal bytes, there and back', () => {
    const hex = '00 0000 0009 00C8 0003 FFFFFFFF 0002 0006';
    expect(toHex(buildAnswer('ReadSysPara', parameters))).toBe(hex.replaceAll(' ', ''));
    expect(parseAnswer('ReadSysPara', fromHex(hex))).toEqual({ status: 0, answers: parameters });
  });

  it('to Match, Search and TemplateNum have their fields', () => {
    expect(parseAnswer('Match', fromHex('00 00A3'))).toEqual({ status: 0, answers: { score: 163 } });
    expect(parseAnswer('Search', fromHex('00 0005 00A3'))).toEqual({
      status: 0,
      answers: { page: 5, score: 163 },
    });
    expect(parseAnswer('TemplateNum', fromHex('00 0100'))).toEqual({ status: 0, answers: { count: 256 } });
    expect(toHex(buildAnswer('Search', { page: 5, score: 163 }))).toBe('00000500A3');
  });

  it('that are not ok may come with fields or without', () => {
    expect(parseAnswer('Match', fromHex('08'))).toEqual({ status: 8, answers: null });
    expect(parseAnswer('Match', fromHex('08 000C'))).toEqual({ status: 8, answers: { score: 12 } });
    expect(parseAnswer('GetImage', fromHex('02'))).toEqual({ status: 2, answers: {} });
  });

  it('of another length are those of another command', () => {
    expect(parseAnswer('Match', fromHex('00'))).toBeNull();
    expect(parseAnswer('GetImage', fromHex('00 00A3'))).toBeNull();
    expect(parseAnswer('GetImage', fromHex(''))).toBeNull();
  });

  it.each(commands.filter(([{ name }]) => name !== 'ReadSysPara'))(
    'to ReadSysPara are none to %j',
    ({ name }) => {
      expect(parseAnswer(name, buildAnswer('ReadSysPara', parameters))).toBeNull();
    },
  );

  it('are read back whatever their values', () => {
    fc.assert(
      fc.property(fc.nat(0xffff), fc.nat(0xffff), (page, score) => {
        expect(parseAnswer('Search', buildAnswer('Search', { page, score }))).toEqual({
          status: 0,
          answers: { page, score },
        });
      }),
    );
  });
});

it('names every status', () => {
  const named = Object.values(status).map(describeStatus);
  expect(named.filter((text) => text.includes('unknown'))).toEqual([]);
  expect(new Set(named).size).toBe(19);
  expect(describeStatus(0x13)).toBe('13: wrong password');
  expect(describeStatus(0x7f)).toBe('7F: unknown status');
});

it('knows the four sizes of data packets', () => {
  expect([0, 1, 2, 3, 4].map(packetBytes)).toEqual([32, 64, 128, 256, null]);
});
