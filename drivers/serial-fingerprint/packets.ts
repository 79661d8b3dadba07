/**
 * Packets of the fingerprint modules that speak EF01 (AS608, R30x, ZFM and their kin):
 * `EF 01 | address 4 | kind | length 2 | payload | sum 2`, big-endian. Length counts payload and sum; the sum is that of
 * all bytes from the kind to the end of the payload, modulo 65536.
 */
import { ByteReader } from '#drivers/core/byte-reader.ts';

const start = Uint8Array.of(0xef, 0x01);
const headBytes = 9;
const sumBytes = 2;
/** Data packets hold 256 bytes at most; a garbled length may not swallow the line. */
export const longestPayload = 256;

export type PacketKind = 'command' | 'data' | 'acknowledge' | 'end-of-data';
const codes: Readonly<Record<PacketKind, number>> = {
  command: 0x01,
  data: 0x02,
  acknowledge: 0x07,
  'end-of-data': 0x08,
};
const kinds: ReadonlyMap<number, PacketKind> = new Map([
  [codes.command, 'command'],
  [codes.data, 'data'],
  [codes.acknowledge, 'acknowledge'],
  [codes['end-of-data'], 'end-of-data'],
]);

export interface Packet {
  /** The module's, 32 bits, in both directions. */
  readonly address: number;
  readonly kind: PacketKind;
  /** 1 to 256 bytes. */
  readonly payload: Uint8Array;
}

export function buildPacket({ address, kind, payload }: Packet): Uint8Array {
  if (payload.length < 1 || payload.length > longestPayload)
    throw new RangeError(`a payload of ${payload.length} bytes fits no packet`);
  const bytes = new Uint8Array(headBytes + payload.length + sumBytes);
  const view = new DataView(bytes.buffer);
  bytes.set(start);
  view.setUint32(2, address);
  view.setUint8(6, codes[kind]);
  view.setUint16(7, payload.length + sumBytes);
  bytes.set(payload, headBytes);
  view.setUint16(headBytes + payload.length, sumOf(bytes.subarray(6, -sumBytes)));
  return bytes;
}

/** A template, or whatever else is longer than a packet, as data packets of `size` bytes, the last one marked as such. */
export function buildData(address: number, data: Uint8Array, size: number): Uint8Array[] {
  const packets: Uint8Array[] = [];
  for (let from = 0; from < data.length; from += size) {
    const kind = from + size < data.length ? 'data' : 'end-of-data';
    packets.push(buildPacket({ address, kind, payload: data.subarray(from, from + size) }));
  }
  return packets;
}

function sumOf(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => (sum + byte) & 0xffff, 0);
}

export type Parsed =
  | { readonly type: 'packet'; readonly packet: Packet; readonly bytes: Uint8Array }
  /** Bytes thrown away to find the next packet: noise, or a packet whose sum, kind or length is wrong. */
  | { readonly type: 'garbage'; readonly bytes: number };

/** Finds packets in a stream that is split and joined anywhere, and finds its feet again after garbage. */
export class PacketParser {
  #pending = new Uint8Array();

  /** Takes what came and says what it completes, in order. */
  push(bytes: Uint8Array): Parsed[] {
    this.#pending = concat([this.#pending, bytes]);
    const parsed: Parsed[] = [];
    let garbage = 0;
    for (;;) {
      const found = findStart(this.#pending);
      garbage += found;
      this.#pending = this.#pending.subarray(found);
      const end = announcedEnd(this.#pending);
      if (end === 'unknown' || (end !== 'impossible' && this.#pending.length < end)) break;
      const packet = end === 'impossible' ? null : parse(this.#pending.slice(0, end));
      if (end === 'impossible' || packet === null) {
        // A true packet may begin inside of what claimed to be one: only the first byte is surely wrong.
        garbage += 1;
        this.#pending = this.#pending.subarray(1);
        continue;
      }
      if (garbage > 0) parsed.push({ type: 'garbage', bytes: garbage });
      garbage = 0;
      parsed.push({ type: 'packet', packet, bytes: this.#pending.slice(0, end) });
      this.#pending = this.#pending.subarray(end);
    }
    if (garbage > 0) parsed.push({ type: 'garbage', bytes: garbage });
    return parsed;
  }

  /** Forgets an unfinished packet; says how many bytes that threw away. */
  reset(): number {
    const dropped = this.#pending.length;
    this.#pending = new Uint8Array();
    return dropped;
  }
}

export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Where a packet starts, or where the bytes may still become one; the end if nowhere. */
function findStart(bytes: Uint8Array): number {
  for (let from = 0; from < bytes.length; from += 1) {
    const there = bytes.subarray(from, from + start.length);
    if (there.every((byte, place) => byte === start[place])) return from;
  }
  return bytes.length;
}

/** Where the packet at the front ends, as far as its head is there: no kind or length that is wrong is waited for. */
function announcedEnd(bytes: Uint8Array): number | 'unknown' | 'impossible' {
  const reader = new ByteReader(bytes);
  const kind = reader.take(headBytes - 3) === null ? null : reader.uint8();
  if (kind === null) return 'unknown';
  if (!kinds.has(kind)) return 'impossible';
  const length = reader.uint16be();
  if (length === null) return 'unknown';
  const fits = length > sumBytes && length <= longestPayload + sumBytes;
  return fits ? headBytes + length : 'impossible';
}

/** Null if the sum is wrong. `bytes`: one packet whose head and length are right. */
function parse(bytes: Uint8Array): Packet | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kind = kinds.get(view.getUint8(6));
  const sum = view.getUint16(bytes.length - sumBytes);
  if (kind === undefined || sum !== sumOf(bytes.subarray(6, -sumBytes))) return null;
  return { address: view.getUint32(2), kind, payload: bytes.subarray(headBytes, -sumBytes) };
}
