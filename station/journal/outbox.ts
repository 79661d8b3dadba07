/** Messages to the platform, in the order in which they came about, each under an idempotency key. */
import { z } from 'zod';

import type { FailureCode } from '#contracts/failures.ts';
import { platformEventSchema, type PlatformEvent } from '#contracts/platform-api.ts';
import type { Result } from '#contracts/result.ts';
import { jsonColumn } from '#storage/json-column.ts';
import type { Store } from '#storage/store.ts';

export interface OutboxEntry {
  /** Idempotency key. */
  readonly id: string;
  readonly event: PlatformEvent;
  /** Tries that failed so far. */
  readonly attempts: number;
}

export interface Outbox {
  /** The oldest message that waits, null when none does. It stays until it is acknowledged or refused. */
  claim(): Result<OutboxEntry | null>;
  /** The platform has it. */
  acknowledge(id: string): Result<void>;
  /** The platform will never take it: kept for staff, and the next one's turn. */
  refuse(id: string, code: FailureCode): Result<void>;
  /** This try failed; it stays the next to be sent. */
  postpone(id: string, code: FailureCode): Result<void>;
  /** Called after every commit that put a message here; one listener. */
  onPut(listener: () => void): void;
  /** Messages that wait, and messages that were refused for good. */
  count(): Result<{ readonly pending: number; readonly refused: number }>;
}

const entrySchema = z.object({
  id: z.string(),
  event: jsonColumn(platformEventSchema),
  attempts: z.number().int(),
});
const countSchema = z.object({ pending: z.number().int(), refused: z.number().int() });

type Write = <T>(work: () => T) => Result<T>;

/** The journal's own side of it. */
interface OutboxWriter {
  /** Belongs into a transaction of the store. */
  put(id: string, event: PlatformEvent): void;
  /** After every transaction, told whether it was committed. */
  settled(committed: boolean): void;
}

/** `write` makes a transaction of the store. */
export function openOutbox(store: Store, write: Write): Outbox & OutboxWriter {
  const insert = store.command('INSERT INTO outbox (id, event) VALUES (?, ?)');
  const oldest = store.query(
    `SELECT id, event, attempts FROM outbox WHERE state = 'pending' ORDER BY seq LIMIT 1`,
    entrySchema,
  );
  const remove = store.command('DELETE FROM outbox WHERE id = ?');
  const setRefused = store.command(
    `UPDATE outbox SET state = 'refused', failure = ?, attempts = attempts + 1 WHERE id = ?`,
  );
  const setFailed = store.command('UPDATE outbox SET failure = ?, attempts = attempts + 1 WHERE id = ?');
  const counts = store.query(
    `SELECT count(*) FILTER (WHERE state = 'pending') AS pending,
            count(*) FILTER (WHERE state = 'refused') AS refused FROM outbox`,
    countSchema,
  );
  const change = (run: () => number): Result<void> => write(() => void run());
  let hasPut = false;
  let listener: () => void = () => undefined;
  return {
    put(id, event) {
      insert(id, JSON.stringify(event));
      hasPut = true;
    },
    settled(committed) {
      const tell = committed && hasPut;
      hasPut = false;
      if (tell) listener();
    },
    onPut(told) {
      listener = told;
    },
    claim: () => store.read(() => oldest.get() ?? null),
    acknowledge: (id) => change(() => remove(id)),
    refuse: (id, code) => change(() => setRefused(code, id)),
    postpone: (id, code) => change(() => setFailed(code, id)),
    count: () => store.read(() => counts.get() ?? { pending: 0, refused: 0 }),
  };
}
