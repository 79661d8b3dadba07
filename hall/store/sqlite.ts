/** The hall in a SQLite file: durable like every store of the project (storage/store.ts). */
import { dirname } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';

import { Kysely, sql, SqliteDialect, type SqliteDatabase, type SqliteStatement } from 'kysely';

import type { Clock } from '#contracts/clock.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { failStore } from '#storage/failures.ts';
import { openPreparedDatabase, roomIn } from '#storage/store.ts';

import type { HallStore, Moment } from './hall-store.ts';
import { sqliteMigrations } from './migrations.ts';
import type { Database, HallTables } from './tables.ts';

/** "YKTH" in ASCII. */
const application = 0x594b5448;

/** Failures: store-newer, store-damaged, store-unwritable, disk-full, data-in-use. */
export function openSqliteStore(file: string, clock: Pick<Clock, 'now'>): Result<HallStore> {
  const opened = openPreparedDatabase({ file, application, migrations: sqliteMigrations });
  if (!opened.ok) return opened;
  const native = opened.value;
  const folder = dirname(file);
  const kysely = new Kysely<HallTables>({ dialect: new SqliteDialect({ database: adapted(native) }) });

  const attempt = async <T>(work: () => Promise<T>): Promise<Result<T>> => {
    try {
      return ok(await work());
    } catch (error) {
      // Closed in the middle of it: nothing was committed.
      return native.isOpen ? failStore(error, folder) : fail('hall-unavailable');
    }
  };
  const momentIn = async (database: Database, hall: string): Promise<Moment> => {
    const row = await database.selectFrom('hall').selectAll().where('id', '=', hall).executeTakeFirst();
    return { row: row ?? null, now: clock.now() };
  };
  return ok({
    isShared: false,
    together: false,
    rows: (rows, columns) => {
      const named = Object.keys(columns).map((name) => sql`value ->> ${sql.lit(name)} AS ${sql.ref(name)}`);
      return sql`(SELECT ${sql.join(named)} FROM json_each(${JSON.stringify(rows)}))`;
    },
    // The write lock is taken by the transaction's own beginning.
    change: (work) => attempt(() => kysely.transaction().execute(work)),
    lock: momentIn,
    look: (work) => attempt(() => work(kysely)),
    note: (work) => attempt(() => work(kysely)),
    peek: (hall) => attempt(() => momentIn(kysely, hall)),
    roomToBegin: () => roomIn(folder),
    close: () => {
      if (native.isOpen) native.close();
    },
  });
}

/** node:sqlite as Kysely's dialect expects a driver. */
function adapted(database: DatabaseSync): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    close: () => database.close(),
    prepare(text) {
      let statement = prepared.get(text);
      if (statement === undefined) {
        // Kysely's own `begin` would take the write lock with the first change only, too late for what was read before.
        statement = adaptedStatement(database.prepare(text === 'begin' ? 'BEGIN IMMEDIATE' : text));
        if (text === 'rollback') statement = whileInTransaction(database, statement);
        // Statements with lists differ by their length: the bound is for them.
        if (prepared.size >= 500) prepared.clear();
        prepared.set(text, statement);
      }
      return statement;
    },
  };
}

/** SQLite itself undoes a transaction that finds the disk full; a second undoing would fail and hide why. */
function whileInTransaction(database: DatabaseSync, rollback: SqliteStatement): SqliteStatement {
  return {
    ...rollback,
    run: (parameters) =>
      database.isTransaction ? rollback.run(parameters) : { changes: 0, lastInsertRowid: 0 },
  };
}

type Values = Parameters<StatementSync['all']>;

function adaptedStatement(statement: StatementSync): SqliteStatement {
  return {
    reader: statement.columns().length > 0,
    // Kysely hands on what the hall gave it: texts and numbers.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    all: (parameters) => statement.all(...(parameters as Values)),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    run: (parameters) => statement.run(...(parameters as Values)),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    iterate: (parameters) => statement.iterate(...(parameters as Values)),
  };
}
