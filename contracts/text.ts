/** A text in every language that the screens speak. */
import { z } from 'zod';

export const languages = ['zh', 'en'] as const;
export const languageSchema = z.enum(languages);
export type Language = z.infer<typeof languageSchema>;

export const textSchema = z.strictObject({ zh: z.string(), en: z.string() });
export type Text = z.infer<typeof textSchema>;
