/** The platform in a process of its own is away, slow, silent or talks nonsense: named at once, and nothing is lost. */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '#contracts/clock.ts';
import type { PlatformFaults } from '#contracts/platform-api.ts';
import type { Result } from '#contracts/result.ts';
import { openDataFolder, type DataFolder } from '#station/journal/data-folder.ts';
import { openJournal, type Journal } from '#station/journal/journal.ts';
import { PlatformClient } from '#station/platform-client/client.ts';
import { startOutboxSender } from '#station/platform-client/outbox-sender.ts';
import { runStandIn, type StandInHandle } from '#test/support/station-process.ts';
import { until } from '#test/support/until.ts';

jest.setTimeout(60_000);

const requestMs = 400;
const never = new AbortController().signal;

let root = '';
let folder: DataFolder;
let journal: Journal;
let standIn: StandInHandle;
let platform: PlatformClient;

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.detail}`);
  return result.value;
}

async function resolveFirst() {
  const card = standIn.people[0]?.card;
  if (card === undefined) throw new Error('no people');
  const { cardIdentificationCode, cardNumber, specVersion } = card;
  return platform.resolveCard({ cardIdentificationCode, cardNumber, specVersion }, never);
}

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'yikatong-away-'));
  folder = valueOf(openDataFolder(join(root, 'data'), randomBytes));
  journal = valueOf(openJournal(folder, systemClock, randomUUID));
  standIn = await runStandIn();
  platform = new PlatformClient({
    url: standIn.url,
    key: null,
    requestMs,
    clock: systemClock,
    log: { event: () => undefined },
  });
});
afterEach(async () => {
  platform.stop();
  await standIn.stop();
  journal.close();
  folder.release();
  rmSync(root, { recursive: true });
});

describe('a platform that does not do its part', () => {
  it.each<[PlatformFaults, string]>([
    [{ mode: 'away', latencyMs: 0 }, 'platform-unreachable'],
    [{ mode: 'error', latencyMs: 0 }, 'platform-error'],
    [{ mode: 'nonsense', latencyMs: 0 }, 'platform-nonsense'],
    [{ mode: 'silent', latencyMs: 0 }, 'platform-slow'],
    [{ mode: 'none', latencyMs: 2 * requestMs }, 'platform-slow'],
  ])('%j is %s, then known to be away, then found again by itself', async (faults, code) => {
    expect((await resolveFirst()).ok).toBe(true);
    await standIn.misbehave(faults);
    const first = await resolveFirst();
    expect(first).toMatchObject({ ok: false, error: { code } });
    await until('it counts as away', async () => {
      await resolveFirst();
      return platform.state.state === 'away';
    });
    const asked = performance.now();
    expect(await resolveFirst()).toMatchObject({ ok: false, error: { code: 'platform-unreachable' } });
    // Nobody waits for a platform that is known to be away.
    expect(performance.now() - asked).toBeLessThan(requestMs / 2);

    await standIn.misbehave({ mode: 'none', latencyMs: 0 });
    platform.start();
    await until('it is back', () => platform.state.state === 'reachable', 20_000);
    expect((await resolveFirst()).ok).toBe(true);
  });

  it('gets every event once and in order, whatever it did meanwhile', async () => {
    const count = 60;
    platform.start();
    const sender = startOutboxSender({
      outbox: journal.outbox,
      platform,
      clock: systemClock,
      random: Math.random,
      log: { event: () => undefined },
    });
    const moods = ['none', 'away', 'none', 'error', 'nonsense', 'none', 'silent', 'none'] as const;
    for (let n = 0; n < count; n += 1) {
      const mode = moods[Math.floor((n / count) * moods.length)] ?? 'none';
      await standIn.misbehave({ mode, latencyMs: n % 7 });
      const at = new Date(systemClock.now()).toISOString();
      valueOf(
        journal.record({ outbox: { topic: 'ticket', station: 'demo-1', at, person: null, body: { n } } }),
      );
    }
    await standIn.misbehave({ mode: 'none', latencyMs: 0 });
    await until('everything was sent', () => valueOf(journal.outbox.count()).pending === 0, 40_000);
    await sender.stop();
    expect(valueOf(journal.outbox.count()).refused).toBe(0);
    const received = await standIn.events();
    expect(received.map(({ event }) => event.body['n'])).toEqual(Array.from({ length: count }, (_, n) => n));
  });
});
