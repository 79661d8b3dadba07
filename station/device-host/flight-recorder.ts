/**
 * Who was at work when the device host died? A native crash leaves no last words, so that the host notes its exchanges
 * as it goes, in a file that the station opened for it and that has no name: one positioned write of four bytes, which
 * the operating system keeps whatever happens to the process.
 *
 * One bit for each device (by its index) that has an exchange under way or is being opened, little-endian. A device that
 * only listens (a scanner) is not at work while it waits, so that its crash accuses nobody; to take the one that was
 * active last instead would accuse whichever is asked most often.
 */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const size = 4;

/** The host's end: descriptor 4, as `forkChild` passes it. */
export class FlightWriter {
  readonly #file: number;
  readonly #record = Buffer.alloc(size);

  constructor(file: number) {
    this.#file = file;
  }

  /** The device at `index` (0-31) begins an exchange, or has ended it. */
  note(index: number, underWay: boolean): void {
    const before = this.#record.readUInt32LE(0);
    const bit = 1 << index;
    const after = (underWay ? before | bit : before & ~bit) >>> 0;
    if (after === before) return;
    this.#record.writeUInt32LE(after, 0);
    writeSync(this.#file, this.#record, 0, size, 0);
  }
}

/** The station's end. */
export class FlightRecorder {
  readonly file: number;

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'yikatong-'));
    this.file = openSync(join(folder, 'flight'), 'w+', 0o600);
    // Windows keeps an open file's name; it lies in the temporary folder then.
    rmSync(folder, { recursive: true, force: true });
  }

  /** Before a new host starts. */
  clear(): void {
    writeSync(this.file, Buffer.alloc(size), 0, size, 0);
  }

  /** Indices of the devices at work. */
  atWork(): number[] {
    const record = Buffer.alloc(size);
    readSync(this.file, record, 0, size, 0);
    const bits = record.readUInt32LE(0);
    return Array.from({ length: 32 }, (_, index) => index).filter((index) => (bits & (1 << index)) !== 0);
  }

  close(): void {
    closeSync(this.file);
  }
}
