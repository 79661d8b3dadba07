/** `npm run hall:demo` as people meet it, on a machine without a display: started, read, ended with Ctrl-C. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { z } from 'zod';

import { hallRoles, type HallRole } from '#contracts/hall/paths.ts';
import { until } from './until.ts';

const repository = join(import.meta.dirname, '../..');
const tokensSchema = z.record(z.enum(hallRoles), z.array(z.string()).min(1));

export class HallDemo {
  readonly data = mkdtempSync(join(tmpdir(), 'yikatong-hall-demo-'));
  readonly #child: ChildProcess;
  output = '';

  private constructor() {
    const { DISPLAY: _, WAYLAND_DISPLAY: _wayland, ...env } = process.env;
    this.#child = spawn(process.execPath, ['build/hall-demo.mjs', '--data', this.data], {
      cwd: repository,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
  }

  static async start(): Promise<HallDemo> {
    const demo = new HallDemo();
    await until(
      'the hall runs',
      () => {
        if (demo.#ended) throw new Error(demo.output);
        return demo.output.includes('Press Ctrl-C to end it.');
      },
      60_000,
    );
    return demo;
  }

  get #ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** As it was printed: `Kiosk 1`, `Window 2`, `Board`, `Statistics`. */
  address(name: string): string {
    const found = new RegExp(`${name}\\s+(http:\\S+)`).exec(this.output)?.[1];
    if (found === undefined) throw new Error(`no ${name}:\n${this.output}`);
    return found;
  }

  /** The first token of a role. */
  token(role: HallRole): string {
    const file = join(this.data, 'hall/hall-tokens.json');
    return tokensSchema.parse(JSON.parse(readFileSync(file, 'utf8')))[role][0] ?? '';
  }

  /** Ctrl-C. */
  async stop(): Promise<void> {
    if (this.#ended) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGINT');
    await exited;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }
}
