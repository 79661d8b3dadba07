/** The audit chain in the journal's database. */
import { z } from 'zod';

import type { LogEventName } from '#contracts/log-events.ts';
import type { Result } from '#contracts/result.ts';
import { openStoreToRead, type Store } from '#storage/store.ts';

import {
  canonicalJson,
  nextEntry,
  signedHeadSchema,
  signHead,
  startOfChain,
  verifyChain,
  type AuditHead,
  type AuditVerdict,
  type Facts,
} from './audit-chain.ts';
import { journalStore } from './schema.ts';

export interface AuditEvent {
  readonly event: LogEventName;
  /** Keyed hash of a person. */
  readonly person: string | null;
  readonly body: Facts;
}

const headSql = 'SELECT seq, hash, mac FROM audit_head WHERE one = 1';

/** `append` and `head` belong into a transaction of the store. */
export function auditLog(store: Store, key: Uint8Array) {
  const headOf = store.query(headSql, signedHeadSchema);
  const insert = store.command(
    'INSERT INTO audit (seq, at, event, person, body, prev, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const setHead = store.command(
    `INSERT INTO audit_head (one, seq, hash, mac) VALUES (1, ?, ?, ?)
     ON CONFLICT (one) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, mac = excluded.mac`,
  );
  const anchoredOf = store.query(
    'SELECT anchored FROM audit_head WHERE one = 1',
    z.object({ anchored: z.number().int() }),
  );
  const setAnchored = store.command('UPDATE audit_head SET anchored = ? WHERE one = 1');
  const head = (): AuditHead => headOf.get() ?? startOfChain;
  return {
    head,
    /** Up to which entry the platform is told, 0 before the first time. */
    anchored: (): number => anchoredOf.get()?.anchored ?? 0,
    setAnchored: (seq: number): void => void setAnchored(seq),
    append(at: number, { event, person, body }: AuditEvent): void {
      const entry = nextEntry(key, head(), { at, event, person, body: canonicalJson(body) });
      insert(entry.seq, entry.at, entry.event, entry.person, entry.body, entry.prev, entry.hash);
      const signed = signHead(key, entry);
      setHead(signed.seq, signed.hash, signed.mac);
    },
  };
}

/** A chain is read in pieces, so that years of entries need no more memory than a day's. */
const pieceRows = 1000;

function* rowsOf(store: Store): Generator {
  // As REAL, since a forged integer beyond 2^53 would end the reading with an error of Node's instead of a verdict.
  const piece = store.query(
    `SELECT CAST(seq AS REAL) AS seq, CAST(at AS REAL) AS at, event, person, body, prev, hash
     FROM audit WHERE seq > ? ORDER BY audit.seq LIMIT ${pieceRows}`,
    z.looseObject({ seq: z.number() }),
  );
  let after = Number.NEGATIVE_INFINITY;
  for (;;) {
    const rows = piece.all(after);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.seq;
  }
}

/**
 * Whether the chain in a data folder is what was written, also while its station works. `anchors`: what the platform
 * was told of this chain. Failures: store-damaged, store-newer, store-unwritable.
 */
export function verifyAudit(
  folder: string,
  key: Uint8Array,
  anchors: readonly AuditHead[],
): Result<AuditVerdict> {
  const store = openStoreToRead(journalStore(folder));
  if (!store.ok) return store;
  try {
    const head = store.value.query(headSql, z.unknown());
    return store.value.read(() => verifyChain(key, rowsOf(store.value), head.get(), anchors));
  } finally {
    store.value.close();
  }
}
