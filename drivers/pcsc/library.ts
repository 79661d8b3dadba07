/**
 * pcsc-mini, loaded when it is first needed: its addon cannot be loaded on a Linux machine without libpcsclite1, and
 * that must not bring down the other drivers of the process.
 */
import { createRequire } from 'node:module';

import type * as PcscMini from 'pcsc-mini';

const require = createRequire(import.meta.url);

/** Why it cannot be loaded, for technicians. */
export class PcscLibraryMissing extends Error {}

/** @throws PcscLibraryMissing */
export function pcscLibrary(): typeof PcscMini {
  try {
    const library: typeof PcscMini = require('pcsc-mini');
    return library;
  } catch (error) {
    throw new PcscLibraryMissing(reasonOf(error), { cause: error });
  }
}

/** pcsc-mini puts the loader's own words on its message's second line, between a headline and advice on npm. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  const [headline = '', reason] = error.message.split('\n');
  return (reason ?? headline).replace(/^Error: /, '');
}
