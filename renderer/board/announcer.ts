/** Announces what a board shows, one call after another: its row flashes while it is said. */
import type { BoardView } from '#contracts/hall/views.ts';
import type { PageTime } from '../ui/kept-view.ts';
import { heardBoard, noAnnouncements, takeAnnouncement } from './announcements.ts';
import type { Said, SayCall } from './say-call.ts';

export interface Announced {
  /** The call whose turn it is; null: silence. */
  readonly call: number | null;
  /** How the last one went; null: none was said yet, or somebody has touched the page since. */
  readonly said: Said | null;
}

export interface Announcer {
  readonly current: () => Announced;
  readonly subscribe: (changed: () => void) => () => void;
  readonly hear: (view: BoardView) => void;
  /** Somebody touched the page, so that sound is not held back any more. */
  readonly touched: () => void;
}

export function createAnnouncer(say: SayCall, later: PageTime['later']): Announcer {
  let queue = noAnnouncements;
  let now: Announced = { call: null, said: null };
  let busy = false;
  const listeners = new Set<() => void>();
  const tell = (next: Announced): void => {
    now = next;
    for (const listener of listeners) listener();
  };
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      later(resolve, ms);
    });
  const sayAll = async (): Promise<void> => {
    busy = true;
    try {
      for (;;) {
        const { call, times, leastMs, rest } = takeAnnouncement(queue);
        if (call === null) break;
        queue = rest;
        tell({ ...now, call: call.id });
        // A browser that lacks a part of what it promises makes one call silent, and not every call after it.
        const said = say(call, times).catch((): Said => 'silent');
        await Promise.all([said.then((how) => tell({ ...now, said: how })), pause(leastMs)]);
      }
    } finally {
      busy = false;
      tell({ ...now, call: null });
    }
  };
  return {
    current: () => now,
    subscribe: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    hear: (view) => {
      queue = heardBoard(queue, view);
      if (!busy && queue.queue.length > 0) void sayAll();
    },
    touched: () => tell({ ...now, said: null }),
  };
}
