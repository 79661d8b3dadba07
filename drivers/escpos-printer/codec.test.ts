import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { fromHex, toHex } from '#drivers/core/hex.ts';

import {
  addRealTimeStatus,
  buildStatusRequest,
  clearBuffers,
  describeStatus,
  enableAutomaticStatus,
  noStatus,
  parseAnswers,
  problemOf,
  statusKinds,
  type PrinterStatus,
} from './codec.ts';

function statusOf(...bytes: readonly number[]): PrinterStatus {
  return statusKinds.reduce((status, kind, i) => addRealTimeStatus(status, kind, bytes[i] ?? 0x12), noStatus);
}

it('asks in the bytes of the command reference', () => {
  expect(statusKinds.map((kind) => toHex(buildStatusRequest(kind)))).toEqual([
    '100401',
    '100402',
    '100403',
    '100404',
  ]);
  expect(toHex(clearBuffers)).toBe('10140801031401060208');
  expect(toHex(enableAutomaticStatus)).toBe('1D610E');
});

describe('real-time status', () => {
  it.each<[string, number[], string | null, string]>([
    ['nothing wrong', [0x12, 0x12, 0x12, 0x12], null, 'online, cover closed, paper ok'],
    ['paper near its end', [0x12, 0x12, 0x12, 0x1e], null, 'online, cover closed, paper near end'],
    ['paper out', [0x1a, 0x32, 0x12, 0x7e], 'printer-paper-out', 'offline, cover closed, paper out'],
    [
      'paper out by its sensor alone',
      [0x12, 0x12, 0x12, 0x72],
      'printer-paper-out',
      'online, cover closed, paper out',
    ],
    ['cover open', [0x1a, 0x16, 0x12, 0x12], 'printer-cover-open', 'offline, cover open, paper ok'],
    [
      'cover open, which hides the paper',
      [0x1a, 0x36, 0x12, 0x7e],
      'printer-cover-open',
      'offline, cover open, paper out',
    ],
    [
      'cutter',
      [0x1a, 0x52, 0x1a, 0x12],
      'printer-cutter-error',
      'offline, cover closed, paper ok, cutter error',
    ],
    ['unrecoverable', [0x1a, 0x52, 0x32, 0x12], 'printer-error', 'offline, cover closed, paper ok, error'],
    ['hot head', [0x1a, 0x52, 0x52, 0x12], 'printer-error', 'offline, cover closed, paper ok, error'],
    [
      'an error of no kind',
      [0x1a, 0x52, 0x12, 0x12],
      'printer-error',
      'offline, cover closed, paper ok, error',
    ],
    ['offline by its key', [0x1a, 0x12, 0x12, 0x12], 'printer-offline', 'offline, cover closed, paper ok'],
  ])('%s', (_name, bytes, problem, description) => {
    expect(problemOf(statusOf(...bytes))?.code ?? null).toBe(problem);
    expect(describeStatus(statusOf(...bytes))).toBe(description);
  });
});

describe('parseAnswers', () => {
  it.each<[string, string, unknown[]]>([
    ['a real-time status', '12', [{ kind: 'real-time', byte: 0x12 }]],
    ['with every bit of its own', '7E', [{ kind: 'real-time', byte: 0x7e }]],
    ['the end of a ticket', '00', [{ kind: 'reached' }]],
    ['the end of a ticket, paper near its end', '03', [{ kind: 'reached' }]],
    ['cleared buffers', '372500', [{ kind: 'cleared' }]],
    ['automatic status', '10000000', [{ kind: 'automatic', status: noStatus }]],
    [
      'automatic status with paper out',
      '18000F00',
      [{ kind: 'automatic', status: { ...noStatus, offline: true, paper: 'out' } }],
    ],
    [
      'automatic status with the cover open',
      '38000000',
      [{ kind: 'automatic', status: { ...noStatus, offline: true, coverOpen: true } }],
    ],
    [
      'automatic status with a cutter error, XOFF in between',
      '18 13 08 00 00',
      [{ kind: 'automatic', status: { ...noStatus, offline: true, cutterError: true } }],
    ],
    ['flow control', '1311', []],
    [
      'all in a row',
      '12 10000300 00 372500 16',
      [
        { kind: 'real-time', byte: 0x12 },
        { kind: 'automatic', status: { ...noStatus, paper: 'near-end' } },
        { kind: 'reached' },
        { kind: 'cleared' },
        { kind: 'real-time', byte: 0x16 },
      ],
    ],
  ])('%s', (_name, hex, answers) => {
    expect(parseAnswers(fromHex(hex))).toEqual({ answers, rest: new Uint8Array(), skipped: 0 });
  });

  it('keeps what has not come whole', () => {
    expect(toHex(parseAnswers(fromHex('12 100003')).rest)).toBe('100003');
    expect(toHex(parseAnswers(fromHex('3725')).rest)).toBe('3725');
  });

  it('throws away what is no answer and finds the next one', () => {
    expect(parseAnswers(fromHex('FF 10 00 FF 12'))).toMatchObject({
      answers: [{ kind: 'reached' }, { kind: 'real-time' }],
      skipped: 3,
    });
    expect(parseAnswers(fromHex('37 12'))).toMatchObject({ answers: [{ kind: 'real-time' }], skipped: 1 });
  });

  it('does not take a garbled status for the end of a ticket', () => {
    const garbled = [0x12, 0x1a, 0x16, 0x32, 0x52, 0x1e, 0x7e, 0x72].map((byte) => byte ^ 0x55);
    expect(parseAnswers(Uint8Array.from(garbled)).answers).toEqual([]);
  });

  it('takes every byte once, whatever comes, and keeps no more than the beginning of one answer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const { rest, skipped } = parseAnswers(bytes);
        const xoff = rest.filter((byte) => byte === 0x13).length;
        return rest.length - xoff <= 3 && skipped <= bytes.length;
      }),
    );
  });

  it('says the same however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.nat(60), (bytes, cut) => {
        const whole = parseAnswers(bytes);
        const first = parseAnswers(bytes.subarray(0, cut));
        const second = parseAnswers(Uint8Array.of(...first.rest, ...bytes.subarray(cut)));
        expect([...first.answers, ...second.answers]).toEqual(whole.answers);
        expect(first.skipped + second.skipped).toBe(whole.skipped);
      }),
    );
  });
});
