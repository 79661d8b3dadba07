/** `yikatong platform`: the stand-in of the city's platform, for demonstrations and for others to test against. */
import { readFileSync } from 'node:fs';

import type { Command } from 'commander';

import { fail } from '#contracts/result.ts';
import { startStandInServer } from '#platform/start.ts';

import { tcpPort } from '../options.ts';
import { printFailure, printJson, printLine, say } from '../output.ts';
import { stopRequested } from './emulate.ts';

interface PlatformFlags {
  readonly port?: number;
  readonly keyFile?: string;
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
    .option('--json', 'print one line of JSON when it serves')
    .action(run);
}

async function run({ port = 0, keyFile, json = false }: PlatformFlags): Promise<void> {
  const stopped = stopRequested();
  try {
    const terminalKey = keyFile === undefined ? null : readFileSync(keyFile, 'utf8').trim();
    const server = await startStandInServer({ port, terminalKey });
    if (json) printJson({ event: 'ready', url: server.url });
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
