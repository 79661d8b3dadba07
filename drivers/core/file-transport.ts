/** A device file as a byte stream: a printer's node (/dev/usb/lp0), a FIFO, a plain file. */
import { constants, type Stats } from 'node:fs';
import { open as openFile, stat, type FileHandle } from 'node:fs/promises';

import { fail, ok, type Failure, type Result } from '#contracts/result.ts';

import type { ByteTransport, OpenTransport } from './transport.ts';

/** Milliseconds. A device file has no event for bytes that came: it is looked at. */
export const fileDelays = {
  /** Between two looks while an answer may be on its way. */
  readBusyMs: 10,
  /** So long after a write an answer may be on its way. */
  answerMs: 2000,
  /** Between two looks otherwise. */
  readIdleMs: 200,
  /** Until a full device is written to again. */
  writeAgainMs: 10,
} as const;

/** Nothing to read, or no room to write, yet. */
const notYet = new Set(['EAGAIN', 'EWOULDBLOCK', 'EINTR']);
const mayNotRead = new Set(['EACCES', 'EPERM', 'EROFS', 'EINVAL']);

/** The errno that Node gives, "ENOENT"; the error may be of another realm, so that `instanceof` says nothing. */
function codeOf(error: unknown): string {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode && typeof error.code === 'string' ? error.code : 'unknown';
}

export function openDeviceFile(path: string): OpenTransport {
  return async (signal) => {
    if (signal.aborted) return fail('aborted');
    try {
      const opened = await openAs(path, await stat(path));
      if (!opened.ok) return opened;
      if (!signal.aborted) return ok(new FileTransport(path, opened.value.handle, opened.value.oneWay));
      await opened.value.handle.close();
      return fail('aborted');
    } catch (error) {
      return fail('port-unavailable', codeOf(error));
    }
  };
}

type Opened = { readonly handle: FileHandle; readonly oneWay: boolean };

async function openAs(path: string, stats: Stats): Promise<Result<Opened>> {
  const { O_RDWR, O_WRONLY, O_APPEND, O_NONBLOCK, O_NOCTTY } = constants;
  if (stats.isFile()) return ok({ handle: await openFile(path, O_WRONLY | O_APPEND), oneWay: true });
  // Read and write on a FIFO would give us back our own bytes.
  if (stats.isFIFO()) return ok({ handle: await openFile(path, O_WRONLY | O_NONBLOCK), oneWay: true });
  if (!stats.isCharacterDevice()) return fail('port-unavailable', 'neither a device nor a file');
  const flags = O_NONBLOCK | O_NOCTTY;
  try {
    return ok({ handle: await openFile(path, O_RDWR | flags), oneWay: false });
  } catch (error) {
    if (!mayNotRead.has(codeOf(error))) throw error;
    return ok({ handle: await openFile(path, O_WRONLY | flags), oneWay: true });
  }
}

class FileTransport implements ByteTransport {
  readonly name: string;
  readonly oneWay?: true;
  readonly #handle: FileHandle;
  #lost: Failure | null = null;
  #dataListener: ((bytes: Uint8Array) => void) | null = null;
  #closeListener: (reason: Failure) => void = () => undefined;
  /** Until when an answer may be on its way; monotonic milliseconds. */
  #answerUntil = 0;
  #wakeReader: () => void = () => undefined;
  #reading: Promise<void> = Promise.resolve();
  #writing: Promise<unknown> = Promise.resolve();

  constructor(path: string, handle: FileHandle, oneWay: boolean) {
    this.name = `file:${path}`;
    this.#handle = handle;
    if (oneWay) this.oneWay = true;
  }

  write(bytes: Uint8Array): Promise<Result<void>> {
    const written = this.#writing.then(() => this.#write(bytes));
    this.#writing = written;
    return written;
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    if (this.#dataListener === null && this.oneWay !== true) this.#reading = this.#read();
    this.#dataListener = listener;
  }

  onClose(listener: (reason: Failure) => void): void {
    this.#closeListener = listener;
    if (this.#lost !== null) listener(this.#lost);
  }

  async close(): Promise<void> {
    this.#end({ code: 'port-lost' });
    await Promise.all([this.#reading, this.#writing]);
    await this.#handle.close();
  }

  #end(reason: Failure): Failure {
    if (this.#lost === null) {
      this.#lost = reason;
      this.#wakeReader();
      this.#closeListener(reason);
    }
    return this.#lost;
  }

  async #write(bytes: Uint8Array): Promise<Result<void>> {
    for (let from = 0; from < bytes.length;) {
      if (this.#lost !== null) return { ok: false, error: this.#lost };
      try {
        from += (await this.#handle.write(bytes, from)).bytesWritten;
        this.#answerUntil = performance.now() + fileDelays.answerMs;
      } catch (error) {
        const code = codeOf(error);
        if (!notYet.has(code)) return { ok: false, error: this.#end({ code: 'port-lost', detail: code }) };
        await new Promise((resolve) => {
          setTimeout(resolve, fileDelays.writeAgainMs);
        });
      }
    }
    this.#wakeReader();
    return ok(undefined);
  }

  async #read(): Promise<void> {
    const buffer = new Uint8Array(4096);
    while (this.#lost === null) {
      try {
        // Nothing is no end here: usblp reads so while its printer is silent.
        const { bytesRead } = await this.#handle.read(buffer);
        if (bytesRead > 0) {
          this.#dataListener?.(buffer.slice(0, bytesRead));
          continue;
        }
      } catch (error) {
        const code = codeOf(error);
        if (!notYet.has(code)) this.#end({ code: 'port-lost', detail: code });
      }
      await this.#untilNextLook();
    }
  }

  /** Ends early when something was written or the file is closed. */
  #untilNextLook(): Promise<void> {
    if (this.#lost !== null) return Promise.resolve();
    const soon = performance.now() < this.#answerUntil;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, soon ? fileDelays.readBusyMs : fileDelays.readIdleMs);
      this.#wakeReader = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
