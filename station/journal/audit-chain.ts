/**
 * The audit chain as pure functions: each entry's HMAC-SHA-256 covers the entry and the hash before it, and the head is
 * signed as well, so that an edit, a removal, an insertion, another order and a cut tail are all found by whoever has
 * the key. docs/audit.md says what the chain does not prove.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

import { z } from 'zod';

/** Flat, so that every value can be seen to be no name and no number of a person. */
export type Facts = Readonly<Record<string, string | number | boolean | null>>;

export const auditEntrySchema = z.object({
  /** From 1, without gaps. */
  seq: z.number().int(),
  /** Milliseconds since the epoch. */
  at: z.number().int(),
  event: z.string(),
  /** Keyed hash of a person. */
  person: z.string().nullable(),
  /** Canonical JSON. */
  body: z.string(),
  prev: z.string(),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}
export const signedHeadSchema = z.object({ seq: z.number().int(), hash: z.string(), mac: z.string() });
export type SignedHead = z.infer<typeof signedHeadSchema>;

/** Before the first entry. */
export const startOfChain: AuditHead = { seq: 0, hash: '0'.repeat(64) };

export type AuditFault =
  /** The entry's content or hash is not what was written. */
  | 'changed'
  /** An entry is not there: taken out, or the tail was cut. */
  | 'missing'
  /** An entry that was never appended. */
  | 'added'
  /** The head is missing or not signed with the key. */
  | 'head'
  /** Not what the platform was told at the time: the whole file was put back to an earlier or another state. */
  | 'anchor';

export type AuditVerdict =
  | { readonly intact: true; readonly head: AuditHead }
  /** `seq`: the first entry that is wrong. */
  | { readonly intact: false; readonly seq: number; readonly fault: AuditFault };

/** Keys in code-point order, no blanks: the same facts always give the same bytes. */
export function canonicalJson(facts: Facts): string {
  const sorted = Object.entries(facts).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(sorted));
}

/** Names the chain without giving the key away; a new key is a new chain. */
export function chainId(key: Uint8Array): string {
  return mac(key, ['chain']).slice(0, 16);
}

export function nextEntry(
  key: Uint8Array,
  head: AuditHead,
  content: Pick<AuditEntry, 'at' | 'event' | 'person' | 'body'>,
): AuditEntry {
  const { at, event, person, body } = content;
  const entry = { seq: head.seq + 1, at, event, person, body, prev: head.hash };
  return { ...entry, hash: entryHash(key, entry) };
}

export function signHead(key: Uint8Array, { seq, hash }: AuditHead): SignedHead {
  return { seq, hash, mac: mac(key, ['head', seq, hash]) };
}

/**
 * Reads the chain from its first entry on. `rows`: what the table holds, by rising seq, unchecked. `anchors`: heads
 * that the platform was told.
 */
export function verifyChain(
  key: Uint8Array,
  rows: Iterable<unknown>,
  head: unknown,
  anchors: readonly AuditHead[],
): AuditVerdict {
  const signed = signedHeadSchema.safeParse(head ?? signHead(key, startOfChain));
  const trusted =
    signed.success && sameText(signHead(key, signed.data).mac, signed.data.mac) ? signed.data : null;
  const anchoredAt = new Map(anchors.map(({ seq, hash }) => [seq, hash]));
  let last = startOfChain;
  for (const row of rows) {
    const seq = last.seq + 1;
    const parsed = auditEntrySchema.safeParse(row);
    if (!parsed.success) return { intact: false, seq, fault: 'changed' };
    const entry = parsed.data;
    if (entry.seq > seq) return { intact: false, seq, fault: 'missing' };
    if (trusted !== null && seq > trusted.seq) return { intact: false, seq, fault: 'added' };
    if (entry.seq !== seq || entry.prev !== last.hash || !sameText(entryHash(key, entry), entry.hash))
      return { intact: false, seq, fault: 'changed' };
    const told = anchoredAt.get(seq);
    if (told !== undefined && told !== entry.hash) return { intact: false, seq, fault: 'anchor' };
    last = { seq, hash: entry.hash };
  }
  if (trusted === null) return { intact: false, seq: last.seq, fault: 'head' };
  if (last.seq < trusted.seq) return { intact: false, seq: last.seq + 1, fault: 'missing' };
  if (last.hash !== trusted.hash) return { intact: false, seq: last.seq, fault: 'head' };
  const beyond = anchors.filter(({ seq }) => seq > last.seq);
  if (beyond.length > 0) return { intact: false, seq: last.seq + 1, fault: 'anchor' };
  return { intact: true, head: last };
}

function entryHash(
  key: Uint8Array,
  { seq, at, event, person, body, prev }: Omit<AuditEntry, 'hash'>,
): string {
  return mac(key, ['entry', seq, at, event, person, body, prev]);
}

/** The first part says what is signed, so that no signature of one thing can pass for another's. */
function mac(key: Uint8Array, parts: readonly (string | number | null)[]): string {
  return createHmac('sha256', key).update(JSON.stringify(parts)).digest('hex');
}

function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
