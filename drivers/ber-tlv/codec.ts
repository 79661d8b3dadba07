/** BER-TLV as cards use it: ISO/IEC 7816-4 clause 5.2.2, tags and lengths of at most three bytes. */
import { ByteReader } from '../core/byte-reader.ts';

export interface Tlv {
  /** The tag's bytes as one number: 0x6F, 0x9F0C. */
  readonly tag: number;
  readonly constructed: boolean;
  readonly value: Uint8Array;
}

/** Data objects side by side, `null` where the bytes are not whole data objects. 00 and FF between them is padding. */
export function parseTlvs(bytes: Uint8Array): readonly Tlv[] | null {
  const reader = new ByteReader(bytes);
  const found: Tlv[] = [];
  while (reader.remaining > 0) {
    const first = reader.uint8() ?? 0;
    if (first === 0x00 || first === 0xff) continue;
    const tag = readTag(first, reader);
    const length = tag === null ? null : readLength(reader);
    const value = length === null ? null : reader.take(length);
    if (tag === null || value === null) return null;
    found.push({ tag, constructed: (first & 0x20) !== 0, value });
  }
  return found;
}

/** The first data object with `tag`, templates searched from the outside in; `null` where there is none. */
export function findTlv(bytes: Uint8Array, tag: number): Tlv | null {
  const level = parseTlvs(bytes) ?? [];
  const here = level.find((tlv) => tlv.tag === tag);
  if (here !== undefined) return here;
  for (const tlv of level) {
    const inside = tlv.constructed ? findTlv(tlv.value, tag) : null;
    if (inside !== null) return inside;
  }
  return null;
}

function readTag(first: number, reader: ByteReader): number | null {
  if ((first & 0x1f) !== 0x1f) return first;
  let tag = first;
  for (let more = 0; more < 2; more += 1) {
    const next = reader.uint8();
    if (next === null) return null;
    tag = (tag << 8) | next;
    if ((next & 0x80) === 0) return tag;
  }
  return null;
}

function readLength(reader: ByteReader): number | null {
  const first = reader.uint8();
  if (first === null || first < 0x80) return first;
  if (first === 0x81) return reader.uint8();
  if (first === 0x82) return reader.uint16be();
  return null;
}
