/**
 * One SQLite database as the queue and the journal need it: WAL, synchronous FULL (a commit that returned survives a
 * power cut), one writer. node:sqlite is synchronous, so that nothing can slip in between two steps of a transaction.
 */
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';

import type { z } from 'zod';

import { fail, ok, type Result } from '#contracts/result.ts';

import { freeBytes } from './disk.ts';
import { DamagedRow, failStore } from './failures.ts';

export type SqlValue = string | number | null;

/** Rows are checked against the schema given: what does not fit is damage, not data. */
export interface Query<Row> {
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
}

/** Runs a change and says how many rows it touched. */
export type Command = (...values: SqlValue[]) => number;

export interface Store {
  query<Row>(sql: string, row: z.ZodType<Row>): Query<Row>;
  command(sql: string): Command;
  /**
   * All of `work` in one durable commit, or none of it. Failures: disk-full, store-unwritable, store-damaged,
   * data-in-use. Anything else that `work` throws undoes it and is thrown on.
   */
  write<T>(work: () => T): Result<T>;
  /** A consistent look; the same failures. */
  read<T>(work: () => T): Result<T>;
  /**
   * Asked before anything is begun whose outcome must be recorded: `disk-full` while there is still room for the
   * outcomes of what is under way.
   */
  roomToBegin(): Result<void>;
  /**
   * Empties the write-ahead log into the database, so that the log does not keep what was deleted. False: not now, since
   * somebody reads or the disk is full; nothing waits for it.
   */
  emptyLog(): boolean;
  close(): void;
}

export interface StoreOptions {
  readonly file: string;
  /** SQLite's application_id, 31 bits: tells the project's databases apart from each other and from anybody else's. */
  readonly application: number;
  /** Scripts that lead from an empty database to the newest version; the position is the version. Only ever appended to. */
  readonly migrations: readonly string[];
}

/** How long a commit waits for somebody else's (a copy being made, a verification), milliseconds. */
const busyTimeout = 500;
/** After a checkpoint the write-ahead log is cut to this, bytes. */
const walLimit = 4 * 1024 * 1024;

/**
 * What may still have to be recorded once it has begun, bytes: four attempts at once with the largest sealed picture
 * (400 kB, once in the write-ahead log and once in the database), and everything small beside them.
 */
const reserve = 4 * 1024 * 1024;

/** Opens or makes the database. Failures beside those of `write`: store-newer. */
export function openStore(options: StoreOptions): Result<Store> {
  const opened = openPreparedDatabase(options);
  return opened.ok ? ok(wrap(opened.value, options.file)) : opened;
}

/** The database itself, durable and up to date, for whoever brings statements of their own. The failures of `openStore`. */
export function openPreparedDatabase(options: StoreOptions): Result<DatabaseSync> {
  const opened = openDatabase(options.file, false);
  if (!opened.ok) return opened;
  const database = opened.value;
  const ready = prepare(database, options);
  if (ready.ok) return ok(database);
  database.close();
  return ready;
}

/** `disk-full` where less is left than the outcomes of what is under way may need. */
export function roomIn(folder: string): Result<void> {
  try {
    const free = freeBytes(folder);
    return free >= reserve
      ? ok(undefined)
      : fail('disk-full', `${free} bytes are free, ${reserve} are kept in reserve`);
  } catch (error) {
    return failStore(error, folder);
  }
}

/** Opens a database of exactly this version to look at it, also while its owner works with it. Makes nothing. */
export function openStoreToRead(options: StoreOptions): Result<Store> {
  const { file, migrations } = options;
  const opened = openDatabase(file, true);
  if (!opened.ok) return opened;
  const store = wrap(opened.value, file);
  const version = store.read(() => versionIn(opened.value, options));
  if (version.ok && version.value.ok && version.value.value === migrations.length) return ok(store);
  store.close();
  if (!version.ok) return version;
  if (!version.value.ok) return version.value;
  return fail('store-damaged', `${file} is of version ${version.value.value}, not ${migrations.length}`);
}

function openDatabase(file: string, readOnly: boolean): Result<DatabaseSync> {
  try {
    return ok(new DatabaseSync(file, { timeout: busyTimeout, readOnly }));
  } catch (error) {
    return failStore(error, dirname(file));
  }
}

function prepare(database: DatabaseSync, options: StoreOptions): Result<void> {
  const { file, application, migrations } = options;
  try {
    // Before anything is changed: a file that is not ours, or of a newer version, must stay as it is.
    const version = versionIn(database, options);
    if (!version.ok) return version;
    if (pragma(database, 'journal_mode = WAL') !== 'wal')
      return fail('store-unwritable', `${file}: no write-ahead log on this file system`);
    // Deleted content is overwritten with zeros, in the pages that it leaves as well.
    database.exec(
      `PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA journal_size_limit = ${walLimit}`,
    );
    for (let next = version.value; next < migrations.length; next += 1) {
      const marks = `PRAGMA application_id = ${application}; PRAGMA user_version = ${next + 1}`;
      database.exec(`BEGIN IMMEDIATE; ${migrations[next]}; ${marks}; COMMIT`);
    }
    return ok(undefined);
  } catch (error) {
    return failStore(error, dirname(file));
  }
}

/** How many migrations the file has seen; 0 for an empty one. */
function versionIn(database: DatabaseSync, { file, application, migrations }: StoreOptions): Result<number> {
  const version = Number(pragma(database, 'user_version'));
  const mark = pragma(database, 'application_id');
  const isEmpty = database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
  if (isEmpty && version === 0 && mark === 0) return ok(0);
  if (mark !== application) return fail('store-damaged', `${file} is another program's database`);
  if (version > migrations.length)
    return fail('store-newer', `version ${version}; this software knows ${migrations.length}`);
  return ok(version);
}

function pragma(database: DatabaseSync, text: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${text}`).get() ?? {})[0];
}

function wrap(database: DatabaseSync, file: string): Store {
  const folder = dirname(file);
  const beginWrite = database.prepare('BEGIN IMMEDIATE');
  const beginRead = database.prepare('BEGIN');
  const commit = database.prepare('COMMIT');
  const attempt = <T>(begin: StatementSync, work: () => T): Result<T> => {
    try {
      begin.run();
      const value = work();
      commit.run();
      return ok(value);
    } catch (error) {
      // Some errors end the transaction by themselves (https://sqlite.org/lang_transaction.html, 2.3).
      if (database.isOpen && database.isTransaction) database.exec('ROLLBACK');
      return failStore(error, folder);
    }
  };
  return {
    query: (sql, row) => queryOf(database.prepare(sql), row),
    command: (sql) => {
      const statement = database.prepare(sql);
      return (...values) => Number(statement.run(...values).changes);
    },
    write: (work) => attempt(beginWrite, work),
    read: (work) => attempt(beginRead, work),
    roomToBegin: () => roomIn(folder),
    emptyLog: () => {
      try {
        // Without waiting: a verification that reads for seconds must not hold up a gate.
        database.exec('PRAGMA busy_timeout = 0');
        return pragma(database, 'wal_checkpoint(TRUNCATE)') === 0;
      } catch (error) {
        return failStore(error, folder).ok;
      } finally {
        database.exec(`PRAGMA busy_timeout = ${busyTimeout}`);
      }
    },
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}

function queryOf<Row>(statement: StatementSync, row: z.ZodType<Row>): Query<Row> {
  const checked = (found: unknown): Row => {
    const parsed = row.safeParse(found);
    if (parsed.success) return parsed.data;
    // The issues name columns only; a value may be anything in a damaged file.
    throw new DamagedRow(
      `unexpected row: ${parsed.error.issues.map(({ path }) => path.join('.')).join(', ')}`,
    );
  };
  return {
    get: (...values) => {
      const found = statement.get(...values);
      return found === undefined ? undefined : checked(found);
    },
    all: (...values) => statement.all(...values).map(checked),
  };
}
