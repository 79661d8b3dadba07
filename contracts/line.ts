/** A text that stands in one line of a screen, a ticket or a log. Apart from contracts/text.ts, which pages load: they have no zod. */
import { z } from 'zod';

/**
 * What breaks a line or turns the direction of what stands beside it, half of a character, and U+0000: PostgreSQL takes none, and
 * what shares its commit would fail with it.
 */
const refused = String.raw`\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069`;
const opaquePattern = new RegExp(`^[^${refused}]*$`, 'u');
/** Of blanks and marks alone, a name would be a button without a name. */
const linePattern = new RegExp(String.raw`^(?=.*[\p{L}\p{N}\p{P}\p{S}])[^${refused}]*$`, 'u');

/** Made by software: kept and compared as it is. At most `most` UTF-16 units. */
export function opaqueSchema(most: number): z.ZodString {
  return z.string().min(1).max(most).regex(opaquePattern, 'one line of text');
}

/** Typed by people, to stand in one line of a screen, a ticket, a log; without the spaces around it. */
export function lineSchema(most: number): z.ZodString {
  return z.string().trim().min(1).max(most).regex(linePattern, 'one line of text');
}

/** What `lineSchema(most)` takes of a text that was kept before there were limits; the same text where it takes all of it. */
export function asLine(text: string, most: number): string {
  const line = text
    .replaceAll(/[\t\n\r\u2028\u2029]+/g, ' ')
    .replaceAll(new RegExp(`[${refused}]`, 'gu'), '')
    .trim();
  // Without the half of a character that is cut in two.
  const short = line.length <= most ? line : `${line.slice(0, most - 1).replace(/\p{Cs}$/u, '')}…`;
  return linePattern.test(short) ? short : '—';
}

/** UTF-16 units. */
export const longestLine = { name: 64, staffName: 32, notice: 200 } as const;

/** Of a hall or a business: it stands on buttons and tickets. */
export const nameSchema = z.strictObject({
  zh: lineSchema(longestLine.name),
  en: lineSchema(longestLine.name),
});
