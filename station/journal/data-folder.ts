/** The folder with everything that a station remembers: taken by one station at a time, with the keys made at first start. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { fail, ok, type Result } from '#contracts/result.ts';
import { writeFileDurably } from '#storage/disk.ts';
import { failStore } from '#storage/failures.ts';

/** 32 bytes each, for HMAC-SHA-256. */
export interface DataKeys {
  readonly audit: Uint8Array;
  readonly person: Uint8Array;
}

export interface DataFolder {
  readonly path: string;
  readonly keys: DataKeys;
  /** Lets another station take the folder. The end of the process does the same, however it ends. */
  release(): void;
}

export const dataFiles = {
  lock: 'station.lock',
  journal: 'journal.db',
  hall: 'hall.db',
  auditKey: 'audit.key',
  personKey: 'person.key',
} as const;

const keyBytes = 32;

/** What holds a lock must not be collected as garbage: closing the database gives the lock back. */
const held = new Set<DatabaseSync>();

/** Failures: data-in-use, disk-full, store-unwritable, store-damaged (a key is missing beside a journal made with it). */
export function openDataFolder(
  path: string,
  randomBytes: (length: number) => Uint8Array,
): Result<DataFolder> {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const lock = takeLock(join(path, dataFiles.lock));
    const keys = readKeys(path, randomBytes);
    if (!keys.ok) {
      releaseLock(lock);
      return keys;
    }
    return ok({ path, keys: keys.value, release: () => releaseLock(lock) });
  } catch (error) {
    return failStore(error, path);
  }
}

/** The key of a folder that somebody else may be using, to verify its audit chain. */
export function readAuditKey(path: string): Result<Uint8Array> {
  if (!existsSync(join(path, dataFiles.journal))) return fail('store-unwritable', `${path} holds no journal`);
  try {
    const key = readKey(join(path, dataFiles.auditKey));
    if (!key.ok) return key;
    return key.value === null ? missing(dataFiles.auditKey) : ok(key.value);
  } catch (error) {
    return failStore(error, path);
  }
}

/**
 * An exclusive lock on an empty database. SQLite takes it from the kernel (fcntl), which gives it back when the process
 * ends, also by kill -9. Nothing in this process may open the same file otherwise: POSIX drops a process's locks on a
 * file with the first descriptor of it that is closed.
 */
function takeLock(file: string): DatabaseSync {
  const lock = new DatabaseSync(file, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw error;
  }
  held.add(lock);
  return lock;
}

function releaseLock(lock: DatabaseSync): void {
  if (!held.delete(lock)) return;
  lock.close();
}

function readKeys(path: string, randomBytes: (length: number) => Uint8Array): Result<DataKeys> {
  // A new key beside an old journal would make its chain unverifiable and every person a stranger.
  const mayMake = !existsSync(join(path, dataFiles.journal));
  const audit = readOrMakeKey(path, dataFiles.auditKey, mayMake, randomBytes);
  if (!audit.ok) return audit;
  const person = readOrMakeKey(path, dataFiles.personKey, mayMake, randomBytes);
  if (!person.ok) return person;
  return ok({ audit: audit.value, person: person.value });
}

function readOrMakeKey(
  path: string,
  name: string,
  mayMake: boolean,
  randomBytes: (length: number) => Uint8Array,
): Result<Uint8Array> {
  const found = readKey(join(path, name));
  if (!found.ok) return found;
  if (found.value !== null) return ok(found.value);
  if (!mayMake) return missing(name);
  const made = randomBytes(keyBytes);
  writeFileDurably(join(path, name), made, 0o600);
  return ok(made);
}

function readKey(file: string): Result<Uint8Array | null> {
  if (!existsSync(file)) return ok(null);
  const key = readFileSync(file);
  return key.length === keyBytes ? ok(key) : fail('store-damaged', `${file} does not hold ${keyBytes} bytes`);
}

function missing(name: string): Result<never> {
  return fail('store-damaged', `${name} is missing beside the journal that was made with it`);
}
