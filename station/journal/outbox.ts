/** Messages to the platform, in the order in which they came about, each under an idempotency key. */
import { z } from 'zod';

import type { FailureCode } from '#contracts/failures.ts';
import { platformEventSchema, type PlatformEvent } from '#contracts/platform-api.ts';
import type { Result } from '#contracts/result.ts';
import { jsonColumn } from '#storage/json-column.ts';
import type { Store } from '#storage/store.ts';

import type { AuditEvent } from './audit-log.ts';

export interface OutboxEntry {
  /** Idempotency key. */
  readonly id: string;
  readonly event: PlatformEvent;
  /** Tries that failed so far. */
  readonly attempts: number;
}

export interface Outbox {
  /**
   * The first of `waitedFor` (keys) that is still to be sent, or else the oldest message; null when there is none. It
   * stays until it is acknowledged or refused.
   */
  claim(waitedFor?: Iterable<string>): Result<OutboxEntry | null>;
  /** The platform has it: nothing of the message remains here, and what the platform answered may go into the audit chain. */
  acknowledge(id: string, audit?: AuditEvent): Result<void>;
  /** The platform will never take it: kept for staff, without the picture that only the platform could see. */
  refuse(id: string, code: FailureCode, audit?: AuditEvent): Result<void>;
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

/** `write` makes a transaction of the store, `append` puts an entry into the audit chain within it. */
export function openOutbox(
  store: Store,
  write: Write,
  append: (event: AuditEvent | undefined) => void,
): Outbox & OutboxWriter {
  const insert = store.command('INSERT INTO outbox (id, event) VALUES (?, ?)');
  const oldest = store.query(
    `SELECT id, event, attempts FROM outbox WHERE state = 'pending' ORDER BY seq LIMIT 1`,
    entrySchema,
  );
  const byId = store.query(
    `SELECT id, event, attempts FROM outbox WHERE id = ? AND state = 'pending'`,
    entrySchema,
  );
  const picture = store.query(
    `SELECT 1 AS one FROM outbox WHERE id = ? AND json_type(event, '$.body.image') = 'text'`,
    z.object({ one: z.literal(1) }),
  );
  const remove = store.command('DELETE FROM outbox WHERE id = ?');
  const setRefused = store.command(
    `UPDATE outbox SET state = 'refused', failure = ?, attempts = attempts + 1,
       event = json_replace(event, '$.body.image', NULL) WHERE id = ?`,
  );
  const setFailed = store.command('UPDATE outbox SET failure = ?, attempts = attempts + 1 WHERE id = ?');
  const counts = store.query(
    // Each from its index alone: a row may hold a picture, and these figures are asked for all the time.
    `SELECT (SELECT count(*) FROM outbox WHERE state = 'pending') AS pending,
            (SELECT count(*) FROM outbox WHERE state = 'refused') AS refused`,
    countSchema,
  );
  /** The log may still hold a picture that was deleted, also one that a crash kept from being emptied. */
  let pictureInLog = true;
  const emptyLog = (): void => {
    if (pictureInLog) pictureInLog = !store.emptyLog();
  };
  emptyLog();
  /** Takes a message out of the way together with what the chain keeps of it. */
  const settle = (id: string, audit: AuditEvent | undefined, change: () => void): Result<void> => {
    const done = write(() => {
      if (picture.get(id) !== undefined) pictureInLog = true;
      change();
      append(audit);
    });
    if (done.ok) emptyLog();
    return done;
  };
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
    claim: (waitedFor = []) =>
      store.read(() => {
        for (const id of waitedFor) {
          const entry = byId.get(id);
          if (entry !== undefined) return entry;
        }
        return oldest.get() ?? null;
      }),
    acknowledge: (id, audit) => settle(id, audit, () => void remove(id)),
    refuse: (id, code, audit) => settle(id, audit, () => void setRefused(code, id)),
    postpone: (id, code) => write(() => void setFailed(code, id)),
    count: () => store.read(() => counts.get() ?? { pending: 0, refused: 0 }),
  };
}
