/**
 * libfprint's virtual reader from the finger's side: whoever loads libfprint with FP_VIRTUAL_IMAGE listens on a socket while
 * the reader is open; what is written there happens on the glass. All numbers are int32 in the machine's byte order.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { endianness, tmpdir } from 'node:os';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';

import type { FingerImage } from './finger-image.ts';
import { until } from './until.ts';

/** FpDeviceRetry. */
export const retryCodes = { general: 0, 'too-short': 1, 'centre-finger': 2, 'remove-finger': 3 } as const;
/** FpDeviceError. */
export const errorCodes = { general: 0, protocol: 5 } as const;

export class VirtualFingerReader {
  readonly #folder = mkdtempSync(join(tmpdir(), 'yikatong-finger-'));
  /** For FP_VIRTUAL_IMAGE. */
  readonly path = join(this.#folder, 'reader');
  #socket: Socket | null = null;

  /** Once the reader is open. A reader that was opened anew has to be touched anew. */
  async touch(): Promise<void> {
    this.#socket?.destroy();
    this.#socket = await until('the virtual reader to listen', () => connectTo(this.path));
  }

  /** A finger that is put on, taken and lifted. */
  put(image: FingerImage): void {
    this.#send(image.width, image.height, image.pixels);
  }

  /** From now on a picture alone says nothing of the finger: `finger` does. */
  byHand(): void {
    this.#send(-3, 0);
  }

  finger(on: boolean): void {
    this.#send(-4, on ? 1 : 0);
  }

  retry(reason: keyof typeof retryCodes): void {
    this.#send(-1, retryCodes[reason]);
  }

  error(error: keyof typeof errorCodes): void {
    this.#send(-2, errorCodes[error]);
  }

  unplug(): void {
    this.#send(-5, 0);
  }

  /** For good. */
  end(): void {
    this.#socket?.destroy();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #send(first: number, second: number, rest: Uint8Array = new Uint8Array()): void {
    if (this.#socket === null) throw new Error('nobody has touched the reader yet');
    const head = Buffer.alloc(8);
    const little = endianness() === 'LE';
    for (const [at, value] of [first, second].entries()) {
      if (little) head.writeInt32LE(value, 4 * at);
      else head.writeInt32BE(value, 4 * at);
    }
    this.#socket.write(Buffer.concat([head, rest]));
  }
}

function connectTo(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => resolve(socket));
    socket.on('error', () => resolve(null));
  });
}
