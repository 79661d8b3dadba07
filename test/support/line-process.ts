/** A program that is talked to in lines. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';

import { until } from './until.ts';

export class LineProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly lines: string[] = [];
  #errors = '';
  #read = 0;

  constructor(command: string, args: readonly string[]) {
    this.#child = spawn(command, args, { stdio: 'pipe' });
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.lines.push(line));
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
  }

  say(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /** The next line that was not asked for before. */
  async next(withinMs = 10_000): Promise<string> {
    const line = await until(
      'the next line of a program',
      () => {
        if (this.lines.length > this.#read) return this.lines[this.#read] ?? '';
        if (this.#child.exitCode !== null) throw new Error(`the program ended: ${this.#errors}`);
        return null;
      },
      withinMs,
    );
    this.#read += 1;
    return line;
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => {
      this.#child.once('exit', () => resolve());
    });
    this.#child.kill('SIGKILL');
    await ended;
  }
}
