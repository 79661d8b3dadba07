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

  it.each(['23505', '22021', '42P01', 'ERR_INVALID_ARG_TYPE'])(
    "is a fault of the hall's own where it says %s",
    async (code) => {
      await expect(breaking(code)).rejects.toMatchObject({ code });
    },
  );
});

needs('postgres')('a database that acknowledges before anything is on its disk', () => {
  it('does not to a hall, whose numbers would be given twice after a power cut', async () => {
    const postgres = await Postgres.start();
    await postgres.query(`ALTER DATABASE postgres SET synchronous_commit = off`);
    const store = valueOf(await openPostgresStore(postgres.url(), null));
    const shown = await store.change((database) => sql`SHOW synchronous_commit`.execute(database));
    expect(valueOf(shown).rows).toEqual([{ synchronous_commit: 'on' }]);
    store.close();
    await postgres.end();
  }, 30_000);
});
