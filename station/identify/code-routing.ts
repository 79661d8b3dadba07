/** Which verifier judges a code: the first of the configuration's ordered patterns that matches, or none. */
import { fail, ok, type Result } from '#contracts/result.ts';
import type { CodePattern } from '../config/schema.ts';

/** No code in the field is longer; a bounded length bounds what a pattern can cost. */
const longestCode = 1024;

export interface CodeRoute {
  /** Without the prefix that the scanner's firmware put before it. */
  readonly code: string;
  readonly verifier: string;
}

/** Failure: unknown-code; the code is then sent nowhere. */
export function routeCode(text: string, patterns: readonly CodePattern[]): Result<CodeRoute> {
  if (text.length > longestCode) return fail('unknown-code');
  for (const { strip, pattern, verifier } of patterns) {
    const code = strip !== undefined && text.startsWith(strip) ? text.slice(strip.length) : text;
    // The whole code: a part that looks right must not send the rest along.
    if (new RegExp(`^(?:${pattern})$`, 'u').test(code)) return ok({ code, verifier });
  }
  return fail('unknown-code');
}
