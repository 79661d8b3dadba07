/** The page's line to its station: tRPC over WebSocket, with the token from the address's fragment. */
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';

import { pagePaths } from '#contracts/page-paths.ts';
import type { StationRouter } from '#contracts/station-api.ts';

/** Milliseconds. */
const delays = {
  /** Between attempts to reach a station that went away. */
  retry: 500,
  /** Before a watch that the station ended is asked for again. */
  resubscribe: 500,
  /** Silence after which the station is asked whether it still lives, and how long it has to say so. */
  keepAlive: 5000,
  pong: 3000,
} as const;

export type StationClient = ReturnType<typeof createTRPCClient<StationRouter>>;

/** `#token=…&face=…`; a fragment is sent to no server and written to no log. */
export function readFragment(hash: string): { readonly token: string; readonly face: string | null } {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  return { token: fields.get('token') ?? '', face: fields.get('face') };
}

export function connectStation(location: Location): StationClient {
  const { token, face } = readFragment(location.hash);
  const socket = createWSClient({
    url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${pagePaths.socket}`,
    connectionParams: face === null ? { token } : { token, face },
    retryDelayMs: (attempt) => (attempt === 0 ? 0 : delays.retry),
    keepAlive: { enabled: true, intervalMs: delays.keepAlive, pongTimeoutMs: delays.pong },
  });
  return createTRPCClient<StationRouter>({ links: [wsLink({ client: socket })] });
}

/** What a watch has said last; null while the station cannot be heard, so that nothing stale stays on a screen. */
export interface Watched<T> {
  readonly current: () => T | null;
  readonly subscribe: (changed: () => void) => () => void;
}

/** As `source`, but what it said last stays while the station cannot be heard: for what is hidden then, and not forgotten. */
export function lastOf<T>(source: Watched<T>): Watched<T> {
  let last = source.current();
  return {
    current: () => {
      last = source.current() ?? last;
      return last;
    },
    subscribe: source.subscribe,
  };
}

interface WatchHandlers<T> {
  onData: (value: T) => void;
  onComplete: () => void;
  onError: () => void;
  onConnectionStateChange: (state: { readonly state: string }) => void;
}

/** Keeps `start`'s subscription alive for as long as the page lives; `take` may fold each value into the last one. */
export function watch<T, Seen = T>(
  start: (handlers: WatchHandlers<T>) => { unsubscribe: () => void },
  take: (value: T, last: Seen | null) => Seen,
): Watched<Seen> {
  let last: Seen | null = null;
  const listeners = new Set<() => void>();
  const say = (value: Seen | null): void => {
    last = value;
    for (const listener of listeners) listener();
  };
  const again = (): void => {
    say(null);
    setTimeout(begin, delays.resubscribe);
  };
  const begin = (): void => {
    start({
      onData: (value) => say(take(value, last)),
      onComplete: again,
      onError: again,
      onConnectionStateChange: ({ state }) => {
        if (state !== 'pending' && last !== null) say(null);
      },
    });
  };
  begin();
  return {
    current: () => last,
    subscribe: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}
