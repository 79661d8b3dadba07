/** A cable in memory: two byte streams, each the other's far end. Faults stand here, at the byte seam. */
import { fail, ok, type Failure } from '#contracts/result.ts';
import type { ByteTransport, OpenTransport } from '#drivers/core/transport.ts';

export interface Cable {
  readonly near: ByteTransport;
  readonly far: ByteTransport;
  /** Ends both streams, as a pulled plug does. */
  pull(): void;
}

interface CableOptions {
  /** Sizes to cut every write into, repeated; by default writes stay whole. */
  readonly pieces?: readonly number[];
}

class Plug implements ByteTransport {
  readonly name: string;
  readonly #pieces: readonly number[];
  #other: Plug | null = null;
  #lost: Failure | null = null;
  #unread: Uint8Array[] = [];
  #dataListener: ((bytes: Uint8Array) => void) | null = null;
  #closeListener: ((reason: Failure) => void) | null = null;

  constructor(name: string, pieces: readonly number[]) {
    this.name = name;
    this.#pieces = pieces;
  }

  join(other: Plug): void {
    this.#other = other;
  }

  write(bytes: Uint8Array): ReturnType<ByteTransport['write']> {
    if (this.#lost !== null) return Promise.resolve({ ok: false, error: this.#lost });
    const copy = Uint8Array.from(bytes);
    // A real stream delivers on a later turn of the event loop.
    setImmediate(() => this.#other?.receive(copy));
    return Promise.resolve(ok(undefined));
  }

  receive(bytes: Uint8Array): void {
    if (this.#lost !== null) return;
    let from = 0;
    for (let i = 0; from < bytes.length; i += 1) {
      const size = this.#pieces.length === 0 ? bytes.length : (this.#pieces[i % this.#pieces.length] ?? 1);
      const piece = bytes.subarray(from, from + size);
      if (this.#dataListener === null) this.#unread.push(piece);
      else this.#dataListener(piece);
      from += size;
    }
  }

  onData(listener: (bytes: Uint8Array) => void): void {
    this.#dataListener = listener;
    const unread = this.#unread;
    this.#unread = [];
    for (const bytes of unread) listener(bytes);
  }

  onClose(listener: (reason: Failure) => void): void {
    this.#closeListener = listener;
    if (this.#lost !== null) listener(this.#lost);
  }

  end(): void {
    if (this.#lost !== null) return;
    this.#lost = { code: 'port-lost' };
    this.#closeListener?.(this.#lost);
  }

  close(): Promise<void> {
    this.end();
    setImmediate(() => this.#other?.end());
    return Promise.resolve();
  }
}

export function cable(options: CableOptions = {}): Cable {
  const near = new Plug('cable:near', options.pieces ?? []);
  const far = new Plug('cable:far', options.pieces ?? []);
  near.join(far);
  far.join(near);
  return {
    near,
    far,
    pull: () => {
      near.end();
      far.end();
    },
  };
}

/** A socket in the wall: each opening lays a new cable, and `plugIn` gets its far end. */
export class Socket {
  readonly open: OpenTransport;
  /** How often somebody tried to open it. */
  attempts = 0;
  /** False: nothing is there to open. */
  present = true;
  #cable: Cable | null = null;

  constructor(plugIn: (far: ByteTransport) => void, options: CableOptions = {}) {
    this.open = (signal) => {
      this.attempts += 1;
      if (signal.aborted) return Promise.resolve(fail('aborted'));
      if (!this.present) return Promise.resolve(fail('port-unavailable', 'nothing is plugged in'));
      this.#cable = cable(options);
      plugIn(this.#cable.far);
      return Promise.resolve(ok(this.#cable.near));
    };
  }

  pull(): void {
    this.present = false;
    this.#cable?.pull();
  }
}
