/** Fills a small file system, as logs or a stray backup do. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { freeBytes } from '#storage/disk.ts';

/** Writes `filler` into the file system's root until `keep` bytes are left, or until the last byte for 0. */
export function fillDisk(disk: string, keep: number): void {
  const file = openSync(join(disk, 'filler'), 'a');
  try {
    while (freeBytes(disk) > keep)
      writeSync(file, Buffer.alloc(Math.max(1, Math.min(65_536, freeBytes(disk) - keep))));
    if (keep === 0) while (true) writeSync(file, Buffer.alloc(512));
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).message.includes('ENOSPC')) throw error;
  } finally {
    closeSync(file);
  }
}
