/** A hall server as a process of its own on a PostgreSQL of the bench's, and its tokens. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { HallConfiguration } from '#contracts/hall/configuration.ts';
import { hallReadySchema } from '#contracts/hall/launch.ts';
import { hallRoles, type HallRole } from '#contracts/hall/paths.ts';
import { accessFiles } from '#hall/server/access.ts';
import { Postgres } from '#test/support/postgres.ts';
import { Program } from '#test/support/program.ts';

export interface BenchServer {
  readonly url: string;
  /** One role's, in turns: a token's machines together are bounded (hall/server/limits.ts), and a hall has some of each. */
  readonly token: (role: HallRole, machine: number) => string;
  readonly end: () => Promise<void>;
}

const tokensEach = 8;

export async function startBenchServer(hall: HallConfiguration): Promise<BenchServer> {
  const folder = mkdtempSync(join(tmpdir(), 'yikatong-bench-hall-'));
  const data = join(folder, 'data');
  mkdirSync(data);
  const config = join(folder, 'hall.json');
  writeFileSync(config, JSON.stringify({ id: 'bench', port: 0, hall }));
  const tokens = Object.fromEntries(
    hallRoles.map((role) => [role, Array.from({ length: tokensEach }, newToken)]),
  );
  writeFileSync(join(data, accessFiles.tokens), JSON.stringify(tokens), { mode: 0o600 });
  const postgres = await Postgres.start();
  const server = new Program('cli/main.ts', [
    'hall',
    '--config',
    config,
    '--database',
    postgres.url(),
    '--data',
    data,
  ]);
  const { url } = hallReadySchema.parse(await server.ready());
  return {
    url,
    token: (role, machine) => tokens[role]?.[machine % tokensEach] ?? '',
    end: async () => {
      await server.stop();
      await postgres.end();
      rmSync(folder, { recursive: true });
    },
  };
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}
