import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { fromHex, toHex } from '#drivers/core/hex.ts';

import {
  buildBitsAnswer,
  buildException,
  buildRequest,
  crc16,
  describeAnswer,
  describeException,
  describeRequest,
  findAnswer,
  findRequest,
  type ModbusRequest,
} from './codec.ts';

const readThree: ModbusRequest = { kind: 'read-discrete-inputs', address: 0, count: 3 };
const openIn: ModbusRequest = { kind: 'write-single-coil', address: 0, on: true };

const anyRequest: fc.Arbitrary<ModbusRequest> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('read-coils' as const, 'read-discrete-inputs' as const),
    address: fc.integer({ min: 0, max: 65535 }),
    count: fc.integer({ min: 1, max: 2000 }),
  }),
  fc.record({
    kind: fc.constant('write-single-coil' as const),
    address: fc.integer({ min: 0, max: 65535 }),
    on: fc.boolean(),
  }),
);
const anyUnit = fc.integer({ min: 1, max: 247 });

it('computes the CRC of the specification: "123456789" gives 4B37', () => {
  expect(crc16(Buffer.from('123456789'))).toBe(0x4b37);
});

// The frames were made by pymodbus 3.0.0.
describe('buildRequest', () => {
  it.each<[string, number, ModbusRequest]>([
    ['010100000002BDCB', 1, { kind: 'read-coils', address: 0, count: 2 }],
    ['010200000003380B', 1, readThree],
    ['01050000FF008C3A', 1, openIn],
    ['1105000100009E9A', 17, { kind: 'write-single-coil', address: 1, on: false }],
    ['F702012C000CACAC', 247, { kind: 'read-discrete-inputs', address: 300, count: 12 }],
  ])('%s', (hex, unit, request) => {
    expect(toHex(buildRequest(unit, request))).toBe(hex);
  });
});

describe('findAnswer', () => {
  it.each<[string, number, ModbusRequest, readonly boolean[]]>([
    ['010101019048', 1, { kind: 'read-coils', address: 0, count: 2 }, [true, false]],
    ['01020105618B', 1, readThree, [true, false, true]],
    [
      'F702020009B1AB',
      247,
      { kind: 'read-discrete-inputs', address: 300, count: 12 },
      [...Array<boolean>(8).fill(false), true, false, false, true],
    ],
  ])('%s', (hex, unit, request, bits) => {
    expect(findAnswer(fromHex(hex), unit, request)).toEqual({ answer: { kind: 'bits', bits }, skipped: 0 });
  });

  it('takes the echo of a written coil, and no other', () => {
    const echo = fromHex('01050000FF008C3A');
    expect(findAnswer(echo, 1, openIn)).toEqual({ answer: { kind: 'written' }, skipped: 0 });
    expect(findAnswer(echo, 1, { ...openIn, on: false })).toBeNull();
    expect(findAnswer(echo, 1, { ...openIn, address: 1 })).toBeNull();
    expect(findAnswer(echo, 2, openIn)).toBeNull();
  });

  it('names exceptions', () => {
    expect(findAnswer(fromHex('018502C351'), 1, openIn)).toEqual({
      answer: { kind: 'exception', exception: 2 },
      skipped: 0,
    });
    expect(describeException(2)).toBe('exception 02 illegal data address');
    expect(describeException(0x0b)).toBe('exception 0B gateway target device failed to respond');
    expect(describeException(0x7f)).toBe('exception 7F not in the specification');
  });

  it('does not take an exception to another function', () => {
    expect(findAnswer(fromHex('018502C351'), 1, readThree)).toBeNull();
  });

  it('waits for the last byte', () => {
    const whole = fromHex('01020105618B');
    for (let length = 0; length < whole.length; length += 1) {
      expect(findAnswer(whole.subarray(0, length), 1, readThree)).toBeNull();
    }
  });

  it('does not take a frame with a wrong CRC', () => {
    expect(findAnswer(fromHex('01020104618B'), 1, readThree)).toBeNull();
  });

  it('does not take an answer of another length than asked for', () => {
    expect(findAnswer(fromHex('F702020009B1AB'), 247, { ...readThree, address: 300 })).toBeNull();
  });

  it('finds the answer after noise that begins like it, and after a late answer', () => {
    expect(findAnswer(fromHex('0102 FF 01020105618B'), 1, readThree)).toMatchObject({ skipped: 3 });
    expect(findAnswer(fromHex('01020105618B 01050000FF008C3A'), 1, openIn)).toMatchObject({ skipped: 6 });
  });

  it('gives a value or null on any bytes, and the bits asked for when it gives a value', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), anyUnit, anyRequest, (bytes, unit, request) => {
        const found = findAnswer(bytes, unit, request);
        if (found?.answer.kind !== 'bits') return true;
        return request.kind !== 'write-single-coil' && found.answer.bits.length === request.count;
      }),
    );
  });
});

describe('both ends', () => {
  it('a request survives the way', () => {
    fc.assert(
      fc.property(anyUnit, anyRequest, (unit, request) => {
        const bytes = buildRequest(unit, request);
        expect(findRequest(bytes)).toEqual({
          received: { unit, functionCode: bytes[1], request },
          used: bytes.length,
        });
      }),
    );
  });

  it('bits survive the way', () => {
    fc.assert(
      fc.property(anyUnit, fc.array(fc.boolean(), { minLength: 1, maxLength: 2000 }), (unit, bits) => {
        const request: ModbusRequest = { kind: 'read-coils', address: 7, count: bits.length };
        const found = findAnswer(buildBitsAnswer(unit, 1, bits), unit, request);
        expect(found).toEqual({ answer: { kind: 'bits', bits }, skipped: 0 });
      }),
    );
  });

  it('a flipped bit anywhere is never taken for an answer', () => {
    const answer = fromHex('01020105618B');
    for (let bit = 0; bit < answer.length * 8; bit += 1) {
      const flipped = answer.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(findAnswer(flipped, 1, readThree)).toBeNull();
    }
  });
});

describe('findRequest', () => {
  it('waits for the last byte', () => {
    const whole = fromHex('01050000FF008C3A');
    for (let length = 0; length < whole.length; length += 1) {
      expect(findRequest(whole.subarray(0, length))).toBeNull();
    }
  });

  it('finds a request behind half of another', () => {
    expect(findRequest(fromHex('010200 01050000FF008C3A'))).toEqual({
      received: { unit: 1, functionCode: 5, request: openIn },
      used: 11,
    });
  });

  it('knows an unknown function and an illegal value as such', () => {
    // Write multiple coils (0F), made by pymodbus 3.0.0.
    expect(findRequest(fromHex('010F000000020103 9E96'))).toMatchObject({
      received: { unit: 1, functionCode: 0x0f, request: null },
    });
    expect(findRequest(fromHex('010500001234 C0BD'))).toMatchObject({
      received: { functionCode: 5, request: null },
    });
  });

  it('gives a value or null on any bytes, in bounded time', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 512 }), (bytes) => {
        const found = findRequest(bytes);
        return found === null || found.used <= bytes.length;
      }),
    );
  });
});

it('builds exceptions', () => {
  expect(toHex(buildException(1, 5, 2))).toBe('018502C351');
});

it('says in words what goes over the wire', () => {
  expect(describeRequest(readThree)).toBe('read discrete inputs 0 to 2');
  expect(describeAnswer(readThree, { kind: 'bits', bits: [true, false, false] })).toBe('0 on, 1 off, 2 off');
  expect(describeRequest(openIn)).toBe('coil 0 on');
  expect(describeAnswer(openIn, { kind: 'written' })).toBe('coil 0 on, done');
});
