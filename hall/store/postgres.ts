/** The hall in PostgreSQL: many servers may work on one database. */
import { types } from 'node:util';

import { Kysely, PostgresDialect, sql, type PostgresPool, type PostgresPoolClient } from 'kysely';
import pg from 'pg';

import type { Clock } from '#contracts/clock.ts';
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';
import { DamagedRow } from '#storage/failures.ts';

import { hallTiming } from '../timing.ts';
import type { HallStore, Moment } from './hall-store.ts';
import { postgresMigrations } from './migrations.ts';
import type { Database, HallTables } from './tables.ts';

/** Changes of a hall come one after another; the rest is for looks. */
const connections = 8;

/** One number for the project: who migrates waits for whoever migrates already. */
const migrationLock = 0x594b5448;

/**
 * @param url postgresql://…
 * @param clock null: the database's own clock, which all servers share; a test passes one that jumps
 * Failures: hall-database-unavailable (`detail`: why, in PostgreSQL's words), disk-full, store-newer, store-damaged.
 */
export async function openPostgresStore(
  url: string,
  clock: Pick<Clock, 'now'> | null,
): Promise<Result<HallStore>> {
  const pool = poolOf(url, {
    max: connections,
    statement_timeout: hallTiming.statementMs,
    // The server's side may be gone without a word.
    query_timeout: hallTiming.statementMs + hallTiming.connectMs,
    // Of a hall server that stopped in the middle of a change: its lock is for others again.
    idle_in_transaction_session_timeout: hallTiming.statementMs,
  });
  const kysely = new Kysely<HallTables>({ dialect: new PostgresDialect({ pool: guarded(pool) }) });
  const migrated = await attempt(async () => ((await isMigrated(kysely)) ? ok(undefined) : migrate(url)));
  const ready = migrated.ok ? migrated.value : migrated;
  if (!ready.ok) {
    await pool.end();
    const { code, detail } = ready.error;
    // Who starts a hall server is told of its database; who asks one, of the hall.
    return code === 'hall-unavailable' ? fail('hall-database-unavailable', detail) : ready;
  }

  const momentIn = async (database: Database, hall: string, locked: boolean): Promise<Moment> => {
    const time = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;
    let query = database.selectFrom('hall').selectAll().select(time.as('now')).where('id', '=', hall);
    if (locked) query = query.forUpdate();
    const found = await query.executeTakeFirst();
    if (found === undefined) return { row: null, now: clock?.now() ?? Date.now() };
    const { now, ...row } = found;
    return { row, now: clock?.now() ?? now };
  };
  let closed = false;
  return ok({
    isShared: true,
    together: true,
    rows: (rows, columns) => {
      const typed = Object.entries<string>(columns).map(
        ([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`,
      );
      return sql`json_to_recordset(${JSON.stringify(rows)}) AS given (${sql.join(typed)})`;
    },
    // Whatever the database's own default: what came before the hall's row was free must be seen after it.
    change: (work) => attempt(() => kysely.transaction().setIsolationLevel('read committed').execute(work)),
    lock: (database, hall) => momentIn(database, hall, true),
    look: (work) => attempt(() => kysely.transaction().setIsolationLevel('repeatable read').execute(work)),
    note: (work) => attempt(() => work(kysely)),
    peek: (hall) => attempt(() => momentIn(kysely, hall, false)),
    roomToBegin: () => ok(undefined),
    close: () => {
      if (closed) return;
      closed = true;
      void pool.end();
    },
  });
}

/** No connection could be had: whatever is said of it, no statement of the hall's is to blame. */
class NotConnected extends Error {
  override readonly name = 'NotConnected';
}

/**
 * Why there is no connection (password, TLS, name, address) is told apart from what a statement broke by.
 *
 * pg gives a question up in time and keeps the connection on which no answer came; whoever gets it next would wait as long, for as
 * many minutes as TCP takes to give it up.
 */
function guarded(pool: pg.Pool): PostgresPool {
  return {
    end: () => pool.end(),
    connect: async () => {
      const client = await connected(pool);
      let isSilent = false;
      const query = async (text: string, parameters: unknown[]) => {
        try {
          return await client.query(text, parameters);
        } catch (error) {
          isSilent ||= types.isNativeError(error) && error.message === 'Query read timeout';
          throw error;
        }
      };
      return {
        // Kysely asks in the other way only where it is given a cursor.
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion
        query: query as unknown as PostgresPoolClient['query'],
        release: (isBroken) => client.release(isSilent || isBroken),
      };
    },
  };
}

async function connected(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw types.isNativeError(error) ? new NotConnected(wordsOf(error)) : error;
  }
}

function poolOf(url: string, settings: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: hallTiming.connectMs,
    keepAlive: true,
    // 64-bit integers as numbers: sequence numbers and milliseconds stay far below 2^53.
    types: {
      getTypeParser: (type, format) =>
        type === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(type, format),
    },
    // Waited for, which its type does not say: a connection on which it fails is given to nobody.
    // oxlint-disable-next-line typescript/no-misused-promises
    onConnect: waitForDisk,
    ...settings,
  });
  // A connection that rests may break; the next change gets another one.
  pool.on('error', () => undefined);
  // One that breaks in mid-change tells whoever waits for a statement, and would end the process where nobody does.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  return pool;
}

/**
 * A number that was acknowledged must not be given again after a power cut, nor after a replica took over. So it is said to each
 * connection before it is used: what database, role and address say comes before that. What waits for more stays.
 */
async function waitForDisk(client: pg.ClientBase): Promise<void> {
  await client.query(
    `SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') <> 'remote_apply'`,
  );
}

const newestVersion = postgresMigrations.length;

async function isMigrated(kysely: Database): Promise<boolean> {
  const { rows } = await sql<{
    there: boolean;
  }>`SELECT to_regclass('hall_version') IS NOT NULL AS there`.execute(kysely);
  return rows[0]?.there === true && (await versionIn(kysely)) === newestVersion;
}

async function versionIn(database: Database): Promise<number> {
  const { rows } = await sql<{ version: number }>`SELECT version FROM hall_version`.execute(database);
  return rows[0]?.version ?? 0;
}

/** Without a deadline: an index of all the numbers of some years takes minutes, and other servers wait for it here. */
async function migrate(url: string): Promise<Result<void>> {
  const pool = guarded(poolOf(url, { max: 1 }));
  const kysely = new Kysely<HallTables>({ dialect: new PostgresDialect({ pool }) });
  try {
    return await kysely.transaction().execute(async (database) => {
      await sql`SELECT pg_advisory_xact_lock(${migrationLock})`.execute(database);
      await sql`CREATE TABLE IF NOT EXISTS hall_version (version BIGINT NOT NULL)`.execute(database);
      const version = await versionIn(database);
      if (version > newestVersion)
        return fail('store-newer', `version ${version}; this software knows ${newestVersion}`);
      for (const script of postgresMigrations.slice(version)) await sql.raw(script).execute(database);
      await sql`DELETE FROM hall_version`.execute(database);
      await sql`INSERT INTO hall_version (version) VALUES (${newestVersion})`.execute(database);
      return ok(undefined);
    });
  } finally {
    await kysely.destroy();
  }
}

async function attempt<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work());
  } catch (error) {
    const failure = databaseFailure(error);
    if (failure === null) throw error;
    return fail(failure.code, failure.detail);
  }
}

/**
 * Classes of SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html) that are no fault of the hall's own
 * statements: 08 connection, 25 transaction state (ended by a time-out), 3F no schema, 40 rollback, 53 resources, 55 and 57
 * intervention and time-outs, 58 system; and 42501, a right that the role has not.
 */
const outages = /^((08|25|3F|40|53|55|57|58)...|42501)$/;

function databaseFailure(error: unknown): Failure | null {
  if (error instanceof DamagedRow) return { code: 'store-damaged', detail: error.message };
  if (error instanceof NotConnected) return { code: 'hall-unavailable', detail: error.message };
  // Not instanceof: errors may be of another realm than code that runs in a vm context.
  if (!types.isNativeError(error)) return null;
  const code = codeOf(error);
  if (code === '53100') return { code: 'disk-full', detail: error.message };
  const known =
    code === null
      ? // pg's own words for a connection that broke have no code.
        /connection|timeout|terminated|closed|pool/i.test(error.message)
      : // The system's own (ECONNRESET; EPIPE is as long as an SQLSTATE), of which no SQLSTATE begins with E.
        /^E(?!RR_)[A-Z_]+$/.test(code) || outages.test(code);
  return known ? { code: 'hall-unavailable', detail: wordsOf(error) } : null;
}

function codeOf(error: Error): string | null {
  return 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** As PostgreSQL, pg or the system says it; none of them quotes a password. */
function wordsOf(error: Error): string {
  const code = codeOf(error);
  // A name with several addresses: an error of each, and no words of its own.
  const each =
    'errors' in error && Array.isArray(error.errors) ? error.errors.filter(types.isNativeError) : [];
  const words = each.length > 0 ? each.map(({ message }) => message).join('; ') : error.message;
  return code === null || words.includes(code) ? words : `${code}: ${words}`;
}
