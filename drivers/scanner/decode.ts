/** The bytes of a whole scan as text. */
import { fail, ok, type Result } from '#contracts/result.ts';

/** What `codeSchema` allows. */
const longestText = 4096;
/** No code of `longestText` characters needs more: GB18030 and UTF-8 take four bytes for one at most. */
export const longestScan = 4 * longestText;

/**
 * UTF-8, else GB18030, as scanners send whichever the code was made in; the carriage return and line feed that they
 * put behind it taken off. Failure: code-unreadable.
 */
export function decodeScan(bytes: Uint8Array): Result<string> {
  const text = decode('utf-8', bytes) ?? decode('gb18030', bytes);
  if (text === null) return fail('code-unreadable', 'neither UTF-8 nor GB18030');
  const code = text.replace(/[\r\n]+$/, '');
  if (code === '') return fail('code-unreadable', 'empty');
  if (code.length > longestText) return fail('code-unreadable', `longer than ${longestText} characters`);
  return ok(code);
}

function decode(encoding: 'utf-8' | 'gb18030', bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Whether these three bytes are an AIM identifier (ISO/IEC 15424): `]`, a letter for the symbology, a modifier. */
export function isAimIdentifier(bytes: Uint8Array): boolean {
  return /^\][A-Za-z][0-9A-Za-z]$/.test(String.fromCharCode(...bytes));
}
