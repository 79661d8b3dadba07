/** What a page of a running station has, without a browser: tRPC's own client with the token of the page's address. */
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { WebSocket } from 'ws';

import { pagePaths } from '#contracts/page-paths.ts';
import type { StationRouter } from '#contracts/station-api.ts';

export function openPage(address: string) {
  const { origin, host, hash } = new URL(address);
  const parameters = new URLSearchParams(hash.slice(1));
  const face = parameters.get('face');
  const socket = createWSClient({
    url: `ws://${host}${pagePaths.socket}`,
    connectionParams: { token: parameters.get('token') ?? '', ...(face === null ? {} : { face }) },
    // Browsers send the page's origin by themselves.
    WebSocket: class extends WebSocket {
      constructor(url: string) {
        super(url, { headers: { origin } });
      }
    } as never,
  });
  const client = createTRPCClient<StationRouter>({ links: [wsLink({ client: socket })] });
  return { client, close: () => socket.close() };
}
