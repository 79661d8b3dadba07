/**
 * Brings the journal's outbox to the platform: one message at a time, in their order, each until the platform has taken
 * it or refused it for good. Exactly once, since a message keeps its idempotency key through every try and restart.
 */
import type { Clock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log-events.ts';

import type { Outbox, OutboxEntry } from '../journal/outbox.ts';
import type { PlatformClient } from './client.ts';

export interface OutboxSenderOptions {
  readonly outbox: Outbox;
  readonly platform: Pick<PlatformClient, 'sendEvent' | 'onState'>;
  readonly clock: Clock;
  /** From 0 to below 1: stations that lost the platform together must not come back together. */
  readonly random: () => number;
  readonly log: Log;
}

/** Milliseconds; the wait doubles with each failed try of a message. */
export const outboxDelays = { firstRetry: 1000, longestRetry: 60_000 } as const;

/** From half of the doubled wait to the whole of it. */
export function retryDelay(attempts: number, random: number): number {
  const { firstRetry, longestRetry } = outboxDelays;
  return Math.min(firstRetry * 2 ** Math.min(attempts - 1, 16), longestRetry) * (0.5 + random / 2);
}

/** Sends until stopped. `stop` resolves when no try is under way any more. */
export function startOutboxSender(options: OutboxSenderOptions): { stop(): Promise<void> } {
  const { outbox, platform, clock } = options;
  const stopped = new AbortController();
  let running: Promise<void> | null = null;
  let cancelRetry: (() => void) | null = null;
  let again = false;

  const wake = (): void => {
    if (stopped.signal.aborted) return;
    cancelRetry?.();
    cancelRetry = null;
    again = true;
    running ??= drain();
  };
  const drain = async (): Promise<void> => {
    while (again && !stopped.signal.aborted) {
      again = false;
      const wait = await sendAll(options, stopped.signal);
      // A wake-up that came meanwhile is newer than the failure that asks to wait.
      if (wait !== null && !again && !stopped.signal.aborted) cancelRetry = clock.after(wait, wake);
    }
    // In the same turn as the loop's last look: a wake-up after it starts anew.
    running = null;
  };

  outbox.onPut(() => {
    // While a message waits for its next try, the new one stands behind it.
    if (cancelRetry === null) wake();
  });
  const endState = platform.onState((state) => {
    if (state === 'reachable') wake();
  });
  wake();
  return {
    async stop() {
      stopped.abort();
      endState();
      cancelRetry?.();
      await running;
    },
  };
}

/** Sends what waits; milliseconds until the next try where one failed, null when nothing is left. */
async function sendAll(options: OutboxSenderOptions, signal: AbortSignal): Promise<number | null> {
  const { outbox, random } = options;
  for (;;) {
    const claimed = outbox.claim();
    // The journal reports its own trouble; here it only means: later.
    if (!claimed.ok) return retryDelay(1, random());
    const entry = claimed.value;
    if (entry === null || signal.aborted) return null;
    const settled = await sendOne(options, entry, signal);
    if (!settled) return retryDelay(entry.attempts + 1, random());
  }
}

/** Whether the message is done with, one way or the other. */
async function sendOne(
  { outbox, platform, log }: OutboxSenderOptions,
  { id, event, attempts }: OutboxEntry,
  signal: AbortSignal,
): Promise<boolean> {
  const { topic } = event;
  const answer = await platform.sendEvent(id, event, signal);
  if (!answer.ok) {
    // Stopping is no fault of the platform, and the journal may be closed after it.
    if (answer.error.code !== 'aborted') outbox.postpone(id, answer.error.code);
    return false;
  }
  const receipt = answer.value;
  const settled = receipt.taken ? outbox.acknowledge(id) : outbox.refuse(id, receipt.code);
  // Not written down: it stays the next one, and the platform will see its key again.
  if (!settled.ok) return false;
  if (receipt.taken) log.event('outbox-sent', { id, topic, attempts: attempts + 1 });
  else log.event('outbox-refused', { id, topic, code: receipt.code });
  return true;
}
