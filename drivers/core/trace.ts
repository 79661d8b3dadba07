/** What a driver tells the live trace. Whoever calls it has blanked people's data before. */
import { toHex } from './hex.ts';

export interface TraceLine {
  readonly direction: 'to' | 'from' | 'note';
  /** Upper-case hexadecimal of the first 64 bytes; empty for a note. */
  readonly hex: string;
  /** What it means, in the protocol's own words. */
  readonly meaning: string;
}

export type Trace = (line: TraceLine) => void;

const longestHex = 64;

export function traceTo(trace: Trace, bytes: Uint8Array, meaning: string): void {
  trace({ direction: 'to', hex: toHex(bytes.subarray(0, longestHex)), meaning });
}

export function traceFrom(trace: Trace, bytes: Uint8Array, meaning: string): void {
  trace({ direction: 'from', hex: toHex(bytes.subarray(0, longestHex)), meaning });
}

export function traceNote(trace: Trace, meaning: string): void {
  trace({ direction: 'note', hex: '', meaning });
}
