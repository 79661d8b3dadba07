/** A text in every language that the screens speak. */
import { z } from 'zod';

export const languages = ['zh', 'en'] as const;
export const languageSchema = z.enum(languages);
export type Language = z.infer<typeof languageSchema>;

export const textSchema = z.strictObject({ zh: z.string(), en: z.string() });
export type Text = z.infer<typeof textSchema>;

/** Nothing that breaks a line, ends a text or turns the direction of what stands beside it; no half of a character. */
const linePattern = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]*$/u;

/** What people typed, to stand in one line of a screen, a ticket, a log; at most `most` UTF-16 units. */
export function lineSchema(most: number): z.ZodString {
  return z.string().min(1).max(most).regex(linePattern, 'one line of text');
}

/** Of a hall or a business: it stands on buttons and tickets. */
export const nameSchema = z.strictObject({ zh: lineSchema(64), en: lineSchema(64) });
