/**
 * One audit number a person and day, from gate to rating: whoever holds the person key can recompute it, nobody
 * else can get from it to a person.
 */
import { createHash } from 'node:crypto';

/** 16 characters, base32hex digits and capital letters; `day` is YYYY-MM-DD. */
export function auditNumber(personKey: string, day: string): string {
  const digest = createHash('sha256').update(`${day}|${personKey}`).digest();
  let bits = BigInt(`0x${digest.subarray(0, 10).toString('hex')}`);
  let text = '';
  for (let digit = 0; digit < 16; digit += 1) {
    text = '0123456789ABCDEFGHIJKLMNOPQRSTUV'.charAt(Number(bits & 31n)) + text;
    bits >>= 5n;
  }
  return text;
}
