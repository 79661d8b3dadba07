import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { againAtOnce, goneKind, type CityHall, type CityMessage } from '#contracts/city.ts';
import type { Result } from '#contracts/result.ts';
import { openStore, type Store } from '#storage/store.ts';

import { CityHalls, cityMigrations, heldBytes, steppedAtOnce, type Received } from './store.ts';

const one = { region: 'nanan', hall: 'hall-1' };
const other = { region: 'yubei', hall: 'hall-1' };

let folder = '';
let store: Store;
let halls: CityHalls;

function open(): void {
  store = valueOf(openStore({ file: join(folder, 'city.db'), application: 1, migrations: cityMigrations }));
  halls = new CityHalls(store);
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail}`);
  return result.value;
}

const message = (seq: number): CityMessage => ({
  seq,
  at: 1000 + seq,
  body: { kind: 'ticket-issued', ticket: `t${seq}`, business: 'pension', state: 'waiting' },
});
const of = (hall: Received['hall'], ...seqs: number[]): Received[] =>
  seqs.map((seq) => ({ hall, message: message(seq) }));
const seen = (hall = one): CityHall | null => valueOf(halls.hall(hall));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yikatong-city-'));
  open();
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

describe('the city view on disk', () => {
  it('knows nothing of a hall that it never heard of', () => {
    expect(seen()).toBeNull();
    expect(valueOf(halls.halls(null))).toEqual([]);
    expect(valueOf(halls.gaps())).toEqual([]);
  });

  it('counts each event of a hall once', () => {
    expect(valueOf(halls.take(of(one, 1, 2, 2, 3)))).toMatchObject({ applied: 3, repeated: 1, held: 0 });
    expect(valueOf(halls.take(of(one, 1, 3, 4)))).toMatchObject({ applied: 1, repeated: 2, held: 0 });
    expect(seen()).toMatchObject({ seq: 4, at: 1004, repeated: 3, counts: { 'ticket-issued': 4 } });
  });

  it('keeps halls apart that have the same name in two regions', () => {
    valueOf(halls.take([...of(one, 1, 2), ...of(other, 1)]));
    expect([seen(one)?.seq, seen(other)?.seq]).toEqual([2, 1]);
    expect(valueOf(halls.halls('yubei')).map(({ region }) => region)).toEqual(['yubei']);
  });

  it('holds what comes before its turn, and says what is missing', () => {
    expect(valueOf(halls.take(of(one, 1, 4, 6, 4)))).toMatchObject({ applied: 1, repeated: 1, held: 2 });
    expect(seen()).toMatchObject({ seq: 1, missing: { from: 2, to: 3 }, held: 2 });
    expect(valueOf(halls.gaps())).toEqual([{ hall: one, missing: { from: 2, to: 3 } }]);
    valueOf(halls.take(of(one, 3, 2)));
    expect(seen()).toMatchObject({ seq: 4, missing: { from: 5, to: 5 }, held: 1 });
    valueOf(halls.take(of(one, 5)));
    expect(seen()).toMatchObject({ seq: 6, missing: null, held: 0, counts: { 'ticket-issued': 6 } });
    expect(valueOf(halls.gaps())).toEqual([]);
  });

  it('asks for no more of a gap than a hall answers at once', () => {
    valueOf(halls.take(of(one, 5000)));
    expect(valueOf(halls.gaps())).toEqual([{ hall: one, missing: { from: 1, to: againAtOnce } }]);
  });

  it('goes on after what its hall keeps no more, and counts what came of it', () => {
    const gone = (seq: number): Received => ({
      hall: one,
      message: { seq, at: 2000 + seq, body: { kind: goneKind } },
    });
    valueOf(halls.take(of(one, 1, 2, 5, 8, 12)));
    expect(seen()).toMatchObject({ seq: 2, missing: { from: 3, to: 4 }, held: 3, lost: 0 });
    // 5 and 8 are there; 3, 4, 6, 7, 9 and 10 are not.
    expect(valueOf(halls.take([gone(10)]))).toMatchObject({ applied: 2, repeated: 0, held: 0 });
    expect(seen()).toMatchObject({ seq: 10, at: 2010, missing: { from: 11, to: 11 }, held: 1, lost: 6 });
    expect(seen()?.counts).toEqual({ 'ticket-issued': 4 });
    // Whoever waited then may be gone as well.
    expect(seen()?.waiting).toEqual([{ business: 'pension', waiting: 2, longestSince: 1005 }]);
    expect(valueOf(halls.take([gone(10), ...of(one, 4, 11)]))).toMatchObject({
      applied: 2,
      repeated: 2,
      held: 0,
    });
    expect(seen()).toMatchObject({ seq: 12, missing: null, held: 0, lost: 6 });
    expect(valueOf(halls.gaps())).toEqual([]);
  });

  it('takes what is gone and what was held for it in one batch, in whatever order', () => {
    const gone: Received = { hall: one, message: { seq: 3, at: 1, body: { kind: goneKind } } };
    expect(valueOf(halls.take([...of(one, 4, 2), gone]))).toMatchObject({ applied: 2, repeated: 0, held: 1 });
    expect(seen()).toMatchObject({ seq: 4, missing: null, held: 0, lost: 2 });
    expect(valueOf(halls.gaps())).toEqual([]);
  });

  it('takes a batch whole or not at all', () => {
    valueOf(halls.take(of(one, 1)));
    const reader = new DatabaseSync(join(folder, 'city.db'));
    reader.exec('BEGIN IMMEDIATE');
    expect(halls.take([...of(one, 2), ...of(other, 1)])).toMatchObject({ error: { code: 'data-in-use' } });
    reader.exec('ROLLBACK');
    reader.close();
    expect(seen()).toMatchObject({ seq: 1 });
    expect(seen(other)).toBeNull();
  });

  it('ends with the same picture however events are delivered: repeated, mixed up, in any batches, over restarts', () => {
    const last = 12;
    const delivery = fc
      .tuple(
        fc.shuffledSubarray(
          Array.from({ length: last }, (_, n) => n + 1),
          { minLength: last, maxLength: last },
        ),
        fc.array(fc.integer({ min: 1, max: last }), { maxLength: 12 }),
        fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.boolean()), { minLength: 24, maxLength: 24 }),
      )
      .map(([order, copies, cuts]) => ({ seqs: [...order, ...copies], cuts }));
    let run = 0;
    fc.assert(
      fc.property(delivery, ({ seqs, cuts }) => {
        run += 1;
        const hall = { region: 'nanan', hall: `hall-${run}` };
        let at = 0;
        for (const [size, restart] of cuts) {
          if (at >= seqs.length) break;
          valueOf(halls.take(of(hall, ...seqs.slice(at, at + size))));
          at += size;
          if (restart) {
            store.close();
            open();
          }
        }
        const picture = seen(hall);
        expect(picture).toMatchObject({
          seq: last,
          missing: null,
          held: 0,
          counts: { 'ticket-issued': last },
        });
        expect(picture?.repeated).toBe(seqs.length - last);
        expect(picture?.waiting).toEqual([{ business: 'pension', waiting: last, longestSince: 1001 }]);
      }),
      { numRuns: 60 },
    );
  });
});

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, n) => from + n);

/** As the consumer does when no further message comes. Answers the commits that it took. */
function goOn(): number {
  for (let commits = 1; ; commits += 1) if (!valueOf(halls.take([])).behind) return commits;
}

describe('what a hall can have the city hold', () => {
  const padded = (hall: Received['hall'], seqs: readonly number[]): Received[] =>
    seqs.map((seq) => ({ hall, message: { seq, at: 1, body: { kind: 'x', pad: 'y'.repeat(7900) } } }));
  const most = Math.ceil(heldBytes / 7900) + 1;

  it('is bounded, and others are not touched by it', () => {
    valueOf(halls.take(of(other, 1, 3)));
    for (let from = 2; from < 3000; from += 500) valueOf(halls.take(padded(one, range(from, from + 499))));
    const held = seen()?.held ?? 0;
    expect(held).toBeLessThanOrEqual(most);
    expect(held).toBeGreaterThan(most * 0.9);
    expect(seen(other)).toMatchObject({ held: 1 });
  });

  it('counts short events by the room of their rows', () => {
    const short = (seq: number): Received => ({ hall: one, message: { seq, at: 1, body: { kind: 'x' } } });
    for (let from = 2; from < 100_000; from += 10_000)
      valueOf(halls.take(range(from, from + 9999).map(short)));
    expect(seen()?.held).toBeLessThan(heldBytes / 100);
  });

  it('keeps what has its turn next and the newest: what was let go shows as missing once the gap is filled', () => {
    for (let from = 2; from < 3000; from += 500) valueOf(halls.take(padded(one, range(from, from + 499))));
    expect(valueOf(halls.gaps())).toEqual([{ hall: one, missing: { from: 1, to: 1 } }]);
    const kept = seen()?.held ?? 0;
    valueOf(halls.take(padded(one, [1])));
    goOn();
    expect(seen()).toMatchObject({ seq: kept, held: 1, missing: { from: kept + 1, to: 3000 } });
    // The hall answers, a question after the other.
    for (;;) {
      const [gap] = valueOf(halls.gaps());
      if (gap === undefined) break;
      valueOf(halls.take(padded(one, range(gap.missing.from, gap.missing.to))));
    }
    expect(seen()).toMatchObject({ seq: 3001, missing: null, held: 0, lost: 0, counts: { other: 3001 } });
  });
});

describe('events that were held and whose turn has come', () => {
  const last = 2 * steppedAtOnce + 500;
  beforeEach(() => {
    valueOf(halls.take(of(one, ...range(2, last))));
  });

  it('are stepped over by so many a commit, and none is missing meanwhile', () => {
    expect(valueOf(halls.take(of(one, 1)))).toMatchObject({ applied: 1 + steppedAtOnce, behind: true });
    expect(seen()).toMatchObject({ seq: 1 + steppedAtOnce, missing: null, held: last - 1 - steppedAtOnce });
    expect(valueOf(halls.gaps())).toEqual([]);
    expect(valueOf(halls.take([]))).toMatchObject({ applied: steppedAtOnce, behind: true });
    expect(valueOf(halls.take([]))).toMatchObject({ applied: 499, behind: false });
    expect(seen()).toMatchObject({ seq: last, held: 0, repeated: 0, counts: { 'ticket-issued': last } });
    expect(valueOf(halls.take([]))).toMatchObject({ applied: 0, behind: false });
  });

  it('go on after a restart', () => {
    valueOf(halls.take(of(one, 1)));
    store.close();
    open();
    expect(goOn()).toBe(2);
    expect(seen()).toMatchObject({ seq: last, held: 0, missing: null });
  });

  it('go on while other halls send, and share what a commit may do', () => {
    valueOf(halls.take(of(other, ...range(2, last))));
    expect(valueOf(halls.take([...of(one, 1), ...of(other, 1)]))).toMatchObject({
      applied: 2 + steppedAtOnce,
      behind: true,
    });
    const third = { region: 'nanan', hall: 'hall-3' };
    for (let n = 1; n <= 5; n += 1) valueOf(halls.take(of(third, n)));
    expect([seen(one)?.seq, seen(other)?.seq, seen(third)?.seq]).toEqual([last, last, 5]);
  });

  it('count once beside copies and new ones that come meanwhile', () => {
    valueOf(halls.take(of(one, 1)));
    const next = 2 + 2 * steppedAtOnce;
    expect(valueOf(halls.take(of(one, next, next + 1, last + 1)))).toMatchObject({ repeated: 2, held: 1 });
    goOn();
    expect(seen()).toMatchObject({ seq: last + 1, repeated: 2, counts: { 'ticket-issued': last + 1 } });
  });

  it('are stepped over so also where the ones before them are gone', () => {
    const gone = (seq: number): Received => ({
      hall: one,
      message: { seq, at: 9, body: { kind: goneKind } },
    });
    // last + 1 and last + 2 are gone as well as 1.
    valueOf(halls.take(of(one, last + 4)));
    expect(valueOf(halls.take([gone(last + 2)]))).toMatchObject({ applied: steppedAtOnce, behind: true });
    expect(seen()).toMatchObject({ seq: 1 + steppedAtOnce, missing: null, lost: 1 });
    expect(valueOf(halls.gaps())).toEqual([]);
    store.close();
    open();
    // A copy changes nothing, and what came all the same counts.
    expect(valueOf(halls.take([gone(last + 2), ...of(one, last + 1)]))).toMatchObject({
      repeated: 1,
      held: 1,
      behind: true,
    });
    goOn();
    expect(seen()).toMatchObject({
      seq: last + 2,
      at: 9,
      lost: 2,
      held: 1,
      missing: { from: last + 3, to: last + 3 },
      counts: { 'ticket-issued': last },
    });
  });
});
