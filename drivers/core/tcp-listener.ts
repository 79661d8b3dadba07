/** The listening end of loopback TCP: where emulated devices are plugged in. */
import { createServer } from 'node:net';

import { fail, ok, type Result } from '#contracts/result.ts';

import { socketTransport } from './stream-transports.ts';
import type { ByteTransport } from './transport.ts';

export interface TcpListener {
  readonly port: number;
  /** Stops listening; connections already taken belong to whoever took them. */
  close(): void;
}

/** Listens on 127.0.0.1; port 0 takes a free one. Failure: port-unavailable. */
export function listenOnLoopback(
  port: number,
  onConnection: (transport: ByteTransport) => void,
): Promise<Result<TcpListener>> {
  return new Promise((resolve) => {
    const server = createServer({ noDelay: true }, (socket) => {
      onConnection(socketTransport(`tcp:${socket.remoteAddress}:${socket.remotePort}`, socket));
    });
    server.once('error', (error) => resolve(fail('port-unavailable', error.message)));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a port');
      resolve(ok({ port: address.port, close: () => void server.close() }));
    });
  });
}
