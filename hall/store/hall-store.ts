/** The narrow face of a database to the hall: everything else is the same statements on both. */
import type { RawBuilder } from 'kysely';

import type { Result } from '#contracts/result.ts';

import type { Database, HallTables } from './tables.ts';

export interface Moment {
  /** Null: there is no such hall yet. */
  readonly row: HallTables['hall'] | null;
  /** Milliseconds since the epoch: from one source for all servers of a database. */
  readonly now: number;
}

/** Columns of rows that are handed to a statement, each with its type. */
export type Columns<Row> = Readonly<Record<keyof Row & string, 'TEXT' | 'BIGINT'>>;

export interface HallStore {
  /** Whether several servers may work on one hall; otherwise whoever opened it is alone. */
  readonly isShared: boolean;
  /** Whether one statement may write to several tables. */
  readonly together: boolean;
  /**
   * Any number of rows as what stands after FROM. They are one parameter: a statement has place for 32,766 (SQLite) or 65,535
   * (PostgreSQL), and the text stays the same.
   */
  rows<Row extends object>(rows: readonly Row[], columns: Columns<Row>): RawBuilder<unknown>;
  /**
   * One change: all of `work` in one durable commit, or none of it. Failures: hall-unavailable, disk-full, store-unwritable,
   * store-damaged, data-in-use; what else `work` throws undoes it and is thrown on.
   */
  change<T>(work: (database: Database) => Promise<T>): Promise<Result<T>>;
  /** Within a change: takes the hall's row to its end, so that changes of a hall come one after another, whoever makes them. */
  lock(database: Database, hall: string): Promise<Moment>;
  /** The hall's row as it is now. The same failures. */
  peek(hall: string): Promise<Result<Moment>>;
  /** A consistent look at more than one thing; writes nothing. The same failures. */
  look<T>(work: (database: Database) => Promise<T>): Promise<Result<T>>;
  /** One statement by itself, beside the changes of the hall: others that write the same row are no failure. The same failures. */
  note<T>(work: (database: Database) => Promise<T>): Promise<Result<T>>;
  /** Failures: disk-full while there is still room for the outcomes of what is under way. */
  roomToBegin(): Result<void>;
  close(): void;
}
