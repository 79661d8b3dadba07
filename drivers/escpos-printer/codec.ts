/**
 * ESC/POS status: what is asked of a printer and what it answers.
 * Bits as in Epson's command reference; most other makers keep to it.
 */
import type { Failure } from '#contracts/result.ts';

/** DLE EOT n: 1 printer, 2 cause of being offline, 3 cause of an error, 4 paper. Answered even while offline or busy. */
export type StatusKind = 1 | 2 | 3 | 4;
export const statusKinds: readonly StatusKind[] = [1, 2, 3, 4];

export function buildStatusRequest(kind: StatusKind): Uint8Array {
  return Uint8Array.of(0x10, 0x04, kind);
}

/**
 * DLE DC4 8: throws away what the printer has received and not printed, and answers.
 * Printers that do not know it ignore it: there is no printable byte in it.
 */
export const clearBuffers = Uint8Array.of(0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08);

/** GS a: tell unasked when the online state, an error or the paper changes. */
export const enableAutomaticStatus = Uint8Array.of(0x1d, 0x61, 0x0e);

export interface PrinterStatus {
  readonly offline: boolean;
  readonly coverOpen: boolean;
  readonly paper: 'ok' | 'near-end' | 'out';
  readonly cutterError: boolean;
  /** Mechanical, unrecoverable, or one that goes by itself (a hot head). */
  readonly otherError: boolean;
}

export const noStatus: PrinterStatus = {
  offline: false,
  coverOpen: false,
  paper: 'ok',
  cutterError: false,
  otherError: false,
};

export type PrinterAnswer =
  /** To DLE EOT; the byte does not say to which of the four. */
  | { readonly kind: 'real-time'; readonly byte: number }
  /** GS a: said unasked. */
  | { readonly kind: 'automatic'; readonly status: PrinterStatus }
  /** To GS r 1: all that was sent before it has been done. */
  | { readonly kind: 'reached' }
  /** To DLE DC4 8. */
  | { readonly kind: 'cleared' };

function has(byte: number | undefined, mask: number): boolean {
  return ((byte ?? 0) & mask) !== 0;
}

/**
 * Splits what came from the printer. The fixed bits 0, 1, 4 and 7 tell the answers apart.
 * `rest` is the beginning of an answer that has not come whole (at most three bytes); `skipped` bytes were none.
 */
export function parseAnswers(bytes: Uint8Array): {
  readonly answers: readonly PrinterAnswer[];
  readonly rest: Uint8Array;
  readonly skipped: number;
} {
  const answers: PrinterAnswer[] = [];
  let skipped = 0;
  let at = 0;
  while (at < bytes.length) {
    const next = parseAnswer(bytes.subarray(at));
    if (next === 'incomplete') break;
    if (next.answer !== null) answers.push(next.answer);
    skipped += next.skipped;
    at += next.used;
  }
  return { answers, rest: bytes.subarray(at), skipped };
}

/**
 * Answers to GS r 1: near end in bits 0 and 1, paper out in 2 and 3. No other byte is taken for one, since it proves a
 * ticket.
 */
const reachedBytes: readonly number[] = [0x00, 0x03, 0x0c, 0x0f];

interface ParsedAnswer {
  readonly answer: PrinterAnswer | null;
  readonly used: number;
  readonly skipped: number;
}

function parseAnswer(bytes: Uint8Array): ParsedAnswer | 'incomplete' {
  const first = bytes[0] ?? 0;
  const garbage: ParsedAnswer = { answer: null, used: 1, skipped: 1 };
  // XON and XOFF: a serial printer's flow control comes along with the data.
  if (first === 0x11 || first === 0x13) return { answer: null, used: 1, skipped: 0 };
  if (first === 0x37) return parseCleared(bytes) ?? garbage;
  if ((first & 0x93) === 0x12) {
    return { answer: { kind: 'real-time', byte: first }, used: 1, skipped: 0 };
  }
  if ((first & 0x93) === 0x10) return parseAutomatic(bytes) ?? garbage;
  if (reachedBytes.includes(first)) return { answer: { kind: 'reached' }, used: 1, skipped: 0 };
  return garbage;
}

function parseCleared(bytes: Uint8Array): ParsedAnswer | 'incomplete' | null {
  const expected = [0x37, 0x25, 0x00];
  if (!bytes.subarray(0, 3).every((byte, i) => byte === expected[i])) return null;
  return bytes.length < 3 ? 'incomplete' : { answer: { kind: 'cleared' }, used: 3, skipped: 0 };
}

/** Four bytes in a row, of which only XOFF may be in between. */
function parseAutomatic(bytes: Uint8Array): ParsedAnswer | 'incomplete' | null {
  const status: number[] = [];
  for (const [i, byte] of bytes.entries()) {
    if (byte === 0x13) continue;
    if (i > 0 && (byte & 0x90) !== 0) return null;
    status.push(byte);
    if (status.length === 4) {
      return { answer: { kind: 'automatic', status: automaticStatus(status) }, used: i + 1, skipped: 0 };
    }
  }
  return 'incomplete';
}

function automaticStatus([printer, error, paper]: readonly number[]): PrinterStatus {
  return {
    offline: has(printer, 0x08),
    coverOpen: has(printer, 0x20),
    paper: has(paper, 0x0c) ? 'out' : has(paper, 0x03) ? 'near-end' : 'ok',
    cutterError: has(error, 0x08),
    otherError: has(error, 0x04 | 0x20 | 0x40),
  };
}

/** What the answer to one DLE EOT says, over what the ones before it said. */
export function addRealTimeStatus(status: PrinterStatus, kind: StatusKind, byte: number): PrinterStatus {
  switch (kind) {
    case 1:
      return { ...status, offline: has(byte, 0x08) };
    case 2:
      return {
        ...status,
        coverOpen: has(byte, 0x04),
        paper: has(byte, 0x20) ? 'out' : status.paper,
        otherError: status.otherError || has(byte, 0x40),
      };
    case 3:
      return {
        ...status,
        cutterError: has(byte, 0x08),
        // "Error" among the causes of being offline is what is told apart here.
        otherError: has(byte, 0x04 | 0x20 | 0x40) || (status.otherError && !has(byte, 0x08)),
      };
    case 4:
      if (status.paper === 'out' || has(byte, 0x60)) return { ...status, paper: 'out' };
      return { ...status, paper: has(byte, 0x0c) ? 'near-end' : 'ok' };
  }
}

/** What keeps the printer from printing, the cause before its consequence; null for nothing. */
export function problemOf(status: PrinterStatus): Failure | null {
  if (status.coverOpen) return { code: 'printer-cover-open' };
  if (status.paper === 'out') return { code: 'printer-paper-out' };
  if (status.cutterError) return { code: 'printer-cutter-error' };
  if (status.otherError) return { code: 'printer-error' };
  if (status.offline) return { code: 'printer-offline' };
  return null;
}

/** For the trace and the technician: "online, paper near end". */
export function describeStatus(status: PrinterStatus): string {
  const words = [
    status.offline ? 'offline' : 'online',
    status.coverOpen ? 'cover open' : 'cover closed',
    { ok: 'paper ok', 'near-end': 'paper near end', out: 'paper out' }[status.paper],
    ...(status.cutterError ? ['cutter error'] : []),
    ...(status.otherError ? ['error'] : []),
  ];
  return words.join(', ');
}
