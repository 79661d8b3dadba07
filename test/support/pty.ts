/** Serial cables made by socat: two PTYs, each the other's far end. */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, constants, existsSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { until } from './until.ts';

export class SerialCable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'yikatong-cable-'));
  /** Paths of the two ends; there while the cable is plugged in. */
  readonly near = join(this.#folder, 'near');
  readonly far = join(this.#folder, 'far');
  #socat: ChildProcess | null = null;
  #held: number[] = [];

  /** A cable, plugged in. */
  static async lay(): Promise<SerialCable> {
    const cable = new SerialCable();
    await cable.plug();
    return cable;
  }

  async plug(): Promise<void> {
    if (this.#socat !== null) return;
    const end = (link: string): string => `pty,raw,echo=0,link=${link}`;
    this.#socat = spawn('socat', [end(this.near), end(this.far)], { stdio: 'ignore' });
    await until('socat lays the cable', () => existsSync(this.near) && existsSync(this.far));
    // socat ends when the last program closes an end; a cable stays. Held open, nothing is read here.
    const held = constants.O_RDWR | constants.O_NOCTTY;
    this.#held = [openSync(this.near, held), openSync(this.far, held)];
  }

  /** Pulls the cable out of both devices: programs see their port hang up, and the paths are gone. */
  async pull(): Promise<void> {
    const socat = this.#socat;
    if (socat === null) return;
    this.#socat = null;
    const ended = new Promise<void>((resolve) => {
      socat.once('exit', () => resolve());
    });
    socat.kill('SIGKILL');
    await ended;
    for (const descriptor of this.#held) closeSync(descriptor);
    rmSync(this.near, { force: true });
    rmSync(this.far, { force: true });
  }

  async remove(): Promise<void> {
    await this.pull();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
