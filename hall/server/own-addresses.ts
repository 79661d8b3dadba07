/** Which Host and Origin headers are the server's own, by exact comparison. */
import { networkInterfaces } from 'node:os';

/**
 * A page of another site reaches a server in the same network as well (DNS rebinding, a form, a WebSocket); its headers tell.
 * Addresses of this machine's own interfaces and `localhost` count; names only if they are configured.
 */
export class OwnAddresses {
  readonly #hosts = new Set<string>();
  readonly #origins = new Set<string>();

  /** `publicUrl`: where a proxy serves it, or a name in the hall's network. */
  constructor(port: number, publicUrl: string | null) {
    const names = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address));
    for (const name of ['localhost', '127.0.0.1', '[::1]', ...names]) {
      const host = port === 80 ? name : `${name}:${port}`;
      this.#hosts.add(host);
      this.#origins.add(`http://${host}`);
    }
    if (publicUrl === null) return;
    const { host, origin } = new URL(publicUrl);
    this.#hosts.add(host);
    this.#origins.add(origin);
  }

  isHost(header: string | undefined): boolean {
    return header !== undefined && this.#hosts.has(header);
  }

  /** Programs of other makers send none. A browser sends one with every WebSocket and everything that changes something. */
  isOrigin(header: string | undefined): boolean {
    return header === undefined || this.#origins.has(header);
  }
}
