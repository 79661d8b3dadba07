/** The y4m file of an emulated camera: one frame, which the browser reads again and again. */
import { closeSync, constants, ftruncateSync, openSync, writeSync } from 'node:fs';
import { isNativeError } from 'node:util/types';

import { fail, ok, type Result } from '#contracts/result.ts';
import { frameHeader, y4mHeader, type Size } from './codec.ts';

/** The rate that the browser plays it at. */
const framesPerSecond = 30;

export interface PictureFile {
  /** Writes the whole file. Failure: port-unavailable. */
  open(frame: Uint8Array): Result<void>;
  /** Overwrites the frame; false where that fails. */
  write(frame: Uint8Array): boolean;
  /**
   * Empties the file, which ends the camera for a browser that plays it (its track ends within some 50 ms) and for one
   * that looks for cameras. Removing it would not: whoever has it open plays on.
   */
  cut(): void;
  /** The file stays as it is. */
  close(): void;
}

export class Y4mFile implements PictureFile {
  readonly #path: string;
  readonly #header: Uint8Array;
  #file: number | null = null;

  /** `path`: absolute. */
  constructor(path: string, size: Size) {
    this.#path = path;
    this.#header = Buffer.concat([y4mHeader(size, framesPerSecond), frameHeader]);
  }

  open(frame: Uint8Array): Result<void> {
    try {
      // Not cut first: a browser that plays the file of an emulator that was killed plays on with this one.
      this.#file = openSync(this.#path, constants.O_RDWR | constants.O_CREAT, 0o600);
      const whole = Buffer.concat([this.#header, frame]);
      writeSync(this.#file, whole);
      ftruncateSync(this.#file, whole.length);
      return ok(undefined);
    } catch (error) {
      // Not instanceof: Node's own errors are of another realm than code that runs in a vm context.
      const code = isNativeError(error) && 'code' in error ? String(error.code) : 'unknown';
      return fail('port-unavailable', code);
    }
  }

  write(frame: Uint8Array): boolean {
    if (this.#file === null) return false;
    try {
      return writeSync(this.#file, frame, 0, frame.length, this.#header.length) === frame.length;
    } catch {
      return false;
    }
  }

  cut(): void {
    if (this.#file === null) return;
    ftruncateSync(this.#file);
    this.close();
  }

  close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}
