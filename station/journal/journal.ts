/**
 * What a station remembers through a power cut: what it was about to do, how that ended, the audit chain, and what the
 * platform still has to be told. What belongs together is one commit.
 */
import { z } from 'zod';

import type { Clock } from '#contracts/clock.ts';
import type { PlatformEvent } from '#contracts/platform-api.ts';
import { ok, type Failure, type Result } from '#contracts/result.ts';
import { jsonColumn } from '#storage/json-column.ts';
import { openStore, type Store } from '#storage/store.ts';

import { canonicalJson, chainId, type Facts } from './audit-chain.ts';
import { auditLog, type AuditEvent } from './audit-log.ts';
import type { DataFolder } from './data-folder.ts';
import { openOutbox, type Outbox } from './outbox.ts';
import { journalStore } from './schema.ts';
import { openStaffMemory, type StaffMemory } from './staff-memory.ts';

/** What may go into the same commit: an audit entry, and a message to the platform. */
export interface Beside {
  readonly audit?: AuditEvent;
  readonly outbox?: PlatformEvent;
  /** The message's idempotency key, for whoever waits for the answer to it; without it a random one. */
  readonly outboxKey?: string;
}

/** `body` tells a later start enough to find out what became of it. No name and no number of a person, as everywhere. */
export interface Intent {
  readonly id: string;
  readonly kind: string;
  readonly body: Facts;
}

export interface OpenIntent extends Intent {
  /** Milliseconds since the epoch. */
  readonly beganAt: number;
}

export interface RecentIntent extends OpenIntent {
  /** Null while it is open. */
  readonly outcome: Facts | null;
  readonly endedAt: number | null;
}

/** Everything is durable once it returned ok. Failures: disk-full, store-unwritable, store-damaged, data-in-use. */
export interface Journal {
  /** Before the act. Also `disk-full` while there is only room left for the outcomes of what is under way. */
  beginIntent(intent: Intent & Beside): Result<void>;
  /** After it. An intent ends once: another end, or an end without a beginning, is a broken invariant. */
  endIntent(end: { readonly id: string; readonly outcome: Facts } & Beside): Result<void>;
  record(entries: Beside): Result<void>;
  /** Intents without an outcome, oldest first: what a crash left behind, for the start to settle. */
  openIntents(): Result<readonly OpenIntent[]>;
  /** Intents of a kind that began at `sinceMs` (milliseconds since the epoch) or later, newest first. */
  recentIntents(kind: string, sinceMs: number): Result<readonly RecentIntent[]>;
  /** Puts the chain's head into the outbox if it has grown since the last time: a witness that this machine cannot change. */
  anchorAudit(station: string): Result<void>;
  readonly outbox: Outbox;
  readonly staff: StaffMemory;
  /** Why nothing new can be begun or written, by the newest try; null while all is well. */
  failure(): Failure | null;
  /** Looks for room and tries a change that means nothing: whether work can go on. */
  probe(): Result<void>;
  close(): void;
}

const factsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const intentRowSchema = z.object({
  id: z.string(),
  kind: z.string(),
  body: jsonColumn(factsSchema),
  beganAt: z.number().int(),
});
const recentRowSchema = intentRowSchema.extend({
  outcome: jsonColumn(factsSchema).nullable(),
  endedAt: z.number().int().nullable(),
});

/** Opens or makes the journal. Failures beside the journal's own: store-newer. */
export function openJournal(folder: DataFolder, clock: Clock, newId: () => string): Result<Journal> {
  const store = openStore(journalStore(folder.path));
  if (!store.ok) return store;
  return ok(journalIn(store.value, folder, clock, newId));
}

function journalIn(store: Store, folder: DataFolder, clock: Clock, newId: () => string): Journal {
  const begin = store.command('INSERT INTO intent (id, kind, body, began_at) VALUES (?, ?, ?, ?)');
  const end = store.command('UPDATE intent SET outcome = ?, ended_at = ? WHERE id = ? AND outcome IS NULL');
  const open = store.query(
    'SELECT id, kind, body, began_at AS beganAt FROM intent WHERE outcome IS NULL ORDER BY began_at, id',
    intentRowSchema,
  );
  const recent = store.query(
    `SELECT id, kind, body, began_at AS beganAt, outcome, ended_at AS endedAt FROM intent
     WHERE kind = ? AND began_at >= ? ORDER BY began_at DESC, id DESC`,
    recentRowSchema,
  );
  const touch = store.command(
    'INSERT INTO probe (one, at) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET at = excluded.at',
  );
  const audit = auditLog(store, folder.keys.audit);
  let failure: Failure | null = null;
  const write = <T>(work: () => T): Result<T> => {
    const result = store.write(work);
    if (!result.ok) failure = result.error;
    // On a full disk outcomes still fit into the reserve: only room to begin something says that it is over.
    else if (failure?.code !== 'disk-full') failure = null;
    outbox.settled(result.ok);
    return result;
  };
  const roomToBegin = (): Result<void> => {
    const room = store.roomToBegin();
    if (!room.ok) failure = room.error;
    else if (failure?.code === 'disk-full') failure = null;
    return room;
  };
  const append = (event: AuditEvent | undefined): void => {
    if (event !== undefined) audit.append(clock.now(), event);
  };
  const outbox = openOutbox(store, write, append);
  const put = ({ audit: event, outbox: message, outboxKey }: Beside): void => {
    append(event);
    if (message !== undefined) outbox.put(outboxKey ?? newId(), message);
  };
  return {
    beginIntent({ id, kind, body, ...beside }) {
      const room = roomToBegin();
      if (!room.ok) return room;
      return write(() => {
        begin(id, kind, canonicalJson(body), clock.now());
        put(beside);
      });
    },
    endIntent({ id, outcome, ...beside }) {
      return write(() => {
        if (end(canonicalJson(outcome), clock.now(), id) !== 1) throw new Error(`intent ${id} is not open`);
        put(beside);
      });
    },
    record: (entries) => write(() => put(entries)),
    openIntents: () => store.read(() => open.all()),
    recentIntents: (kind, sinceMs) => store.read(() => recent.all(kind, sinceMs)),
    anchorAudit(station) {
      const head = store.read(() => ({ ...audit.head(), anchored: audit.anchored() }));
      if (!head.ok) return head;
      const { seq, hash, anchored } = head.value;
      if (seq === anchored) return ok(undefined);
      return write(() => {
        audit.setAnchored(seq);
        const body = { chain: chainId(folder.keys.audit), seq, hash };
        const at = new Date(clock.now()).toISOString();
        outbox.put(newId(), { topic: 'audit-head', station, at, person: null, body });
      });
    },
    outbox,
    staff: openStaffMemory(store, clock, write),
    failure: () => failure,
    probe() {
      const room = roomToBegin();
      return room.ok ? write(() => void touch(clock.now())) : room;
    },
    close: () => store.close(),
  };
}
