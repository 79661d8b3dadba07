/** A hall server whose database and whose city are reached over TLS, with certificates of a private authority. */
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

import { nkeys } from '@nats-io/transport-node';

import { cityHallSchema, cityPaths } from '#contracts/city.ts';
import { makeCertificate, type Certificate } from '#test/support/certificate.ts';
import { yikatong } from '#test/support/cli.ts';
import { freePort } from '#test/support/free-port.ts';
import { testHall } from '#test/support/halls.ts';
import { KioskLine } from '#test/support/kiosk-line.ts';
import { needs } from '#test/support/needs.ts';
import { NatsServer } from '#test/support/nats.ts';
import { Postgres } from '#test/support/postgres.ts';
import { Program } from '#test/support/program.ts';
import { until } from '#test/support/until.ts';

const address = { region: 'nanan', hall: 'hall-1' };
const passwords = { view: 'of-the-view', hall: 'of-hall-1' };
const cityConfiguration = join(import.meta.dirname, '../../config/nats/city.conf');

needs(
  'postgres',
  'nats',
  'openssl',
)('a hall server over TLS', () => {
  let folder = '';
  let certificate: Certificate;
  let postgres: Postgres;
  let nats: NatsServer;
  let city: Program;
  let cityUrl = '';
  let server: Program | null = null;
  let line: KioskLine | null = null;

  const file = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content, { mode: 0o600 });
    return join(folder, name);
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'yikatong-hall-tls-'));
    certificate = makeCertificate(folder);
    postgres = await Postgres.start(['hostnossl all sealed all reject'], certificate);
    await postgres.query('CREATE ROLE sealed LOGIN');
    await postgres.query('CREATE DATABASE kept OWNER sealed');
    // The block that stands in the configuration as a comment; nats-server finds what it includes from where it stands itself.
    const sealed = `include "${relative(folder, cityConfiguration)}"
tls { cert_file: "${certificate.file}", key_file: "${certificate.keyFile}", timeout: 5 }`;
    nats = await NatsServer.start({
      file: file('city.conf', sealed),
      listen: 'CITY_CLIENTS',
      variables: {
        CITY_STORE: '{folder}/jetstream',
        CITY_LEAVES: `127.0.0.1:${await freePort()}`,
        CITY_VIEW_PASSWORD: passwords.view,
        CITY_HALL_1_PASSWORD: passwords.hall,
        CITY_HALL_2_KEY: nkeys.createUser().getPublicKey(),
      },
    });
    city = new Program(
      'cli/main.ts',
      ['platform', '--json', '--data', join(folder, 'city'), ...natsFlags('view', passwords.view)],
      { NODE_EXTRA_CA_CERTS: certificate.file },
    );
    cityUrl = String((await city.ready())['url']);
  }, 240_000);
  afterEach(async () => {
    await line?.end();
    await server?.stop('SIGKILL');
  });
  afterAll(async () => {
    await city?.stop();
    await nats?.end();
    await postgres?.end();
    rmSync(folder, { recursive: true });
  });

  function natsFlags(user: string, password: string): string[] {
    const credentials = file(`${user}.credentials`, `${user}:${password}\n`);
    return ['--nats', `tls://localhost:${nats.port}`, '--nats-credentials', credentials];
  }

  /** `root`: the certificate that the database is trusted by. */
  function hallFlags(root: string): string[] {
    const named = { id: address.hall, region: address.region, port: 0, hall: testHall };
    const database = postgres.url('kept').replace('hall@127.0.0.1', 'sealed@localhost');
    return [
      'hall',
      '--config',
      file('hall.json', JSON.stringify(named)),
      '--database',
      `${database}?sslmode=verify-full&sslrootcert=${root}`,
      '--data',
      join(folder, 'data'),
      ...natsFlags('hall-1', passwords.hall),
    ];
  }

  async function start(
    environment: NodeJS.ProcessEnv,
  ): Promise<{ server: Program; line: KioskLine; url: string }> {
    server = new Program('cli/main.ts', hallFlags(certificate.file), environment);
    line = new KioskLine('pension');
    const ready = await server.ready();
    line.use(ready);
    return { server, line, url: String(ready['url']) };
  }

  /** Numbers that the city knows of. */
  async function told(): Promise<number> {
    const answer = await fetch(
      new URL(cityPaths.hall.replace(':region', address.region).replace(':hall', address.hall), cityUrl),
    );
    return answer.ok ? (cityHallSchema.parse(await answer.json()).counts['ticket-issued'] ?? 0) : 0;
  }

  it('gives numbers out of a database that it trusts, and tells them to a city that it trusts', async () => {
    const hall = await start({ NODE_EXTRA_CA_CERTS: certificate.file });
    await hall.line.more(20);
    const connections = await postgres.query(
      "SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = 'sealed'",
    );
    expect(connections).toEqual([{ ssl: true }]);
    await until('the city has them', async () => (await told()) >= 20);
  });

  it('tells nothing to a city that it does not trust, says why, and gives numbers all the same', async () => {
    const hall = await start({});
    await hall.line.more(5);
    await until('it says so', () => hall.server.log.includes('"city-away"'));
    expect(hall.server.log).toMatch(/"reason":"unreachable","detail":"[^"]*self-signed certificate/);
    expect(hall.server.log).not.toContain(passwords.hall);
    await until('it counts what it could not tell', async () => {
      const metrics = await (await fetch(new URL('/metrics', hall.url))).text();
      return Number(/^yikatong_city_events_behind (\d+)$/m.exec(metrics)?.[1]) >= 5;
    });
  });

  it('does not begin with a database that it does not trust', async () => {
    const other = makeCertificate(mkdtempSync(join(folder, 'other-')));
    const { exitCode, stderr } = await yikatong(hallFlags(other.file));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/"code":"hall-database-unavailable","detail":"[^"]*self-signed certificate/);
  });
});
