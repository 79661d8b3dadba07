/** `npm start` as people meet it: with a screen, without one, and ended with Ctrl-C. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { needs } from '#test/support/needs.ts';
import { processesOf } from '#test/support/processes-of.ts';
import { until } from '#test/support/until.ts';
import { displaySize, startVirtualDisplay, type VirtualDisplay } from '#test/support/virtual-display.ts';

const repository = join(import.meta.dirname, '../..');

const direct = [process.execPath, 'build/start.mjs'] as const;
const underNpm = ['npm', 'start', '--'] as const;

class Start {
  readonly #child: ChildProcess;
  #ended = false;
  #news: () => void = () => undefined;
  output = '';

  constructor(data: string, display: string | null, command: readonly [string, ...string[]] = direct) {
    const { DISPLAY, WAYLAND_DISPLAY, ...env } = process.env;
    const [program, ...args] = command;
    this.#child = spawn(program, [...args, '--data', data], {
      cwd: repository,
      env: display === null ? env : { ...env, DISPLAY: display },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
        this.#news();
      });
    }
    this.#child.once('close', () => {
      this.#ended = true;
      this.#news();
    });
  }

  /** Resolves once it has said so; rejects if it ends before. */
  async says(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      if (this.#ended) throw new Error(`it ended without saying "${text}":\n${this.output}`);
      await new Promise<void>((resolve) => (this.#news = resolve));
    }
  }

  async interrupt(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    // Ctrl-C comes twice under npm: from the terminal, and passed on by npm.
    this.#child.kill('SIGINT');
    await this.says('Ending the kiosk.');
    this.#child.kill('SIGINT');
    await ended;
  }

  /** To the process that was started, which under npm is npm alone. */
  terminate(): void {
    this.#child.kill('SIGTERM');
  }
}

/**
 * Without a window manager a browser's window covers only a part of the screen, unless somebody enlarges it. Chromium
 * stays one pixel short of the screen, since some window managers take a window of its size for a full screen.
 */
async function cornerIsPainted(display: VirtualDisplay): Promise<boolean> {
  return (await display.pixel(displaySize.width - 2, displaySize.height - 2)) !== 0;
}

needs('linux')('npm start', () => {
  let data = '';
  let start: Start;

  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'yikatong-start-'));
  });

  afterEach(async () => {
    await start.interrupt();
    await rm(data, { recursive: true, force: true });
  });

  it('without a display prints the addresses, serves the kiosk, and leaves nothing running after Ctrl-C', async () => {
    start = new Start(data, null);
    await start.says('Press Ctrl-C to end it.');
    const address = /kiosk and device dock\s+(http:\S+)/.exec(start.output)?.[1] ?? 'no address printed';
    expect((await fetch(address)).status).toBe(200);
    expect(await processesOf(data)).not.toEqual([]);
    await start.interrupt();
    expect(await processesOf(data)).toEqual([]);
  });

  it('leaves nothing running when npm alone is ended', async () => {
    start = new Start(data, null, underNpm);
    await start.says('Press Ctrl-C to end it.');
    start.terminate();
    await until('everything has ended', async () => (await processesOf(data)).length === 0, 15_000);
  });

  describe('with a display', () => {
    needs('chromium', 'xvfb')('and Chromium', () => {
      let display: VirtualDisplay;

      beforeEach(async () => {
        display = await startVirtualDisplay();
      });

      afterEach(async () => {
        await start.interrupt();
        await display.stop();
      });

      it('shows the kiosk on the whole screen, whose page connects, and ends the browser with Ctrl-C', async () => {
        start = new Start(data, display.name);
        await start.says('the page is on the screen');
        expect((await processesOf(data)).some((line) => /--kiosk|--page/.test(line))).toBe(true);
        await until('the kiosk covers the screen', () => cornerIsPainted(display));
        await start.interrupt();
        expect(start.output).toMatch(/Ending the kiosk\.\s*$/);
        expect(await processesOf(data)).toEqual([]);
      });
    });
  });
});
