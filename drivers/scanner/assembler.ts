/** Puts scans together out of what a scanner sends, one protocol each. */

export type Assembled =
  | {
      readonly type: 'scan';
      readonly bytes: Uint8Array;
      /** `]Q1` and so on; null where the scanner gives none. */
      readonly aimIdentifier: string | null;
      /** HID reports or serial chunks that it came in. */
      readonly reports: number;
    }
  /** A scan that cannot be whole any more. */
  | { readonly type: 'broken'; readonly why: string }
  /** Something that is no part of a scan. */
  | { readonly type: 'noise'; readonly bytes: number };

export interface Assembler {
  /** Whether a scan has begun and not ended, one that was given up included. */
  readonly pending: boolean;
  push(bytes: Uint8Array): readonly Assembled[];
  /** Nothing has come for a while: what has begun ends as it is, or is given up. */
  idle(): readonly Assembled[];
  /** The scanner is gone: what has begun will never be whole. */
  cut(): readonly Assembled[];
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
