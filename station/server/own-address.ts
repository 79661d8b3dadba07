/** Which Host and Origin headers are the station's own, by exact comparison. */

/**
 * A page of another site reaches the station's port as well (DNS rebinding, a form, a WebSocket); its headers tell.
 * No prefix or suffix is compared: `127.0.0.1:80.example.org` is not the station.
 */
export class OwnAddress {
  readonly #hosts: readonly string[];

  constructor(port: number) {
    this.#hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  }

  isHost(header: string | undefined): boolean {
    return header !== undefined && this.#hosts.includes(header);
  }

  /** Browsers send an origin with every WebSocket, so that a missing one is not a page of ours. */
  isOrigin(header: string | undefined): boolean {
    return header !== undefined && this.#hosts.some((host) => header === `http://${host}`);
  }
}
