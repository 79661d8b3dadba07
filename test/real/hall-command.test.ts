/** `yikatong hall` as an operator runs it: on PostgreSQL, telling the city, and what it refuses to begin with. */
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CityBench } from '#test/support/city-bench.ts';
import { yikatong } from '#test/support/cli.ts';
import { testHall } from '#test/support/halls.ts';
import { KioskLine } from '#test/support/kiosk-line.ts';
import { needs } from '#test/support/needs.ts';
import { Postgres } from '#test/support/postgres.ts';
import { Program } from '#test/support/program.ts';
import { until } from '#test/support/until.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'yikatong-hall-command-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function configuration(name: string, named: object): string {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify({ ...named, port: 0, hall: testHall }));
  return file;
}

it.each([
  ['neither id nor region', {}, 'id: missing; region: missing'],
  ['no region', { id: 'hall-1' }, 'region: missing'],
  ['no id', { region: 'nanan' }, 'id: missing'],
])('tells no city of a hall with %s: two such halls would be one', async (name, named, missing) => {
  const file = configuration('unnamed', named);
  const data = join(folder, name);
  const { exitCode, stderr, json } = await yikatong([
    'hall',
    '--config',
    file,
    '--database',
    `sqlite:${join(data, 'hall.db')}`,
    '--data',
    data,
    '--nats',
    'nats://127.0.0.1:1',
    '--json',
  ]);
  expect(exitCode).toBe(1);
  expect(json).toMatchObject({
    error: { code: 'config-invalid', message: expect.stringContaining(`${file}: ${missing}; with --nats`) },
  });
  expect(stderr).toContain('hall-failed');
  // Before anything was made.
  expect(existsSync(data)).toBe(false);
});

needs('postgres')('yikatong hall on PostgreSQL with a password', () => {
  const secret = 'quite-secret';
  let postgres: Postgres;
  let database = '';
  let server: Program | null = null;
  beforeAll(async () => {
    postgres = await Postgres.start(['host all keyed all scram-sha-256']);
    await postgres.query(`CREATE ROLE keyed LOGIN PASSWORD '${secret}'`);
    await postgres.query('CREATE DATABASE kept OWNER keyed');
    database = postgres.url('kept').replace('hall@', 'keyed@');
  });
  afterAll(async () => {
    await server?.stop('SIGKILL');
    await postgres.end();
  });

  const flags = (url: string): string[] => [
    'hall',
    '--config',
    configuration('keyed', {}),
    '--database',
    url,
    '--data',
    join(folder, 'keyed'),
  ];

  it('says what is wrong with the database and what to do, and not the password', async () => {
    const url = database.replace('keyed@', 'keyed:not-that-secret@');
    const { exitCode, stdout, stderr } = await yikatong(flags(url));
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
    const [logged = '', ...told] = stderr.trimEnd().split('\n');
    const detail = '28P01: password authentication failed for user "keyed"';
    expect(JSON.parse(logged)).toMatchObject({
      event: 'hall-failed',
      code: 'hall-database-unavailable',
      detail,
    });
    expect(told).toEqual([
      `The hall's database cannot be reached or used (${detail})`,
      expect.stringMatching(/^What to do: Check the hall's database .* --database, the user and password /),
    ]);
    expect(stderr).not.toContain('not-that-secret');
  });

  it('stays while the password or a right is another one, and goes on when it is right again', async () => {
    server = new Program('cli/main.ts', flags(database), { PGPASSWORD: secret });
    const health = new URL('/healthz', String((await server.ready())['url']));
    const answers = (status: number) => async () => (await fetch(health)).status === status;
    await until('it is well', answers(200));

    await postgres.query("ALTER ROLE keyed PASSWORD 'changed'");
    await postgres.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'keyed'");
    await until('it has no database', answers(503));
    await postgres.query(`ALTER ROLE keyed PASSWORD '${secret}'`);
    await until('it is well again', answers(200));

    await postgres.query('ALTER TABLE hall OWNER TO hall', 'kept');
    await until('it may not read', answers(503));
    await postgres.query('GRANT ALL ON hall TO keyed', 'kept');
    await until('it may again', answers(200));

    await server.stop();
    expect(await server.exit()).toBe(0);
    expect(server.log).not.toContain('hall-look-failed');
  });
});

needs('nats', 'postgres')('yikatong hall on PostgreSQL with NATS', () => {
  const address = { region: 'nanan', hall: 'hall-1' };
  let bench: CityBench;
  let postgres: Postgres;
  let line: KioskLine;
  let server: Program | null = null;
  beforeAll(async () => {
    bench = await CityBench.start();
    postgres = await Postgres.start();
    line = new KioskLine('pension');
  });
  afterEach(async () => {
    await line.end();
    await server?.stop('SIGKILL');
    await bench.end();
    await postgres.end();
  });

  async function start(): Promise<Program> {
    const file = configuration('named', { id: address.hall, region: address.region });
    server = new Program('cli/main.ts', [
      'hall',
      '--config',
      file,
      '--database',
      postgres.url(),
      '--data',
      join(folder, 'data'),
      '--nats',
      bench.nats.url,
      '--nats-credentials',
      bench.credentials['hall-1'],
    ]);
    line.use(await server.ready());
    return server;
  }

  it('tells the city each event once, over a kill -9 of the server and a restart of NATS', async () => {
    const first = await start();
    await line.more(50);
    await until('the first reach the city', () => (bench.seen(address)?.seq ?? 0) >= 50);
    await bench.nats.kill();
    await line.more(50);
    await first.stop('SIGKILL');
    await bench.nats.startAgain();
    await start();
    await line.more(50);
    await line.end();
    const count = line.given.length;
    await until('the city has all', () => bench.seen(address)?.counts['ticket-issued'] === count, 50_000);
    expect(bench.seen(address)).toMatchObject({ missing: null, held: 0 });
    const url = String((await server?.ready())?.['url']);
    // The server knows it with the stream's word, which may come after the view has them.
    await until('the server knows it', async () => {
      const metrics = await (await fetch(new URL('/metrics', url))).text();
      return /^yikatong_city_events_behind 0$/m.test(metrics);
    });
    // Ended in order: nothing is left on its way.
    await server?.stop();
    expect(await server?.exit()).toBe(0);
  }, 120_000);
});
