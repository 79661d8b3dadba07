/** A real station with a platform stand-in beside it, each a process of its own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { PlatformFaults, StandInPerson } from '#contracts/platform-api.ts';
import { platformPaths } from '#contracts/platform-api.ts';
import type { ReceivedEvent } from '#platform/events.ts';
import { standInAt } from '#station/stand-in.ts';
import { Program } from './program.ts';
import { until } from './until.ts';

export interface StandInHandle {
  readonly url: string;
  readonly people: readonly StandInPerson[];
  mintCode(person: number, verifier: string): Promise<string>;
  misbehave(faults: PlatformFaults): Promise<void>;
  /** Events that the stand-in took, by key. */
  events(): Promise<readonly ReceivedEvent[]>;
  stop(): Promise<void>;
}

export async function runStandIn(): Promise<StandInHandle> {
  const program = new Program('platform/main.ts', ['--port', '0']);
  const url = String((await program.ready())['url']);
  const hands = standInAt(url);
  const people = await hands.people();
  if (!people.ok) throw new Error(people.error.code);
  return {
    url,
    people: people.value,
    mintCode: async (person, verifier) => {
      const code = await hands.mintCode(person, verifier);
      if (!code.ok) throw new Error(code.error.code);
      return code.value;
    },
    misbehave: async (faults) => {
      const set = await hands.setFaults(faults);
      if (!set.ok) throw new Error(set.error.code);
    },
    events: async () => {
      const answer = await fetch(new URL(platformPaths.receivedEvents, url));
      return (await answer.json()) as readonly ReceivedEvent[];
    },
    stop: () => program.stop(),
  };
}

/** Milliseconds: devices that did not answer in their time are opened anew, later and later. */
const devicesMs = 60_000;

export class StationProcess {
  readonly folder = mkdtempSync(join(tmpdir(), 'yikatong-station-'));
  readonly data: string;
  readonly #configFile = join(this.folder, 'config.json');
  #program: Program | null = null;
  #urls: Record<string, unknown> = {};

  /** `data`: the data folder, where it is not to be one of its own that is removed with the station. */
  constructor(config: object, data?: string) {
    this.data = data ?? join(this.folder, 'data');
    writeFileSync(this.#configFile, JSON.stringify(config));
  }

  /** Resolves when the pages can be opened. */
  async start(): Promise<void> {
    this.#program = new Program('cli/main.ts', [
      'station',
      '--config',
      this.#configFile,
      '--data',
      this.data,
      '--no-window',
    ]);
    this.#urls = await this.#program.ready();
  }

  get program(): Program {
    if (this.#program === null) throw new Error('not started');
    return this.#program;
  }

  /** `url`, `gateUrl`, `technicianUrl`, `dockUrl`. */
  address(name: 'url' | 'gateUrl' | 'technicianUrl' | 'dockUrl'): string {
    const url = this.#urls[name];
    if (typeof url !== 'string') throw new Error(`no ${name}`);
    return url;
  }

  /** As `--config` and `--data` name them. */
  get configFile(): string {
    return this.#configFile;
  }

  async health(): Promise<Record<string, unknown>> {
    const answer = await fetch(new URL('/healthz', this.address('url')));
    return (await answer.json()) as Record<string, unknown>;
  }

  async metrics(): Promise<string> {
    return (await fetch(new URL('/metrics', this.address('url')))).text();
  }

  /** Every configured device is ready. */
  async devicesReady(): Promise<void> {
    let missing = 'all';
    const look = async (): Promise<boolean> => {
      const states = [
        ...(await this.metrics()).matchAll(/yikatong_device_state\{device="([^"]+)".*state="ready"\} (\d)/g),
      ];
      missing = states.flatMap(([, device = '', ready]) => (ready === '1' ? [] : [device])).join(', ');
      return states.length > 0 && missing === '';
    };
    await until('every device is ready', look, devicesMs).catch((error: Error) => {
      throw new Error(`${error.message}: ${missing}; the station said:\n${this.program.log}`, {
        cause: error,
      });
    });
  }

  async stop(): Promise<void> {
    await this.#program?.stop();
  }

  /** Also removes everything that it wrote. */
  async remove(): Promise<void> {
    await this.#program?.stop('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
