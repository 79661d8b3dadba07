/** Tells when data cannot be written and tries until it can: work resumes by itself once there is space again. */
import type { Clock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log-events.ts';
import type { Failure } from '#contracts/result.ts';
import type { Journal } from './journal/journal.ts';

/** Milliseconds. */
const lookEveryMs = 2000;

export interface StoreWatch {
  failure(): Failure | null;
  stop(): void;
}

export function watchStore(journal: Journal, clock: Clock, log: Log, changed: () => void): StoreWatch {
  let failing: { readonly failure: Failure; readonly since: number } | null = null;
  let cancel: () => void = () => undefined;
  const look = (): void => {
    if (journal.failure() !== null) journal.probe();
    const failure = journal.failure();
    if (failure !== null && failing === null) {
      failing = { failure, since: clock.monotonic() };
      log.event('store-failed', { code: failure.code, detail: failure.detail });
      changed();
    } else if (failure === null && failing !== null) {
      log.event('store-recovered', { seconds: Math.round((clock.monotonic() - failing.since) / 1000) });
      failing = null;
      changed();
    }
    cancel = clock.after(lookEveryMs, look);
  };
  look();
  return { failure: () => failing?.failure ?? journal.failure(), stop: () => cancel() };
}
