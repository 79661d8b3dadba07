/**
 * What a ticket's QR carries to open its place in the queue: day, number and a code that only the hall can make. Nothing has to
 * be looked up to refuse a guess, and a station that is cut off has the tokens of its lease beforehand.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** 128 bits. */
const codeBytes = 16;

export interface Numbered {
  readonly day: string;
  readonly series: string;
  readonly sequence: number;
}

/** `20260105-A-12-` and 22 characters of base64url. */
export function ticketToken(secret: string, { day, series, sequence }: Numbered): string {
  const named = `${day.replaceAll('-', '')}-${series}-${sequence}`;
  const code = createHmac('sha256', secret).update(named).digest().subarray(0, codeBytes);
  return `${named}-${code.toString('base64url')}`;
}

/** Null for a token that this hall did not make. */
export function readToken(secret: string, token: string): Numbered | null {
  const parts = /^(\d{4})(\d{2})(\d{2})-([A-Z]{1,3})-([1-9]\d{0,8})-/.exec(token);
  if (parts === null) return null;
  const [, year = '', month = '', date = '', series = '', sequence = ''] = parts;
  const numbered = { day: `${year}-${month}-${date}`, series, sequence: Number(sequence) };
  const expected = Buffer.from(ticketToken(secret, numbered));
  const given = Buffer.from(token);
  return expected.length === given.length && timingSafeEqual(expected, given) ? numbered : null;
}
