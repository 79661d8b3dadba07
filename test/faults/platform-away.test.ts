/** The platform in a process of its own is away, slow, silent or talks nonsense: named at once, and nothing is lost. */
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { systemClock } from '#contracts/clock.ts';
import { standInSealingKey, type PlatformFaults } from '#contracts/platform-api.ts';
import { qualificationBodySchema, type QualificationBody } from '#contracts/qualification.ts';
import type { Result } from '#contracts/result.ts';
import { createSealer } from '#station/identify/seal.ts';
import { openDataFolder, type DataFolder } from '#station/journal/data-folder.ts';
import { openJournal, type Journal } from '#station/journal/journal.ts';
import { PlatformClient } from '#station/platform-client/client.ts';
import { startOutboxSender } from '#station/platform-client/outbox-sender.ts';
import { findNeedles } from '#test/support/needles.ts';
import { runStandIn, type StandInHandle } from '#test/support/station-process.ts';
import { until } from '#test/support/until.ts';

const requestMs = 1000;
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

/** One that failed: the platform notes it and compares nothing. */
const attempt: Omit<QualificationBody, 'identity' | 'image'> = {
  face: 'kiosk',
  audit: 'AUDIT0000000001',
  version: '0.1.0',
  way: 'face',
  result: 'failed',
  reason: 'face-mismatch',
  devices: 'camera browser',
  matcher: 'station',
  matchScore: 0.2,
  matchThreshold: 0.5,
  antispoof: 0.9,
  antispoofThreshold: 0.4,
  liveness: 0.9,
  livenessThreshold: 0.4,
  challenge: 'blink nod',
  challengeMs: 4000,
  ground: null,
  staff: null,
};

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

  it('gets an attempt with the largest picture once, and then the picture is in no file', async () => {
    const number = standIn.people[0]?.person.number ?? '';
    const seal = createSealer(standInSealingKey);
    const picture = await seal('image', randomBytes(299_900));
    expect(qualificationBodySchema.shape.image.parse(picture)?.length).toBeGreaterThan(399_000);
    const body: QualificationBody = {
      ...attempt,
      identity: await seal('identity', number),
      image: picture,
    };
    await standIn.misbehave({ mode: 'away', latencyMs: 0 });
    const logged: string[] = [];
    const sender = startOutboxSender({
      outbox: journal.outbox,
      platform,
      clock: systemClock,
      random: Math.random,
      log: { event: (name) => void logged.push(name) },
    });
    const at = new Date(systemClock.now()).toISOString();
    valueOf(
      journal.record({
        outbox: { topic: 'qualification', station: 'demo-1', at, person: 'hash', body },
        outboxKey: 'attempt-1',
      }),
    );
    expect(await sender.settled('attempt-1', requestMs, never)).toBeNull();
    const piece = picture.slice(1000, 1040);
    expect(findNeedles(root, [piece])).not.toEqual([]);
    expect(findNeedles(root, [number])).toEqual([]);

    await standIn.misbehave({ mode: 'none', latencyMs: 0 });
    platform.start();
    const word = await sender.settled('attempt-1', 20_000, never);
    expect(word).toMatchObject({ outcome: 'recorded', resumed: false });
    expect(findNeedles(root, [piece])).toEqual([]);
    expect(logged).toEqual(['outbox-sent', 'qualification-settled']);
    const received = await standIn.events();
    expect(received.map(({ key, event }) => [key, event.topic])).toEqual([['attempt-1', 'qualification']]);
    await sender.stop();
  });
});
