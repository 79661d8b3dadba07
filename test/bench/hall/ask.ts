/** Asks and hears a hall server over kept connections, as stations and pages do. */
import { Agent, request } from 'node:http';

import { WebSocket } from 'ws';

import type { HallAnswer, HallInput } from '#contracts/hall/operations.ts';
import { hallPaths, hallRoutes, type HallOperation } from '#contracts/hall/paths.ts';
import type { StreamMessage } from '#contracts/hall/stream.ts';
import type { Line } from '#renderer/ui/kept-view.ts';

export interface Connection {
  /** Rejects on every refusal, since a bench provokes none. */
  readonly ask: <O extends HallOperation>(operation: O, input: HallInput<O>) => Promise<HallAnswer<O>>;
  /** The answer as it came: for pages whose own work is not to be measured here. */
  readonly read: (operation: HallOperation, input: object) => Promise<string>;
  readonly end: () => void;
}

/** One connection, as one kiosk or page has. */
export function connect(url: string, token: string): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const read = (operation: HallOperation, input: object): Promise<string> => {
    const [method, path] = hallRoutes[operation];
    const body = method === 'GET' ? '' : JSON.stringify(input);
    return new Promise((resolve, reject) => {
      const address = new URL(path, url);
      if (method === 'GET')
        for (const [name, value] of Object.entries(input)) address.searchParams.set(name, String(value));
      const asking = request(
        address,
        {
          agent,
          method,
          headers: {
            authorization: `Bearer ${token}`,
            ...(method === 'GET'
              ? {}
              : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
          },
        },
        (response) => {
          let answer = '';
          response.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
          response.once('end', () =>
            response.statusCode === 200
              ? resolve(answer)
              : reject(new Error(`${operation}: ${response.statusCode} ${answer}`)),
          );
          response.once('error', reject);
        },
      );
      asking.once('error', reject);
      asking.end(body);
    });
  };
  return {
    // The server's own contract, which its tests hold; checking it here would count as the server's time.
    ask: async (operation, input) => JSON.parse(await read(operation, input)) as never,
    read,
    end: () => agent.destroy(),
  };
}

/** A page's line to the events; resolves when it is admitted. */
export async function listen(url: string, token: string): Promise<Line & { readonly end: () => void }> {
  const socket = new WebSocket(new URL(hallPaths.stream, url.replace(/^http/, 'ws')));
  const listeners = new Set<Parameters<Line['listen']>[0]>();
  socket.on('open', () => socket.send(JSON.stringify({ token })));
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as StreamMessage;
      if (message.type === 'ready') resolve();
      else for (const heard of listeners) heard(message.type === 'events' ? message.events : null);
    });
  });
  return {
    connected: () => socket.readyState === WebSocket.OPEN,
    listen: (heard) => {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
    end: () => socket.terminate(),
  };
}
