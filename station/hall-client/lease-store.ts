/**
 * What a station keeps of its hall on its own disk: numbers that nobody has yet, and numbers that were given without the hall. A
 * number leaves the one table for the other in one commit, so that no crash can give it twice or forget who has it.
 */
import { z } from 'zod';

import { businessSchema, ticketSchema, type Business, type Ticket } from '#contracts/hall-api.ts';
import { hallAboutSchema, type HallAbout } from '#contracts/hall/answers.ts';
import { offlineTicketSchema, type Lease, type OfflineTicket } from '#contracts/hall/leases.ts';
import { ok, type Result } from '#contracts/result.ts';
import { jsonColumn } from '#storage/json-column.ts';
import { openStore } from '#storage/store.ts';

/** "YKTL" in ASCII. */
const application = 0x594b544c;

const migrations = [
  `
  CREATE TABLE known (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    station TEXT NOT NULL,
    about TEXT,
    businesses TEXT NOT NULL,
    ahead_of_wall INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE free_number (
    lease TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    position INTEGER NOT NULL,
    business TEXT NOT NULL,
    day TEXT NOT NULL,
    number TEXT NOT NULL,
    token TEXT NOT NULL,
    PRIMARY KEY (lease, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX next_number ON free_number (day, business, position);
  CREATE TABLE given (
    place INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    request TEXT NOT NULL UNIQUE,
    lease TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    person TEXT,
    given_at INTEGER NOT NULL,
    offline TEXT NOT NULL,
    ticket TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('unmerged', 'merged', 'refused')),
    void_reason TEXT,
    UNIQUE (lease, sequence)
  ) STRICT;
  CREATE INDEX unmerged ON given (place) WHERE state = 'unmerged';
  `,
];

const knownSchema = z.object({
  station: z.string(),
  about: jsonColumn(hallAboutSchema).nullable(),
  businesses: jsonColumn(z.array(businessSchema)),
  ahead_of_wall: z.number(),
});
const freeSchema = z.object({
  lease: z.string(),
  sequence: z.number().int(),
  day: z.string(),
  number: z.string(),
  token: z.string(),
});
const keptSchema = offlineTicketSchema.omit({ ageMs: true });
const givenSchema = z.object({
  key: z.string(),
  given_at: z.number(),
  offline: jsonColumn(keptSchema),
  ticket: jsonColumn(ticketSchema),
  void_reason: z.string().nullable(),
});
const lastSchema = z.object({ last: z.number().nullable() });
const leaseIdSchema = z.object({ lease: z.string() });
const oneSchema = z.object({ one: z.literal(1) });
const countsSchema = z.object({
  business: z.string(),
  unused: z.number(),
  used: z.number(),
  unmerged: z.number(),
});

export type FreeNumber = z.infer<typeof freeSchema>;
export type KeptTicket = Omit<OfflineTicket, 'ageMs'>;

export interface Known {
  /** Whose blocks these are: no other data folder has the same name. */
  readonly station: string;
  readonly about: HallAbout | null;
  readonly businesses: readonly Business[];
  readonly aheadOfWall: number;
}

export interface Given {
  readonly key: string;
  /** By the hall's clock, milliseconds since the epoch; never before an earlier one's. */
  readonly givenAt: number;
  readonly offline: KeptTicket;
  readonly ticket: Ticket;
  readonly voidReason: string | null;
}

/** Of one business: see HeldNumbers in contracts/technician-hall.ts. */
type Counts = Omit<z.infer<typeof countsSchema>, 'business'>;

export interface LeaseStore {
  known(): Result<Known>;
  /** The hall was heard. */
  remember(known: Omit<Known, 'station'>): Result<void>;
  /** Blocks of days before `today` of which numbers are left. */
  former(today: string): Result<readonly string[]>;
  /** Takes over the blocks that are held; what was given already is not given again. Forgets merged numbers of former days. */
  hold(leases: readonly Lease[], today: string): Result<void>;
  /**
   * Takes the next number of a business and day and keeps what `make` makes of it, in one durable commit; null: none is left.
   * `givenAt` comes back as it is kept.
   */
  give(
    want: { readonly business: string; readonly day: string; readonly request: string; readonly at: number },
    make: (free: FreeNumber, givenAt: number) => { readonly offline: KeptTicket; readonly ticket: Ticket },
  ): Result<Given | null>;
  /** Whether a number is left. */
  hasFree(business: string, day: string): Result<boolean>;
  /** By business: what is left and what was given of `day`, and what is not merged yet of any day. */
  counts(day: string): Result<ReadonlyMap<string, Counts>>;
  /** What a request got, merged or not. */
  givenTo(request: string): Result<Given | null>;
  /** In the order in which they were given. */
  unmerged(): Result<readonly Given[]>;
  /** Null: the hall has it. Else why the hall will never have it. */
  settle(keys: readonly string[], state: 'merged' | 'refused'): Result<void>;
  /** Merged ones that were taken back meanwhile. */
  toVoid(): Result<readonly Given[]>;
  markVoid(key: string, reason: string | null): Result<void>;
  close(): void;
}

/** `station`: for a folder that has no name yet. Failures: those of stores. */
export function openLeaseStore(file: string, station: string): Result<LeaseStore> {
  const opened = openStore({ file, application, migrations });
  if (!opened.ok) return opened;
  const store = opened.value;
  const knownQuery = store.query('SELECT station, about, businesses, ahead_of_wall FROM known', knownSchema);
  const name = store.command(
    `INSERT INTO known (one, station, about, businesses, ahead_of_wall) VALUES (1, ?, NULL, '[]', 0)
     ON CONFLICT DO NOTHING`,
  );
  const learn = store.command('UPDATE known SET about = ?, businesses = ?, ahead_of_wall = ?');
  const dropFree = store.command('DELETE FROM free_number');
  const addFree = store.command(
    `INSERT INTO free_number (lease, sequence, position, business, day, number, token)
     SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS (SELECT 1 FROM given WHERE lease = ?1 AND sequence = ?2)`,
  );
  const dropOld = store.command(
    `DELETE FROM given WHERE state = 'merged' AND void_reason IS NULL AND ticket ->> 'businessDay' < ?`,
  );
  const nextFree = store.query(
    `SELECT lease, sequence, day, number, token FROM free_number
     WHERE day = ? AND business = ? ORDER BY position LIMIT 1`,
    freeSchema,
  );
  const anyFree = store.query(
    'SELECT 1 AS one FROM free_number WHERE day = ? AND business = ? LIMIT 1',
    oneSchema,
  );
  const former = store.query('SELECT DISTINCT lease FROM free_number WHERE day < ?', leaseIdSchema);
  const counts = store.query(
    `SELECT business, sum(unused) AS unused, sum(used) AS used, sum(unmerged) AS unmerged FROM (
       SELECT business, 1 AS unused, 0 AS used, 0 AS unmerged FROM free_number WHERE day = ?1
       UNION ALL
       SELECT ticket ->> 'business', 0, ticket ->> 'businessDay' = ?1, state = 'unmerged' FROM given
     ) GROUP BY business`,
    countsSchema,
  );
  const takeFree = store.command('DELETE FROM free_number WHERE lease = ? AND sequence = ?');
  const lastGiven = store.query('SELECT max(given_at) AS last FROM given', lastSchema);
  const addGiven = store.command(
    `INSERT INTO given (key, request, lease, sequence, person, given_at, offline, ticket, state)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'unmerged')`,
  );
  const columns = 'key, given_at, offline, ticket, void_reason';
  const byRequest = store.query(`SELECT ${columns} FROM given WHERE request = ?`, givenSchema);
  const unmerged = store.query(
    `SELECT ${columns} FROM given WHERE state = 'unmerged' ORDER BY place`,
    givenSchema,
  );
  const toVoid = store.query(
    `SELECT ${columns} FROM given WHERE state = 'merged' AND void_reason IS NOT NULL ORDER BY place`,
    givenSchema,
  );
  const settle = store.command('UPDATE given SET state = ? WHERE key = ?');
  const markVoid = store.command('UPDATE given SET void_reason = ? WHERE key = ?');

  const named = store.write(() => name(station));
  if (!named.ok) {
    store.close();
    return named;
  }
  return ok({
    known: () =>
      store.read(() => {
        const row = knownQuery.get();
        if (row === undefined) throw new TypeError('the store names its station');
        const { station: holder, about, businesses, ahead_of_wall: aheadOfWall } = row;
        return { station: holder, about, businesses, aheadOfWall };
      }),
    remember: ({ about, businesses, aheadOfWall }) =>
      store.write(() => {
        learn(
          about === null ? null : JSON.stringify(about),
          JSON.stringify(businesses),
          Math.round(aheadOfWall),
        );
      }),
    former: (today) => store.read(() => former.all(today).map(({ lease }) => lease)),
    hold: (leases, today) =>
      store.write(() => {
        dropOld(today);
        dropFree();
        let position = 0;
        for (const { id, business, businessDay, numbers } of leases)
          for (const { number, sequence, token } of numbers)
            addFree(id, sequence, (position += 1), business, businessDay, number, token);
      }),
    give: ({ business, day, request, at }, make) =>
      store.write(() => {
        // Asked twice at once: the first one has it.
        const before = byRequest.get(request);
        if (before !== undefined) return givenOf(before);
        const free = nextFree.get(day, business);
        if (free === undefined) return null;
        const givenAt = Math.max(Math.round(at), lastGiven.get()?.last ?? 0);
        const { offline, ticket } = make(free, givenAt);
        takeFree(free.lease, free.sequence);
        addGiven(
          offline.key,
          request,
          free.lease,
          free.sequence,
          offline.person,
          givenAt,
          JSON.stringify(offline),
          JSON.stringify(ticket),
        );
        return { key: offline.key, givenAt, offline, ticket, voidReason: null };
      }),
    hasFree: (business, day) => store.read(() => anyFree.get(day, business) !== undefined),
    counts: (day) =>
      store.read(() => new Map(counts.all(day).map(({ business, ...ofBusiness }) => [business, ofBusiness]))),
    givenTo: (request) =>
      store.read(() => {
        const row = byRequest.get(request);
        return row === undefined ? null : givenOf(row);
      }),
    unmerged: () => store.read(() => unmerged.all().map(givenOf)),
    settle: (keys, state) =>
      store.write(() => {
        for (const key of keys) settle(state, key);
      }),
    toVoid: () => store.read(() => toVoid.all().map(givenOf)),
    markVoid: (key, reason) =>
      store.write(() => {
        markVoid(reason, key);
      }),
    close: () => store.close(),
  });
}

function givenOf(row: z.infer<typeof givenSchema>): Given {
  const { key, given_at: givenAt, offline, ticket, void_reason: voidReason } = row;
  return { key, givenAt, offline, ticket, voidReason };
}
