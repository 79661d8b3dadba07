import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { PlatformEvent } from '#contracts/platform-api.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { HandClock, settled } from '#test/support/hand-clock.ts';

import { openDataFolder, type DataFolder } from '../journal/data-folder.ts';
import { openJournal, type Journal } from '../journal/journal.ts';
import type { PlatformState } from './client.ts';
import { outboxDelays, retryDelay, startOutboxSender } from './outbox-sender.ts';
import type { EventReceipt } from './questions.ts';

type Answer = (key: string, signal: AbortSignal) => Promise<Result<EventReceipt>> | Result<EventReceipt>;
const accepted: Answer = () => ok({ taken: true, repeated: false, qualification: null });
const away: Answer = () => fail('platform-unreachable');

let path = '';
let folder: DataFolder;
let journal: Journal;
let clock: HandClock;
let answer: Answer;
let sent: { readonly key: string; readonly n: unknown }[] = [];
let tellState: (state: PlatformState) => void = () => undefined;
let logged: string[] = [];

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
}

function message(n: number): PlatformEvent {
  return { topic: 'ticket', station: 'demo-1', at: '2026-01-05T02:00:00.000Z', person: null, body: { n } };
}

function put(n: number): void {
  valueOf(journal.record({ outbox: message(n) }));
}

function start() {
  return startOutboxSender({
    outbox: journal.outbox,
    platform: {
      sendEvent: async (key, { body }, signal) => {
        sent.push({ key, n: body['n'] });
        return answer(key, signal);
      },
      onState: (listener) => {
        tellState = listener;
        return () => {
          tellState = () => undefined;
        };
      },
    },
    clock,
    random: () => 0.5,
    log: { event: (name) => void logged.push(name) },
  });
}

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'yikatong-outbox-'));
  clock = new HandClock();
  folder = valueOf(openDataFolder(path, randomBytes));
  journal = valueOf(openJournal(folder, clock, randomUUID));
  sent = [];
  logged = [];
  answer = accepted;
});
afterEach(() => {
  journal.close();
  folder.release();
  rmSync(path, { recursive: true });
});

describe('the outbox sender', () => {
  it('sends what waited and what comes, in order', async () => {
    put(1);
    put(2);
    const sender = start();
    await settled();
    put(3);
    await settled();
    expect(sent.map(({ n }) => n)).toEqual([1, 2, 3]);
    expect(valueOf(journal.outbox.count())).toEqual({ pending: 0, refused: 0 });
    expect(logged).toEqual(['outbox-sent', 'outbox-sent', 'outbox-sent']);
    await sender.stop();
  });

  it('sends a message again under its key, later each time, and nothing before it', async () => {
    answer = away;
    put(1);
    const sender = start();
    await settled();
    put(2);
    await settled();
    expect(sent).toHaveLength(1);
    await clock.turn(retryDelay(1, 0.5));
    expect(sent).toHaveLength(2);
    await clock.turn(retryDelay(2, 0.5) - 1);
    expect(sent).toHaveLength(2);
    answer = accepted;
    await clock.turn(1);
    expect(sent.map(({ n }) => n)).toEqual([1, 1, 1, 2]);
    expect(new Set(sent.slice(0, 3).map(({ key }) => key)).size).toBe(1);
    await sender.stop();
  });

  it('tries at once when the platform is back', async () => {
    answer = away;
    put(1);
    const sender = start();
    await settled();
    answer = accepted;
    tellState('reachable');
    await settled();
    expect(sent.map(({ n }) => n)).toEqual([1, 1]);
    expect(clock.pending).toBe(0);
    await sender.stop();
  });

  it('keeps what is refused for good and goes on', async () => {
    answer = () =>
      sent.length === 1
        ? ok({ taken: false, code: 'platform-refused' })
        : ok({ taken: true, repeated: false, qualification: null });
    put(1);
    put(2);
    const sender = start();
    await settled();
    expect(sent.map(({ n }) => n)).toEqual([1, 2]);
    expect(valueOf(journal.outbox.count())).toEqual({ pending: 0, refused: 1 });
    expect(logged).toEqual(['outbox-refused', 'outbox-sent']);
    await sender.stop();
  });

  it('sends what a crash left under the same key', async () => {
    answer = away;
    put(1);
    const first = start();
    await settled();
    await first.stop();
    journal.close();
    journal = valueOf(openJournal(folder, clock, randomUUID));
    answer = accepted;
    const second = start();
    await settled();
    expect(sent[0]?.key).toBe(sent[1]?.key);
    await second.stop();
  });

  it('stops in the middle of a try, and leaves the message as it is', async () => {
    answer = (_key, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve(fail('aborted')));
      });
    put(1);
    const sender = start();
    await settled();
    await sender.stop();
    expect(valueOf(journal.outbox.claim())).toMatchObject({ attempts: 0 });
    expect(clock.pending).toBe(0);
    put(2);
    await settled();
    expect(sent).toHaveLength(1);
  });

  it('waits longer and longer, up to a limit, and never in step with others', () => {
    expect(retryDelay(1, 0)).toBe(outboxDelays.firstRetry / 2);
    expect(retryDelay(1, 0.999)).toBeCloseTo(outboxDelays.firstRetry, -1);
    expect(retryDelay(4, 0)).toBe(4 * outboxDelays.firstRetry);
    expect(retryDelay(1000, 0.999)).toBeLessThanOrEqual(outboxDelays.longestRetry);
  });
});
