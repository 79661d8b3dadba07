/** How a person is written down: a keyed hash, so that a day's entries can be told apart and nobody can be named. */
import { createHmac } from 'node:crypto';

/**
 * 64 hexadecimal digits for an identity number or a permit's number. Without the key a number cannot be found by trying
 * all of them (there are few enough to try); each station has a key of its own.
 */
export function personKey(key: Uint8Array, number: string): string {
  return createHmac('sha256', key).update(number.trim().toUpperCase()).digest('hex');
}
