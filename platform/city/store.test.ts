import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { againAtOnce, goneKind, type CityHall, type CityMessage } from '#contracts/city.ts';
import type { Result } from '#contracts/result.ts';
import { openStore, type Store } from '#storage/store.ts';

import { CityHalls, cityMigrations, type Received } from './store.ts';

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
    expect(valueOf(halls.gaps(10))).toEqual([]);
  });

  it('counts each event of a hall once', () => {
    expect(valueOf(halls.take(of(one, 1, 2, 2, 3)))).toEqual({ applied: 3, repeated: 1, held: 0 });
    expect(valueOf(halls.take(of(one, 1, 3, 4)))).toEqual({ applied: 1, repeated: 2, held: 0 });
    expect(seen()).toMatchObject({ seq: 4, at: 1004, repeated: 3, counts: { 'ticket-issued': 4 } });
  });

  it('keeps halls apart that have the same name in two regions', () => {
    valueOf(halls.take([...of(one, 1, 2), ...of(other, 1)]));
    expect([seen(one)?.seq, seen(other)?.seq]).toEqual([2, 1]);
    expect(valueOf(halls.halls('yubei')).map(({ region }) => region)).toEqual(['yubei']);
  });

  it('holds what comes before its turn, and says what is missing', () => {
    expect(valueOf(halls.take(of(one, 1, 4, 6, 4)))).toEqual({ applied: 1, repeated: 1, held: 2 });
    expect(seen()).toMatchObject({ seq: 1, missing: { from: 2, to: 3 }, held: 2 });
    expect(valueOf(halls.gaps(10))).toEqual([{ hall: one, missing: { from: 2, to: 3 } }]);
    valueOf(halls.take(of(one, 3, 2)));
    expect(seen()).toMatchObject({ seq: 4, missing: { from: 5, to: 5 }, held: 1 });
    valueOf(halls.take(of(one, 5)));
    expect(seen()).toMatchObject({ seq: 6, missing: null, held: 0, counts: { 'ticket-issued': 6 } });
    expect(valueOf(halls.gaps(10))).toEqual([]);
  });

  it('asks for no more of a gap than a hall answers at once', () => {
    valueOf(halls.take(of(one, 5000)));
    expect(valueOf(halls.gaps(10))).toEqual([{ hall: one, missing: { from: 1, to: againAtOnce } }]);
  });

  it('goes on after what its hall keeps no more, and counts what came of it', () => {
    const gone = (seq: number): Received => ({
      hall: one,
      message: { seq, at: 2000 + seq, body: { kind: goneKind } },
    });
    valueOf(halls.take(of(one, 1, 2, 5, 8, 12)));
    expect(seen()).toMatchObject({ seq: 2, missing: { from: 3, to: 4 }, held: 3, lost: 0 });
    // 5 and 8 are there; 3, 4, 6, 7, 9 and 10 are not.
    expect(valueOf(halls.take([gone(10)]))).toEqual({ applied: 2, repeated: 0, held: 0 });
    expect(seen()).toMatchObject({ seq: 10, at: 2010, missing: { from: 11, to: 11 }, held: 1, lost: 6 });
    expect(seen()?.counts).toEqual({ 'ticket-issued': 4 });
    // Whoever waited then may be gone as well.
    expect(seen()?.waiting).toEqual([{ business: 'pension', waiting: 2, longestSince: 1005 }]);
    expect(valueOf(halls.take([gone(10), ...of(one, 4, 11)]))).toEqual({ applied: 2, repeated: 2, held: 0 });
    expect(seen()).toMatchObject({ seq: 12, missing: null, held: 0, lost: 6 });
    expect(valueOf(halls.gaps(10))).toEqual([]);
  });

  it('takes what is gone and what was held for it in one batch, in whatever order', () => {
    const gone: Received = { hall: one, message: { seq: 3, at: 1, body: { kind: goneKind } } };
    expect(valueOf(halls.take([...of(one, 4, 2), gone]))).toEqual({ applied: 2, repeated: 0, held: 1 });
    expect(seen()).toMatchObject({ seq: 4, missing: null, held: 0, lost: 2 });
    expect(valueOf(halls.gaps(10))).toEqual([]);
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
