/** The journal's tables. A migration that was released is never changed; a change is one more at the end. */
import { join } from 'node:path';

import type { StoreOptions } from '#storage/store.ts';

import { dataFiles } from './data-folder.ts';

const migrations = [
  `
  CREATE TABLE intent (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    began_at INTEGER NOT NULL,
    outcome TEXT,
    ended_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX open_intent ON intent (began_at) WHERE outcome IS NULL;

  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    person TEXT,
    body TEXT NOT NULL,
    prev TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE TABLE audit_head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    mac TEXT NOT NULL,
    anchored INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    event TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'refused')),
    failure TEXT
  ) STRICT;
  CREATE INDEX pending_outbox ON outbox (seq) WHERE state = 'pending';

  CREATE TABLE probe (one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL) STRICT;
  `,
  `
  CREATE INDEX intent_of_kind ON intent (kind, began_at);
  CREATE INDEX refused_outbox ON outbox (seq) WHERE state = 'refused';

  CREATE TABLE staff (
    person TEXT PRIMARY KEY,
    staff TEXT NOT NULL,
    confirmed_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
] as const;

export function journalStore(folder: string): StoreOptions {
  // "YKTJ" in ASCII.
  return { file: join(folder, dataFiles.journal), application: 0x594b544a, migrations };
}
