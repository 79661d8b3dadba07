/** Peers that hold a connection and do nothing with it, on real sockets. */
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FastifyInstance } from 'fastify';

import { createHallHttp, type HallHttpOptions } from './http.ts';
import type { ConnectionDelays } from './limits.ts';

/** More than all buffers of both ends hold. */
const largeBytes = 64 * 1024 * 1024;
const never = 3_600_000;
const soon = 200;

describe('a peer that holds a connection', () => {
  let folder: string;
  let app: FastifyInstance;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'yikatong-connections-'));
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'assets/large.js'), '');
    truncateSync(join(folder, 'assets/large.js'), largeBytes);
  });
  afterEach(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  /** Of the server only what is there before anybody has shown a token. */
  async function serve(delays: Partial<ConnectionDelays>): Promise<number> {
    app = createHallHttp({
      answers: {},
      refusals: { note: () => undefined },
      ownAddresses: () => ({ isHost: () => true, isOrigin: () => true }),
      pagesFolder: folder,
      delays: { idleMs: never, requestMs: never, lookMs: 50, ...delays },
    } as Partial<Record<keyof HallHttpOptions, unknown>> as unknown as HallHttpOptions);
    await app.listen({ host: '127.0.0.1', port: 0 });
    return (app.server.address() as AddressInfo).port;
  }

  /** What the peer was told until its connection was ended. */
  async function heardUntilEnd(peer: Socket): Promise<string> {
    let heard = '';
    peer.on('data', (bytes: Buffer) => {
      heard += bytes.toString('latin1');
    });
    // How it is ended is the system's.
    peer.on('error', () => undefined);
    await new Promise((resolve) => peer.once('close', resolve));
    return heard;
  }

  const half = 'GET /v1/board HTTP/1.1\r\nHost: hall\r\nAuthoriz';

  it('with half a request is cut off when nothing moves', async () => {
    const peer = connect(await serve({ idleMs: soon }), '127.0.0.1');
    peer.write(half);
    expect(await heardUntilEnd(peer)).toBe('');
  }, 20_000);

  it('with half a request is told so and cut off when the rest does not come in time', async () => {
    const peer = connect(await serve({ requestMs: soon }), '127.0.0.1');
    peer.write(half);
    expect(await heardUntilEnd(peer)).toMatch(/^HTTP\/1\.1 408 /);
  }, 20_000);

  it('and reads nothing of its answer is cut off when nothing moves', async () => {
    // Longer than a busy machine takes until the answer begins.
    const port = await serve({ idleMs: 10 * soon });
    const accepted = once(app.server, 'connection');
    const peer = connect(port, '127.0.0.1').pause();
    peer.write('GET /assets/large.js HTTP/1.1\r\nHost: hall\r\n\r\n');
    const [ownEnd] = (await accepted) as [Socket];
    await once(ownEnd, 'close');
    const heard = await heardUntilEnd(peer.resume());
    expect(heard).toMatch(/^HTTP\/1\.1 200 /);
    expect(heard.length).toBeLessThan(largeBytes);
  }, 20_000);
});
