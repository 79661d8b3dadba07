/**
 * The city view on disk. What an event changes and that it was taken are one commit, so that whatever is delivered again after a
 * crash is known: each event counts once. Events of a hall are applied in the order of their numbers; one that comes before its
 * turn is held until the missing ones are there.
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
import type { Result } from '#contracts/result.ts';
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
  held: integer,
  first_held: integer.nullable(),
});
type HallRow = z.infer<typeof hallRow>;
const heldRow = z.object({ message: jsonColumn(cityMessageSchema) });
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
];

const selectHalls = `SELECT *,
    (SELECT count(*) FROM held WHERE held.region = hall.region AND held.hall = hall.hall) AS held,
    (SELECT min(seq) FROM held WHERE held.region = hall.region AND held.hall = hall.hall) AS first_held
  FROM hall`;

export class CityHalls {
  readonly #store: Store;
  readonly #halls: Query<HallRow>;
  readonly #one: Query<HallRow>;
  readonly #save: Command;
  readonly #hold: Command;
  readonly #heldNext: Query<{ message: CityMessage }>;
  readonly #heldUpTo: Query<{ message: CityMessage }>;
  readonly #letGo: Command;
  readonly #gaps: Query<z.infer<typeof gapRow>>;

  constructor(store: Store) {
    this.#store = store;
    this.#halls = store.query(`${selectHalls} ORDER BY region, hall`, hallRow);
    this.#one = store.query(`${selectHalls} WHERE region = ? AND hall = ?`, hallRow);
    this.#save = store.command('INSERT OR REPLACE INTO hall VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.#hold = store.command('INSERT OR IGNORE INTO held VALUES (?, ?, ?, ?)');
    this.#heldNext = store.query(
      'SELECT message FROM held WHERE region = ? AND hall = ? AND seq = ?',
      heldRow,
    );
    this.#heldUpTo = store.query(
      'SELECT message FROM held WHERE region = ? AND hall = ? AND seq <= ? ORDER BY seq',
      heldRow,
    );
    this.#letGo = store.command('DELETE FROM held WHERE region = ? AND hall = ? AND seq <= ?');
    this.#gaps = store.query(
      `SELECT region, hall, hall.seq AS seq, min(held.seq) AS first_held
       FROM held JOIN hall USING (region, hall) GROUP BY region, hall ORDER BY region, hall LIMIT ?`,
      gapRow,
    );
  }

  /** All of the batch in one durable commit, or nothing of it. Failures: those of a store. */
  take(batch: readonly Received[]): Result<Taken> {
    const byHall = Map.groupBy(batch, ({ hall }) => `${hall.region}.${hall.hall}`);
    return this.#store.write(() => {
      const sum = { applied: 0, repeated: 0, held: 0 };
      for (const ofHall of byHall.values()) {
        const hall = ofHall[0]?.hall;
        if (hall === undefined) continue;
        const taken = this.#takeOfHall(
          hall,
          ofHall.map(({ message }) => message),
        );
        sum.applied += taken.applied;
        sum.repeated += taken.repeated;
        sum.held += taken.held;
      }
      return sum;
    });
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

  /** At most `limit`. */
  gaps(limit: number): Result<readonly Gap[]> {
    return this.#store.read(() =>
      this.#gaps.all(limit).map(({ region, hall, seq, first_held: firstHeld }) => ({
        hall: { region, hall },
        missing: { from: seq + 1, to: Math.min(firstHeld - 1, seq + againAtOnce) },
      })),
    );
  }

  #takeOfHall(hall: HallAddress, messages: readonly CityMessage[]): Taken {
    const row = this.#one.get(hall.region, hall.hall);
    const picture: Picture = row?.picture ?? emptyPicture();
    let { seq, at } = row ?? { seq: 0, at: null };
    let [repeated, held, lost] = [0, 0, 0];
    const before = seq;
    const step = (message: CityMessage): void => {
      apply(picture, message);
      ({ seq, at } = message);
    };
    for (const message of messages.toSorted((left, right) => left.seq - right.seq)) {
      if (message.seq <= seq) repeated += 1;
      else if (message.body.kind === goneKind) {
        const here = this.#heldUpTo.all(hall.region, hall.hall, message.seq);
        lost += message.seq - seq - here.length;
        forgetWhoIsThere(picture);
        for (const { message: one } of here) step(one);
        ({ seq, at } = message);
        this.#letGo(hall.region, hall.hall, seq);
        this.#stepOverHeld(hall, () => seq, step);
      } else if (message.seq === seq + 1) {
        step(message);
        this.#stepOverHeld(hall, () => seq, step);
      } else if (this.#hold(hall.region, hall.hall, message.seq, JSON.stringify(message)) === 0)
        repeated += 1;
      else held += 1;
    }
    if ((row?.held ?? 0) > 0) this.#letGo(hall.region, hall.hall, seq);
    const all = (row?.repeated ?? 0) + repeated;
    this.#save(hall.region, hall.hall, seq, at, all, pictureText(picture), (row?.lost ?? 0) + lost);
    return { applied: seq - before - lost, repeated, held };
  }

  #stepOverHeld(
    { region, hall }: HallAddress,
    seq: () => number,
    step: (message: CityMessage) => void,
  ): void {
    for (;;) {
      const next = this.#heldNext.get(region, hall, seq() + 1);
      if (next === undefined) return;
      step(next.message);
    }
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
  held,
  first_held: firstHeld,
}: HallRow): CityHall {
  const missing = firstHeld === null ? null : { from: seq + 1, to: firstHeld - 1 };
  return { region, hall, seq, at, missing, held, repeated, lost, ...shown(picture) };
}
