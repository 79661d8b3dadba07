import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { sql } from 'kysely';

import { needs } from '#test/support/needs.ts';
import { valueOf } from '#test/support/halls.ts';
import { Postgres } from '#test/support/postgres.ts';

import type { HallStore } from './hall-store.ts';
import { openPostgresStore } from './postgres.ts';

needs('postgres')('what breaks a change on PostgreSQL', () => {
  let postgres: Postgres;
  let store: HallStore;
  beforeAll(async () => {
    postgres = await Postgres.start();
    store = valueOf(await openPostgresStore(postgres.url(), null));
  }, 60_000);
  afterAll(async () => {
    store.close();
    await postgres.end();
  });

  const breaking = (code: string) =>
    store.change(() => Promise.reject(Object.assign(new Error(`write ${code}`), { code })));

  it.each([
    // Written to after the server had gone; a name that nobody resolves now; a firewall's no.
    'ECONNRESET',
    'EPIPE',
    'EAI_AGAIN',
    'EPERM',
    // Shut down; too many connections; deadlock; a standby's no.
    '57P01',
    '53300',
    '40P01',
    '25006',
  ])('is an outage where it says %s', async (code) => {
    expect(await breaking(code)).toMatchObject({ ok: false, error: { code: 'hall-unavailable' } });
  });

  it('is told in the words of each address where a name has several', async () => {
    const refused = ['::1', '127.0.0.1'].map((address) => new Error(`connect ECONNREFUSED ${address}:5432`));
    const several = Object.assign(new AggregateError(refused), { code: 'ECONNREFUSED' });
    expect(await store.change(() => Promise.reject(several))).toMatchObject({
      error: { detail: 'connect ECONNREFUSED ::1:5432; connect ECONNREFUSED 127.0.0.1:5432' },
    });
  });

  it.each(['23505', '22021', '42P01', 'ERR_INVALID_ARG_TYPE'])(
    "is a fault of the hall's own where it says %s",
    async (code) => {
      await expect(breaking(code)).rejects.toMatchObject({ code });
    },
  );
});

needs('postgres')('a commit is acknowledged when it is durable', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await Postgres.start();
  }, 60_000);
  afterAll(() => postgres.end());

  /** What holds on each connection of a store that has opened several, since as many changes are under way at once. */
  async function levels(url: string): Promise<unknown[]> {
    const store = valueOf(await openPostgresStore(url, null));
    const atOnce = 4;
    const all = Promise.withResolvers<void>();
    let begun = 0;
    const changed = await Promise.all(
      Array.from({ length: atOnce }, () =>
        store.change(async (database) => {
          begun += 1;
          if (begun === atOnce) all.resolve();
          await all.promise;
          return sql<{ synchronous_commit: string }>`SHOW synchronous_commit`.execute(database);
        }),
      ),
    );
    store.close();
    return changed.flatMap((one) => valueOf(one).rows.map((row) => row.synchronous_commit));
  }

  // `local` and `remote_write` wait for no standby's disk, which may be all that is left.
  it.each(['off', 'local', 'remote_write'])('whatever the database says: %s', async (level) => {
    const url = await postgres.fresh(`weak_${level}`);
    await postgres.query(`ALTER DATABASE weak_${level} SET synchronous_commit = ${level}`);
    expect(await levels(url)).toEqual(Array(4).fill('on'));
  });

  it('whatever the role says', async () => {
    await postgres.query('CREATE ROLE weak LOGIN SUPERUSER');
    await postgres.query('ALTER ROLE weak SET synchronous_commit = off');
    expect(await levels(postgres.url().replace('hall@', 'weak@'))).toEqual(Array(4).fill('on'));
  });

  it('whatever the address says, of which everything else holds', async () => {
    const options = encodeURIComponent('-c synchronous_commit=off -c search_path=pg_temp,public');
    expect(await levels(`${postgres.url()}?options=${options}`)).toEqual(Array(4).fill('on'));
    const store = valueOf(await openPostgresStore(`${postgres.url()}?options=${options}`, null));
    const path = await store.note((database) => sql`SHOW search_path`.execute(database));
    expect(valueOf(path).rows).toEqual([{ search_path: 'pg_temp,public' }]);
    store.close();
  });

  it('and stays with a database that waits for more', async () => {
    const url = await postgres.fresh('strong');
    await postgres.query('ALTER DATABASE strong SET synchronous_commit = remote_apply');
    expect(await levels(url)).toEqual(Array(4).fill('remote_apply'));
  });
});
