/** The paper under an emulated printer's head: what commands put on it, dot by dot, until it is cut. */
import { qrcode, type QRCode } from 'receiptline';

import type { PrinterCommand } from './emulator-commands.ts';

/** Dots from the upper left corner of the printable area; 8 are a millimetre. */
export interface PrintedCharacter {
  readonly character: string;
  readonly x: number;
  readonly y: number;
  /** 12, or 24 for a Chinese character, times `scaleX`. */
  readonly width: number;
  readonly scaleX: number;
  readonly scaleY: number;
  readonly bold: boolean;
  readonly underlined: boolean;
  readonly inverse: boolean;
}

export interface PrintedPicture {
  readonly x: number;
  readonly y: number;
  /** Side of one dot of the picture, in dots of the printer. */
  readonly cell: number;
  /** Rows of 0 and 1. */
  readonly rows: readonly Uint8Array[];
}

/** A piece of paper that was cut off. */
export interface Slip {
  readonly width: number;
  readonly height: number;
  readonly characters: readonly PrintedCharacter[];
  readonly pictures: readonly PrintedPicture[];
  /** Its text, line by line. */
  readonly lines: readonly string[];
}

const column = 12;
const fontHeight = 24;
const defaultSpacing = 30;
/** From the head to the cutter: the blank beginning of every ticket. */
const headToCutter = 96;

interface Style {
  chinese: boolean;
  scaleX: number;
  scaleY: number;
  chineseScaleX: number;
  chineseScaleY: number;
  bold: boolean;
  underlined: boolean;
  inverse: boolean;
  align: number;
  left: number;
  area: number;
  spacing: number;
}

export class Paper {
  readonly #width: number;
  readonly #swapChineseSizeBits: boolean;
  #style: Style;
  #y = headToCutter;
  #x = 0;
  #line: PrintedCharacter[] = [];
  #characters: PrintedCharacter[] = [];
  #pictures: PrintedPicture[] = [];
  #lines: string[] = [];
  #stored: PrintedPicture['rows'] = [];
  #qr = { cell: 3, level: 'l' as QRCode['level'], data: '' };
  /** Names of commands that were not understood, and of bytes that were none. */
  readonly unknown: string[] = [];

  /** `columns` of 12 dots. */
  constructor(columns: number, swapChineseSizeBits: boolean) {
    this.#width = columns * column;
    this.#swapChineseSizeBits = swapChineseSizeBits;
    this.#style = this.#initial();
  }

  get chinese(): boolean {
    return this.#style.chinese;
  }

  /** Does one command. `fed`: dots that the paper moved; `slip`: what was cut off, else null. */
  take(command: PrinterCommand): { readonly fed: number; readonly slip: Slip | null } {
    const before = this.#y;
    let slip: Slip | null = null;
    if (command.kind === 'character') this.#put(command.character, command.wide);
    else if (command.kind === 'unknown') this.unknown.push(Buffer.from(command.bytes).toString('hex'));
    else if (command.name === 'GS V') slip = this.#cut(command.parameters[1] ?? 0);
    else this.#do(command.name, command.parameters);
    return { fed: Math.max(0, this.#y - before), slip };
  }

  /** Forgets what was received and not printed. */
  clear(): void {
    this.#line = [];
    this.#x = 0;
    this.#style = this.#initial();
  }

  /** A new roll: what was half printed has gone with the old one. */
  renew(): void {
    this.clear();
    this.#y = headToCutter;
    this.#characters = [];
    this.#pictures = [];
    this.#lines = [];
  }

  #initial(): Style {
    return {
      chinese: false,
      scaleX: 1,
      scaleY: 1,
      chineseScaleX: 1,
      chineseScaleY: 1,
      bold: false,
      underlined: false,
      inverse: false,
      align: 0,
      left: 0,
      area: this.#width,
      spacing: defaultSpacing,
    };
  }

  #put(character: string, wide: boolean): void {
    const { scaleX, scaleY, chineseScaleX, chineseScaleY, bold, underlined, inverse, left, area } =
      this.#style;
    const width = wide ? 2 * column * chineseScaleX : column * scaleX;
    if (this.#x + width > left + area) this.#feedLine();
    this.#line.push({
      character,
      x: Math.max(this.#x, left),
      y: 0,
      width,
      scaleX: wide ? chineseScaleX : scaleX,
      scaleY: wide ? chineseScaleY : scaleY,
      bold,
      underlined,
      inverse,
    });
    this.#x = Math.max(this.#x, left) + width;
  }

  /** Prints the line, its characters on one base line, and feeds. */
  #feedLine(): void {
    const { left, spacing } = this.#style;
    const height = Math.max(0, ...this.#line.map(({ scaleY }) => scaleY * fontHeight));
    const end = Math.max(left, ...this.#line.map(({ x, width }) => x + width));
    const shift = this.#shift(end - left);
    for (const one of this.#line) {
      const y = this.#y + height - one.scaleY * fontHeight;
      this.#characters.push({ ...one, x: one.x + shift, y });
    }
    this.#lines.push(this.#line.map(({ character }) => character).join(''));
    this.#line = [];
    this.#x = left;
    this.#y += Math.max(height, spacing);
  }

  /** ESC a: how far something so wide moves to the right. */
  #shift(width: number): number {
    return Math.max(0, Math.floor(((this.#style.area - width) * this.#style.align) / 2));
  }

  #cut(feed: number): Slip {
    if (this.#line.length > 0) this.#feedLine();
    const slip: Slip = {
      width: this.#width,
      height: this.#y + feed + defaultSpacing,
      characters: this.#characters,
      pictures: this.#pictures,
      lines: this.#lines,
    };
    this.#y = headToCutter;
    this.#characters = [];
    this.#pictures = [];
    this.#lines = [];
    return slip;
  }

  #do(name: string, parameters: Uint8Array): void {
    const [n = 0, high = 0] = parameters;
    const on = (n & 1) === 1;
    const dots = n + high * 256;
    const style = this.#style;
    switch (name) {
      case 'LF':
        this.#feedLine();
        break;
      case 'ESC @':
        this.clear();
        break;
      case 'ESC 2':
        style.spacing = defaultSpacing;
        break;
      case 'ESC 3':
        style.spacing = n;
        break;
      case 'ESC -':
      case 'FS -':
        style.underlined = n !== 0 && n !== 0x30;
        break;
      case 'ESC E':
        style.bold = on;
        break;
      case 'ESC a':
        style.align = n % 48;
        break;
      case 'ESC $':
        this.#x = style.left + dots;
        break;
      case 'ESC \\':
        this.#x += dots > 0x7fff ? dots - 0x1_0000 : dots;
        break;
      case 'FS &':
        style.chinese = true;
        break;
      case 'FS .':
        style.chinese = false;
        break;
      case 'FS !':
        this.#sizeChinese(n);
        break;
      case 'GS !':
        style.scaleX = style.chineseScaleX = (n >> 4) + 1;
        style.scaleY = style.chineseScaleY = (n & 7) + 1;
        break;
      case 'GS B':
        style.inverse = on;
        break;
      case 'GS L':
        style.left = dots;
        this.#x = Math.max(this.#x, dots);
        break;
      case 'GS W':
        style.area = Math.min(dots, this.#width - style.left);
        break;
      case 'GS v 0':
        this.#printPicture(unpackRaster(parameters), 1);
        break;
      case 'GS 8 L':
      case 'GS ( L':
        this.#graphics(parameters);
        break;
      case 'GS ( k':
        this.#twoDimensional(parameters);
        break;
      // Told to every printer; they change nothing on this paper.
      case 'ESC t':
      case 'ESC M':
      case 'ESC  ':
      case 'ESC {':
      case 'FS S':
      case 'GS a':
      case 'GS r':
        break;
      default:
        this.unknown.push(name);
    }
  }

  #sizeChinese(bits: number): void {
    const [widthBit, heightBit] = this.#swapChineseSizeBits ? [0x08, 0x04] : [0x04, 0x08];
    this.#style.chineseScaleX = (bits & widthBit) === 0 ? 1 : 2;
    this.#style.chineseScaleY = (bits & heightBit) === 0 ? 1 : 2;
  }

  #printPicture(rows: PrintedPicture['rows'], cell: number): void {
    if (this.#line.length > 0) this.#feedLine();
    const width = (rows[0]?.length ?? 0) * cell;
    this.#pictures.push({ x: this.#style.left + this.#shift(width), y: this.#y, cell, rows });
    this.#y += rows.length * cell;
  }

  /** Functions 112 (store a raster picture) and 50 (print it). */
  #graphics(parameters: Uint8Array): void {
    const [, fn, , , , , xLow = 0, xHigh = 0] = parameters;
    if (fn === 112) this.#stored = unpack(parameters.subarray(10), xLow + xHigh * 256);
    else if (fn === 50 || fn === 2) this.#printPicture(this.#stored, 1);
    else this.unknown.push(`GS ( L ${fn}`);
  }

  /** QR codes (symbol 49): 165 model, 167 cell, 169 error correction, 180 data, 181 print. */
  #twoDimensional(parameters: Uint8Array): void {
    const [symbol, fn, n = 0] = parameters;
    const levels = ['l', 'm', 'q', 'h'] as const;
    if (symbol !== 49) this.unknown.push(`GS ( k ${symbol}`);
    else if (fn === 67) this.#qr.cell = n;
    else if (fn === 69) this.#qr.level = levels[n - 48] ?? 'l';
    else if (fn === 80) this.#qr.data = new TextDecoder().decode(parameters.subarray(3));
    else if (fn === 81) this.#printQr();
    else if (fn !== 65) this.unknown.push(`GS ( k ${fn}`);
  }

  #printQr(): void {
    const { cell, level, data } = this.#qr;
    const rows = data === '' ? [] : qrcode.generate({ data, type: 'qrcode', cell, level });
    // A code that is wider than the paper is not printed.
    if (rows.length * cell <= this.#style.area) this.#printPicture(rows, cell);
  }
}

/** m xL xH yL yH and the rows, most significant bit first. */
function unpackRaster(parameters: Uint8Array): Uint8Array[] {
  const [, xLow = 0, xHigh = 0] = parameters;
  return unpack(parameters.subarray(5), (xLow + xHigh * 256) * 8);
}

function unpack(bytes: Uint8Array, width: number): Uint8Array[] {
  const rowBytes = (width + 7) >> 3;
  if (rowBytes === 0) return [];
  return Array.from({ length: Math.floor(bytes.length / rowBytes) }, (_, row) =>
    Uint8Array.from(
      { length: width },
      (__, x) => ((bytes[row * rowBytes + (x >> 3)] ?? 0) >> (7 - (x & 7))) & 1,
    ),
  );
}
