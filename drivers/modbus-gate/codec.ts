/**
 * Modbus RTU frames for the three functions that relay boards of gates speak:
 * read coils (01), read discrete inputs (02), write single coil (05).
 * Clauses are of "MODBUS Application Protocol V1.1b3" (AP) and "MODBUS over Serial Line V1.02" (SL).
 */

export type ModbusRequest =
  | {
      readonly kind: 'read-coils' | 'read-discrete-inputs';
      /** Data address, 0 to 65535; manuals that count from 1 (or 00001, 10001) are one higher. */
      readonly address: number;
      /** 1 to 2000. */
      readonly count: number;
    }
  | { readonly kind: 'write-single-coil'; readonly address: number; readonly on: boolean };

export type ModbusAnswer =
  | { readonly kind: 'bits'; readonly bits: readonly boolean[] }
  | { readonly kind: 'written' }
  | { readonly kind: 'exception'; readonly exception: number };

const functionCodes = {
  'read-coils': 0x01,
  'read-discrete-inputs': 0x02,
  'write-single-coil': 0x05,
} as const;

/** Set in the function code of an exception response (AP 4.1). */
const exceptionFlag = 0x80;

/** The longest frame (SL 2.5.1.1). */
export const longestFrame = 256;

const exceptionNames: Readonly<Record<number, string>> = {
  0x01: 'illegal function',
  0x02: 'illegal data address',
  0x03: 'illegal data value',
  0x04: 'server device failure',
  0x05: 'acknowledge',
  0x06: 'server device busy',
  0x08: 'memory parity error',
  0x0a: 'gateway path unavailable',
  0x0b: 'gateway target device failed to respond',
};

/** "exception 02 illegal data address" (AP 7). */
export function describeException(exception: number): string {
  const code = exception.toString(16).toUpperCase().padStart(2, '0');
  return `exception ${code} ${exceptionNames[exception] ?? 'not in the specification'}`;
}

const crcStart = 0xffff;

function crcStep(before: number, byte: number): number {
  let crc = before ^ byte;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 1) === 0 ? crc >> 1 : (crc >> 1) ^ 0xa001;
  return crc;
}

/** SL 6.2.2: polynomial A001 (reflected), start FFFF; of a whole frame with its CRC it is 0. */
export function crc16(bytes: Uint8Array): number {
  return bytes.reduce(crcStep, crcStart);
}

/** The frame of these bytes: CRC appended, low byte first. */
function frame(bytes: readonly number[]): Uint8Array {
  const crc = crc16(Uint8Array.from(bytes));
  return Uint8Array.of(...bytes, crc & 0xff, crc >> 8);
}

export function buildRequest(unit: number, request: ModbusRequest): Uint8Array {
  const value = request.kind === 'write-single-coil' ? (request.on ? 0xff00 : 0x0000) : request.count;
  return frame([
    unit,
    functionCodes[request.kind],
    request.address >> 8,
    request.address & 0xff,
    value >> 8,
    value & 0xff,
  ]);
}

/** How long the answer to `request` is if it is no exception. */
function answerLength(request: ModbusRequest): number {
  return request.kind === 'write-single-coil' ? 8 : 5 + Math.ceil(request.count / 8);
}

/**
 * Looks for the answer to `request` anywhere in `bytes`, since a line that was disturbed, or an earlier answer that
 * came late, may have left others before it. Null: not there (yet). `skipped`: bytes before it that were no part of it.
 */
export function findAnswer(
  bytes: Uint8Array,
  unit: number,
  request: ModbusRequest,
): { readonly answer: ModbusAnswer; readonly skipped: number } | null {
  const code = functionCodes[request.kind];
  for (let at = 0; at + 5 <= bytes.length; at += 1) {
    if (bytes[at] !== unit) continue;
    if (bytes[at + 1] === (code | exceptionFlag)) {
      const candidate = bytes.subarray(at, at + 5);
      if (crc16(candidate) === 0) {
        return { answer: { kind: 'exception', exception: candidate[2] ?? 0 }, skipped: at };
      }
    } else if (bytes[at + 1] === code) {
      const candidate = bytes.subarray(at, at + answerLength(request));
      if (candidate.length < answerLength(request) || crc16(candidate) !== 0) continue;
      const answer = parseAnswer(candidate, request);
      if (answer !== null) return { answer, skipped: at };
    }
  }
  return null;
}

/** A whole frame with the right CRC as the answer to `request`; null where it answers another one. */
function parseAnswer(bytes: Uint8Array, request: ModbusRequest): ModbusAnswer | null {
  if (request.kind === 'write-single-coil') {
    const address = ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0);
    const value = ((bytes[4] ?? 0) << 8) | (bytes[5] ?? 0);
    // The echo proves which coil was written (AP 6.5); another one's is a late answer.
    return address === request.address && value === (request.on ? 0xff00 : 0x0000)
      ? { kind: 'written' }
      : null;
  }
  if (bytes[2] !== Math.ceil(request.count / 8)) return null;
  const bits = Array.from(
    { length: request.count },
    // The first address is the lowest bit of the first byte (AP 6.1).
    (_, i) => (((bytes[3 + (i >> 3)] ?? 0) >> (i & 7)) & 1) === 1,
  );
  return { kind: 'bits', bits };
}

/** A request as a server sees it; `request` is null where the function is none of the three, or its value is illegal. */
export interface ReceivedRequest {
  readonly unit: number;
  readonly functionCode: number;
  readonly request: ModbusRequest | null;
}

/**
 * Looks for the first whole request in `bytes`. Null: none yet. `used`: how many bytes to drop, it included.
 * A server on a wire tells frames apart by 3.5 characters of silence (SL 2.5.1.1); a stream has none, so that the
 * CRC decides: for known functions at their length, for others at the first length that fits.
 */
export function findRequest(
  bytes: Uint8Array,
): { readonly received: ReceivedRequest; readonly used: number } | null {
  for (let at = 0; at + 4 <= bytes.length; at += 1) {
    const length = requestLength(bytes.subarray(at));
    if (length === null || crc16(bytes.subarray(at, at + length)) !== 0) continue;
    return { received: parseRequest(bytes.subarray(at, at + length)), used: at + length };
  }
  return null;
}

function requestLength(bytes: Uint8Array): number | null {
  const code = bytes[1] ?? 0;
  if (code >= 0x01 && code <= 0x06) return bytes.length < 8 ? null : 8;
  let crc = crcStart;
  for (const [i, byte] of bytes.subarray(0, longestFrame).entries()) {
    crc = crcStep(crc, byte);
    if (i >= 3 && crc === 0) return i + 1;
  }
  return null;
}

function parseRequest(bytes: Uint8Array): ReceivedRequest {
  const [unit = 0, functionCode = 0, addressHigh = 0, addressLow = 0, valueHigh = 0, valueLow = 0] = bytes;
  const address = (addressHigh << 8) | addressLow;
  const value = (valueHigh << 8) | valueLow;
  const received = (request: ModbusRequest | null): ReceivedRequest => ({ unit, functionCode, request });
  if (functionCode === functionCodes['write-single-coil']) {
    const legal = value === 0xff00 || value === 0x0000;
    return received(legal ? { kind: 'write-single-coil', address, on: value === 0xff00 } : null);
  }
  const legal = value >= 1 && value <= 2000;
  if (functionCode === functionCodes['read-coils']) {
    return received(legal ? { kind: 'read-coils', address, count: value } : null);
  }
  if (functionCode === functionCodes['read-discrete-inputs']) {
    return received(legal ? { kind: 'read-discrete-inputs', address, count: value } : null);
  }
  return received(null);
}

export function isKnownFunction(functionCode: number): boolean {
  return Object.values<number>(functionCodes).includes(functionCode);
}

export function buildBitsAnswer(unit: number, functionCode: number, bits: readonly boolean[]): Uint8Array {
  const packed = Array.from({ length: Math.ceil(bits.length / 8) }, (_, byte) =>
    bits.slice(byte * 8, byte * 8 + 8).reduce((sum, bit, i) => sum | (bit ? 1 << i : 0), 0),
  );
  return frame([unit, functionCode, packed.length, ...packed]);
}

export function buildException(unit: number, functionCode: number, exception: number): Uint8Array {
  return frame([unit, functionCode | exceptionFlag, exception]);
}

/** For the trace: "read discrete inputs 0 to 2", "coil 0 on". */
export function describeRequest(request: ModbusRequest): string {
  if (request.kind === 'write-single-coil') return `coil ${request.address} ${request.on ? 'on' : 'off'}`;
  const what = request.kind === 'read-coils' ? 'coil' : 'discrete input';
  if (request.count === 1) return `read ${what} ${request.address}`;
  return `read ${what}s ${request.address} to ${request.address + request.count - 1}`;
}

export function describeAnswer(request: ModbusRequest, answer: ModbusAnswer): string {
  if (answer.kind === 'exception') return describeException(answer.exception);
  if (answer.kind === 'written') return `${describeRequest(request)}, done`;
  return answer.bits.map((bit, i) => `${request.address + i} ${bit ? 'on' : 'off'}`).join(', ');
}
