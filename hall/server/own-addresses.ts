/** Which Host and Origin headers are the server's own, by exact comparison. */
import type { networkInterfaces } from 'node:os';

import type { Clock } from '#contracts/clock.ts';

/** Between two looks at this machine's addresses, milliseconds: whoever knocks under wrong names must not cost more. */
const readAgainMs = 5000;

/**
 * A page of another site reaches a server in the same network as well (DNS rebinding, a form, a WebSocket); its headers tell.
 * Addresses of this machine's own interfaces and `localhost` count; names only if they are configured.
 */
export class OwnAddresses {
  readonly #port: number;
  readonly #publicUrl: string | null;
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #interfaces: typeof networkInterfaces;
  readonly #hosts = new Set<string>();
  readonly #origins = new Set<string>();
  #readAt = -Infinity;

  /** @param publicUrl where a proxy serves it, or a name in the hall's network */
  constructor(
    port: number,
    publicUrl: string | null,
    clock: Pick<Clock, 'monotonic'>,
    interfaces: typeof networkInterfaces,
  ) {
    this.#port = port;
    this.#publicUrl = publicUrl;
    this.#clock = clock;
    this.#interfaces = interfaces;
    this.#read();
  }

  isHost(header: string | undefined): boolean {
    return header !== undefined && this.#has(this.#hosts, header);
  }

  /** Programs of other makers send none. A browser sends one with every WebSocket and everything that changes something. */
  isOrigin(header: string | undefined): boolean {
    return header === undefined || this.#has(this.#origins, header);
  }

  #has(known: ReadonlySet<string>, header: string): boolean {
    if (known.has(header)) return true;
    // The network may have given its address after the start, or another one since.
    if (this.#clock.monotonic() - this.#readAt < readAgainMs) return false;
    this.#read();
    return known.has(header);
  }

  #read(): void {
    this.#readAt = this.#clock.monotonic();
    this.#hosts.clear();
    this.#origins.clear();
    const names = Object.values(this.#interfaces())
      .flatMap((addresses) => addresses ?? [])
      .map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address));
    for (const name of ['localhost', '127.0.0.1', '[::1]', ...names]) {
      const host = this.#port === 80 ? name : `${name}:${this.#port}`;
      this.#hosts.add(host);
      this.#origins.add(`http://${host}`);
    }
    if (this.#publicUrl === null) return;
    const { host, origin } = new URL(this.#publicUrl);
    this.#hosts.add(host);
    this.#origins.add(origin);
  }
}
