/** The page's line to the hall's events; comes back by itself and catches up from the last event that it knows. */
import type { HallEvent } from '#contracts/hall/events.ts';
import { hallPaths } from '#contracts/hall/paths.ts';
import type { StreamBegin, StreamMessage } from '#contracts/hall/stream.ts';
import type { Line } from './kept-view.ts';

/** Milliseconds. */
const delays = {
  /** Before the line is opened again. */
  retry: 1000,
  /** In which a new line must be admitted. */
  admission: 6000,
} as const;

export function openHallLine(location: Location, token: string): Line {
  let admitted = false;
  let known: number | null = null;
  const listeners = new Set<(events: readonly HallEvent[] | null) => void>();
  const tell = (events: readonly HallEvent[] | null): void => {
    for (const listener of listeners) listener(events);
  };
  const take = (message: StreamMessage): void => {
    if (message.type === 'events') {
      known = message.upTo;
      tell(message.events);
    } else if (message.type !== 'alive') {
      admitted = true;
      if (message.type === 'behind' || known === null) known = message.seq;
      tell(null);
    }
  };
  const connect = (): void => {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}${hallPaths.stream}`);
    const tooSlow = setTimeout(() => socket.close(), delays.admission);
    socket.addEventListener('open', () => {
      const begin: StreamBegin = known === null ? { token } : { token, since: known };
      socket.send(JSON.stringify(begin));
    });
    socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
      clearTimeout(tooSlow);
      // The server's own contract; what it says is drawn and never evaluated.
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      take(JSON.parse(data) as StreamMessage);
    });
    socket.addEventListener('close', () => {
      clearTimeout(tooSlow);
      admitted = false;
      tell(null);
      setTimeout(connect, delays.retry);
    });
  };
  connect();
  // A browser closes a line that went silent only after minutes; its own word that the network went comes at once.
  for (const word of ['offline', 'online']) window.addEventListener(word, () => tell(null));
  return {
    connected: () => admitted && navigator.onLine,
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
