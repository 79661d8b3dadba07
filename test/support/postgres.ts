/** A PostgreSQL of a test's own: data in a temporary folder, a free port of loopback, durable as a hall's would be. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import pg from 'pg';

import type { Certificate } from './certificate.ts';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

/** Debian's folder, one version below it each. */
const versions = '/usr/lib/postgresql';

/** Where initdb and postgres are; null: nowhere. */
export function postgresPrograms(): string | null {
  if (!existsSync(versions)) return null;
  const newest = readdirSync(versions).toSorted((a, b) => Number(b) - Number(a));
  return (
    newest.map((version) => join(versions, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb'))) ??
    null
  );
}

/** PostgreSQL refuses to run as root: then as the user that its package made. */
function owner(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const entry = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === 'postgres');
  if (entry === undefined) throw new Error('there is no user postgres');
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

export class Postgres {
  readonly port: number;
  readonly #folder: string;
  #process: ChildProcess | null = null;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.port = port;
  }

  /**
   * `rules`: lines of pg_hba.conf, which go before those that trust everybody. With a certificate it speaks TLS to whoever
   * asks for it.
   */
  static async start(
    rules: readonly string[] = [],
    certificate: Certificate | null = null,
  ): Promise<Postgres> {
    const programs = postgresPrograms();
    if (programs === null) throw new Error('postgresql is not installed');
    const folder = mkdtempSync(join(tmpdir(), 'yikatong-postgres-'));
    const user = owner();
    if (user !== null) chownSync(folder, user.uid, user.gid);
    execFileSync(
      join(programs, 'initdb'),
      [
        '--pgdata',
        folder,
        '--username',
        'hall',
        '--auth',
        'trust',
        '--no-sync',
        '--encoding',
        'UTF8',
        '--locale',
        'C',
      ],
      { ...user, cwd: folder, stdio: 'pipe' },
    );
    const access = join(folder, 'pg_hba.conf');
    writeFileSync(access, [...rules, readFileSync(access, 'utf8')].join('\n'));
    if (certificate !== null) {
      for (const [from, name] of [
        [certificate.file, 'server.crt'],
        [certificate.keyFile, 'server.key'],
      ] as const) {
        const to = join(folder, name);
        writeFileSync(to, readFileSync(from), { mode: 0o600 });
        if (user !== null) chownSync(to, user.uid, user.gid);
      }
      appendFileSync(join(folder, 'postgresql.conf'), 'ssl = on\n');
    }
    const postgres = new Postgres(folder, await freePort());
    await postgres.startAgain();
    return postgres;
  }

  /** Of a database; the first one is there. */
  url(database = 'postgres'): string {
    return `postgresql://hall@127.0.0.1:${this.port}/${database}`;
  }

  /** A new, empty database's address. */
  async fresh(name: string): Promise<string> {
    await this.query(`CREATE DATABASE ${name}`);
    return this.url(name);
  }

  async query(sql: string, database = 'postgres'): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ connectionString: this.url(database) });
    await client.connect();
    try {
      const { rows } = await client.query<Record<string, unknown>>(sql);
      return rows;
    } finally {
      await client.end();
    }
  }

  /** After an end of any kind, on the same data and port. */
  async startAgain(): Promise<void> {
    const programs = postgresPrograms() ?? '';
    const settings = [
      `port=${this.port}`,
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      'max_connections=300',
    ];
    const server = spawn(
      join(programs, 'postgres'),
      ['-D', this.#folder, ...settings.flatMap((setting) => ['-c', setting])],
      { ...owner(), cwd: this.#folder, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let said = '';
    server.stderr.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-4000);
    });
    this.#process = server;
    await until(
      'PostgreSQL takes connections',
      async () => {
        if (server.exitCode !== null) throw new Error(`PostgreSQL ended:\n${said}`);
        return this.query('SELECT 1').then(
          () => true,
          () => false,
        );
      },
      30_000,
    );
  }

  /** `SIGQUIT`: at once, as after a power cut. `SIGINT`: connections are cut, the rest is orderly. */
  async stop(signal: 'SIGQUIT' | 'SIGINT' = 'SIGINT'): Promise<void> {
    const server = this.#process;
    this.#process = null;
    if (server === null || server.exitCode !== null) return;
    const closed = once(server, 'close');
    server.kill(signal);
    await closed;
  }

  async end(): Promise<void> {
    await this.stop('SIGQUIT');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
