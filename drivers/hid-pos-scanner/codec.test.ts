import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';

import { fromHex, toHex } from '#drivers/core/hex.ts';
import type { Assembled } from '#drivers/scanner/assembler.ts';

import { buildReports, parseReport, posModeFeatureReport, ReportAssembler } from './codec.ts';

/** A report out of what stands at its front, and its last four bytes. */
function report(front: string, end = '00 00 00'): Uint8Array {
  const head = fromHex(front);
  const tail = fromHex(end);
  const bytes = new Uint8Array(64);
  bytes.set(head);
  bytes.set(tail, bytes.length - tail.length);
  return bytes;
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

function scans(assembled: readonly Assembled[]): string[] {
  return assembled.map((one) => (one.type === 'scan' ? text(one.bytes) : one.type));
}

describe('a report', () => {
  it('is read from literal bytes', () => {
    const parsed = parseReport(report('02 08 5D5131 594B553132333435', '73 00 00'));
    expect(parsed?.aimIdentifier).toBe(']Q1');
    expect(text(parsed?.data ?? new Uint8Array())).toBe('YKU12345');
    expect(parsed?.more).toBe(false);
  });

  it('of a real Honeywell Voyager, full and with more to follow', () => {
    const full =
      '02385D58305072' +
      '6F64756374204E616D653A20566F7961676572203136303267' +
      '0D0A426F6F74205265766973696F6E3A203A20383939320D0A536F6674';
    const parsed = parseReport(report(full, '3F 00 01'));
    expect(parsed?.aimIdentifier).toBe(']X0');
    expect(parsed?.data).toHaveLength(56);
    expect(text(parsed?.data ?? new Uint8Array())).toBe(
      'Product Name: Voyager 1602g\r\nBoot Revision: : 8992\r\nSoft',
    );
    expect(parsed?.more).toBe(true);
  });

  it('may have identifier and data one byte further back', () => {
    const parsed = parseReport(report('02 03 00 5D5131 414243'));
    expect(parsed?.aimIdentifier).toBe(']Q1');
    expect(text(parsed?.data ?? new Uint8Array())).toBe('ABC');
  });

  it('may have no identifier', () => {
    const parsed = parseReport(report('02 03 000000 414243'));
    expect(parsed?.aimIdentifier).toBeNull();
    expect(text(parsed?.data ?? new Uint8Array())).toBe('ABC');
  });

  it.each([
    ['of another id', report('04 03 5D5131 414243')],
    ['longer than it can be', report('02 39 5D5131 414243')],
    ['without its identifier', report('02 03 414243 414243')],
    ['cut short', report('02 03 5D5131 414243').subarray(0, 63)],
    ['empty', new Uint8Array()],
  ])('%s is none', (_what, bytes) => {
    expect(parseReport(bytes)).toBeNull();
  });

  it('is built as the literal bytes', () => {
    const [only, ...others] = buildReports(Buffer.from('ABC'), { aimIdentifier: ']Q1' });
    expect(others).toEqual([]);
    expect(toHex(only ?? new Uint8Array())).toBe(`02035D5131414243${'00'.repeat(56)}`);
    expect(toHex(posModeFeatureReport)).toBe('FE01');
  });
});

describe('reports together', () => {
  const threeReports = 'x'.repeat(56) + '渝快码'.repeat(6) + 'END'.repeat(5);

  it.each([false, true])('make one code, characters cut by a border included (shifted: %s)', (shifted) => {
    const assembler = new ReportAssembler();
    const reports = buildReports(Buffer.from(threeReports), { aimIdentifier: ']Q1', shifted });
    expect(reports).toHaveLength(3);
    const assembled = reports.flatMap((one) => [...assembler.push(one)]);
    expect(assembled).toMatchObject([{ type: 'scan', aimIdentifier: ']Q1', reports: 3 }]);
    expect(scans(assembled)).toEqual([threeReports]);
    expect(assembler.pending).toBe(false);
  });

  it('make the same code when one read hands over all of them', () => {
    const reports = buildReports(Buffer.from(threeReports), { aimIdentifier: ']Q1' });
    const assembled = new ReportAssembler().push(Uint8Array.from(Buffer.concat(reports)));
    expect(assembled).toMatchObject([{ type: 'scan', reports: 3 }]);
    expect(scans(assembled)).toEqual([threeReports]);
  });

  it('whose end does not come are given up in silence, and the next code is whole', () => {
    const assembler = new ReportAssembler();
    const [first = new Uint8Array()] = buildReports(Buffer.from(threeReports), { aimIdentifier: ']Q1' });
    expect(assembler.push(first)).toEqual([]);
    expect(assembler.pending).toBe(true);
    expect(scans(assembler.idle())).toEqual(['broken']);
    expect(scans(assembler.push(report('02 02 5D5131 4F4B')))).toEqual(['OK']);
  });

  it('of which one is garbled are no code, nor is what follows of them', () => {
    const assembler = new ReportAssembler();
    const [first, second, third] = buildReports(Buffer.from(threeReports), { aimIdentifier: ']Q1' });
    const garbled = second?.map((byte, at) => (at === 0 ? byte : byte ^ 0x55));
    const all = [first, garbled, third].flatMap((one) => [...assembler.push(one ?? new Uint8Array())]);
    expect(scans(all)).toEqual(['broken']);
    expect(scans(assembler.push(report('02 02 5D5131 4F4B')))).toEqual(['OK']);
  });

  it('with the garbled one first are no code either', () => {
    const assembler = new ReportAssembler();
    const [first, second, third] = buildReports(Buffer.from(threeReports), { aimIdentifier: ']Q1' });
    const all = [first?.subarray(0, 30), second, third].flatMap((one) => [
      ...assembler.push(one ?? new Uint8Array()),
    ]);
    expect(scans(all)).toEqual(['broken']);
    expect(assembler.pending).toBe(false);
  });

  it('let reports about other things pass in between', () => {
    const assembler = new ReportAssembler();
    const [first, second, third] = buildReports(Buffer.from(threeReports), { aimIdentifier: ']Q1' });
    const other = report('FD 01 02');
    const all = [first, other, second, third].flatMap((one) => [...assembler.push(one ?? new Uint8Array())]);
    expect(scans(all)).toEqual(['noise', threeReports]);
  });

  it('of another identifier begin another code', () => {
    const assembler = new ReportAssembler();
    const [first = new Uint8Array()] = buildReports(Buffer.from(threeReports), { aimIdentifier: ']Q1' });
    assembler.push(first);
    expect(scans(assembler.push(report('02 02 5D4330 4F4B')))).toEqual(['broken', 'OK']);
  });

  it('without end are given up', () => {
    const assembler = new ReportAssembler();
    const endless = report(`02 38 5D5131 ${'41'.repeat(56)}`, '00 00 01');
    const all = Array.from({ length: 400 }, () => scans(assembler.push(endless))).flat();
    expect(all).toEqual(['broken']);
    expect(scans(assembler.push(report('02 02 5D5131 4F4B')))).toEqual([]);
    expect(scans(assembler.push(report('02 02 5D5131 4F4B')))).toEqual(['OK']);
    assembler.push(endless);
    expect(scans(assembler.idle())).toEqual(['broken']);
  });

  it('skipped to the end of a garbled code say nothing when silence comes', () => {
    const assembler = new ReportAssembler();
    expect(scans(assembler.push(report('02 40 5D5131 41')))).toEqual(['broken']);
    expect(scans(assembler.idle())).toEqual([]);
    expect(scans(assembler.push(report('02 02 5D5131 4F4B')))).toEqual(['OK']);
  });
});

describe('anything', () => {
  it('assembles to scans, noise or broken ones, and never throws', () => {
    const fuzzy = fc.oneof(
      fc.uint8Array({ maxLength: 80 }),
      fc.uint8Array({ minLength: 64, maxLength: 64 }).map((bytes) => {
        bytes.set([2, (bytes[1] ?? 0) % 60, 0x5d, 0x51, 0x31]);
        return bytes;
      }),
    );
    fc.assert(
      fc.property(fc.array(fuzzy), (reports) => {
        const assembler = new ReportAssembler();
        const all = [...reports.flatMap((one) => [...assembler.push(one)]), ...assembler.idle()];
        expect(all.length).toBeLessThanOrEqual(2 * reports.length + 1);
        expect(assembler.pending).toBe(false);
      }),
    );
  });

  it('that a scanner sends comes back as it was', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 400, size: 'max' }),
        fc.boolean(),
        (scan, shifted) => {
          const assembler = new ReportAssembler();
          const all = buildReports(scan, { aimIdentifier: ']Q1', shifted }).flatMap((one) => [
            ...assembler.push(one),
          ]);
          expect(all.map((one) => (one.type === 'scan' ? toHex(one.bytes) : one.type))).toEqual([
            toHex(scan),
          ]);
        },
      ),
    );
  });
});
