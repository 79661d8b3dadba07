import type { Texts } from './texts/texts.ts';

/** What a result's code is good for: an address leads to the place in the queue, anything else is the number itself. */
export function qrHint(qr: string, words: Texts): string {
  return /^https?:/.test(qr) ? words.qrPlace : words.qrHint;
}
