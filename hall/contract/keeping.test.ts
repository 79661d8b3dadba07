import { describe, expect, it } from '@jest/globals';

import { next, onBothEngines, type ContractBench } from '#test/support/hall-contract.ts';
import { valueOf } from '#test/support/halls.ts';

import { hallKeeping, hallTiming } from '../timing.ts';

const dayMs = 86_400_000;
/** Some hundred looks, each a commit, milliseconds. */
const looksMs = 30_000;

/** Another day that lasts: the former one ends by rule, and what is old goes. */
async function daysLater(bench: ContractBench, days: number): Promise<void> {
  bench.clock.at += days * dayMs;
  await bench.ticks(hallTiming.dayGraceTicks + 1);
}

/** The numbers of the events that there are. */
async function kept(bench: ContractBench): Promise<number[]> {
  return (await bench.events()).map(({ seq }) => seq);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, n) => from + n);
}

const newest = async (bench: ContractBench): Promise<number> => valueOf(await bench.hall.sequence());

onBothEngines((bench) => {
  describe('events', () => {
    it(
      'go when they are old, the rest without a gap; tickets, figures and the newest event stay',
      async () => {
        const { ticket } = await bench.issue({ person: 'p' });
        const old = await newest(bench);
        await daysLater(bench, hallKeeping.eventDays - 1);
        const recent = await newest(bench);
        expect(recent).toBeGreaterThan(old);
        expect(await kept(bench)).toEqual(range(1, recent));
        await daysLater(bench, 2);
        expect(await kept(bench)).toEqual(range(old + 1, recent));
        expect(valueOf(await bench.hall.eventsSince(old, 10)).at(0)?.seq).toBe(old + 1);

        await daysLater(bench, 1000);
        expect(await kept(bench)).toEqual([recent]);
        expect(valueOf(await bench.hall.eventsSince(recent, 10))).toEqual([]);
        expect(await bench.issue({ key: ticket.id, person: 'p' })).toMatchObject({
          ticket: { id: ticket.id, number: 'A001', businessDay: '2026-01-05', state: 'left-over' },
        });
        const query = { from: '2026-01-01', to: '2026-12-31', by: 'day' } as const;
        expect(valueOf(await bench.hall.statistics(query))).toMatchObject([{ arrivals: 1 }]);
        await bench.reopen();
        expect(await kept(bench)).toEqual([recent]);
        expect((await bench.issue()).ticket.number).toBe('A001');
        expect(await kept(bench)).toEqual(range(recent, await newest(bench)));
      },
      looksMs,
    );

    it(
      'stay until the last reader with a cursor is done with them, also one that never had any',
      async () => {
        await bench.issue();
        await bench.issue();
        valueOf(await bench.hall.moveCursor('city', 0));
        valueOf(await bench.hall.moveCursor('other', 2));
        await daysLater(bench, 2 * hallKeeping.eventDays);
        const last = await newest(bench);
        expect(await kept(bench)).toEqual(range(1, last));
        valueOf(await bench.hall.moveCursor('city', 1));
        await bench.ticks(1);
        expect(await kept(bench)).toEqual(range(2, last));
        valueOf(await bench.hall.moveCursor('city', last));
        await bench.ticks(1);
        expect(await kept(bench)).toEqual(range(3, last));
      },
      looksMs,
    );

    it(
      'stay while a clock is wrong for a moment',
      async () => {
        await bench.issue();
        await bench.issue();
        const before = await kept(bench);
        bench.clock.at += 2 * hallKeeping.eventDays * dayMs;
        await bench.ticks(hallTiming.dayGraceTicks - 1);
        bench.clock.at -= 2 * hallKeeping.eventDays * dayMs;
        await bench.ticks(2);
        expect((await kept(bench)).slice(0, before.length)).toEqual(before);
      },
      looksMs,
    );

    it(
      'go a few at a time, and past one that a wrong clock dated into the future',
      async () => {
        const many = hallKeeping.rowsAtOnce + 10;
        bench.clock.at += 1000 * dayMs;
        await bench.issue();
        bench.clock.at -= 1000 * dayMs;
        await Promise.all(range(1, many).map(() => bench.issue()));
        bench.clock.at += (hallKeeping.eventDays + 1) * dayMs;
        await bench.ticks(hallTiming.dayGraceTicks);
        const first = async (): Promise<number> =>
          valueOf(await bench.hall.eventsSince(0, 1)).at(0)?.seq ?? 0;
        const from = await first();
        expect(from).toBe(1);
        await bench.ticks(1);
        expect(await first()).toBe(1 + hallKeeping.rowsAtOnce);
        await bench.ticks(1);
        expect(await first()).toBeGreaterThan(many);
      },
      looksMs,
    );
  });

  describe('answers', () => {
    it(
      'are the same for days, and then the key is a new one',
      async () => {
        const { ticket } = await bench.issue({ person: 'p' });
        const again = bench.request({ person: 'p' });
        expect(valueOf(await bench.hall.issue(again))).toMatchObject({ existing: true });
        const help = { key: bench.key(), origin: 'k1' };
        valueOf(await bench.hall.callHelp(help));
        valueOf(await bench.hall.answerHelp({ help: help.key, operator: 'li' }));
        const signIn = { key: bench.key(), window: 'w1', operator: 'li' };
        const session = valueOf(await bench.hall.signIn(signIn)).id;
        const press = { key: bench.key(), session, ...next };
        expect(valueOf(await bench.hall.perform(press)).ticket?.id).toBe(ticket.id);
        await bench.did(session, { do: 'sign-out' });

        await daysLater(bench, hallKeeping.requestDays - 1);
        expect(valueOf(await bench.hall.findByKey(again.key))?.id).toBe(ticket.id);
        expect(valueOf(await bench.hall.perform(press))).toMatchObject({ repeated: true });
        expect(await bench.hall.signIn(signIn)).toMatchObject({ error: { code: 'session-ended' } });
        expect(valueOf(await bench.hall.callHelp(help))).toMatchObject({ answered: true });

        await daysLater(bench, 2);
        expect(valueOf(await bench.hall.findByKey(again.key))).toBeNull();
        expect(valueOf(await bench.hall.findByKey(ticket.id))?.number).toBe('A001');
        // The session is gone with its answers: no press of then does anything now.
        expect(await bench.hall.perform(press)).toMatchObject({ error: { code: 'session-ended' } });
        expect(valueOf(await bench.hall.callHelp(help))).toMatchObject({ answered: false });
      },
      looksMs,
    );

    it(
      'stay of a session and a call for help that go on',
      async () => {
        const help = { key: bench.key(), origin: 'k1' };
        valueOf(await bench.hall.callHelp(help));
        const session = await bench.signIn('w1', 'li');
        bench.clock.at += (hallKeeping.requestDays + 1) * dayMs;
        for (let tick = 0; tick <= hallTiming.dayGraceTicks; tick += 1) {
          valueOf(await bench.hall.heartbeat(session));
          await bench.ticks(1);
        }
        expect(await bench.did(session, next)).toMatchObject({ ticket: null });
        expect(valueOf(await bench.hall.openHelp())).toMatchObject([{ id: help.key }]);
      },
      looksMs,
    );

    it(
      'of numbers that come back after weeks without the hall need not be there',
      async () => {
        const [lease] = valueOf(await bench.hall.hold('kiosk-1'));
        const first = lease?.numbers[0]?.sequence ?? 0;
        const instead = bench.key();
        await daysLater(bench, 2 * hallKeeping.eventDays);
        const offline = {
          ...bench.request(),
          lease: lease?.id ?? '',
          sequence: first,
          ageMs: 2 * hallKeeping.eventDays * dayMs,
          instead,
        };
        const merged = valueOf(await bench.hall.merge('kiosk-1', [offline]));
        expect(merged).toMatchObject([{ number: `AX${String(first).padStart(3, '0')}`, state: 'left-over' }]);
        await daysLater(bench, 2 * hallKeeping.requestDays);
        expect(valueOf(await bench.hall.merge('kiosk-1', [offline]))).toEqual(merged);
      },
      looksMs,
    );
  });
});
