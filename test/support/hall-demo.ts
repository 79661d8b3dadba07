/** `npm run hall:demo` as people meet it: started, read, on a screen or without one, ended with Ctrl-C. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { chromium, type Browser } from 'playwright-core';
import { z } from 'zod';

import { findChromium } from '#build/browser.mjs';
import { hallRoles, type HallRole } from '#contracts/hall/paths.ts';
import { until } from './until.ts';

const repository = join(import.meta.dirname, '../..');
const tokensSchema = z.record(z.enum(hallRoles), z.array(z.string()).min(1));

/** Milliseconds from its start until the hall runs. */
const startMs = 60_000;

export class HallDemo {
  /** Where it keeps its data. */
  readonly data: string;
  readonly #child: ChildProcess;
  output = '';

  private constructor(data: string, display: string | null) {
    this.data = data;
    const { DISPLAY: _, WAYLAND_DISPLAY: _wayland, ...env } = process.env;
    // A Chromium that lets itself be watched, before the machine's own.
    const programs = join(data, 'programs');
    mkdirSync(programs, { recursive: true });
    writeFileSync(
      join(programs, 'chromium'),
      `#!/bin/sh\nexec '${findChromium()}' --remote-debugging-port=0 "$@"\n`,
      { mode: 0o755 },
    );
    this.#child = spawn(process.execPath, ['build/hall-demo.mjs', '--data', this.data], {
      cwd: repository,
      env: {
        ...env,
        PATH: `${programs}${delimiter}${env['PATH']}`,
        ...(display === null ? {} : { DISPLAY: display }),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.output += text));
  }

  /** `data` of an earlier one to go on with; without it a new hall. `display` as in DISPLAY. */
  static begin({ data, display }: { readonly data?: string; readonly display?: string } = {}): HallDemo {
    return new HallDemo(data ?? mkdtempSync(join(tmpdir(), 'yikatong-hall-demo-')), display ?? null);
  }

  /** Resolves once it runs. */
  static async start(options: Parameters<typeof HallDemo.begin>[0] = {}): Promise<HallDemo> {
    const demo = HallDemo.begin(options);
    await until(
      'the hall runs',
      () => {
        if (demo.ended) throw new Error(demo.output);
        return demo.output.includes('to end it.');
      },
      startMs,
    );
    return demo;
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** The browser that it opened on its display. */
  async browser(): Promise<Browser> {
    const port = await until('the browser listens', () => {
      try {
        return /^\d+/.exec(readFileSync(join(this.data, 'browser/DevToolsActivePort'), 'utf8'))?.[0] ?? null;
      } catch {
        return null;
      }
    });
    return chromium.connectOverCDP(`http://127.0.0.1:${port}`);
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

  /** Resolves with its exit code once it has ended by itself. */
  async exit(): Promise<number | null> {
    if (!this.ended) await once(this.#child, 'exit');
    return this.#child.exitCode;
  }

  /** Ctrl-C. */
  async stop(): Promise<void> {
    if (this.ended) return;
    this.#child.kill('SIGINT');
    await this.exit();
  }

  /** Ends it, with all that it kept. */
  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true, force: true });
  }
}
