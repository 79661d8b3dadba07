/**
 * The city view on disk. What an event changes and that it was taken are one commit, so that whatever is delivered again after a
 * crash is known: each event counts once. Events of a hall are applied in the order of their numbers; one that comes before its
 * turn is held until the missing ones are there. What a hall can have held, and what one commit steps over, is bounded.
 */
import { z } from 'zod';

import {
  againAtOnce,
  cityMessageSchema,
  goneKind,
  type Again,
  type CityHall,
  type CityMessage,
  type HallAddress,
} from '#contracts/city.ts';
import { ok, type Result } from '#contracts/result.ts';
import { jsonColumn } from '#storage/json-column.ts';
import type { Command, Query, Store } from '#storage/store.ts';

import {
  apply,
  emptyPicture,
  forgetWhoIsThere,
  pictureSchema,
  pictureText,
  shown,
  type Picture,
} from './picture.ts';

/**
 * Room that one hall can have its held events take, bytes; some 20,000 events of the usual size. It is more than the stream
 * delivers of a hall before it delivers again what a view got that was killed.
 */
export const heldBytes = 8 * 1024 * 1024;
/** What a held event's row takes beside the message, bytes. */
const heldRowBytes = 100;
/** Held events whose turn has come that one commit steps over: the platform's thread does nothing else meanwhile. */
export const steppedAtOnce = 1000;

export interface Received {
  readonly hall: HallAddress;
  readonly message: CityMessage;
}

export interface Taken {
  readonly applied: number;
  /** Copies of what was taken before. */
  readonly repeated: number;
  /** Came before their turn. */
  readonly held: number;
  /** More of what is held has its turn than one commit steps over: it is for the next, which may bring nothing new. */
  readonly behind: boolean;
}

export interface Gap {
  readonly hall: HallAddress;
  /** The first of what is missing, as much as may be asked for at once. */
  readonly missing: Again;
}

/** Whole numbers that SQLite hands out as JavaScript's own. */
const integer = z.number().int();
const hallRow = z.object({
  region: z.string(),
  hall: z.string(),
  seq: integer,
  at: integer.nullable(),
  repeated: integer,
  picture: jsonColumn(pictureSchema),
  lost: integer,
  /** Says what is gone, up to an event that is not stepped over yet. */
  gone: jsonColumn(cityMessageSchema).nullable(),
  held: integer,
  first_held: integer.nullable(),
});
type HallRow = z.infer<typeof hallRow>;
const heldRow = z.object({ message: jsonColumn(cityMessageSchema) });
const addressRow = z.object({ region: z.string(), hall: z.string() });
const gapRow = z.object({ region: z.string(), hall: z.string(), seq: integer, first_held: integer });

export const cityMigrations = [
  `CREATE TABLE hall (
     region TEXT NOT NULL, hall TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER, repeated INTEGER NOT NULL,
     picture TEXT NOT NULL, PRIMARY KEY (region, hall)
   ) STRICT;
   CREATE TABLE held (
     region TEXT NOT NULL, hall TEXT NOT NULL, seq INTEGER NOT NULL, message TEXT NOT NULL,
     PRIMARY KEY (region, hall, seq)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE device (
     station TEXT NOT NULL, device TEXT NOT NULL, state TEXT NOT NULL, code TEXT, at TEXT NOT NULL,
     PRIMARY KEY (station, device)
   ) STRICT;
   CREATE TABLE alarm (
     key TEXT PRIMARY KEY, station TEXT NOT NULL, device TEXT NOT NULL, alarm TEXT NOT NULL, at TEXT NOT NULL
   ) STRICT;
   CREATE INDEX alarm_by_time ON alarm (at)`,
  'ALTER TABLE hall ADD COLUMN lost INTEGER NOT NULL DEFAULT 0',
  'ALTER TABLE hall ADD COLUMN gone TEXT',
];

const firstHeld = '(SELECT min(seq) FROM held WHERE held.region = hall.region AND held.hall = hall.hall)';
const selectHalls = `SELECT *, ${firstHeld} AS first_held,
    (SELECT count(*) FROM held WHERE held.region = hall.region AND held.hall = hall.hall) AS held
  FROM hall`;

/** Steps over held events that a commit has left. */
interface Budget {
  left: number;
}

export class CityHalls {
  readonly #store: Store;
  readonly #halls: Query<HallRow>;
  readonly #one: Query<HallRow>;
  readonly #save: Command;
  readonly #hold: Command;
  readonly #nextHeld: Query<{ message: CityMessage }>;
  readonly #letGo: Command;
  readonly #letGoBeyondRoom: Command;
  readonly #ready: Query<HallAddress>;
  readonly #gaps: Query<z.infer<typeof gapRow>>;
  /** Whether a hall may be behind; so it may be after a start. */
  #behind = true;

  constructor(store: Store) {
    this.#store = store;
    this.#halls = store.query(`${selectHalls} ORDER BY region, hall`, hallRow);
    this.#one = store.query(`${selectHalls} WHERE region = ? AND hall = ?`, hallRow);
    this.#save = store.command('INSERT OR REPLACE INTO hall VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
    this.#hold = store.command('INSERT OR IGNORE INTO held VALUES (?, ?, ?, ?)');
    this.#nextHeld = store.query(
      'SELECT message FROM held WHERE region = ? AND hall = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT 1',
      heldRow,
    );
    this.#letGo = store.command('DELETE FROM held WHERE region = ? AND hall = ? AND seq <= ?');
    // What has its turn next stays, and so does the newest: without it nothing would show what is missing before it.
    this.#letGoBeyondRoom = store.command(
      `DELETE FROM held WHERE region = ?1 AND hall = ?2
         AND seq < (SELECT max(seq) FROM held WHERE region = ?1 AND hall = ?2)
         AND seq >= (SELECT min(seq) FROM (
           SELECT seq, sum(octet_length(message) + ${heldRowBytes}) OVER (ORDER BY seq) AS room
           FROM held WHERE region = ?1 AND hall = ?2
         ) WHERE room > ${heldBytes})`,
    );
    this.#ready = store.query(
      `SELECT region, hall FROM hall WHERE gone IS NOT NULL OR ${firstHeld} = seq + 1 ORDER BY region, hall`,
      addressRow,
    );
    this.#gaps = store.query(
      `SELECT region, hall, seq, ${firstHeld} AS first_held
       FROM hall WHERE gone IS NULL AND ${firstHeld} > seq + 1 ORDER BY region, hall`,
      gapRow,
    );
  }

  /**
   * All of the batch in one durable commit, or nothing of it; then what is held and has its turn, also of other halls, as far as
   * the commit may. Failures: those of a store.
   */
  take(batch: readonly Received[]): Result<Taken> {
    if (batch.length === 0 && !this.#behind) return ok({ applied: 0, repeated: 0, held: 0, behind: false });
    const halls = new Map<string, { readonly hall: HallAddress; readonly messages: CityMessage[] }>();
    const ofHall = (hall: HallAddress): CityMessage[] => {
      const key = `${hall.region}.${hall.hall}`;
      const found = halls.get(key) ?? { hall, messages: [] };
      halls.set(key, found);
      return found.messages;
    };
    for (const { hall, message } of batch) ofHall(hall).push(message);
    const taken = this.#store.write(() => {
      if (this.#behind) for (const hall of this.#ready.all()) ofHall(hall);
      const budget = { left: steppedAtOnce };
      const sum = { applied: 0, repeated: 0, held: 0, behind: false };
      for (const { hall, messages } of halls.values()) {
        const { applied, repeated, held, behind } =
          messages.length === 0 && budget.left === 0
            ? { applied: 0, repeated: 0, held: 0, behind: true }
            : this.#takeOfHall(hall, messages, budget);
        sum.applied += applied;
        sum.repeated += repeated;
        sum.held += held;
        sum.behind ||= behind;
      }
      return sum;
    });
    this.#behind = !taken.ok || taken.value.behind;
    return taken;
  }

  /** Of all regions, or of one. */
  halls(region: string | null): Result<readonly CityHall[]> {
    return this.#store.read(() =>
      this.#halls
        .all()
        .filter((row) => region === null || row.region === region)
        .map(hallOf),
    );
  }

  /** Null: the city never heard of it. */
  hall({ region, hall }: HallAddress): Result<CityHall | null> {
    return this.#store.read(() => {
      const row = this.#one.get(region, hall);
      return row === undefined ? null : hallOf(row);
    });
  }

  /** Of every hall of which something is missing. */
  gaps(): Result<readonly Gap[]> {
    return this.#store.read(() =>
      this.#gaps.all().map(({ region, hall, seq, first_held: next }) => ({
        hall: { region, hall },
        missing: { from: seq + 1, to: Math.min(next - 1, seq + againAtOnce) },
      })),
    );
  }

  #takeOfHall({ region, hall }: HallAddress, messages: readonly CityMessage[], budget: Budget): Taken {
    const row = this.#one.get(region, hall);
    const picture: Picture = row?.picture ?? emptyPicture();
    let { seq, at, gone } = row ?? { seq: 0, at: null, gone: null };
    let [applied, repeated, held, lost] = [0, 0, 0, 0];
    const step = (message: CityMessage): void => {
      apply(picture, message);
      applied += 1;
      lost += message.seq - seq - 1;
      ({ seq, at } = message);
    };
    /** False: the commit may not go on, although more has its turn. */
    const stepOverHeld = (): boolean => {
      for (;;) {
        const next = this.#nextHeld.get(region, hall, seq, Math.max(seq + 1, gone?.seq ?? 0));
        if (next !== undefined) {
          if (budget.left === 0) return false;
          budget.left -= 1;
          step(next.message);
        } else if (gone === null) return true;
        else {
          lost += gone.seq - seq;
          ({ seq, at } = gone);
          gone = null;
        }
      }
    };
    let caughtUp = stepOverHeld();
    for (const message of messages.toSorted((left, right) => left.seq - right.seq)) {
      const isGone = message.body.kind === goneKind;
      if (message.seq <= seq || (isGone && message.seq <= (gone?.seq ?? 0))) repeated += 1;
      else if (isGone) {
        gone = message;
        forgetWhoIsThere(picture);
        caughtUp = stepOverHeld();
      } else if (caughtUp && message.seq === seq + 1) {
        step(message);
        caughtUp = stepOverHeld();
      } else if (this.#hold(region, hall, message.seq, JSON.stringify(message)) === 0) repeated += 1;
      else held += 1;
    }
    if ((row?.held ?? 0) + held > 0) this.#letGo(region, hall, seq);
    if (held > 0) this.#letGoBeyondRoom(region, hall);
    this.#save(
      region,
      hall,
      seq,
      at,
      (row?.repeated ?? 0) + repeated,
      pictureText(picture),
      (row?.lost ?? 0) + lost,
      gone === null ? null : JSON.stringify(gone),
    );
    return { applied, repeated, held, behind: !caughtUp };
  }
}

function hallOf({
  region,
  hall,
  seq,
  at,
  repeated,
  picture,
  lost,
  gone,
  held,
  first_held: next,
}: HallRow): CityHall {
  const isMissing = next !== null && next > seq + 1 && gone === null;
  const missing = isMissing ? { from: seq + 1, to: next - 1 } : null;
  return { region, hall, seq, at, missing, held, repeated, lost, ...shown(picture) };
}
