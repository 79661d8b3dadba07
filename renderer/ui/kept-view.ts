/** A view of the hall that is kept up to date, with the word of whether it still is. */
import type { EventKind, HallEvent } from '#contracts/hall/events.ts';
import type { Failure, Result } from '#contracts/result.ts';

/** Milliseconds. */
const delays = {
  /** Before a view that could not be had is asked for again. */
  retry: 1000,
  /** Expected waits change although nothing happens. */
  refresh: 30_000,
} as const;

/** The page's monotonic clock and its timers. */
export interface PageTime {
  readonly now: () => number;
  /** Does `act` once after `ms`; returns what calls it off. */
  readonly later: (act: () => void, ms: number) => () => void;
}

export const pageTime: PageTime = {
  now: () => performance.now(),
  later: (act, ms) => {
    const timer = setTimeout(act, ms);
    return () => clearTimeout(timer);
  },
};

export interface Seen<View> {
  /** The last one that came; null: none did yet. It stays while the hall cannot be heard: see `live`. */
  readonly view: View | null;
  /** False: the hall cannot be heard, and what is shown may be old. */
  readonly live: boolean;
  /** When `view` came, milliseconds of the page's monotonic clock. */
  readonly heardAt: number;
  /** Why no view came the last time: what trying again would not change. */
  readonly failure: Failure | null;
}

export interface Kept<View> {
  readonly current: () => Seen<View>;
  /** Asks now, whatever the pause: for what the page itself has just changed. */
  readonly refresh: () => void;
  readonly subscribe: (changed: () => void) => () => void;
}

/** The hall's events as a view needs them. */
export interface Line {
  readonly connected: () => boolean;
  /**
   * `changed` comes with every portion of events, once each and in order; with null when the line came or went, or too much was
   * missed to be told.
   */
  readonly listen: (changed: (events: readonly HallEvent[] | null) => void) => () => void;
}

interface Options {
  /** Events that may change the view; absent: any. */
  readonly kinds?: readonly EventKind[];
  /**
   * Between the beginnings of two questions that events lead to, milliseconds; absent: none. The first one is asked at once, and
   * the one with which the line comes back.
   */
  readonly pauseMs?: number;
  readonly time?: PageTime;
}

/**
 * Asks at once, again after every event that concerns it, and never twice at a time: however many events come, one question is
 * under way and one more follows. `ask` is expected to fail with `hall-unavailable` where the hall cannot be reached.
 */
export function keepView<View>(
  line: Line,
  ask: () => Promise<Result<View>>,
  { kinds, pauseMs = 0, time: { now, later } = pageTime }: Options = {},
): Kept<View> {
  let seen: Seen<View> = { view: null, live: false, heardAt: now(), failure: null };
  let asking = false;
  let askedAt = -Infinity;
  /** When to ask again because of what came meanwhile; Infinity: nothing came. */
  let dueAt = Infinity;
  let callOff = (): void => undefined;
  const listeners = new Set<() => void>();
  const say = (next: Seen<View>): void => {
    seen = next;
    for (const listener of listeners) listener();
  };
  const refresh = async (): Promise<void> => {
    asking = true;
    callOff();
    let answered: boolean;
    do {
      dueAt = Infinity;
      askedAt = now();
      const answer = await ask();
      answered = answer.ok;
      if (answer.ok) say({ view: answer.value, live: line.connected(), heardAt: now(), failure: null });
      else {
        const away = answer.error.code === 'hall-unavailable';
        say({ ...seen, live: false, failure: away ? null : answer.error });
      }
    } while (answered && dueAt <= now());
    asking = false;
    if (answered && dueAt < Infinity) wakeUp();
    else callOff = later(() => void refresh(), answered ? delays.refresh : delays.retry);
  };
  const wakeUp = (): void => {
    callOff();
    callOff = later(() => void refresh(), dueAt - now());
  };
  const askAt = (at: number): void => {
    if (at >= dueAt) return;
    dueAt = at;
    if (asking) return;
    if (at <= now()) void refresh();
    else wakeUp();
  };
  line.listen((events) => {
    if (!line.connected()) {
      if (seen.live) say({ ...seen, live: false });
      return;
    }
    // A portion without events: something that this role is not told.
    const concerns =
      events === null ||
      events.length === 0 ||
      kinds === undefined ||
      events.some(({ body }) => kinds.includes(body.kind));
    const isBack = events === null && !seen.live;
    if (concerns) askAt(isBack ? now() : askedAt + pauseMs);
  });
  void refresh();
  return {
    current: () => seen,
    refresh: () => askAt(now()),
    subscribe: (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
  };
}
