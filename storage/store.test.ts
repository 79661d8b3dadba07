import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { z } from 'zod';

import type { Result } from '#contracts/result.ts';

import { writeFileDurably } from './disk.ts';
import { openStore, openStoreToRead, type Store } from './store.ts';

const application = 0x54455354;
const migrations = [
  'CREATE TABLE note (text TEXT NOT NULL) STRICT',
  'ALTER TABLE note ADD COLUMN at INTEGER',
];

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yikatong-store-'));
  file = join(folder, 'test.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

function open(scripts: readonly string[] = migrations): Store {
  return valueOf(openStore({ file, application, migrations: scripts }));
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail}`);
  return result.value;
}

function texts(store: Store): string[] {
  const all = store.query('SELECT text FROM note ORDER BY text', z.object({ text: z.string() }));
  return valueOf(store.read(() => all.all())).map(({ text }) => text);
}

describe('a store', () => {
  it('is durable as asked: WAL, and every commit synchronous', () => {
    const store = open();
    const pragma = (name: string): unknown =>
      valueOf(store.read(() => store.query(`PRAGMA ${name}`, z.record(z.string(), z.unknown())).get()));
    expect(pragma('journal_mode')).toEqual({ journal_mode: 'wal' });
    // 2 is FULL.
    expect(pragma('synchronous')).toEqual({ synchronous: 2 });
    store.close();
  });

  it('brings an older database up to date and keeps what is in it', () => {
    const old = open(migrations.slice(0, 1));
    valueOf(old.write(() => old.command('INSERT INTO note (text) VALUES (?)')('kept')));
    old.close();
    const store = open();
    valueOf(store.write(() => store.command('INSERT INTO note (text, at) VALUES (?, 1)')('new')));
    expect(texts(store)).toEqual(['kept', 'new']);
    store.close();
  });

  it('leaves a newer database as it is', () => {
    open([...migrations, 'CREATE TABLE later (x)']).close();
    const before = readFileSync(file);
    expect(openStore({ file, application, migrations })).toEqual({
      ok: false,
      error: { code: 'store-newer', detail: 'version 3; this software knows 2' },
    });
    expect(readFileSync(file)).toEqual(before);
  });

  it("does not take another program's database for its own", () => {
    const other = new DatabaseSync(file);
    other.exec('CREATE TABLE theirs (x)');
    other.close();
    expect(openStore({ file, application, migrations })).toMatchObject({ error: { code: 'store-damaged' } });
  });

  it('does all of a change or nothing', () => {
    const store = open();
    const insert = store.command('INSERT INTO note (text) VALUES (?)');
    expect(() =>
      store.write(() => {
        insert('half');
        throw new Error('broken invariant');
      }),
    ).toThrow('broken invariant');
    valueOf(store.write(() => insert('whole')));
    expect(texts(store)).toEqual(['whole']);
    store.close();
  });

  it('says that somebody else is in the middle of a change', () => {
    const store = open();
    const other = new DatabaseSync(file);
    other.exec('BEGIN IMMEDIATE');
    const insert = store.command('INSERT INTO note (text) VALUES (?)');
    expect(store.write(() => insert('x'))).toMatchObject({ error: { code: 'data-in-use' } });
    other.exec('ROLLBACK');
    expect(store.write(() => insert('x')).ok).toBe(true);
    other.close();
    store.close();
  });

  it.each([
    ['no database at all', () => writeFileSync(file, 'x'.repeat(8192)), 'store-damaged'],
    [
      'a database whose pages were overwritten',
      () => {
        const store = open();
        const insert = store.command('INSERT INTO note (text) VALUES (?)');
        valueOf(store.write(() => Array.from({ length: 400 }, (_, n) => insert(`note ${n}`.repeat(20)))));
        store.close();
        const bytes = readFileSync(file);
        bytes.fill(0xff, 4096);
        writeFileSync(file, bytes);
      },
      'store-damaged',
    ],
    ['a folder in its place', () => mkdirSync(file), 'store-unwritable'],
  ])('names %s', (_what, harm, code) => {
    harm();
    const store = openStore({ file, application, migrations });
    const failed = store.ok
      ? store.value.read(() => store.value.query('SELECT text FROM note', z.unknown()).all())
      : store;
    expect(failed).toMatchObject({ ok: false, error: { code } });
    if (store.ok) store.value.close();
  });

  it('names a folder that is not there', () => {
    expect(openStore({ file: join(folder, 'gone', 'x.db'), application, migrations })).toMatchObject({
      error: { code: 'store-unwritable' },
    });
  });

  it('takes a row that does not fit for damage, and says no value of it', () => {
    const store = open();
    valueOf(store.write(() => store.command('INSERT INTO note (text) VALUES (?)')('secret')));
    const wrong = store.query('SELECT text FROM note', z.object({ text: z.literal('other') }));
    const result = store.read(() => wrong.all());
    expect(result).toMatchObject({ error: { code: 'store-damaged', detail: 'unexpected row: text' } });
    expect(JSON.stringify(result)).not.toContain('secret');
    store.close();
  });

  it('can be looked at while it is in use, and only looked at', () => {
    const store = open();
    const insert = store.command('INSERT INTO note (text) VALUES (?)');
    valueOf(store.write(() => insert('seen')));
    const reader = valueOf(openStoreToRead({ file, application, migrations }));
    expect(texts(reader)).toEqual(['seen']);
    const change = reader.command('INSERT INTO note (text) VALUES (?)');
    expect(reader.write(() => change('x'))).toMatchObject({ error: { code: 'store-unwritable' } });
    reader.close();
    store.close();
    expect(openStoreToRead({ file: join(folder, 'none.db'), application, migrations }).ok).toBe(false);
  });

  it('keeps room for the outcomes of what is under way', () => {
    const store = open();
    expect(store.roomToBegin()).toEqual({ ok: true, value: undefined });
    store.close();
  });
});

describe('writeFileDurably', () => {
  it('leaves the whole file or none', () => {
    const path = join(folder, 'key');
    writeFileDurably(path, Uint8Array.of(1, 2, 3), 0o600);
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    expect(() => writeFileDurably(folder, Uint8Array.of(1), 0o600)).toThrow('EISDIR');
  });
});
