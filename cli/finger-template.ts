/** Finger templates as files: the module's own bytes, which nobody but it can read. */
import { readFileSync, writeFileSync } from 'node:fs';

import { fail, ok, type Result } from '#contracts/result.ts';

/** Failure: template-unusable, for a file that cannot be read. */
export function readTemplate(file: string): Result<Uint8Array> {
  return attempt('template-unusable', () => readFileSync(file));
}

/** A file that its owner alone may read. Failure: store-unwritable. */
export function writeTemplate(file: string, template: Uint8Array): Result<void> {
  return attempt('store-unwritable', () => writeFileSync(file, template, { mode: 0o600, flag: 'wx' }));
}

function attempt<T>(code: 'template-unusable' | 'store-unwritable', act: () => T): Result<T> {
  try {
    return ok(act());
  } catch (error) {
    return fail(code, error instanceof Error ? error.message : undefined);
  }
}
