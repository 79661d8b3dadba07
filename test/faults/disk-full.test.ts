/** The disk fills up, on a small file system of its own: a clear failure, nothing lost, and work goes on once there is space. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '#contracts/clock.ts';
import type { IssueRequest } from '#contracts/hall-api.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import type { Result } from '#contracts/result.ts';
import { openEmbeddedHall } from '#hall/embedded.ts';
import { verifyAudit } from '#station/journal/audit-log.ts';
import { openDataFolder, type DataFolder } from '#station/journal/data-folder.ts';
import { openJournal, type Journal } from '#station/journal/journal.ts';
import { fillDisk } from '#test/support/fill-disk.ts';
import { needs } from '#test/support/needs.ts';
import { numberGiverHall } from '#test/support/number-giver-hall.ts';
import { quietLog } from '#test/support/halls.ts';

let disk = '';
let folder: DataFolder | null = null;
let journal: Journal;
let hall: WholeHall;

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail}`);
  return result.value;
}

function open(): void {
  folder = valueOf(openDataFolder(join(disk, 'data'), randomBytes));
  journal = valueOf(openJournal(folder, systemClock, randomUUID));
  hall = valueOf(
    openEmbeddedHall({
      file: join(disk, 'data', 'hall.db'),
      hall: numberGiverHall,
      clock: systemClock,
      log: quietLog,
    }),
  );
}

function close(): void {
  if (folder === null) return;
  hall.close();
  journal.close();
  folder.release();
  folder = null;
}

function makeSpace(): void {
  rmSync(join(disk, 'filler'));
}

function request(key: string): IssueRequest {
  return { key, business: 'pension', person: null, priority: null, origin: 'test', audit: 'audit' };
}

function recordEvent(n: number): Result<void> {
  return journal.record({ audit: { event: 'passage', person: null, body: { n } } });
}

function auditEntries(): number {
  if (folder === null) throw new Error('not open');
  const verdict = valueOf(verifyAudit(folder.path, folder.keys.audit, []));
  if (!verdict.intact) throw new Error(`broken at ${verdict.seq}: ${verdict.fault}`);
  return verdict.head.seq;
}

needs('root', 'tmpfs')('a full disk', () => {
  beforeEach(() => {
    disk = mkdtempSync(join(tmpdir(), 'yikatong-disk-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]);
  });
  afterEach(() => {
    close();
    execFileSync('umount', [disk]);
    rmdirSync(disk);
  });

  it('stops what is new, still takes the outcome of what is under way, and goes on when there is space', async () => {
    open();
    expect((await hall.issue(request('before'))).ok).toBe(true);
    valueOf(journal.beginIntent({ id: 'under-way', kind: 'gate-open', body: {} }));
    // Less than what is kept in reserve.
    fillDisk(disk, 512 * 1024);
    expect(journal.beginIntent({ id: 'new', kind: 'gate-open', body: {} })).toMatchObject({
      ok: false,
      error: { code: 'disk-full' },
    });
    expect(await hall.issue(request('refused'))).toMatchObject({ ok: false, error: { code: 'disk-full' } });
    expect(journal.failure()).toMatchObject({ code: 'disk-full' });
    valueOf(
      journal.endIntent({
        id: 'under-way',
        outcome: { result: 'passed' },
        audit: { event: 'passage', person: null, body: {} },
      }),
    );
    // The outcome found room; that does not make room for anything new.
    expect(journal.failure()).toMatchObject({ code: 'disk-full' });
    expect(journal.probe().ok).toBe(false);

    makeSpace();
    valueOf(journal.probe());
    expect(journal.failure()).toBeNull();
    valueOf(journal.beginIntent({ id: 'new', kind: 'gate-open', body: {} }));
    const after = valueOf(await hall.issue(request('after')));
    expect(after.ticket.number).toBe('A002');
    expect(valueOf(await hall.findByKey('refused'))).toBeNull();
  });

  it('is the answer of what the hall may still do below the reserve, and of nothing else', async () => {
    open();
    expect((await hall.issue(request('before'))).ok).toBe(true);
    fillDisk(disk, 0);
    // The write-ahead log has a little room of its own left at times; then not any more.
    let changed: Result<unknown> = { ok: true, value: undefined };
    for (let n = 0; n < 10_000 && changed.ok; n += 1)
      changed = await hall.changeDay({ change: n % 2 === 0 ? 'close' : 'open', by: 'li' });
    expect(changed).toMatchObject({ ok: false, error: { code: 'disk-full' } });
    makeSpace();
    valueOf(await hall.changeDay({ change: 'open', by: 'li' }));
    expect(valueOf(await hall.issue(request('after'))).ticket.number).toBe('A002');
  });

  it('has room for the outcomes of four attempts with the largest picture, and sends them on', () => {
    open();
    const keys = ['one', 'two', 'three', 'four'];
    for (const id of keys) valueOf(journal.beginIntent({ id, kind: 'qualification', body: {} }));
    // All that the reserve keeps, and nothing more.
    fillDisk(disk, 4 * 1024 * 1024 - 1);
    expect(journal.beginIntent({ id: 'new', kind: 'qualification', body: {} })).toMatchObject({
      error: { code: 'disk-full' },
    });
    for (const id of keys) {
      valueOf(
        journal.endIntent({
          id,
          outcome: { result: 'passed' },
          audit: { event: 'qualification-decided', person: 'hash', body: { way: 'face' } },
          outbox: {
            topic: 'qualification',
            station: 'test',
            at: '2026-01-05T02:00:00.000Z',
            person: 'hash',
            body: { way: 'face', image: 'x'.repeat(400_000) },
          },
          outboxKey: id,
        }),
      );
    }
    for (const id of keys) {
      expect(valueOf(journal.outbox.claim())?.id).toBe(id);
      valueOf(journal.outbox.acknowledge(id));
    }
    expect(valueOf(journal.outbox.count())).toEqual({ pending: 0, refused: 0 });
  });

  it('loses nothing that was acknowledged when it fills to the last byte, and takes nothing in halves', () => {
    open();
    let acknowledged = 0;
    for (; acknowledged < 20; acknowledged += 1) valueOf(recordEvent(acknowledged));
    fillDisk(disk, 0);
    // The write-ahead log has a little room of its own left at times; then not any more.
    let refused: Result<void> = { ok: true, value: undefined };
    for (let n = 0; n < 10_000 && refused.ok; n += 1) {
      refused = recordEvent(acknowledged);
      if (refused.ok) acknowledged += 1;
    }
    expect(refused).toMatchObject({ ok: false, error: { code: 'disk-full' } });
    for (let n = 0; n < 20; n += 1) expect(recordEvent(n)).toMatchObject({ error: { code: 'disk-full' } });
    expect(auditEntries()).toBe(acknowledged);

    makeSpace();
    valueOf(recordEvent(acknowledged));
    expect(auditEntries()).toBe(acknowledged + 1);
    close();
    open();
    expect(auditEntries()).toBe(acknowledged + 1);
  });

  it('loses nothing when the process starts on it', () => {
    open();
    for (let n = 0; n < 20; n += 1) valueOf(recordEvent(n));
    close();
    fillDisk(disk, 0);
    // Opening may need room for the log, or may not: it opens or says why, and never takes anything away.
    const again = openDataFolder(join(disk, 'data'), randomBytes);
    const tried = again.ok ? openJournal(again.value, systemClock, randomUUID) : again;
    expect(tried.ok ? 'disk-full' : tried.error.code).toBe('disk-full');
    if (tried.ok) tried.value.close();
    if (again.ok) again.value.release();
    makeSpace();
    open();
    expect(auditEntries()).toBe(20);
  });

  it('is named when there is no room for a first start', () => {
    fillDisk(disk, 0);
    expect(openDataFolder(join(disk, 'data'), randomBytes)).toMatchObject({
      ok: false,
      error: { code: 'disk-full' },
    });
    makeSpace();
    open();
    valueOf(recordEvent(0));
  });
});
