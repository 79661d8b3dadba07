/** A hall server as a process of its own on a PostgreSQL of the bench's, and its tokens. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

import type { HallConfiguration } from '#contracts/hall/configuration.ts';
import { hallReadySchema } from '#contracts/hall/launch.ts';
import { hallRoles } from '#contracts/hall/paths.ts';
import { Postgres } from '#test/support/postgres.ts';
import { Program } from '#test/support/program.ts';

const tokensSchema = z.record(z.enum(hallRoles), z.array(z.string()).min(1));

export interface BenchServer {
  readonly url: string;
  readonly tokens: Readonly<Record<(typeof hallRoles)[number], string>>;
  readonly end: () => Promise<void>;
}

export async function startBenchServer(hall: HallConfiguration): Promise<BenchServer> {
  const folder = mkdtempSync(join(tmpdir(), 'yikatong-bench-hall-'));
  const postgres = await Postgres.start();
  const config = join(folder, 'hall.json');
  writeFileSync(config, JSON.stringify({ id: 'bench', port: 0, hall }));
  const server = new Program('cli/main.ts', [
    'hall',
    '--config',
    config,
    '--database',
    postgres.url(),
    '--data',
    join(folder, 'data'),
  ]);
  const { url, tokensFile } = hallReadySchema.parse(await server.ready());
  const listed = tokensSchema.parse(JSON.parse(readFileSync(tokensFile, 'utf8')));
  const first = (role: (typeof hallRoles)[number]): string => listed[role][0] ?? '';
  return {
    url,
    tokens: {
      kiosk: first('kiosk'),
      caller: first('caller'),
      board: first('board'),
      administrator: first('administrator'),
      statistics: first('statistics'),
    },
    end: async () => {
      await server.stop();
      await postgres.end();
      rmSync(folder, { recursive: true });
    },
  };
}
