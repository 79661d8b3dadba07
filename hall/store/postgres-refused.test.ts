/** What an operator gets wrong about a hall's database, and what PostgreSQL says to it. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { freePort } from '#test/support/free-port.ts';
import { valueOf } from '#test/support/halls.ts';
import { needs } from '#test/support/needs.ts';
import { Postgres } from '#test/support/postgres.ts';

import type { HallStore } from './hall-store.ts';
import { openPostgresStore } from './postgres.ts';

const secret = 'quite-secret';

needs('postgres')('a database that a hall cannot use', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    delete process.env['PGPASSWORD'];
    postgres = await Postgres.start([
      'host all keyed all scram-sha-256',
      'host all barred all reject',
      'hostnossl all sealed all reject',
    ]);
    await postgres.query(`CREATE ROLE keyed LOGIN PASSWORD '${secret}'`);
    for (const role of ['barred', 'sealed', 'guest']) await postgres.query(`CREATE ROLE ${role} LOGIN`);
    // As PostgreSQL 15 and later begin.
    await postgres.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
  }, 60_000);
  afterAll(() => postgres.end());

  const as = (user: string, more = ''): string => `${postgres.url().replace('hall@', `${user}@`)}${more}`;

  it.each<[mistake: string, url: () => string | Promise<string>, said: RegExp]>([
    ['no password', () => as('keyed'), /^SASL: .*client password must be a string$/],
    [
      'another password',
      () => as('keyed:not-that-secret'),
      /^28P01: password authentication failed for user "keyed"$/,
    ],
    ['a role that may not come from here', () => as('barred'), /^28000: pg_hba\.conf rejects connection/],
    ['TLS that the server wants', () => as('sealed'), /^28000: .*no encryption$/],
    [
      'TLS that the server has not',
      () => as('hall', '?ssl=true'),
      /^The server does not support SSL connections$/,
    ],
    ['a role that may make no tables', () => as('guest'), /^42501: permission denied for schema public$/],
    [
      'a search path without a schema',
      () => as('hall', `?options=${encodeURIComponent('-c search_path=nowhere')}`),
      /^3F000: no schema has been selected to create in$/,
    ],
    ['another name', () => postgres.url('elsewhere'), /^3D000: database "elsewhere" does not exist$/],
    [
      'a machine that is not there',
      () => 'postgresql://hall:quite-secret@nowhere.invalid/hall',
      /^getaddrinfo (ENOTFOUND|EAI_AGAIN) nowhere\.invalid$/,
    ],
    [
      'a port that nobody listens at',
      async () => `postgresql://hall:quite-secret@127.0.0.1:${await freePort()}/hall`,
      /^connect ECONNREFUSED 127\.0\.0\.1:\d+$/,
    ],
    [
      'an address with a password that is not escaped',
      () => 'postgresql://hall:quite#secret@127.0.0.1/hall',
      /^ERR_INVALID_URL: Invalid URL$/,
    ],
    [
      'a certificate that is not there',
      () => as('hall', '?sslrootcert=/nowhere/root.crt'),
      /^ENOENT: no such file or directory, open '\/nowhere\/root\.crt'$/,
    ],
  ])('is said to be so: %s', async (_mistake, url, said) => {
    const opened = await openPostgresStore(await url(), null);
    expect(opened).toEqual({
      ok: false,
      error: { code: 'hall-database-unavailable', detail: expect.stringMatching(said) },
    });
  });

  describe('any more', () => {
    let store: HallStore;
    beforeAll(async () => {
      await postgres.query('CREATE DATABASE kept OWNER keyed');
      store = valueOf(await openPostgresStore(as(`keyed:${secret}`).replace('/postgres', '/kept'), null));
    });
    afterAll(() => store.close());

    const look = () => store.look((database) => database.selectFrom('hall').selectAll().execute());
    /** Those that it has are gone, as after a restart of the server. */
    const cut = () =>
      postgres.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'keyed'");

    it('is an outage while the password is another one, and no longer', async () => {
      await postgres.query("ALTER ROLE keyed PASSWORD 'changed'");
      await cut();
      // The first one may still be given a connection that was cut.
      await look();
      expect(await look()).toEqual({
        ok: false,
        error: { code: 'hall-unavailable', detail: '28P01: password authentication failed for user "keyed"' },
      });
      await postgres.query(`ALTER ROLE keyed PASSWORD '${secret}'`);
      expect(await look()).toEqual({ ok: true, value: [] });
    });

    it('is an outage while a right is missing, and no longer', async () => {
      await postgres.query('ALTER TABLE hall OWNER TO hall', 'kept');
      expect(await look()).toEqual({
        ok: false,
        error: { code: 'hall-unavailable', detail: '42501: permission denied for table hall' },
      });
      await postgres.query('GRANT ALL ON hall TO keyed', 'kept');
      expect(await look()).toEqual({ ok: true, value: [] });
    });
  });
});
