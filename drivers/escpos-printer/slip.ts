/** A ticket as a receiptline document, and the document as ESC/POS bytes for Chinese printers. */
import iconv from 'iconv-lite';
import { commands, qrcode, transform, type BaseCommand, type QRCode } from 'receiptline';

import type { TicketSlip } from '#contracts/devices.ts';

import { enableAutomaticStatus } from './codec.ts';

export interface PrinterProfile {
  /** Characters of 12 dots in a line: 32 on 58 mm paper, 48 on 80 mm. */
  readonly columns: number;
  /** FS ! has the bits of width and height the other way round. */
  readonly swapChineseSizeBits: boolean;
}

/** GB 18030 is mandatory in China; its one- and two-byte part is GBK, for printers that know no more. */
const encoding = 'gb18030';
const dotsPerColumn = 12;
const characterHeight = 24;

/** The bytes of a whole job, which end with GS r 1: the printer answers it once everything before it is done. */
export function printSlip(slip: TicketSlip, profile: PrinterProfile): Uint8Array {
  return Uint8Array.from(
    Buffer.from(
      transform(layOut(slip, profile.columns), {
        cpl: profile.columns,
        encoding,
        command: commandSet(profile),
      }),
      'latin1',
    ),
  );
}

/** For the technician: every script and size that a ticket uses. */
export const testSlip: TicketSlip = {
  hall: '一卡通 Yikatong',
  number: 'T000',
  business: '打印测试',
  lines: ['中文 ABC 0123', '常用字：取号 优先 请通行', '生僻字：㙍 䶮 𬍛', '能看清每一行，即为正常'],
  qr: 'yikatong print test',
  copy: false,
};

/** The document, one line of it a line of the ticket. The first line below the business is the one people look for. */
function layOut(slip: TicketSlip, columns: number): string {
  const [first, ...others] = slip.lines;
  return [
    `"${doubleHeight}${escapeText(slip.hall)}${doubleHeight}"`,
    '-',
    ...(slip.copy ? ['`~补打~`'] : ['']),
    scaled(slip.number, largestScale(slip.number, columns)),
    '',
    scaled(slip.business, 2),
    '-',
    ...(first === undefined ? [] : ['', scaled(first, 2), '']),
    ...others.map(escapeText),
    ...(slip.qr === null || slip.qr === '' ? [] : ['', qrLine(slip.qr, columns)]),
  ].join('\n');
}

const doubleHeight = '^^';

/** The largest scale from 2 on at which the text stays on one line, if there is one. */
function largestScale(text: string, columns: number): number {
  const width = Math.max(1, commands.base.measureText(text, encoding));
  return Math.max(2, Math.min(6, Math.floor(columns / width)));
}

/** Text at 2 to 6 times its size: ^^^ is 2x, and one more for each step; what is too long for a line is wrapped. */
function scaled(text: string, scale: number): string {
  const marks = '^'.repeat(scale + 1);
  return `"${marks}${escapeText(text)}${marks}"`;
}

/** Characters that mean something to receiptline become numbers; control characters and line ends become blanks. */
function escapeText(text: string): string {
  return text
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim()
    .replaceAll(/[\\|{}\-=~_"`^]/g, escapeCharacter);
}

function escapeCharacter(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

function qrLine(text: string, columns: number): string {
  const { level, cell } = qrSize(text, columns * dotsPerColumn);
  // In a property what is no letter or digit may mean something, blanks at its ends included.
  const data = text.replaceAll(/[^A-Za-z0-9]/g, (one) => (one < '\u0080' ? escapeCharacter(one) : one));
  return `{code:${data};option:qrcode,${cell},${level}}`;
}

/** The most redundant and largest code that the paper has room for with its quiet zone. */
function qrSize(data: string, dots: number): Pick<QRCode, 'level' | 'cell'> {
  for (const level of ['m', 'l'] as const) {
    const modules = qrcode.generate({ data, type: 'qrcode', cell: 3, level }).length;
    const quietZone = 8;
    const cell = Math.min(6, Math.floor(dots / (modules + quietZone)));
    if (cell >= 3) return { level, cell };
  }
  return { level: 'l', cell: 3 };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

/**
 * receiptline's generic ESC/POS, with what Chinese printers need beyond it. Its commands are strings of one character
 * a byte.
 */
function commandSet({ swapChineseSizeBits }: PrinterProfile): BaseCommand {
  const { generic } = commands;
  const [widthBit, heightBit] = swapChineseSizeBits ? [0x08, 0x04] : [0x04, 0x08];
  return {
    ...generic,
    // receiptline switches the automatic status off; the job switches it on again for a printer that was restarted.
    open(printer) {
      return generic.open.call(this, printer) + latin1(enableAutomaticStatus);
    },
    // The Chinese line-drawing character: the one that receiptline takes is in a Japanese code page.
    hr: (width) => `\x1bt\x00\x1c&${latin1(iconv.encode('─'.repeat(width >> 1), encoding))}`,
    // Some printers scale Chinese by FS ! alone, up to 2x. Where both count, the last one wins, so GS ! comes last.
    normal: () => `${lineSpacing(1)}\x1c!\x00${generic.normal()}`,
    wh(size) {
      const scaleX = size === 2 ? 1 : Math.max(2, size - 1);
      const scaleY = size === 1 ? 1 : Math.max(2, size - 1);
      const bits = (scaleX > 1 ? widthBit : 0) | (scaleY > 1 ? heightBit : 0);
      return `${lineSpacing(scaleY)}\x1c!${String.fromCharCode(bits)}${generic.wh(size)}`;
    },
    // As data, not as a picture: a picture of it takes seconds at 9600 baud.
    qrcode: ({ data, cell, level }) => qrCommands(data, cell, level),
  };
}

/** ESC 3: half a character's height between lines; printers leave none between tall ones. */
function lineSpacing(scaleY: number): string {
  return `\x1b3${String.fromCharCode(characterHeight * scaleY + characterHeight / 2)}`;
}

/** GS ( k, functions 165, 167, 169, 180 and 181 of symbol 49. */
function qrCommands(data: string, cell: number, level: QRCode['level']): string {
  const levels = { l: 48, m: 49, q: 50, h: 51 };
  return [
    qrCommand([65, 50, 0]),
    qrCommand([67, cell]),
    qrCommand([69, levels[level]]),
    qrCommand([80, 48, ...new TextEncoder().encode(data)]),
    qrCommand([81, 48]),
    '\n',
  ].join('');
}

function qrCommand(parameters: readonly number[]): string {
  const length = parameters.length + 1;
  return latin1(Uint8Array.of(0x1d, 0x28, 0x6b, length & 0xff, length >> 8, 49, ...parameters));
}
