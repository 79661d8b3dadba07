/** `yikatong station`: runs a station until it is stopped. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';

import type { Command } from 'commander';
import { z } from 'zod';

import { systemClock } from '#contracts/clock.ts';
import { failures } from '#contracts/failures.ts';
import { loadConfig } from '#station/config/load.ts';
import { createLog } from '#station/log.ts';
import { startStation } from '#station/main.ts';
import { printProblems } from '../config-problems.ts';
import { printFailure, printJson } from '../output.ts';
import { stopRequested } from './emulate.ts';

interface StationFlags {
  readonly config: string;
  readonly data: string;
  readonly window: boolean;
  readonly json?: boolean;
}

export function registerStation(program: Command): void {
  program
    .command('station')
    .description('run a station; prints one line of JSON with its addresses when it is ready')
    .requiredOption('--config <file>', 'configuration file')
    .requiredOption('--data <folder>', 'folder for everything that is remembered')
    .option('--no-window', 'show no window: pages are opened by something else')
    .option('--json', 'failures as JSON as well')
    .action(run);
}

async function run({ config: file, data, window, json }: StationFlags): Promise<void> {
  const config = await loadConfig(file);
  if (!config.ok) {
    printProblems(config.error, json === true);
    return;
  }
  const level = process.env['YIKATONG_LOG'] === 'debug' ? 'debug' : 'info';
  const log = createLog({ clock: systemClock, level });
  const stopped = stopRequested();
  const started = await startStation({ config: config.value, dataFolder: data, version: version(), log });
  if (!started.ok) {
    const { code, detail } = started.error;
    log.event('station-failed', { code, detail, remedy: failures[code].remedy.en });
    printFailure(started.error, json === true);
    return;
  }
  const station = started.value;
  printJson({ event: 'ready', ...station.launch });
  const face = window ? showWindow(data) : null;
  await stopped;
  log.event('station-stopping', { signal: 'requested' });
  face?.kill();
  await station.stop();
}

/** The face is a process of its own and may come and go; the station serves on without it. */
function showWindow(data: string): ChildProcess {
  return spawn(process.execPath, [`${import.meta.dirname}/../../build/window.mjs`, data], {
    stdio: ['ignore', 2, 2],
  });
}

function version(): string {
  const text = readFileSync(`${import.meta.dirname}/../../package.json`, 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
