/** Files that must survive a power cut, and the room that they need. */
import { closeSync, fsyncSync, openSync, renameSync, statfsSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Bytes that a process without privileges may still write to the disk of `folder`. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/**
 * Writes a whole new file with `mode`, or nothing: after a power cut at any moment either the file is complete or it
 * is not there. Throws Node's file-system errors.
 */
export function writeFileDurably(path: string, bytes: Uint8Array, mode: number): void {
  const draft = join(dirname(path), `.${process.pid}.draft`);
  try {
    const file = openSync(draft, 'w', mode);
    try {
      writeSync(file, bytes);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  // The name is in the folder's own data, which has to reach the disk as well.
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
