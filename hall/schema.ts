/** The queue's tables. A migration that was released is never changed; a change is one more at the end. */
import type { StoreOptions } from '#storage/store.ts';

/**
 * `id` is the idempotency key that the ticket was asked for with. `person` is a keyed hash, and the only thing that has
 * to do with a person. Four trees are touched by a new number, since each costs a page in its commit.
 */
const migrations = [
  `
  CREATE TABLE ticket (
    business_day TEXT NOT NULL,
    prefix TEXT NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    id TEXT NOT NULL UNIQUE,
    business TEXT NOT NULL,
    rank INTEGER NOT NULL,
    person TEXT,
    priority TEXT CHECK (priority IN ('elderly', 'disabled')),
    origin TEXT NOT NULL,
    audit TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'void')),
    void_reason TEXT,
    voided_at INTEGER,
    PRIMARY KEY (business_day, prefix, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX one_live_ticket ON ticket (business_day, person, business)
    WHERE state = 'waiting' AND person IS NOT NULL;
  CREATE UNIQUE INDEX waiting ON ticket (business_day, business, sequence, rank) WHERE state = 'waiting';

  -- Keys that were answered with a ticket that was there already.
  CREATE TABLE repeated_request (
    key TEXT PRIMARY KEY,
    ticket TEXT NOT NULL REFERENCES ticket (id)
  ) STRICT, WITHOUT ROWID;
  `,
] as const;

export function hallStore(file: string): StoreOptions {
  // "YKTH" in ASCII.
  return { file, application: 0x594b5448, migrations };
}
