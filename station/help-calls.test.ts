import { expect, it } from '@jest/globals';

import type { HelpAsked, HelpRequest } from '#contracts/hall/help.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { HelpCalls } from './help-calls.ts';

function bench() {
  const clock = new HandClock();
  const asked: HelpRequest[] = [];
  const withdrawn: HelpRequest[] = [];
  const came: string[] = [];
  let answer: Result<HelpAsked> | null = null;
  let isAway = false;
  let made = 0;
  const calls = new HelpCalls({
    hall: {
      callHelp: async (request) => {
        asked.push(request);
        if (isAway) return fail('hall-unavailable');
        const { key: id, origin } = request;
        return answer ?? ok({ id, origin, at: 0, answered: false, withdrawn: false });
      },
      withdrawHelp: async (request) => {
        withdrawn.push(request);
        return isAway ? fail('hall-unavailable') : ok(undefined);
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
    withdrawn,
    came,
    /** Null: the call is open, under the key that it was made with. */
    answers: (next: Partial<HelpAsked> | null) => (answer = next === null ? null : ok({ ...open, ...next })),
    away: (away: boolean) => (isAway = away),
  };
}

const open = { id: 'key-1', origin: 'hall-1:kiosk', at: 0, answered: false, withdrawn: false };
const first = { key: 'key-1', origin: 'hall-1:kiosk' };

it('reaches the hall under one key until somebody says that they come', async () => {
  const { calls, asked, came, answers, clock } = bench();
  calls.call('kiosk');
  await clock.turn(1000);
  answers({ answered: true });
  await clock.turn(1000);
  expect(came).toEqual(['kiosk']);
  expect(asked).toEqual([first, first, first]);
});

it('gets through when the hall is back', async () => {
  const { calls, came, answers, away, clock } = bench();
  away(true);
  calls.call('kiosk');
  await clock.turn(1000);
  away(false);
  answers({ answered: true });
  await clock.turn(1000);
  expect(came).toEqual(['kiosk']);
});

it('waits for the answer to the call that was open before a restart', async () => {
  const { calls, asked, answers, clock } = bench();
  answers({ id: 'before' });
  calls.call('kiosk');
  await clock.turn(1000);
  expect(asked.at(-1)?.key).toBe('before');
});

it('asks no more once it is over, and leaves the call to staff', async () => {
  const { calls, clock, asked, withdrawn, came, answers } = bench();
  calls.call('kiosk');
  await clock.turn(1000);
  answers({ answered: true });
  calls.over('kiosk');
  const before = asked.length;
  await clock.turn(10_000);
  expect(asked.length).toBe(before);
  expect([came, withdrawn, clock.pending]).toEqual([[], [], 0]);
});

it('is withdrawn at the hall when it is taken back, and once', async () => {
  const { calls, clock, asked, withdrawn, came } = bench();
  calls.call('kiosk');
  await clock.turn(1000);
  const before = asked.length;
  calls.takeBack('kiosk');
  await clock.turn(10_000);
  expect(withdrawn).toEqual([first]);
  expect([asked.length, came, clock.pending]).toEqual([before, [], 0]);
});

it('is withdrawn when the hall is back, also where the hall never answered the call', async () => {
  const { calls, clock, withdrawn, away } = bench();
  away(true);
  calls.call('kiosk');
  await clock.turn(3000);
  calls.takeBack('kiosk');
  await clock.turn(2000);
  expect(withdrawn.length).toBeGreaterThan(1);
  away(false);
  await clock.turn(1000);
  const tries = withdrawn.length;
  await clock.turn(10_000);
  expect(withdrawn.length).toBe(tries);
  expect(new Set(withdrawn.map(({ key }) => key))).toEqual(new Set(['key-1']));
  expect(clock.pending).toBe(0);
});

it('is withdrawn as the call of before a restart that it was answered with', async () => {
  const { calls, clock, withdrawn, answers } = bench();
  answers({ id: 'before' });
  calls.call('kiosk');
  await clock.turn(1000);
  calls.takeBack('kiosk');
  await clock.turn(1000);
  expect(withdrawn).toEqual([{ key: 'before', origin: 'hall-1:kiosk' }]);
});

it('pressed again while it is being taken back calls, and withdraws nothing any more', async () => {
  const { calls, clock, asked, withdrawn, away } = bench();
  away(true);
  calls.call('kiosk');
  await clock.turn(1000);
  calls.takeBack('kiosk');
  await clock.turn(1000);
  const tries = withdrawn.length;
  calls.call('kiosk');
  away(false);
  await clock.turn(3000);
  expect(withdrawn.length).toBe(tries);
  expect(asked.at(-1)?.key).toBe('key-2');
});

it('calls anew where the call that it was answered with is withdrawn after all', async () => {
  const { calls, clock, asked, answers } = bench();
  calls.call('kiosk');
  await clock.turn(0);
  answers({ withdrawn: true });
  await clock.turn(1000);
  answers(null);
  await clock.turn(1000);
  expect(asked.map(({ key }) => key)).toEqual(['key-1', 'key-1', 'key-2']);
});

it('that nobody made is not taken back', async () => {
  const { calls, clock, withdrawn } = bench();
  calls.takeBack('kiosk');
  await clock.turn(1000);
  expect(withdrawn).toEqual([]);
});
