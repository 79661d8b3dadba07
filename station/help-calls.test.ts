import { expect, it } from '@jest/globals';

import type { HelpAsked, HelpRequest } from '#contracts/hall/help.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { HelpCalls } from './help-calls.ts';

function bench() {
  const clock = new HandClock();
  const asked: HelpRequest[] = [];
  const came: string[] = [];
  let answer: Result<HelpAsked> | null = null;
  let made = 0;
  const calls = new HelpCalls({
    hall: {
      callHelp: async (request) => {
        asked.push(request);
        return answer ?? ok({ id: request.key, origin: request.origin, at: 0, answered: false });
      },
    },
    station: 'hall-1',
    newId: () => `key-${(made += 1)}`,
    clock,
    answered: (face) => void came.push(face),
  });
  return {
    calls,
    clock,
    asked,
    came,
    /** Null: the call is open, under the key that it was made with. */
    answers: (next: Result<HelpAsked> | null) => (answer = next),
  };
}

const open = { id: 'key-1', origin: 'hall-1:kiosk', at: 0 };

it('reaches the hall under one key until somebody says that they come', async () => {
  const { calls, asked, came, answers, clock } = bench();
  calls.call('kiosk');
  await clock.turn(1000);
  answers(ok({ ...open, answered: true }));
  await clock.turn(1000);
  expect(came).toEqual(['kiosk']);
  expect(asked).toEqual([
    { key: 'key-1', origin: 'hall-1:kiosk' },
    { key: 'key-1', origin: 'hall-1:kiosk' },
    { key: 'key-1', origin: 'hall-1:kiosk' },
  ]);
});

it('gets through when the hall is back', async () => {
  const { calls, came, answers, clock } = bench();
  answers(fail('hall-unavailable'));
  calls.call('kiosk');
  await clock.turn(1000);
  answers(ok({ ...open, answered: true }));
  await clock.turn(1000);
  expect(came).toEqual(['kiosk']);
});

it('waits for the answer to the call that was open before a restart', async () => {
  const { calls, asked, answers, clock } = bench();
  answers(ok({ ...open, id: 'before', answered: false }));
  calls.call('kiosk');
  await clock.turn(1000);
  expect(asked.at(-1)?.key).toBe('before');
});

it('asks no more once it is over', async () => {
  const { calls, clock, asked, came, answers } = bench();
  calls.call('kiosk');
  await clock.turn(1000);
  answers(ok({ ...open, answered: true }));
  calls.over('kiosk');
  const before = asked.length;
  await clock.turn(10_000);
  expect(asked.length).toBe(before);
  expect([came, clock.pending]).toEqual([[], 0]);
});
