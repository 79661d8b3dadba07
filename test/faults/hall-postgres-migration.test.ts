/** Tables of years take longer to be brought up to date than any statement of a hall may. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';

import { postgresMigrations } from '#hall/store/migrations.ts';
import { openPostgresStore } from '#hall/store/postgres.ts';
import { hallTiming } from '#hall/timing.ts';
import { valueOf } from '#test/support/halls.ts';
import { needs } from '#test/support/needs.ts';
import { Postgres } from '#test/support/postgres.ts';

/** Longer than a hall waits for any statement, seconds. */
const slowSeconds = (hallTiming.statementMs + hallTiming.connectMs) / 1000 + 1;

needs('postgres')('a large database of the first tables', () => {
  let postgres: Postgres;
  beforeEach(async () => {
    postgres = await Postgres.start();
    // Its first index takes long, as it would over millions of rows.
    await postgres.query(`${postgresMigrations[0] ?? ''};
      CREATE TABLE hall_version (version BIGINT NOT NULL);
      INSERT INTO hall_version VALUES (1);
      CREATE SEQUENCE index_made;
      CREATE FUNCTION be_slow() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('index_made') = 1 THEN PERFORM pg_sleep(${slowSeconds}); END IF;
      END $$;
      CREATE EVENT TRIGGER slow ON ddl_command_start WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION be_slow()`);
  });
  afterEach(() => postgres.end());

  it('is brought up to date by one of the servers that start, and opened by all', async () => {
    const stores = await Promise.all([1, 2, 3].map(() => openPostgresStore(postgres.url(), null)));
    for (const store of stores) valueOf(store).close();
    expect(await postgres.query('SELECT version::int FROM hall_version')).toEqual([
      { version: postgresMigrations.length },
    ]);
  });
});
