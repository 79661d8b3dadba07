/**
 * Brings the journal's outbox to the platform: one message at a time, in their order, each until the platform has taken
 * it or refused it for good. Exactly once, since a message keeps its idempotency key through every try and restart.
 * Only a message that somebody waits for at a screen overtakes; all others keep their order.
 */
import type { Clock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log-events.ts';
import type { PlatformEvent } from '#contracts/platform-api.ts';

import type { AuditEvent } from '../journal/audit-log.ts';
import type { Outbox, OutboxEntry } from '../journal/outbox.ts';
import type { PlatformClient } from './client.ts';
import type { EventReceipt } from './questions.ts';
import { Settlements, type SettledWord } from './settlements.ts';

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

export interface OutboxSender {
  /**
   * What the platform made of the attempt or the booking with that idempotency key: waits up to `deadlineMs`, and sends
   * the message next meanwhile. Null: no word in time; the message goes on its way by itself.
   */
  settled(key: string, deadlineMs: number, signal: AbortSignal): Promise<SettledWord | null>;
  /** Resolves when no try is under way any more. */
  stop(): Promise<void>;
}

/** Sends until stopped. */
export function startOutboxSender(options: OutboxSenderOptions): OutboxSender {
  const { outbox, platform, clock } = options;
  const stopped = new AbortController();
  const settlements = new Settlements(clock);
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
      const wait = await sendAll(options, settlements, stopped.signal);
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
    settled(key, deadlineMs, signal) {
      if (stopped.signal.aborted) return Promise.resolve(null);
      const word = settlements.wait(key, deadlineMs, signal);
      // Also while an older message waits for its next try: this one may get through, or the platform be back.
      wake();
      return word;
    },
    async stop() {
      stopped.abort();
      settlements.giveUp();
      endState();
      cancelRetry?.();
      await running;
    },
  };
}

/** Sends what waits; milliseconds until the next try where one failed, null when nothing is left. */
async function sendAll(
  options: OutboxSenderOptions,
  settlements: Settlements,
  signal: AbortSignal,
): Promise<number | null> {
  const { outbox, random } = options;
  for (;;) {
    const claimed = outbox.claim(settlements.waitedFor);
    // The journal reports its own trouble; here it only means: later.
    if (!claimed.ok) return retryDelay(1, random());
    const entry = claimed.value;
    if (entry === null || signal.aborted) return null;
    const receipt = await sendOne(options, entry, signal);
    if (receipt === null) return retryDelay(entry.attempts + 1, random());
    const word = wordOf(receipt);
    if (word !== null) settlements.settle(entry.id, word);
  }
}

/** What became of the message; null: it stays where it is. */
async function sendOne(
  { outbox, platform, log }: OutboxSenderOptions,
  { id, event, attempts }: OutboxEntry,
  signal: AbortSignal,
): Promise<EventReceipt | null> {
  const { topic } = event;
  const answer = await platform.sendEvent(id, event, signal);
  if (!answer.ok) {
    // Stopping is no fault of the platform, and the journal may be closed after it.
    if (answer.error.code !== 'aborted') outbox.postpone(id, answer.error.code);
    return null;
  }
  const receipt = answer.value;
  const audit = auditOf(id, event, receipt);
  const settled = receipt.taken ? outbox.acknowledge(id, audit) : outbox.refuse(id, receipt.code, audit);
  // Not written down: it stays the next one, and the platform will see its key again.
  if (!settled.ok) return null;
  if (receipt.taken) log.event('outbox-sent', { id, topic, attempts: attempts + 1 });
  else log.event('outbox-refused', { id, topic, code: receipt.code });
  if (receipt.taken && receipt.qualification !== null) {
    const { outcome, resumed } = receipt.qualification;
    log.event('qualification-settled', { topic, outcome, resumed, audit: event.body['audit'] });
  }
  return receipt;
}

function wordOf(receipt: EventReceipt): SettledWord | null {
  return receipt.taken ? receipt.qualification : 'refused';
}

/** What the chain keeps of the platform's word on an attempt or a booking; nothing of other messages. */
function auditOf(key: string, { topic, person, body }: PlatformEvent, receipt: EventReceipt) {
  if (topic !== 'qualification' && topic !== 'home-visit') return undefined;
  const word = receipt.taken ? receipt.qualification : { outcome: 'not-taken', code: receipt.code };
  return {
    event: 'qualification-settled',
    person,
    // An older platform takes the message and says no more.
    body: { topic, key, audit: body['audit'] ?? null, ...(word ?? { outcome: null }) },
  } satisfies AuditEvent;
}
