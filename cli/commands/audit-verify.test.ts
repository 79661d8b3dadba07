import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { systemClock } from '#contracts/clock.ts';
import type { Result } from '#contracts/result.ts';
import { startStandInServer, type StandInServer } from '#platform/start.ts';
import { openDataFolder, type DataFolder } from '#station/journal/data-folder.ts';
import { openJournal, type Journal } from '#station/journal/journal.ts';
import { PlatformClient } from '#station/platform-client/client.ts';
import { startOutboxSender } from '#station/platform-client/outbox-sender.ts';
import { until } from '#test/support/until.ts';

let root = '';
let data = '';
let folder: DataFolder;
let journal: Journal;

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail}`);
  return result.value;
}

function record(count: number): void {
  for (let n = 0; n < count; n += 1)
    valueOf(journal.record({ audit: { event: 'passage', person: null, body: { n } } }));
}

function tamper(sql: string): void {
  const database = new DatabaseSync(join(data, 'journal.db'));
  database.exec(sql);
  database.close();
}

/** The command's exit code and what it printed. */
async function verify(...args: string[]): Promise<{ code: number | null; printed: unknown }> {
  const main = join(import.meta.dirname, '../main.ts');
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [main, 'audit', 'verify', '--data', data, '--json', ...args],
      { env: { ...process.env, LANG: 'C' } },
      (_error, stdout) => resolve({ code: child.exitCode, printed: JSON.parse(stdout) as unknown }),
    );
  });
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'yikatong-audit-'));
  data = join(root, 'data');
  folder = valueOf(openDataFolder(data, randomBytes));
  journal = valueOf(openJournal(folder, systemClock, randomUUID));
});
afterEach(() => {
  journal.close();
  folder.release();
  rmSync(root, { recursive: true });
});

describe('yikatong audit verify', () => {
  it('finds a chain intact while its station works, then names the first entry that was changed', async () => {
    record(3);
    expect(await verify()).toEqual({
      code: 0,
      printed: {
        kind: 'audit',
        intact: true,
        entries: 3,
        head: expect.stringMatching(/^[0-9a-f]{64}$/),
        chain: expect.stringMatching(/^[0-9a-f]{16}$/),
        witnessed: null,
      },
    });
    tamper("UPDATE audit SET body = '{}' WHERE seq = 2");
    expect(await verify()).toMatchObject({
      code: 1,
      printed: { error: { code: 'audit-broken', message: expect.stringContaining('entry 2: was changed') } },
    });
  }, 20_000);

  it('says that a folder holds no journal', async () => {
    data = join(root, 'elsewhere');
    expect(await verify()).toMatchObject({ code: 1, printed: { error: { code: 'store-unwritable' } } });
    data = join(root, 'data');
  }, 20_000);

  it('finds a whole file that was put back, once the platform is asked', async () => {
    const server: StandInServer = await startStandInServer({ port: 0, terminalKey: null });
    const platform = new PlatformClient({
      url: server.url,
      key: null,
      requestMs: 5000,
      clock: systemClock,
      log: { event: () => undefined },
    });
    try {
      record(2);
      // A copy of a moment at which everything was right.
      journal.close();
      cpSync(join(data, 'journal.db'), join(root, 'earlier.db'));
      journal = valueOf(openJournal(folder, systemClock, randomUUID));
      const sender = startOutboxSender({
        outbox: journal.outbox,
        platform,
        clock: systemClock,
        random: Math.random,
        log: { event: () => undefined },
      });
      record(2);
      valueOf(journal.anchorAudit('demo-1'));
      await until('the outbox is empty', () => (valueOf(journal.outbox.count()).pending === 0 ? true : null));
      await sender.stop();
      const asked = ['--platform', server.url, '--station', 'demo-1'];
      expect(await verify(...asked)).toMatchObject({ code: 0, printed: { entries: 4, witnessed: 4 } });

      journal.close();
      for (const end of ['', '-wal', '-shm']) rmSync(join(data, `journal.db${end}`), { force: true });
      cpSync(join(root, 'earlier.db'), join(data, 'journal.db'));
      expect(await verify()).toMatchObject({ code: 0, printed: { entries: 2 } });
      expect(await verify(...asked)).toMatchObject({
        code: 1,
        printed: {
          error: { code: 'audit-broken', message: expect.stringContaining('the platform was told') },
        },
      });
    } finally {
      await server.close();
    }
  }, 30_000);
});
