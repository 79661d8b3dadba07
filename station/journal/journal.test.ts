import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { Clock } from '#contracts/clock.ts';
import type { PlatformEvent } from '#contracts/platform-api.ts';
import type { Result } from '#contracts/result.ts';
import { findNeedles } from '#test/support/needles.ts';

import { chainId } from './audit-chain.ts';
import type { AuditEvent } from './audit-log.ts';
import { verifyAudit } from './audit-log.ts';
import { openDataFolder, readAuditKey, type DataFolder } from './data-folder.ts';
import { openJournal, type Journal } from './journal.ts';
import { personKey } from './person-key.ts';

let path = '';
let folder: DataFolder;
let journal: Journal;
let now = Date.parse('2026-01-05T02:00:00Z');
const clock: Clock = { now: () => now, monotonic: () => 0, after: () => () => undefined };

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail}`);
  return result.value;
}

function open(): void {
  folder = valueOf(openDataFolder(path, randomBytes));
  journal = valueOf(openJournal(folder, clock, randomUUID));
}

function close(): void {
  journal.close();
  folder.release();
}

function passage(result: string): AuditEvent {
  return { event: 'passage', person: 'hash', body: { result } };
}

function message(n: number): PlatformEvent {
  return { topic: 'passage', station: 'demo-1', at: '2026-01-05T02:00:00.000Z', person: null, body: { n } };
}

function verified() {
  return valueOf(verifyAudit(path, valueOf(readAuditKey(path)), []));
}

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'yikatong-journal-')), 'data');
  open();
});
afterEach(() => {
  close();
  rmSync(join(path, '..'), { recursive: true });
});

describe('intents', () => {
  it('stay open until they end, across restarts, oldest first', () => {
    valueOf(journal.beginIntent({ id: 'a', kind: 'gate-open', body: { face: 'gate' } }));
    now += 1;
    valueOf(journal.beginIntent({ id: 'b', kind: 'print-ticket', body: { number: 'A001' } }));
    now += 1;
    valueOf(journal.beginIntent({ id: 'c', kind: 'gate-open', body: {} }));
    valueOf(journal.endIntent({ id: 'b', outcome: { result: 'printed' } }));
    close();
    open();
    expect(valueOf(journal.openIntents())).toEqual([
      { id: 'a', kind: 'gate-open', body: { face: 'gate' }, beganAt: now - 2 },
      { id: 'c', kind: 'gate-open', body: {}, beganAt: now },
    ]);
  });

  it('end once', () => {
    valueOf(journal.beginIntent({ id: 'a', kind: 'gate-open', body: {} }));
    valueOf(journal.endIntent({ id: 'a', outcome: { result: 'passed' } }));
    expect(() => journal.endIntent({ id: 'a', outcome: { result: 'passed' } })).toThrow(
      'intent a is not open',
    );
    expect(() => journal.endIntent({ id: 'never', outcome: {} })).toThrow('intent never is not open');
  });

  it('end together with their audit entry and message, or not at all', () => {
    expect(() =>
      journal.endIntent({ id: 'never', outcome: {}, audit: passage('passed'), outbox: message(1) }),
    ).toThrow('intent never is not open');
    expect(verified()).toMatchObject({ intact: true, head: { seq: 0 } });
    expect(valueOf(journal.outbox.claim())).toBeNull();
    valueOf(journal.beginIntent({ id: 'a', kind: 'gate-open', body: {} }));
    valueOf(journal.endIntent({ id: 'a', outcome: {}, audit: passage('passed'), outbox: message(1) }));
    expect(verified()).toMatchObject({ intact: true, head: { seq: 1 } });
    expect(valueOf(journal.outbox.claim())?.event).toEqual(message(1));
  });
});

describe('recent intents', () => {
  it('are those of a kind since an instant, newest first, with how they ended', () => {
    const began = now;
    for (const [id, kind] of [
      ['a', 'qualification'],
      ['b', 'qualification'],
      ['c', 'gate-open'],
      ['d', 'qualification'],
    ] as const) {
      valueOf(journal.beginIntent({ id, kind, body: { person: 'hash' } }));
      now += 1000;
    }
    valueOf(journal.endIntent({ id: 'b', outcome: { result: 'failed' } }));
    close();
    open();
    const since = began + 1000;
    expect(valueOf(journal.recentIntents('qualification', since))).toEqual([
      {
        id: 'd',
        kind: 'qualification',
        body: { person: 'hash' },
        beganAt: began + 3000,
        outcome: null,
        endedAt: null,
      },
      {
        id: 'b',
        kind: 'qualification',
        body: { person: 'hash' },
        beganAt: since,
        outcome: { result: 'failed' },
        endedAt: now,
      },
    ]);
    expect(valueOf(journal.recentIntents('qualification', now))).toEqual([]);
  });
});

describe('the memory of staff', () => {
  it('names whom the platform confirmed since an instant, across restarts', () => {
    const confirmed = now;
    valueOf(journal.staff.remember('hash', 'S-0042'));
    close();
    open();
    expect(valueOf(journal.staff.confirmedSince('hash', confirmed - 1))).toBe('S-0042');
    expect(valueOf(journal.staff.confirmedSince('hash', confirmed))).toBeNull();
    expect(valueOf(journal.staff.confirmedSince('another', 0))).toBeNull();
  });

  it('does not count a confirmation later than now: a wrong clock would make it last as long as it was wrong', () => {
    valueOf(journal.staff.remember('hash', 'S-0042'));
    now -= 3_600_000;
    expect(valueOf(journal.staff.confirmedSince('hash', now - 1))).toBeNull();
  });

  it('keeps the newest word of the platform: confirmed again, or not any more', () => {
    valueOf(journal.staff.remember('hash', 'S-0042'));
    now += 1000;
    valueOf(journal.staff.remember('hash', 'S-0043'));
    expect(valueOf(journal.staff.confirmedSince('hash', now - 1))).toBe('S-0043');
    valueOf(journal.staff.forget('hash'));
    expect(valueOf(journal.staff.confirmedSince('hash', 0))).toBeNull();
  });
});

describe('the outbox', () => {
  it('hands out the oldest message until it is acknowledged', () => {
    valueOf(journal.record({ outbox: message(1) }));
    valueOf(journal.record({ outbox: message(2) }));
    const first = valueOf(journal.outbox.claim());
    expect(first).toMatchObject({ event: message(1), attempts: 0 });
    valueOf(journal.outbox.postpone(first?.id ?? '', 'platform-slow'));
    close();
    open();
    expect(valueOf(journal.outbox.claim())).toEqual({ ...first, attempts: 1 });
    valueOf(journal.outbox.acknowledge(first?.id ?? ''));
    expect(valueOf(journal.outbox.claim())?.event).toEqual(message(2));
    expect(valueOf(journal.outbox.count())).toEqual({ pending: 1, refused: 0 });
  });

  it('keeps a refused message and goes on with the next', () => {
    valueOf(journal.record({ outbox: message(1) }));
    valueOf(journal.record({ outbox: message(2) }));
    valueOf(journal.outbox.refuse(valueOf(journal.outbox.claim())?.id ?? '', 'platform-refused'));
    expect(valueOf(journal.outbox.claim())?.event).toEqual(message(2));
    expect(valueOf(journal.outbox.count())).toEqual({ pending: 1, refused: 1 });
  });
});

describe('the audit chain', () => {
  beforeEach(() => {
    for (const result of ['one', 'two', 'three']) valueOf(journal.record({ audit: passage(result) }));
  });

  it('goes on across restarts, and can be verified while the station works', () => {
    close();
    open();
    valueOf(journal.record({ audit: passage('four') }));
    expect(verified()).toMatchObject({ intact: true, head: { seq: 4 } });
  });

  it.each([
    ["UPDATE audit SET body = '{}' WHERE seq = 2", 2, 'changed'],
    ['UPDATE audit SET at = 9223372036854775807 WHERE seq = 2', 2, 'changed'],
    ['DELETE FROM audit WHERE seq = 2', 2, 'missing'],
    ['DELETE FROM audit WHERE seq = 3', 3, 'missing'],
    ['DELETE FROM audit', 1, 'missing'],
    ['DELETE FROM audit_head', 1, 'added'],
    [
      'DELETE FROM audit WHERE seq = 3; UPDATE audit_head SET seq = 2, hash = (SELECT hash FROM audit WHERE seq = 2)',
      2,
      'head',
    ],
    [
      'INSERT INTO audit SELECT -9223372036854775807, at, event, person, body, prev, hash FROM audit WHERE seq = 1',
      1,
      'changed',
    ],
    ['INSERT INTO audit SELECT 4, at, event, person, body, hash, hash FROM audit WHERE seq = 3', 4, 'added'],
    [
      'UPDATE audit SET seq = CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE seq > 1; UPDATE audit SET seq = -seq WHERE seq < 0',
      2,
      'changed',
    ],
  ])('finds %s', (sql, seq, fault) => {
    const intruder = new DatabaseSync(join(path, 'journal.db'));
    intruder.exec(sql);
    intruder.close();
    expect(verified()).toEqual({ intact: false, seq, fault });
  });

  it('leaves a witness with the platform when it has grown', () => {
    valueOf(journal.anchorAudit('demo-1'));
    valueOf(journal.anchorAudit('demo-1'));
    expect(valueOf(journal.outbox.count()).pending).toBe(1);
    const event = valueOf(journal.outbox.claim())?.event;
    expect(event).toMatchObject({
      topic: 'audit-head',
      station: 'demo-1',
      body: { chain: chainId(folder.keys.audit), seq: 3, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
    const anchor = { seq: 3, hash: String(event?.body['hash']) };
    const key = valueOf(readAuditKey(path));
    expect(valueOf(verifyAudit(path, key, [anchor])).intact).toBe(true);
    expect(valueOf(verifyAudit(path, key, [{ seq: 4, hash: anchor.hash }])).intact).toBe(false);
    valueOf(journal.record({ audit: passage('four') }));
    valueOf(journal.anchorAudit('demo-1'));
    expect(valueOf(journal.outbox.count()).pending).toBe(2);
  });
});

describe('the data folder', () => {
  it('makes its keys once, for the owner alone', () => {
    const keys = folder.keys;
    expect(statSync(join(path, 'audit.key')).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, 'person.key')).mode & 0o777).toBe(0o600);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    close();
    open();
    expect(folder.keys).toEqual(keys);
  });

  it('is taken by one station at a time', () => {
    expect(openDataFolder(path, randomBytes)).toMatchObject({ ok: false, error: { code: 'data-in-use' } });
    // A refused attempt does not take the lock away from who has it.
    expect(openDataFolder(path, randomBytes)).toMatchObject({ ok: false, error: { code: 'data-in-use' } });
    close();
    open();
  });

  it.each(['audit.key', 'person.key'])('does not make a new %s for an old journal', (name) => {
    close();
    const key = readFileSync(join(path, name));
    rmSync(join(path, name));
    expect(openDataFolder(path, randomBytes)).toMatchObject({ error: { code: 'store-damaged' } });
    writeFileSync(join(path, name), key.subarray(1));
    expect(openDataFolder(path, randomBytes)).toMatchObject({ error: { code: 'store-damaged' } });
    writeFileSync(join(path, name), key);
    chmodSync(join(path, name), 0o600);
    open();
  });

  it('cannot be a file', () => {
    expect(openDataFolder(join(path, 'audit.key'), randomBytes)).toMatchObject({
      error: { code: 'store-unwritable' },
    });
  });
});

describe("people's data", () => {
  const number = '11010519491231002X';

  it('is a keyed hash that only the same key gives', () => {
    const key = Buffer.alloc(32, 1);
    expect(personKey(key, number)).toMatch(/^[0-9a-f]{64}$/);
    expect(personKey(key, ' 11010519491231002x ')).toBe(personKey(key, number));
    expect(personKey(Buffer.alloc(32, 2), number)).not.toBe(personKey(key, number));
  });

  it('is in no file, where the hash is in the write-ahead log at once', () => {
    const person = personKey(folder.keys.person, number);
    valueOf(journal.beginIntent({ id: 'a', kind: 'gate-open', body: { person } }));
    valueOf(journal.record({ audit: { event: 'passage', person, body: {} } }));
    expect(findNeedles(path, [number])).toEqual([]);
    expect(findNeedles(path, [person])).toEqual([
      `journal.db-wal: ${person} (utf8)`,
      `journal.db-wal: ${person} (gb18030)`,
    ]);
  });
});

describe('a store that takes no changes', () => {
  it('is known by the newest change, and by a probe that it is well again', () => {
    expect(journal.failure()).toBeNull();
    const other = new DatabaseSync(join(path, 'journal.db'));
    other.exec('BEGIN IMMEDIATE');
    expect(journal.record({ audit: passage('x') })).toMatchObject({ error: { code: 'data-in-use' } });
    expect(journal.failure()).toMatchObject({ code: 'data-in-use' });
    other.exec('ROLLBACK');
    other.close();
    valueOf(journal.probe());
    expect(journal.failure()).toBeNull();
  });
});
