/** Command and response APDUs, short form: ISO/IEC 7816-4 clause 5.1, and for T=0 ISO/IEC 7816-3 clause 12.1. */
import { fail, ok, type Result } from '#contracts/result.ts';

/** The transmission protocol that reader and card agreed upon. */
export type CardProtocol = 'T=0' | 'T=1';

export interface CommandApdu {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  /** At most 255 bytes; absent or empty: none. */
  readonly data?: Uint8Array;
  /** Bytes expected, 1 to 256; absent: none. */
  readonly le?: number;
}

export interface ResponseApdu {
  readonly data: Uint8Array;
  /** SW1 and SW2, 0x0000 to 0xFFFF. */
  readonly sw: number;
}

export const swSuccess = 0x9000;
export const insGetResponse = 0xc0;

/** The status word as the standard writes it: `6A82`. */
export function swText(sw: number): string {
  return sw.toString(16).toUpperCase().padStart(4, '0');
}

/**
 * The bytes that go to the card. Under T=0 a case-4 command goes without Le: the card says `61xx` and is asked with
 * GET RESPONSE.
 */
export function encodeCommand(command: CommandApdu, protocol: CardProtocol): Uint8Array {
  const { cla, ins, p1, p2, le } = command;
  const data = command.data ?? new Uint8Array(0);
  if (data.length > 255) throw new RangeError(`command data of ${data.length} bytes; a short APDU takes 255`);
  if (le !== undefined && (le < 1 || le > 256)) throw new RangeError(`Le ${le}; a short APDU takes 1 to 256`);
  const header = [cla, ins, p1, p2];
  const length = le === undefined ? [] : [le & 0xff];
  if (data.length === 0) return Uint8Array.from([...header, ...length]);
  return Uint8Array.from([...header, data.length, ...data, ...(protocol === 'T=0' ? [] : length)]);
}

/** A command as a card sees it. Failures: card-exchange-failed (no short APDU). */
export function parseCommand(bytes: Uint8Array): Result<CommandApdu> {
  const [cla, ins, p1, p2, p3] = bytes;
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) {
    return fail('card-exchange-failed', `a command of ${bytes.length} bytes`);
  }
  const header = { cla, ins, p1, p2 };
  if (p3 === undefined) return ok(header);
  if (bytes.length === 5) return ok({ ...header, le: p3 || 256 });
  const data = bytes.subarray(5, 5 + p3);
  if (p3 === 0 || data.length < p3) return fail('card-exchange-failed', 'Lc does not fit the command');
  const rest = bytes.subarray(5 + p3);
  if (rest.length === 0) return ok({ ...header, data });
  if (rest.length === 1) return ok({ ...header, data, le: rest[0] || 256 });
  return fail('card-exchange-failed', 'bytes after Le');
}

/** Failures: card-exchange-failed (no status word, or SW1 outside 61 to 6F and 90 to 9F: ISO/IEC 7816-4 clause 5.1.3). */
export function parseResponse(bytes: Uint8Array): Result<ResponseApdu> {
  const sw1 = bytes[bytes.length - 2];
  const sw2 = bytes[bytes.length - 1];
  if (sw1 === undefined || sw2 === undefined) {
    return fail('card-exchange-failed', `an answer of ${bytes.length} bytes has no status word`);
  }
  const sw = (sw1 << 8) | sw2;
  if (sw < 0x6100 || (sw > 0x6fff && sw < 0x9000) || sw > 0x9fff) {
    return fail('card-exchange-failed', `${swText(sw)} is no status word`);
  }
  return ok({ data: bytes.subarray(0, bytes.length - 2), sw });
}

export function encodeResponse(response: ResponseApdu): Uint8Array {
  return Uint8Array.from([...response.data, response.sw >> 8, response.sw & 0xff]);
}
