/** Answer to reset: ISO/IEC 7816-3 clause 8.2. */
import { fail, ok, type Result } from '#contracts/result.ts';

import { ByteReader } from '../core/byte-reader.ts';

export interface Atr {
  readonly convention: 'direct' | 'inverse';
  /** T values that the card offers, as it orders them; T=15 (global bytes) is no protocol and left out. */
  readonly protocols: readonly number[];
  /** At most 15 bytes; the 13 of a social-security card are its "卡复位信息". */
  readonly historicalBytes: Uint8Array;
}

/** Initial character, T0 and at most 32 more: ISO/IEC 7816-3 clause 8.2.1. */
const longest = 33;

/**
 * Failures: card-mute, since a card whose answer to reset is none cannot be spoken to: too short or long, an unknown
 * initial character, or a wrong TCK.
 */
export function parseAtr(bytes: Uint8Array): Result<Atr> {
  if (bytes.length > longest) return fail('card-mute', `an ATR of ${bytes.length} bytes`);
  const reader = new ByteReader(bytes);
  const ts = reader.uint8();
  const t0 = reader.uint8();
  if (ts === null || t0 === null) return fail('card-mute', `an ATR of ${bytes.length} bytes`);
  if (ts !== 0x3b && ts !== 0x3f) return fail('card-mute', 'the ATR begins with neither 3B nor 3F');

  const protocols: number[] = [];
  let hasTck = false;
  // Y(i) in the high half of T0 and of each TD(i) says which of TA, TB, TC, TD follow.
  for (let follows = t0 >> 4; follows !== 0;) {
    for (const bit of [1, 2, 4]) if ((follows & bit) !== 0) reader.uint8();
    if ((follows & 8) === 0) break;
    const td = reader.uint8();
    if (td === null) return fail('card-mute', 'the ATR is cut short');
    const protocol = td & 0x0f;
    if (protocol !== 0) hasTck = true;
    if (protocol !== 15 && !protocols.includes(protocol)) protocols.push(protocol);
    follows = td >> 4;
  }
  const historicalBytes = reader.take(t0 & 0x0f);
  if (historicalBytes === null) return fail('card-mute', 'the ATR is cut short');
  // TCK is there unless T=0 is the only protocol; with it everything after TS adds up to zero.
  if (
    hasTck &&
    (reader.uint8() === null || exclusiveOr(bytes.subarray(1, bytes.length - reader.remaining)) !== 0)
  ) {
    return fail('card-mute', "the ATR's TCK is wrong");
  }
  return ok({
    convention: ts === 0x3b ? 'direct' : 'inverse',
    protocols: protocols.length === 0 ? [0] : protocols,
    historicalBytes,
  });
}

/** `3B 6D 00 00` and the historical bytes for T=0, as social-security cards mostly answer; `3B ED 00 00 81 11 FE` and a TCK for T=1. */
export function buildAtr(protocol: 'T=0' | 'T=1', historicalBytes: Uint8Array): Uint8Array {
  if (historicalBytes.length > 15)
    throw new RangeError(`${historicalBytes.length} historical bytes; an ATR takes 15`);
  const count = historicalBytes.length;
  if (protocol === 'T=0') return Uint8Array.from([0x3b, 0x60 | count, 0, 0, ...historicalBytes]);
  // TA3 = FE: information fields of up to 254 bytes.
  const body = [0xe0 | count, 0, 0, 0x81, 0x11, 0xfe, ...historicalBytes];
  return Uint8Array.from([0x3b, ...body, exclusiveOr(Uint8Array.from(body))]);
}

function exclusiveOr(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum ^ byte, 0);
}
