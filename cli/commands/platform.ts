/** `yikatong platform`: the stand-in of the city's platform, for demonstrations and for others to test against. */
import { mkdirSync, readFileSync } from 'node:fs';

import type { Command } from 'commander';

import { systemClock } from '#contracts/clock.ts';
import { standInSealingKey } from '#contracts/platform-api.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { startCity, type City } from '#platform/city/city.ts';
import { startStandInServer } from '#platform/start.ts';
import { createLog } from '#station/log.ts';

import { tcpPort } from '../options.ts';
import { printFailure, printJson, printLine, say } from '../output.ts';
import { stopRequested } from './emulate.ts';

interface PlatformFlags {
  readonly port?: number;
  readonly keyFile?: string;
  readonly nats?: string;
  readonly natsCredentials?: string;
  readonly data?: string;
  readonly json?: boolean;
}

export function registerPlatform(program: Command): void {
  program
    .command('platform')
    .description(
      "run the stand-in of the city's one-card platform on the loopback address, with synthetic people",
    )
    .option('--port <port>', 'port to listen on; a free one without it', tcpPort)
    .option('--key-file <file>', 'file with the key that terminals must bring; without it all are served')
    .option('--nats <url>', "NATS, for a view of the city's halls; needs --data")
    .option('--nats-credentials <file>', 'credentials for it')
    .option('--data <folder>', 'folder of the view')
    .option('--json', 'print one line of JSON when it serves')
    .action(run);
}

async function run(flags: PlatformFlags): Promise<void> {
  const { port = 0, keyFile, json = false } = flags;
  const stopped = stopRequested();
  const city = openCity(flags);
  if (!city.ok) {
    printFailure(city.error, json);
    return;
  }
  try {
    const terminalKey = keyFile === undefined ? null : readFileSync(keyFile, 'utf8').trim();
    const server = await startStandInServer({ port, terminalKey, ...city.value });
    if (json) printJson({ event: 'ready', url: server.url, sealingKey: standInSealingKey });
    else
      printLine(
        say({
          zh: `平台替身已启动：${server.url}（接口文档 ${server.url}/openapi.json），按 Ctrl-C 停止`,
          en: `The stand-in serves at ${server.url} (contract: ${server.url}/openapi.json); Ctrl-C ends it`,
        }),
      );
    await stopped;
    await server.close();
  } catch (error) {
    // The port is taken or not ours to take, or the key's file cannot be read: the operating system says which.
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    printFailure(fail('port-unavailable', error.message).error, json);
  }
}

function openCity({ nats, natsCredentials, data }: PlatformFlags): Result<{ readonly city?: City }> {
  if (nats === undefined && data === undefined) return ok({});
  if (nats === undefined || data === undefined)
    return fail('config-invalid', '--nats and --data go together');
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const city = startCity({
    folder: data,
    nats: { url: nats, credentialsFile: natsCredentials ?? null },
    clock: systemClock,
    random: Math.random,
    log: createLog({ clock: systemClock, level: 'info' }),
  });
  return city.ok ? ok({ city: city.value }) : city;
}
