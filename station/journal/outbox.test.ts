import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { PlatformEvent } from '#contracts/platform-api.ts';
import type { Result } from '#contracts/result.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { findNeedles } from '#test/support/needles.ts';

import { verifyAudit } from './audit-log.ts';
import { openDataFolder, type DataFolder } from './data-folder.ts';
import { openJournal, type Journal } from './journal.ts';

let path = '';
let folder: DataFolder;
let journal: Journal;

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail}`);
  return result.value;
}

function open(): void {
  folder = valueOf(openDataFolder(path, randomBytes));
  journal = valueOf(openJournal(folder, new HandClock(), randomUUID));
}

function close(): void {
  journal.close();
  folder.release();
}

function message(topic: PlatformEvent['topic'], body: PlatformEvent['body']): PlatformEvent {
  return { topic, station: 'demo-1', at: '2026-01-05T02:00:00.000Z', person: 'hash', body };
}

/** In every 30 characters of the largest picture that a message may carry: in each page that holds a piece of it. */
const mark = 'A-piece-of-a-sealed-picture...';
const picture = mark.repeat(400_000 / mark.length);

function putPicture(key: string): void {
  const body = { way: 'face', identity: 'id.enc.text', image: picture };
  valueOf(journal.record({ outbox: message('qualification', body), outboxKey: key }));
}

function filesWithPicture(): string[] {
  return findNeedles(path, [mark]).filter((place) => place.endsWith('(utf8)'));
}

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'yikatong-outbox-')), 'data');
  open();
});
afterEach(() => {
  close();
  rmSync(join(path, '..'), { recursive: true });
});

describe('a message that somebody waits for', () => {
  beforeEach(() => {
    for (const n of [1, 2, 3])
      valueOf(journal.record({ outbox: message('ticket', { n }), outboxKey: `key-${n}` }));
  });

  it('is handed out before older ones, which keep their order', () => {
    expect(valueOf(journal.outbox.claim(['key-3']))?.id).toBe('key-3');
    valueOf(journal.outbox.acknowledge('key-3'));
    expect(valueOf(journal.outbox.claim(['key-3']))?.id).toBe('key-1');
  });

  it('is passed over once it was refused, and when it is not there', () => {
    valueOf(journal.outbox.refuse('key-3', 'platform-refused'));
    expect(valueOf(journal.outbox.claim(['key-3', 'none', 'key-2']))?.id).toBe('key-2');
  });

  it('has its key to itself', () => {
    expect(() => journal.record({ outbox: message('ticket', { n: 4 }), outboxKey: 'key-1' })).toThrow(
      'UNIQUE',
    );
  });
});

describe("the platform's answer", () => {
  it('stands in the audit chain in the same commit as the message is done with', () => {
    const audit = {
      event: 'qualification-settled',
      person: 'hash',
      body: { outcome: 'authenticated' },
    } as const;
    valueOf(journal.record({ outbox: message('ticket', { n: 1 }), outboxKey: 'one' }));
    valueOf(journal.record({ outbox: message('ticket', { n: 2 }), outboxKey: 'two' }));
    valueOf(journal.outbox.acknowledge('one', audit));
    valueOf(journal.outbox.refuse('two', 'platform-refused', audit));
    expect(valueOf(journal.outbox.count())).toEqual({ pending: 0, refused: 1 });
    expect(valueOf(verifyAudit(path, folder.keys.audit, []))).toMatchObject({
      intact: true,
      head: { seq: 2 },
    });
  });

  it('is not written down, and the message stays, where the commit fails', () => {
    valueOf(journal.record({ outbox: message('ticket', { n: 1 }), outboxKey: 'one' }));
    const other = new DatabaseSync(join(path, 'journal.db'));
    other.exec('BEGIN IMMEDIATE');
    const audit = { event: 'qualification-settled', person: null, body: {} } as const;
    expect(journal.outbox.acknowledge('one', audit)).toMatchObject({ error: { code: 'data-in-use' } });
    other.exec('ROLLBACK');
    other.close();
    expect(valueOf(journal.outbox.claim())?.id).toBe('one');
    expect(valueOf(verifyAudit(path, folder.keys.audit, []))).toMatchObject({ head: { seq: 0 } });
  });
});

describe('a sealed picture', () => {
  it('comes through whole, restarts included', () => {
    putPicture('one');
    close();
    open();
    expect(valueOf(journal.outbox.claim())?.event.body['image']).toBe(picture);
  });

  it('is in no file any more once the platform has acknowledged it', () => {
    putPicture('one');
    expect(filesWithPicture()).toEqual([`journal.db-wal: ${mark} (utf8)`]);
    valueOf(journal.outbox.acknowledge('one'));
    expect(filesWithPicture()).toEqual([]);
  });

  it('is in no file either where it had reached the database, and others are still there', () => {
    putPicture('one');
    close();
    open();
    for (const n of [1, 2]) valueOf(journal.record({ outbox: message('ticket', { n }) }));
    expect(filesWithPicture()).toContain(`journal.db: ${mark} (utf8)`);
    valueOf(journal.outbox.acknowledge('one'));
    expect(filesWithPicture()).toEqual([]);
    expect(valueOf(journal.outbox.count()).pending).toBe(2);
  });

  it('is taken out of a message that the platform will never take', () => {
    putPicture('one');
    valueOf(journal.outbox.refuse('one', 'platform-refused'));
    expect(filesWithPicture()).toEqual([]);
    const row = new DatabaseSync(join(path, 'journal.db'), { readOnly: true });
    expect(JSON.parse(String(row.prepare('SELECT event FROM outbox').get()?.['event']))).toMatchObject({
      body: { way: 'face', identity: 'id.enc.text', image: null },
    });
    row.close();
  });

  it('is out of the log with the next message, when somebody read the journal meanwhile', () => {
    putPicture('one');
    const reader = new DatabaseSync(join(path, 'journal.db'), { readOnly: true });
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM audit').get();
    valueOf(journal.outbox.acknowledge('one'));
    expect(filesWithPicture()).toEqual([`journal.db-wal: ${mark} (utf8)`]);
    reader.exec('COMMIT');
    reader.close();
    valueOf(journal.record({ outbox: message('ticket', { n: 1 }), outboxKey: 'two' }));
    valueOf(journal.outbox.acknowledge('two'));
    expect(filesWithPicture()).toEqual([]);
  });
});
