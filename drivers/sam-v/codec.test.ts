import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { fromHex, toHex } from '#drivers/core/hex.ts';

import {
  buildAnswer,
  buildBase,
  buildFrame,
  buildRequest,
  buildSamId,
  describeAnswer,
  findCard,
  FrameParser,
  parseAnswer,
  readBase,
  samId,
  samStatus,
  selectCard,
  statusFailure,
  sw,
  type Parsed,
  type SamVCommand,
} from './codec.ts';

const wire = {
  found: 'AAAAAA9669 0008 00009F00000000 97',
  selected: 'AAAAAA9669 000C 0000900000000000000000 9C',
  findFailed: 'AAAAAA9669 0004 000080 84',
  selectFailed: 'AAAAAA9669 0004 000081 85',
  readFailed: 'AAAAAA9669 0004 000041 45',
};

function frames(parsed: readonly Parsed[]): string[] {
  return parsed.flatMap((one) => (one.type === 'frame' ? [toHex(one.body)] : []));
}

function garbage(parsed: readonly Parsed[]): number {
  return parsed.reduce((sum, one) => sum + (one.type === 'garbage' ? one.bytes : 0), 0);
}

function answerOf(hex: string): NonNullable<ReturnType<typeof parseAnswer>> {
  const [parsed] = new FrameParser().push(fromHex(hex));
  const answer = parsed?.type === 'frame' ? parseAnswer(parsed.body) : null;
  if (answer === null) throw new TypeError('no answer');
  return answer;
}

describe('requests', () => {
  it.each<[SamVCommand<unknown>, string]>([
    [samStatus, 'AAAAAA9669 0003 11FF ED'],
    [samId, 'AAAAAA9669 0003 12FF EE'],
    [findCard, 'AAAAAA9669 0003 2001 22'],
    [selectCard, 'AAAAAA9669 0003 2002 21'],
    [readBase, 'AAAAAA9669 0003 3001 32'],
  ])('%# are the literal bytes', (command, hex) => {
    expect(toHex(buildRequest(command))).toBe(hex.replaceAll(' ', ''));
  });

  it('fits no body whose length the protocol cannot say', () => {
    expect(() => buildFrame(new Uint8Array(4096))).toThrow(RangeError);
  });
});

describe('answers', () => {
  it.each([
    [wire.found, sw.found, 4],
    [wire.selected, sw.ok, 8],
    [wire.findFailed, sw.findFailed, 0],
    [wire.selectFailed, sw.selectFailed, 0],
    [wire.readFailed, sw.readFailed, 0],
  ])('%s', (hex, status, length) => {
    const answer = answerOf(hex);
    expect(answer.status).toBe(status);
    expect(answer.data).toHaveLength(length);
    expect(toHex(buildAnswer(status, answer.data))).toBe(hex.replaceAll(' ', ''));
  });

  it('are too short without a status word', () => {
    expect(parseAnswer(fromHex('0000'))).toBeNull();
  });

  it('say found, selected, or not', () => {
    expect(findCard.parse(answerOf(wire.found))).toEqual({ ok: true, value: true });
    expect(findCard.parse(answerOf(wire.findFailed))).toEqual({ ok: true, value: false });
    expect(selectCard.parse(answerOf(wire.selected))).toEqual({ ok: true, value: true });
    expect(selectCard.parse(answerOf(wire.selectFailed))).toEqual({ ok: true, value: false });
    expect(readBase.parse(answerOf(wire.readFailed))).toEqual({ ok: true, value: null });
  });

  it('give the SAM id as it is printed on the reader', () => {
    const data = fromHex('0500 0100 8C263501 01000000 D2029649');
    const answer = { status: sw.ok, data };
    expect(samId.mayAnswer(answer)).toBe(true);
    expect(samId.parse(answer)).toEqual({ ok: true, value: '05.01-20260492-0000000001-1234567890' });
    expect(toHex(buildSamId('05.01-20260492-0000000001-1234567890'))).toBe(toHex(data));
    expect(() => buildSamId('5.1')).toThrow(TypeError);
  });

  it('hold text and photo after their lengths', () => {
    const text = new Uint8Array(256).fill(0x20);
    const photo = new Uint8Array(1024).fill(0x57);
    const frame = buildAnswer(sw.ok, buildBase({ text, photo }));
    expect(frame).toHaveLength(1295);
    expect(toHex(frame.subarray(0, 14))).toBe('AAAAAA9669050800009001000400');
    const read = readBase.parse(answerOf(toHex(frame)));
    expect(read).toEqual({ ok: true, value: { text, photo } });
  });

  it('with lengths that do not add up are garbled', () => {
    const data = new Uint8Array(4 + 256);
    data.set(fromHex('01000001'));
    expect(readBase.parse({ status: sw.ok, data })).toEqual({
      ok: false,
      error: { code: 'device-garbled', detail: 'base answer of 260 bytes announces 256 and 1' },
    });
  });

  it('belong to one command only, so that a late one is not taken for the next', () => {
    const commands: readonly SamVCommand<unknown>[] = [samStatus, samId, findCard, selectCard, readBase];
    const owners = (status: number, length: number): string[] =>
      commands
        .filter((command) => command.mayAnswer({ status, data: new Uint8Array(length) }))
        .map((command) => command.name);
    expect(owners(sw.ok, 16)).toEqual(['SAM id']);
    expect(owners(sw.ok, 8)).toEqual(['select card']);
    expect(owners(sw.ok, 1284)).toEqual(['read base']);
    expect(owners(sw.found, 4)).toEqual(['find card']);
    expect(owners(sw.findFailed, 0)).toEqual(['find card']);
    expect(owners(sw.selectFailed, 0)).toEqual(['select card']);
    expect(owners(sw.readFailed, 0)).toEqual(['read base']);
    expect(owners(0x60, 0)).toHaveLength(commands.length);
  });
});

describe('status words', () => {
  it.each([
    [0x10, 'device-garbled'],
    [0x11, 'device-garbled'],
    [0x21, 'sam-refused'],
    [0x23, 'sam-refused'],
    [0x24, 'sam-refused'],
    [0x31, 'identity-card-unreadable'],
    [0x32, 'identity-card-unreadable'],
    [0x33, 'identity-card-unreadable'],
    [0x37, 'identity-card-unreadable'],
    [0x40, 'identity-card-unsupported'],
    [0x41, 'identity-card-unreadable'],
    [0x47, 'sam-refused'],
    [0x60, 'sam-refused'],
    [0x66, 'sam-refused'],
    [0x80, 'identity-card-unreadable'],
    [0x81, 'identity-card-unreadable'],
    [0x91, 'identity-card-unreadable'],
    [0x010090, 'device-garbled'],
  ])('%i', (status, code) => {
    expect(statusFailure(status).code).toBe(code);
  });

  it('of SAM status and id are the refusal of the SAM, whatever the word', () => {
    const refused = { ok: false, error: { code: 'sam-refused', detail: 'SW 000060: self-test failed' } };
    expect(samStatus.parse({ status: 0x60, data: new Uint8Array() })).toEqual(refused);
    expect(samId.parse({ status: 0x31, data: new Uint8Array() })).toMatchObject({
      error: { code: 'sam-refused' },
    });
    expect(samStatus.parse({ status: 0x10, data: new Uint8Array() })).toMatchObject({
      error: { code: 'device-garbled' },
    });
  });

  it('are described for the trace', () => {
    expect(describeAnswer(answerOf(wire.found))).toBe('SW 00009F: card found');
    expect(describeAnswer(answerOf(wire.selected))).toBe('SW 000090: ok, 8 bytes');
    expect(describeAnswer(answerOf(wire.findFailed))).toBe('SW 000080: find failed');
    expect(describeAnswer({ status: 0x7e, data: new Uint8Array() })).toBe('SW 00007E: unknown status word');
  });
});

describe('FrameParser', () => {
  it('takes frames joined in one piece and split into single bytes', () => {
    const both = fromHex(wire.found + wire.selected);
    const expected = ['00009F00000000', '0000900000000000000000'];
    expect(frames(new FrameParser().push(both))).toEqual(expected);
    const parser = new FrameParser();
    expect([...both].flatMap((byte) => frames(parser.push(Uint8Array.of(byte))))).toEqual(expected);
  });

  it('finds the frame behind noise and says how much it threw away', () => {
    const parsed = new FrameParser().push(fromHex(`00 AAAA 55 AA ${wire.findFailed}`));
    expect(frames(parsed)).toEqual(['000080']);
    expect(garbage(parsed)).toBe(5);
  });

  it('finds the frame behind half an answer', () => {
    const parser = new FrameParser();
    expect(parser.push(fromHex('AAAAAA9669 000C 0000'))).toEqual([]);
    const parsed = parser.push(fromHex(`${wire.findFailed} ${wire.findFailed}`));
    expect(frames(parsed)).toEqual(['000080', '000080']);
    expect(garbage(parsed)).toBe(9);
  });

  it('throws a frame with a wrong checksum away, and one whose length cannot be', () => {
    expect(new FrameParser().push(fromHex('AAAAAA9669 0004 000080 85 11'))).toEqual([
      { type: 'garbage', bytes: 12 },
    ]);
    const parsed = new FrameParser().push(fromHex(`AAAAAA9669 0000 AAAAAA9669 FFFF ${wire.findFailed}`));
    expect(frames(parsed)).toEqual(['000080']);
    expect(garbage(parsed)).toBe(14);
  });

  it('forgets an unfinished frame when told', () => {
    const parser = new FrameParser();
    parser.push(fromHex('AAAAAA9669 0008 00'));
    expect(parser.reset()).toBe(8);
    expect(frames(parser.push(fromHex(wire.findFailed)))).toEqual(['000080']);
  });

  it('accounts for every byte of anything, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.uint8Array({ maxLength: 40 }),
            fc.constantFrom(...Object.values(wire).map(fromHex)),
            fc.uint8Array({ maxLength: 20 }).map(buildFrame),
          ),
        ),
        fc.integer({ min: 1, max: 50 }),
        (parts, size) => {
          const bytes = Uint8Array.from(parts.flatMap((part) => [...part]));
          const parser = new FrameParser();
          const parsed: Parsed[] = [];
          for (let at = 0; at < bytes.length; at += size)
            parsed.push(...parser.push(bytes.subarray(at, at + size)));
          const framed = parsed.reduce((sum, one) => sum + (one.type === 'frame' ? one.frame.length : 0), 0);
          expect(framed + garbage(parsed) + parser.reset()).toBe(bytes.length);
        },
      ),
    );
  });

  it('finds every frame between pieces of noise that hold no preamble', () => {
    const noise = fc.uint8Array({ maxLength: 30 }).map((bytes) => bytes.map((byte) => byte & 0x7f));
    const body = fc.uint8Array({ minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, body)), (parts) => {
        const parser = new FrameParser();
        const found = parts.flatMap(([before, one]) => [
          ...frames(parser.push(before)),
          ...frames(parser.push(buildFrame(one))),
        ]);
        expect(found).toEqual(parts.map(([, one]) => toHex(one)));
      }),
    );
  });

  it('ends in bounded time on what looks like a frame again and again', () => {
    const hostile = new Uint8Array(64 * 1024);
    const trap = fromHex('AAAAAA9669 0FFF');
    for (let at = 0; at + trap.length <= hostile.length; at += trap.length) hostile.set(trap, at);
    const parser = new FrameParser();
    const before = process.cpuUsage();
    expect(frames(parser.push(hostile))).toEqual([]);
    // Of the processor, whatever else it has to do: microseconds.
    expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
  });
});

describe('any answer', () => {
  it('gives every command a value or a named failure', () => {
    const commands: readonly SamVCommand<unknown>[] = [samStatus, samId, findCard, selectCard, readBase];
    const status = fc.oneof(fc.constantFrom(...Object.values(sw)), fc.nat(0xffffff));
    fc.assert(
      fc.property(status, fc.uint8Array({ maxLength: 1400, size: 'max' }), (word, data) => {
        for (const command of commands) {
          const answer = { status: word, data };
          if (!command.mayAnswer(answer)) continue;
          const result = command.parse(answer);
          expect(result.ok || typeof result.error.code === 'string').toBe(true);
        }
      }),
    );
  });
});
