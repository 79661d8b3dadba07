/** What SQLite's and the file system's errors mean to staff. */
import { types } from 'node:util';

import { fail, type Failure } from '#contracts/result.ts';

import { freeBytes } from './disk.ts';

/** Primary result codes, https://sqlite.org/rescode.html; the low byte of an extended code. */
const sqlite = {
  perm: 3,
  busy: 5,
  locked: 6,
  readonly: 8,
  ioerr: 10,
  corrupt: 11,
  full: 13,
  cantopen: 14,
  notadb: 26,
} as const;

/** Below this an I/O error is taken for a full disk: SQLite names ENOSPC only for plain writes, not for its shared memory. */
const nearlyNothing = 64 * 1024;

/** A row that does not fit its table's schema: the file was changed by something else. */
export class DamagedRow extends Error {
  override readonly name = 'DamagedRow';
}

/**
 * The failure that an error of a store stands for: disk-full, store-unwritable, store-damaged, data-in-use;
 * null for anything that is no fault of the disk (a broken invariant, to be thrown on).
 */
export function storeFailure(error: unknown, folder: string): Failure | null {
  if (error instanceof DamagedRow) return { code: 'store-damaged', detail: error.message };
  // Not instanceof: Node's own errors are of another realm than code that runs in a vm context.
  if (!types.isNativeError(error) || !('code' in error)) return null;
  if (error.code === 'ERR_SQLITE_ERROR' && 'errcode' in error && typeof error.errcode === 'number')
    return sqliteFailure(error.errcode, error.message, folder);
  return fileFailure(error.code, error.message);
}

function sqliteFailure(errcode: number, message: string, folder: string): Failure | null {
  const detail = `SQLite ${errcode}: ${message}`;
  switch (errcode & 0xff) {
    case sqlite.full:
      return { code: 'disk-full', detail };
    case sqlite.corrupt:
    case sqlite.notadb:
      return { code: 'store-damaged', detail };
    case sqlite.busy:
    case sqlite.locked:
      return { code: 'data-in-use', detail };
    case sqlite.ioerr:
    case sqlite.cantopen:
      return { code: isFull(folder) ? 'disk-full' : 'store-unwritable', detail };
    case sqlite.perm:
    case sqlite.readonly:
      return { code: 'store-unwritable', detail };
    default:
      return null;
  }
}

function fileFailure(code: unknown, detail: string): Failure | null {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return { code: 'disk-full', detail };
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'EIO':
    case 'ENOENT':
    case 'ENOTDIR':
    case 'EISDIR':
    case 'EEXIST':
      return { code: 'store-unwritable', detail };
    default:
      return null;
  }
}

function isFull(folder: string): boolean {
  try {
    return freeBytes(folder) < nearlyNothing;
  } catch {
    // The folder itself cannot be asked (gone, no right to it): then room is not the trouble.
    return false;
  }
}

/** The `Result` of an error of a store; throws on what is no fault of the disk. */
export function failStore(error: unknown, folder: string): { readonly ok: false; readonly error: Failure } {
  const failure = storeFailure(error, folder);
  if (failure === null) throw error;
  return fail(failure.code, failure.detail);
}
