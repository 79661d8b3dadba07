import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import type { PlatformEvent } from '#contracts/platform-api.ts';
import type { QualificationOutcome } from '#contracts/qualification.ts';
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

const authenticated: QualificationOutcome = {
  outcome: 'authenticated',
  authenticatedOn: '2026-01-05',
  nextBefore: '2027-01-05',
  resumed: true,
  reference: 'Q-000001',
};

/** An attempt under the key `attempt-n`. */
function putAttempt(n: number): string {
  const key = `attempt-${n}`;
  const body = { n, way: 'face', audit: 'AUDIT0000000001' };
  const outbox = { ...message(n), topic: 'qualification', person: 'hash', body } as const;
  valueOf(journal.record({ outbox, outboxKey: key }));
  return key;
}

const never = new AbortController().signal;

/** The last entry of the audit chain. */
function audited(): unknown {
  const database = new DatabaseSync(join(path, 'journal.db'), { readOnly: true });
  const row = database.prepare('SELECT event, person, body FROM audit ORDER BY seq DESC LIMIT 1').get();
  database.close();
  return row === undefined ? null : { ...row, body: JSON.parse(String(row['body'])) };
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

describe('a message that somebody waits for', () => {
  /** Answers that a test gives one by one. */
  let answers: ((result: Result<EventReceipt>) => void)[] = [];
  const byHand: Answer = () => new Promise((resolve) => answers.push(resolve));
  const taken = (qualification: QualificationOutcome | null): Result<EventReceipt> =>
    ok({ taken: true, repeated: false, qualification });
  beforeEach(() => {
    answers = [];
  });

  it('brings the word of the platform, which is in the log and in the audit chain', async () => {
    answer = () => taken(authenticated);
    const sender = start();
    const word = sender.settled(putAttempt(1), 4000, never);
    expect(await word).toEqual(authenticated);
    expect(logged).toEqual(['outbox-sent', 'qualification-settled']);
    expect(audited()).toEqual({
      event: 'qualification-settled',
      person: 'hash',
      body: { topic: 'qualification', key: 'attempt-1', audit: 'AUDIT0000000001', ...authenticated },
    });
    expect(clock.pending).toBe(0);
    await sender.stop();
  });

  it('overtakes a backlog, which keeps its order', async () => {
    answer = byHand;
    for (const n of [1, 2, 3]) put(n);
    const sender = start();
    await settled();
    const word = sender.settled(putAttempt(4), 4000, never);
    answers[0]?.(taken(null));
    await settled();
    expect(sent.map(({ n }) => n)).toEqual([1, 4]);
    answer = accepted;
    answers[1]?.(taken(authenticated));
    expect(await word).toEqual(authenticated);
    await settled();
    expect(sent.map(({ n }) => n)).toEqual([1, 4, 2, 3]);
    await sender.stop();
  });

  it('takes its turn like any other when nobody waits for it', async () => {
    answer = away;
    for (const n of [1, 2]) put(n);
    putAttempt(3);
    const sender = start();
    await settled();
    answer = accepted;
    tellState('reachable');
    await settled();
    expect(sent.map(({ n }) => n)).toEqual([1, 1, 2, 3]);
    await sender.stop();
  });

  it('is tried at once, also while an older one waits for its next try', async () => {
    answer = away;
    put(1);
    const sender = start();
    await settled();
    answer = (key) => (key.startsWith('attempt') ? taken(authenticated) : fail('platform-error'));
    const word = sender.settled(putAttempt(2), 4000, never);
    expect(await word).toEqual(authenticated);
    await settled();
    expect(sent.map(({ n }) => n)).toEqual([1, 2, 1]);
    await sender.stop();
  });

  it('is not settled in time where the platform is away, and goes later under its key', async () => {
    answer = away;
    const sender = start();
    const word = sender.settled(putAttempt(1), 4000, never);
    await clock.turn(4000);
    expect(await word).toBeNull();
    answer = () => taken(authenticated);
    tellState('reachable');
    await settled();
    expect(new Set(sent.map(({ key }) => key))).toEqual(new Set(['attempt-1']));
    expect(audited()).toMatchObject({ body: { outcome: 'authenticated' } });
    await sender.stop();
  });

  it('is known to whoever asks a moment too late', async () => {
    answer = () => taken(authenticated);
    const sender = start();
    const key = putAttempt(1);
    await settled();
    expect(await sender.settled(key, 4000, never)).toEqual(authenticated);
    expect(clock.pending).toBe(0);
    await sender.stop();
  });

  it('is refused where the platform will never take it', async () => {
    answer = () => ok({ taken: false, code: 'platform-refused' });
    const sender = start();
    expect(await sender.settled(putAttempt(1), 4000, never)).toBe('refused');
    expect(logged).toEqual(['outbox-refused']);
    expect(audited()).toMatchObject({ body: { outcome: 'not-taken', code: 'platform-refused' } });
    await sender.stop();
  });

  it('is told once it is written down, and not before', async () => {
    answer = byHand;
    const sender = start();
    let word: unknown = 'none';
    void sender.settled(putAttempt(1), 4000, never).then((came) => (word = came));
    await settled();
    const other = new DatabaseSync(join(path, 'journal.db'));
    other.exec('BEGIN IMMEDIATE');
    answers[0]?.(taken(authenticated));
    await settled();
    other.exec('ROLLBACK');
    other.close();
    expect(word).toBe('none');
    answer = () => taken(authenticated);
    await clock.turn(retryDelay(1, 0.5));
    expect(word).toEqual(authenticated);
    await sender.stop();
  });

  it('is waited for no longer than the one who waits is there, or the station', async () => {
    answer = away;
    const sender = start();
    const left = new AbortController();
    const gone = sender.settled(putAttempt(1), 4000, left.signal);
    left.abort();
    expect(await gone).toBeNull();
    const waiting = sender.settled('attempt-1', 4000, never);
    await sender.stop();
    expect(await waiting).toBeNull();
    expect(await sender.settled('attempt-1', 4000, never)).toBeNull();
    expect(clock.pending).toBe(0);
  });

  it('leaves nothing in the chain where it is a message of another kind', async () => {
    put(1);
    const sender = start();
    await settled();
    expect(audited()).toBeNull();
    await sender.stop();
  });
});
