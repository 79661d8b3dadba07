import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import iconv from 'iconv-lite';

import type { TicketSlip } from '#contracts/devices.ts';
import { toHex } from '#drivers/core/hex.ts';
import { hostileNames } from '#test/support/hostile-names.ts';

import { nextCommand } from './emulator-commands.ts';
import { Paper, type Slip } from './emulator-paper.ts';
import { printSlip, testSlip, type PrinterProfile } from './slip.ts';

const wide: PrinterProfile = { columns: 48, swapChineseSizeBits: false };
const narrow: PrinterProfile = { columns: 32, swapChineseSizeBits: false };

const ticket: TicketSlip = {
  hall: '永川区政务服务中心',
  number: 'A012',
  business: '社会保险',
  lines: ['前面等候 3 人', '2026-03-04 09:05', '请留意叫号，过号请到服务台'],
  qr: 'YKT1:2026-03-04:A012:abc',
  copy: false,
};

/** What a printer makes of the bytes; it must understand all of them and cut once. */
function printed(bytes: Uint8Array, { columns, swapChineseSizeBits }: PrinterProfile): Slip {
  const paper = new Paper(columns, swapChineseSizeBits);
  const slips: Slip[] = [];
  for (let at = 0; at < bytes.length;) {
    const next = nextCommand(bytes.subarray(at), paper.chinese);
    if (next === null) throw new Error(`half a command at ${at}`);
    at += next.used;
    const { slip } = paper.take(next.command);
    if (slip !== null) slips.push(slip);
  }
  const [slip] = slips;
  if (slip === undefined || slips.length > 1) throw new Error(`${slips.length} slips`);
  expect(paper.unknown).toEqual([]);
  return slip;
}

function print(slip: TicketSlip, profile: PrinterProfile): Slip {
  return printed(printSlip(slip, profile), profile);
}

/** The lines that say something, without the rules. */
function textOf(slip: Slip): string[] {
  return slip.lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('─'));
}

function sizeOf(slip: Slip, character: string): string {
  const one = slip.characters.find((printedOne) => printedOne.character === character);
  return one === undefined ? 'none' : `${one.scaleX}x${one.scaleY}`;
}

describe('the bytes', () => {
  const hex = toHex(printSlip(ticket, wide));

  it('begin with ESC @, cut with GS V B 0 and end with GS r 1', () => {
    expect(hex.startsWith('1B40')).toBe(true);
    expect(hex.endsWith('1D5642001D7201')).toBe(true);
  });

  it('have Chinese as GB 18030 after FS &', () => {
    const bytes = toHex(iconv.encode('社会保险', 'gb18030'));
    expect(hex).toContain(`1C26${bytes}`);
  });

  it('have the number in six times its size', () => {
    expect(hex).toContain(`1D21551B74001C26${toHex(Buffer.from('A012'))}`);
  });

  it('have the QR code as data: model 2, its cell, level M, the text, print', () => {
    const data = Buffer.from('YKT1:2026-03-04:A012:abc');
    const length = (data.length + 3).toString(16).padStart(2, '0').toUpperCase();
    expect(hex).toContain(
      `1D286B0400314132001D286B03003143061D286B03003145311D286B${length}00315030${toHex(data)}1D286B0300315130`,
    );
  });

  it('size Chinese by FS ! too, with its bits as the printer has them', () => {
    expect(toHex(printSlip(ticket, wide))).toContain('1C21081D2101');
    expect(toHex(printSlip(ticket, { ...wide, swapChineseSizeBits: true }))).toContain('1C21041D2101');
  });

  it('are sent in about a second at 9600 baud', () => {
    expect(printSlip(ticket, wide).length).toBeLessThan(1200);
  });
});

describe('a ticket', () => {
  it.each([wide, narrow])('says what it was given, in its order, on %j', (profile) => {
    expect(textOf(print(ticket, profile))).toEqual([
      '永川区政务服务中心',
      'A012',
      '社会保险',
      '前面等候 3 人',
      '2026-03-04 09:05',
      '请留意叫号，过号请到服务台',
    ]);
  });

  it('marks a reprint', () => {
    expect(textOf(print({ ...ticket, copy: true }, wide))[1]).toBe('补打');
  });

  it('has its number as large as the paper allows, business and waiting people in twice the size', () => {
    const slip = print(ticket, wide);
    expect(sizeOf(slip, 'A')).toBe('6x6');
    expect(sizeOf(slip, '社')).toBe('2x2');
    expect(sizeOf(slip, '候')).toBe('2x2');
    expect(sizeOf(slip, '永')).toBe('1x2');
    expect(sizeOf(slip, '号')).toBe('1x1');
    expect(sizeOf(print({ ...ticket, number: 'ABCDE012' }, narrow), 'C')).toBe('4x4');
    expect(sizeOf(print({ ...ticket, number: 'ABCDE0123456789' }, narrow), 'C')).toBe('2x2');
  });

  it('wraps a long business', () => {
    const slip = print({ ...ticket, business: '社会保险登记与待遇资格认证' }, narrow);
    expect(textOf(slip).slice(2, 4)).toEqual(['社会保险登记与待', '遇资格认证']);
  });

  it('is in the middle of the paper', () => {
    for (const { x, y, width } of [firstOf(print(ticket, wide)), firstOf(print(ticket, narrow))]) {
      expect(y).toBeGreaterThan(0);
      expect(x).toBeGreaterThan(width);
    }
  });

  it('never prints beyond the paper', () => {
    fc.assert(
      fc.property(anySlip, fc.constantFrom(wide, narrow), (slip, profile) => {
        const { characters, pictures, width } = print(slip, profile);
        return (
          characters.every((one) => one.x >= 0 && one.x + one.width <= width) &&
          pictures.every(({ x, cell, rows }) => x >= 0 && x + rows.length * cell <= width)
        );
      }),
    );
  });

  it('has a code of any text that a slip may hold, however narrow the paper', () => {
    for (const qr of ['a', '码'.repeat(300), 'a'.repeat(512), ' {};:|\\^`"~_ ']) {
      expect(print({ ...ticket, qr }, narrow).pictures).toHaveLength(1);
    }
    expect(print({ ...ticket, qr: null }, wide).pictures).toEqual([]);
    expect(print({ ...ticket, qr: '' }, wide).pictures).toEqual([]);
  });

  it('prints the text as it is, whatever it means to the layout language', () => {
    const text = fc.string({ unit: 'grapheme-ascii', maxLength: 30 });
    fc.assert(
      fc.property(text, text, fc.array(text, { maxLength: 12 }), (hall, business, lines) => {
        const slip = print({ ...ticket, hall, business, lines }, wide);
        // Lines may be wrapped, and blanks at their ends are gone: what is left is every character that shows.
        const shown = (parts: readonly string[]): string => parts.join('').replaceAll(/\s|─/g, '');
        expect(shown(slip.lines)).toBe(shown([hall, 'A012', business, ...lines]));
      }),
    );
  });

  it.each(Object.entries(hostileNames))(
    'prints a hostile name (%s) as it is, and cuts once',
    (_kind, name) => {
      const slip = print({ ...ticket, hall: name, business: name, lines: [name] }, narrow);
      const shown = (text: string): string => text.replaceAll(/\s|─/g, '');
      expect(shown(slip.lines.join(''))).toBe(shown(`${name}A012${name}${name}`));
    },
  );

  it('carries the code through receiptline as it is', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 60 }), (qr) => {
        const bytes = Buffer.from(printSlip({ ...ticket, qr }, wide));
        const data = Buffer.from(qr.normalize(), 'utf8');
        return bytes.includes(Buffer.concat([Buffer.from('1P0'), data, Buffer.from([0x1d, 0x28, 0x6b])]));
      }),
    );
  });

  it('prints characters of all of GB 18030, those of four bytes too', () => {
    expect(textOf(print(testSlip, wide))).toContain('生僻字：㙍 䶮 𬍛');
  });

  it('may have no lines', () => {
    expect(textOf(print({ ...ticket, lines: [] }, wide))).toEqual(['永川区政务服务中心', 'A012', '社会保险']);
  });
});

const anyText = fc.string({
  unit: fc.constantFrom('a', 'W', '中', '㙍', '𬍛', '^', '|', '~', ' '),
  maxLength: 80,
});
const anySlip: fc.Arbitrary<TicketSlip> = fc.record({
  hall: anyText,
  number: fc.string({ minLength: 1, maxLength: 12 }),
  business: anyText,
  lines: fc.array(anyText, { maxLength: 12 }),
  qr: fc.option(fc.string({ maxLength: 512 })),
  copy: fc.boolean(),
});

function firstOf(slip: Slip): Slip['characters'][number] {
  const [first] = slip.characters;
  if (first === undefined) throw new Error('nothing was printed');
  return first;
}
