import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { fromHex, toHex } from '#drivers/core/hex.ts';

import {
  buildData,
  buildPacket,
  concat,
  longestPayload,
  PacketParser,
  type Packet,
  type Parsed,
} from './packets.ts';

const wire = {
  getImage: 'EF01FFFFFFFF 01 0003 01 0005',
  noFinger: 'EF01FFFFFFFF 07 0003 02 000C',
  parameters: 'EF01FFFFFFFF 07 0013 00000000 0000C800 03FFFFFF FF000200 06 04E9',
};

const anyPacket: fc.Arbitrary<Packet> = fc.record({
  address: fc.constantFrom(0xffffffff, 0, 0xef01ef01, 0x12345678),
  kind: fc.constantFrom('command', 'data', 'acknowledge', 'end-of-data'),
  payload: fc.uint8Array({ minLength: 1, maxLength: longestPayload }),
});

function packets(parsed: readonly Parsed[]): Packet[] {
  return parsed.flatMap((one) =>
    one.type === 'packet' ? [{ ...one.packet, payload: Uint8Array.from(one.packet.payload) }] : [],
  );
}

function garbage(parsed: readonly Parsed[]): number {
  return parsed.reduce((sum, one) => sum + (one.type === 'garbage' ? one.bytes : 0), 0);
}

function parse(...hex: readonly string[]): Parsed[] {
  const parser = new PacketParser();
  return hex.flatMap((part) => parser.push(fromHex(part)));
}

/** Cuts `bytes` at `cuts`, wrapped round into its length. */
function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const at = [...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  return at.map((end, index) => bytes.subarray(at[index - 1] ?? 0, end));
}

describe('a packet', () => {
  it('is the literal bytes', () => {
    const packet = { address: 0xffffffff, kind: 'command', payload: Uint8Array.of(0x01) } as const;
    expect(toHex(buildPacket(packet))).toBe(wire.getImage.replaceAll(' ', ''));
  });

  it('has a sum modulo 65536 over kind, length and payload', () => {
    const payload = new Uint8Array(256).fill(0xff);
    const bytes = buildPacket({ address: 1, kind: 'data', payload });
    // 02 + 01 + 02 + 256 times FF.
    expect(toHex(bytes.subarray(-2))).toBe('FF05');
    expect(toHex(bytes.subarray(0, 9))).toBe('EF0100000001020102');
  });

  it.each([0, 257])('holds no %i bytes', (length) => {
    expect(() => buildPacket({ address: 0, kind: 'data', payload: new Uint8Array(length) })).toThrow(
      RangeError,
    );
  });

  it('longer than one is several, the last one marked', () => {
    const data = Uint8Array.from({ length: 70 }, (_, index) => index);
    const parsed = new PacketParser().push(concat(buildData(0xffffffff, data, 32)));
    expect(packets(parsed).map(({ kind, payload }) => `${kind} ${payload.length}`)).toEqual([
      'data 32',
      'data 32',
      'end-of-data 6',
    ]);
    expect(concat(packets(parsed).map(({ payload }) => payload))).toEqual(data);
  });
});

describe('the parser', () => {
  it('reads literal packets', () => {
    expect(packets(parse(wire.noFinger + wire.parameters))).toEqual([
      { address: 0xffffffff, kind: 'acknowledge', payload: Uint8Array.of(2) },
      {
        address: 0xffffffff,
        kind: 'acknowledge',
        payload: fromHex('000000000000C80003FFFFFFFF00020006'),
      },
    ]);
  });

  it.each([
    ['a wrong sum', 'EF01FFFFFFFF 07 0003 02 000D'],
    ['a kind that there is not', 'EF01FFFFFFFF 03 0003 02 0008'],
    ['no payload', 'EF01FFFFFFFF 07 0002 0009'],
    ['a length beyond the longest', 'EF01FFFFFFFF 07 0103 02 010D'],
    ['noise', '55 00 EF EF 02 FF'],
    ['half a packet', 'EF01FFFFFFFF 07 0003'],
  ])('throws %s away and reads what follows at once', (_what, bad) => {
    const parsed = parse(bad, wire.noFinger, wire.noFinger);
    expect(packets(parsed)).toHaveLength(2);
    expect(garbage(parsed)).toBe(fromHex(bad).length);
  });

  it('waits for no length that is wrong', () => {
    const parsed = parse('EF01FFFFFFFF 02 FFFF');
    expect(garbage(parsed)).toBe(9);
  });

  it('forgets half a packet when told, and says how much that was', () => {
    const parser = new PacketParser();
    expect(parser.push(fromHex('EF01FFFFFFFF07'))).toEqual([]);
    expect(parser.reset()).toBe(7);
    expect(packets(parser.push(fromHex(wire.noFinger)))).toHaveLength(1);
  });

  it('reads any packets, split and joined anywhere', () => {
    fc.assert(
      fc.property(
        fc.array(anyPacket, { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(2000), { maxLength: 30 }),
        (sent, cuts) => {
          const parser = new PacketParser();
          const parsed = pieces(concat(sent.map(buildPacket)), cuts).flatMap((part) => parser.push(part));
          expect(packets(parsed)).toEqual(sent);
          expect(garbage(parsed)).toBe(0);
          expect(parser.reset()).toBe(0);
        },
      ),
    );
  });

  it('finds its feet after packets that were cut off, wherever they are split', () => {
    const cutOff = fc
      .tuple(anyPacket, fc.nat(300))
      .map(([packet, keep]) => buildPacket(packet).subarray(0, keep % (packet.payload.length + 10)));
    // Long enough for every announced length to be found wrong.
    const silence = new Uint8Array(longestPayload + 11);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cutOff, anyPacket), { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(3000), { maxLength: 20 }),
        (sent, cuts) => {
          const bytes = concat([...sent.flatMap(([bad, good]) => [bad, buildPacket(good)]), silence]);
          const parser = new PacketParser();
          const parsed = pieces(bytes, cuts).flatMap((part) => parser.push(part));
          expect(packets(parsed)).toEqual(sent.map(([, good]) => good));
        },
      ),
    );
  });

  it('takes no packet in which one bit is wrong', () => {
    fc.assert(
      fc.property(anyPacket, fc.nat(), (packet, bit) => {
        const bytes = buildPacket(packet);
        // The address is not in the sum.
        const inSum = [0, 1, ...Array.from({ length: bytes.length - 6 }, (_, at) => at + 6)];
        const at = inSum[(bit >> 3) % inSum.length] ?? 0;
        bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit & 7));
        const parsed = new PacketParser().push(concat([bytes, new Uint8Array(longestPayload + 11)]));
        expect(packets(parsed)).toEqual([]);
      }),
    );
  });
});
