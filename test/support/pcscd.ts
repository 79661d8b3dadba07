/**
 * A pcscd of a test's own, with virtual readers on free ports. Its socket has one place on a machine, so that only one
 * test can have one at a time: a lock in the temporary folder lets the others wait.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '#contracts/clock.ts';
import { closeClient } from '#drivers/pcsc/close-client.ts';
import { makeLibraryClient } from '#drivers/pcsc/context.ts';
import { pcscLibrary } from '#drivers/pcsc/library.ts';

import { isRunning } from './is-running.ts';
import { until } from './until.ts';

const socketPath = '/run/pcscd/pcscd.comm';
const library = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';

/** Milliseconds: how long another test may keep its pcscd, and how long one takes to start or stop. */
const delays = { lockMs: 170_000, startMs: 10_000, stopMs: 5000 } as const;

export interface PcscdOptions {
  /**
   * Reader devices, two readers each: 1 to 8. Cards work in the last one alone, because all virtual readers of a process
   * share one table of slots.
   */
  readonly devices?: number;
}

export class Pcscd {
  readonly #lock: ChildProcess;
  readonly #folder: string;
  readonly #ports: readonly number[];
  #process: ChildProcess | null = null;

  private constructor(lock: ChildProcess, folder: string, ports: readonly number[]) {
    this.#lock = lock;
    this.#folder = folder;
    this.#ports = ports;
  }

  /** Waits for its turn, then starts. */
  static async start({ devices = 1 }: PcscdOptions = {}): Promise<Pcscd> {
    const lock = await takeLock();
    const ports: number[] = [];
    while (ports.length < devices) ports.push(await freePortPair());
    const pcscd = new Pcscd(lock, mkdtempSync(join(tmpdir(), 'yikatong-pcscd-')), ports);
    try {
      await pcscd.startAgain();
    } catch (error) {
      await pcscd.end();
      throw error;
    }
    return pcscd;
  }

  /** Port of the first reader that takes cards; the second one's is the next. */
  get port(): number {
    return this.#ports.at(-1) ?? 0;
  }

  /** Name of the first reader that takes cards. */
  get reader(): string {
    return `Test ${this.#ports.length} 00 00`;
  }

  /** After `stop`, with the same readers, or with only the first `devices` of them. */
  async startAgain(devices = this.#ports.length): Promise<void> {
    const stranger = runningPcscd();
    if (stranger !== null) {
      throw new Error(
        `another pcscd runs (process ${stranger}); stop it: systemctl stop pcscd.socket pcscd.service`,
      );
    }
    rmSync(join(this.#folder, 'readers'), { force: true });
    const ports = this.#ports.slice(0, devices);
    writeFileSync(
      join(this.#folder, 'readers'),
      ports.map((port, index) => readerEntry(index + 1, port)).join('\n'),
    );
    const child = spawn('pcscd', ['--foreground', '--critical', '--config', this.#folder], {
      stdio: 'ignore',
    });
    this.#process = child;
    const ready = (): boolean => existsSync(socketPath) && ports.every((port) => isListening(port));
    await until('pcscd serves its readers', () => ready() || child.exitCode !== null, delays.startMs);
    if (child.exitCode !== null) throw new Error(`pcscd ended with ${child.exitCode}`);
  }

  /** Ends the process, as `systemctl stop` does, and keeps the lock. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    const kill = setTimeout(() => child.kill('SIGKILL'), delays.stopMs);
    await exited;
    clearTimeout(kill);
  }

  /** Resolves once pcscd has seen that no reader holds a card: it looks every 400 ms. */
  async readersEmpty(): Promise<void> {
    const cards = new Map<string, boolean>();
    const client = makeLibraryClient();
    client.on('reader', (reader) =>
      reader.on('change', (status) =>
        cards.set(reader.name(), status.has(pcscLibrary().ReaderStatus.PRESENT)),
      ),
    );
    client.start();
    const empty = (): boolean => cards.size === this.#ports.length * 2 && ![...cards.values()].includes(true);
    await until('all readers are empty', empty);
    await closeClient(client, systemClock);
  }

  /** Ends it for good and lets the next test have one. */
  async end(): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true, force: true });
    const released = once(this.#lock, 'exit');
    this.#lock.stdin?.end();
    await released;
  }
}

/**
 * vpcd sends a frame in two pieces, the second waiting for the delayed acknowledgement of the first: 44 ms an APDU. This
 * makes the loopback routes acknowledge at once, as root; the answer restores them. Without the right, nothing changes.
 * Between `Pcscd.start` and `end`, so that no two tests do it at a time.
 */
export function acknowledgeAtOnce(): () => void {
  const listed = spawnSync('ip', ['route', 'show', 'table', 'local', 'dev', 'lo'], { encoding: 'utf8' });
  const routes = (listed.stdout ?? '').split('\n').filter((route) => route.startsWith('local 127.'));
  const change = (more: readonly string[]): void => {
    for (const route of routes) {
      const words = route
        .replace(/ quickack \d/, '')
        .split(' ')
        .filter((word) => word !== '');
      spawnSync('ip', ['route', 'change', 'table', 'local', ...words, 'dev', 'lo', ...more]);
    }
  };
  change(['quickack', '1']);
  return () => change([]);
}

/** Held by a process of its own, so that it is free again however this one ends. */
async function takeLock(): Promise<ChildProcess> {
  const file = join(tmpdir(), 'yikatong-pcscd.lock');
  const child = spawn(
    'flock',
    ['--timeout', String(delays.lockMs / 1000), file, 'sh', '-c', 'echo locked; cat'],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const outcome = await Promise.race([
    once(child.stdout, 'data').then(() => 'locked' as const),
    once(child, 'exit').then(() => 'late' as const),
  ]);
  if (outcome === 'late') throw new Error(`another test kept its pcscd for more than ${delays.lockMs} ms`);
  return child;
}

function readerEntry(number: number, port: number): string {
  const hex = `0x${port.toString(16)}`;
  return `FRIENDLYNAME "Test ${number}"\nDEVICENAME /dev/null:${hex}\nLIBPATH ${library}\nCHANNELID ${hex}\n`;
}

function runningPcscd(): number | null {
  try {
    const pid = Number(readFileSync('/run/pcscd/pcscd.pid', 'utf8'));
    // An old one may have died and left its file.
    return isRunning(pid) ? pid : null;
  } catch {
    return null;
  }
}

/** Looks at the kernel's table: a connection to the port would be a card. */
function isListening(port: number): boolean {
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')} 00000000:0000 0A`;
  return readFileSync('/proc/net/tcp', 'utf8').includes(local);
}

/** Two ports in a row, both free a moment ago. */
async function freePortPair(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const first = await listen(0);
    const address = first?.address();
    if (first === null || typeof address !== 'object' || address === null) continue;
    const second = await listen(address.port + 1);
    await Promise.all([close(first), close(second)]);
    if (second !== null) return address.port;
  }
  throw new Error('no two free ports in a row');
}

function listen(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    if (port > 65_535) {
      resolve(null);
      return;
    }
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '0.0.0.0', () => resolve(server));
  });
}

function close(server: Server | null): Promise<void> {
  return new Promise((resolve) => {
    if (server === null) resolve();
    else server.close(() => resolve());
  });
}
