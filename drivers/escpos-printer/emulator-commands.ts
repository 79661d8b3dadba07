/** Bytes as a printer takes them: real-time commands out of the stream, then one command or character after another. */
import iconv from 'iconv-lite';

export type PrinterCommand =
  /** One character; `wide` ones take two columns. */
  | { readonly kind: 'character'; readonly character: string; readonly wide: boolean }
  /** "GS !", "FS &", "LF"; for those with a function of their own, with it: "GS ( k". */
  | { readonly kind: 'command'; readonly name: string; readonly parameters: Uint8Array }
  /** A byte that no command begins with, or one that this printer does not know. */
  | { readonly kind: 'unknown'; readonly bytes: Uint8Array };

export type RealTimeCommand =
  { readonly kind: 'status'; readonly status: 1 | 2 | 3 | 4 } | { readonly kind: 'clear' };

const prefixes: Readonly<Record<number, string>> = { 0x1b: 'ESC', 0x1c: 'FS', 0x1d: 'GS' };

/** Bytes of parameters after the name. */
const parameterCounts: Readonly<Record<string, number>> = {
  'ESC @': 0,
  'ESC 2': 0,
  'ESC 3': 1,
  'ESC t': 1,
  'ESC M': 1,
  'ESC  ': 1,
  'ESC {': 1,
  'ESC -': 1,
  'ESC E': 1,
  'ESC a': 1,
  'ESC $': 2,
  'ESC \\': 2,
  'FS &': 0,
  'FS .': 0,
  'FS S': 2,
  'FS -': 1,
  'FS !': 1,
  'GS a': 1,
  'GS !': 1,
  'GS B': 1,
  'GS L': 2,
  'GS W': 2,
  'GS r': 1,
};

const clear = [0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08];

/**
 * Takes the real-time commands out of what came, wherever they stand, as a printer's receiving interrupt does.
 * `rest` may be the beginning of one.
 */
export function takeRealTime(bytes: Uint8Array): {
  readonly commands: readonly RealTimeCommand[];
  readonly data: Uint8Array;
  readonly rest: Uint8Array;
} {
  const commands: RealTimeCommand[] = [];
  const data: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    const here = bytes.subarray(at);
    const kind = here[2];
    if (begins(here, [0x10, 0x04]) && (kind === 1 || kind === 2 || kind === 3 || kind === 4)) {
      commands.push({ kind: 'status', status: kind });
      at += 3;
    } else if (begins(here, clear)) {
      commands.push({ kind: 'clear' });
      at += clear.length;
    } else if (isBeginningOf(here, [0x10, 0x04]) || isBeginningOf(here, clear)) {
      return { commands, data: Uint8Array.from(data), rest: here };
    } else {
      data.push(here[0] ?? 0);
      at += 1;
    }
  }
  return { commands, data: Uint8Array.from(data), rest: new Uint8Array() };
}

function begins(bytes: Uint8Array, with_: readonly number[]): boolean {
  return with_.every((byte, i) => bytes[i] === byte);
}

function isBeginningOf(bytes: Uint8Array, all: readonly number[]): boolean {
  return bytes.length <= all.length && bytes.every((byte, i) => byte === all[i]);
}

/** The first command of `bytes` and how many of them it takes; null while it has not come whole. */
export function nextCommand(
  bytes: Uint8Array,
  chinese: boolean,
): { readonly command: PrinterCommand; readonly used: number } | null {
  const first = bytes[0];
  if (first === undefined) return null;
  if (first === 0x0a) return { command: command('LF', new Uint8Array()), used: 1 };
  const prefix = prefixes[first];
  if (prefix !== undefined) return prefixed(prefix, bytes);
  if (first < 0x20) return unknown(bytes, 1);
  return character(bytes, chinese);
}

function command(name: string, parameters: Uint8Array): PrinterCommand {
  return { kind: 'command', name, parameters };
}

function unknown(bytes: Uint8Array, used: number): ReturnType<typeof nextCommand> {
  return { command: { kind: 'unknown', bytes: bytes.subarray(0, used) }, used };
}

function prefixed(prefix: string, bytes: Uint8Array): ReturnType<typeof nextCommand> {
  const second = bytes[1];
  if (second === undefined) return null;
  const name = `${prefix} ${String.fromCharCode(second)}`;
  if (name === 'GS V') return cut(bytes);
  if (name === 'GS (' || name === 'FS (') return sized(name, bytes, 3, 2);
  if (name === 'GS 8') return sized(name, bytes, 3, 4);
  if (name === 'GS v') return raster(bytes);
  const count = parameterCounts[name];
  if (count === undefined) return unknown(bytes, 2);
  return whole(name, bytes, 2, 2 + count);
}

/** The command whose parameters are the bytes `from` to `to`. */
function whole(name: string, bytes: Uint8Array, from: number, to: number): ReturnType<typeof nextCommand> {
  if (bytes.length < to) return null;
  return { command: command(name, bytes.subarray(from, to)), used: to };
}

/** GS V: with m from 65 on a feed follows. */
function cut(bytes: Uint8Array): ReturnType<typeof nextCommand> {
  const mode = bytes[2];
  if (mode === undefined) return null;
  return whole('GS V', bytes, 2, mode >= 65 ? 4 : 3);
}

/** A function character, a length of `width` bytes, and so many bytes. */
function sized(name: string, bytes: Uint8Array, at: number, width: number): ReturnType<typeof nextCommand> {
  if (bytes.length < at + width) return null;
  const function_ = String.fromCharCode(bytes[at - 1] ?? 0);
  const length = bytes.subarray(at, at + width).reduce((sum, byte, i) => sum + byte * 256 ** i, 0);
  return whole(`${name} ${function_}`, bytes, at + width, at + width + length);
}

/** GS v 0 m xL xH yL yH: x bytes a row, y rows. */
function raster(bytes: Uint8Array): ReturnType<typeof nextCommand> {
  if (bytes.length < 8) return null;
  const [, , , , xLow = 0, xHigh = 0, yLow = 0, yHigh = 0] = bytes;
  return whole('GS v 0', bytes, 3, 8 + (xLow + xHigh * 256) * (yLow + yHigh * 256));
}

/** GB 18030 in Chinese mode: one byte below 80, four if the second is a digit, else two. */
function character(bytes: Uint8Array, chinese: boolean): ReturnType<typeof nextCommand> {
  const [first = 0, second] = bytes;
  if (first < 0x80) {
    return { command: { kind: 'character', character: String.fromCharCode(first), wide: false }, used: 1 };
  }
  if (!chinese || first === 0x80 || first === 0xff) return unknown(bytes, 1);
  if (second === undefined) return null;
  const length = second >= 0x30 && second <= 0x39 ? 4 : 2;
  if (second < 0x30) return unknown(bytes, 1);
  if (bytes.length < length) return null;
  const decoded = iconv.decode(Buffer.from(bytes.subarray(0, length)), 'gb18030');
  return { command: { kind: 'character', character: decoded, wide: true }, used: length };
}
