import { expect, it } from '@jest/globals';

import { ok } from '#contracts/result.ts';
import { HandClock } from '#test/support/hand-clock.ts';

import type { Beside } from '../journal/journal.ts';
import { refusalRecorder } from './refusals.ts';

it('puts a refused person into the audit chain and the outbox in one commit, and into the log', () => {
  const commits: Beside[] = [];
  const logged: unknown[] = [];
  const record = refusalRecorder(
    {
      station: 'demo-1',
      journal: {
        record: (entries) => {
          commits.push(entries);
          return ok(undefined);
        },
      },
      clock: new HandClock(Date.UTC(2026, 10, 21, 1)),
      log: { event: (name, fields) => void logged.push({ name, fields }) },
    },
    'gate',
  );
  record('hash', 'person-deceased', 'identity-card');
  const body = { face: 'gate', code: 'person-deceased', credential: 'identity-card' };
  expect(commits).toEqual([
    {
      audit: { event: 'person-refused', person: 'hash', body },
      outbox: {
        topic: 'person-refused',
        station: 'demo-1',
        at: '2026-11-21T01:00:00.000Z',
        person: 'hash',
        body,
      },
    },
  ]);
  expect(logged).toEqual([
    {
      name: 'person-refused',
      fields: { person: 'hash', code: 'person-deceased', credential: 'identity-card' },
    },
  ]);
});
