/** The queue's tables. A migration that was released is never changed; a change is one more at the end. */
import type { StoreOptions } from '#storage/store.ts';

/** `person` is a keyed hash, and the only thing that has to do with a person. */
const migrations = [
  `
  CREATE TABLE ticket (
    id TEXT PRIMARY KEY,
    business TEXT NOT NULL,
    business_day TEXT NOT NULL,
    prefix TEXT NOT NULL,
    sequence INTEGER NOT NULL CHECK (sequence >= 1),
    rank INTEGER NOT NULL,
    person TEXT,
    priority TEXT CHECK (priority IN ('elderly', 'disabled')),
    origin TEXT NOT NULL,
    audit TEXT NOT NULL,
    issued_at INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'void')),
    void_reason TEXT,
    voided_at INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX number_once ON ticket (business_day, prefix, sequence);
  CREATE UNIQUE INDEX sequence_once ON ticket (business_day, business, sequence);
  CREATE UNIQUE INDEX one_live_ticket ON ticket (person, business_day, business)
    WHERE state = 'waiting' AND person IS NOT NULL;
  CREATE INDEX waiting ON ticket (business_day, business, rank) WHERE state = 'waiting';

  CREATE TABLE request (
    key TEXT PRIMARY KEY,
    ticket TEXT NOT NULL REFERENCES ticket (id),
    existing INTEGER NOT NULL CHECK (existing IN (0, 1))
  ) STRICT, WITHOUT ROWID;
  `,
] as const;

export function hallStore(file: string): StoreOptions {
  // "YKTH" in ASCII.
  return { file, application: 0x594b5448, migrations };
}
