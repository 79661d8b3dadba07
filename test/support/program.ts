/** Our own programs as child processes: a line of JSON says that they are ready, their log is kept for a failed test. */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { until } from './until.ts';

const repository = join(import.meta.dirname, '../..');

/** Milliseconds: a station with its children takes one second, and far longer beside other work. */
const startMs = 60_000;

export class Program {
  readonly child: ChildProcess;
  readonly #said: Record<string, unknown>[] = [];
  #log = '';

  /** `file`: relative to the repository. Standard input stays open until the program is ended. */
  constructor(file: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
    this.child = spawn(process.execPath, [join(repository, file), ...args], {
      cwd: repository,
      env: { ...process.env, ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const { stdout, stderr } = this.child;
    if (stdout === null || stderr === null) throw new TypeError('piped');
    createInterface({ input: stdout }).on('line', (line) => {
      if (line.startsWith('{')) this.#said.push(JSON.parse(line) as Record<string, unknown>);
    });
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#log += text;
    });
  }

  /** Everything it wrote to standard error. */
  get log(): string {
    return this.#log;
  }

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Its first line of JSON. */
  async ready(): Promise<Record<string, unknown>> {
    return until(
      'a program is ready',
      () => {
        const [first] = this.#said;
        if (first === undefined && this.ended) throw new Error('the program ended');
        return first ?? null;
      },
      startMs,
    ).catch((error: Error) => {
      throw new Error(`${error.message}; it said:\n${this.#log}`, { cause: error });
    });
  }

  async exit(): Promise<number | null> {
    if (!this.ended) await new Promise<void>((resolve) => void this.child.once('exit', () => resolve()));
    return this.child.exitCode;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.ended) return;
    this.child.kill(signal);
    await this.exit();
  }
}
