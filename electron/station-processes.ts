/** Finding and starting the station as a process of this machine. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';
import {
  stationFileName,
  stationFileSchema,
  stationHealthSchema,
  stationReadySchema,
  type StationAddresses,
} from '#contracts/station-launch.ts';

import type { StationProcesses } from './station-link.ts';

/** Milliseconds. */
const limits = { healthMs: 1_000, readyMs: 30_000, stopMs: 5_000 } as const;

export class LocalStation implements StationProcesses {
  readonly #data: string;
  readonly #command: readonly [string, ...string[]] | null;
  readonly #clock: Clock;
  #child: ChildProcess | null = null;

  /**
   * @param data the station's data folder
   * @param command starts a station on that folder; null: one is only joined
   */
  constructor(data: string, command: readonly [string, ...string[]] | null, clock: Clock) {
    this.#data = data;
    this.#command = command;
    this.#clock = clock;
  }

  async running(): Promise<StationAddresses | null> {
    const addresses = await this.#written();
    return addresses !== null && (await answers(addresses.url)) ? addresses : null;
  }

  /** What a station left in its data folder; null also while it is half written. */
  async #written(): Promise<StationAddresses | null> {
    try {
      return stationFileSchema.parse(JSON.parse(await readFile(join(this.#data, stationFileName), 'utf8')));
    } catch {
      return null;
    }
  }

  start(): ReturnType<StationProcesses['start']> {
    if (this.#command === null)
      return Promise.resolve({ problem: 'none runs, and no --config FILE was given to start one' });
    const [program, ...args] = this.#command;
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    return new Promise((resolve) => {
      const cancel = startDeadline(this.#clock, limits.readyMs, () => {
        child.kill('SIGKILL');
        resolve({ problem: `not ready within ${limits.readyMs} ms` });
      });
      createInterface({ input: child.stdout }).on('line', (line) => {
        const addresses = readyLine(line);
        if (addresses === null) return;
        cancel();
        resolve({ addresses, ended });
      });
      void ended.then((cause) => {
        cancel();
        resolve({ problem: cause });
      });
    });
  }

  /** Ends the station if it is ours; one that was joined goes on. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const cancel = startDeadline(this.#clock, limits.stopMs, () => child.kill('SIGKILL'));
    await ended;
    cancel();
  }
}

function readyLine(line: string): StationAddresses | null {
  try {
    return stationReadySchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

async function answers(address: string): Promise<boolean> {
  try {
    const answer = await fetch(new URL('/healthz', address), {
      signal: AbortSignal.timeout(limits.healthMs),
    });
    return stationHealthSchema.safeParse(await answer.json()).success;
  } catch {
    return false;
  }
}
