/**
 * A typed record for each language: a missing text does not compile, a parameter has a type, and nothing is loaded
 * at run time (the reason why no translation library stands here is in docs/decisions.md).
 */
import type { Language } from '#contracts/text.ts';
import { en } from './en.ts';
import { zh, type Texts } from './zh.ts';

export type { Texts };
export const texts: Readonly<Record<Language, Texts>> = { zh, en };
