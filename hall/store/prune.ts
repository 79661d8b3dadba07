/** Takes out what is old, the oldest rows first and a few at a time. */
import type { Database } from './tables.ts';

/** `done`: the column that says that a row may go; null: every one may. */
const requests = [
  { table: 'answer', key: 'key', done: null },
  { table: 'session', key: 'id', done: 'ended' },
  { table: 'help', key: 'id', done: 'answered' },
] as const;

/** `before`: milliseconds since the epoch; `limit`: rows at most. */
export function pruning(database: Database, hall: string) {
  return {
    /**
     * Only what every cursor has passed, and never the newest: what is left has no gap, and its first number says what is not there
     * any more. An event before an old one is as old, whatever its clock said.
     */
    async pruneEvents(before: number, limit: number): Promise<void> {
      const oldest = database
        .selectFrom('event')
        .select(['seq', 'at'])
        .where('hall', '=', hall)
        .orderBy('seq')
        .limit(limit)
        .as('oldest');
      const old = await database
        .selectFrom(oldest)
        .select(({ fn }) => fn.max<number | null>('seq').as('last'))
        .where('at', '<', before)
        .executeTakeFirstOrThrow();
      if (old.last === null) return;
      const reader = await database
        .selectFrom('cursor')
        .select(({ fn }) => fn.min<number | null>('seq').as('seq'))
        .where('hall', '=', hall)
        .executeTakeFirstOrThrow();
      await database
        .deleteFrom('event')
        .where('hall', '=', hall)
        .where('seq', '<=', Math.min(old.last, reader.seq ?? old.last))
        .where('seq', '<', (newest) => newest.selectFrom('hall').select('seq').where('id', '=', hall))
        .execute();
    },
    /** What was answered, sessions that have ended, calls for help that were answered or taken back. */
    async pruneRequests(before: number, limit: number): Promise<void> {
      for (const { table, key, done } of requests) {
        let old = database
          .selectFrom(table)
          .select(key)
          .where('hall', '=', hall)
          .where('at', '<', before)
          .orderBy('at')
          .limit(limit);
        if (done !== null) old = old.where(done, '=', 1);
        await database.deleteFrom(table).where('hall', '=', hall).where(key, 'in', old).execute();
      }
    },
  };
}
