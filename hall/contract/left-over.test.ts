/** Whoever was left over when their day ended: staff find them and take them up again, on SQLite and PostgreSQL. */
import { expect, it, jest } from '@jest/globals';

import { next, onBothEngines, type ContractBench } from '#test/support/hall-contract.ts';
import { valueOf } from '#test/support/halls.ts';

import { hallTiming } from '../timing.ts';

const dayMs = 86_400_000;
// Days of looks, on two servers.
jest.setTimeout(30_000);

// A Friday.
onBothEngines(leftOver, { servers: 2, begins: '2026-01-09T10:00:00+08:00' });

function leftOver(bench: ContractBench): void {
  async function end(): Promise<void> {
    valueOf(await bench.hall.changeDay({ change: 'end', by: 'li' }));
  }

  /** Looks of the rule for as long as it takes until another day is sure. */
  async function turnOver(days: number): Promise<void> {
    bench.clock.at += days * dayMs;
    await bench.ticks(hallTiming.dayGraceTicks);
  }

  async function listed(): Promise<string[]> {
    const { leftOver: list } = await bench.queue();
    return list.map(({ ticket }) => `${ticket.businessDay} ${ticket.number}`);
  }

  async function stateOf(ticket: string): Promise<string | undefined> {
    return valueOf(await bench.hall.findByKey(ticket))?.state;
  }

  it('are listed apart from who is set aside, with how they were left, also after a restart', async () => {
    await bench.issue();
    await bench.issue();
    await bench.issue();
    const session = await bench.signIn('w1', 'li');
    await bench.did(session, next);
    await bench.did(session, { do: 'park', reason: '缺少材料' });
    await bench.did(session, next);
    await bench.did(session, { do: 'pass-over' });
    await end();
    const before = await bench.queue();
    expect(before).toMatchObject({
      waiting: [],
      aside: [],
      leftOver: [
        {
          ticket: { number: 'A003', businessDay: '2026-01-09', state: 'left-over' },
          calls: 0,
          reason: null,
        },
        { ticket: { number: 'A002' }, calls: 1, reason: null },
        { ticket: { number: 'A001' }, calls: 1, reason: '缺少材料' },
      ],
      leftOverCount: 3,
    });
    await bench.reopen();
    expect(await bench.queue()).toEqual(before);
  });

  it('of a day that was ended by hand are called, or put in the queue again, on that day still', async () => {
    const { ticket: one } = await bench.issue();
    const { ticket: two } = await bench.issue();
    await end();
    const session = await bench.signIn('w1', 'li');
    const called = await bench.did(session, { do: 'call-ticket', ticket: one.id });
    expect(called.ticket).toMatchObject({ number: 'A001', state: 'called' });
    expect(valueOf(await bench.hall.board()).called).toMatchObject([
      { number: 'A001', window: 1, day: null },
    ]);
    await bench.did(session, { do: 'resume', ticket: two.id, at: 'back' });
    expect([await listed(), await bench.numbersWaiting()]).toEqual([[], ['A002']]);
    await bench.reopen();
    expect((await bench.did(session, { do: 'call-next', current: 'finish' })).ticket?.number).toBe('A002');
    await bench.did(session, { do: 'finish' });
    expect([await stateOf(one.id), await stateOf(two.id)]).toEqual(['finished', 'finished']);
    // Numbers are not given for that.
    expect(valueOf(await bench.hall.day()).state).toBe('ended');
  });

  it('of the former working day are called over the weekend, by the day of their number', async () => {
    const { ticket } = await bench.issue({ person: 'p1' });
    await turnOver(3);
    const session = await bench.signIn('w1', 'li');
    // Somebody else has this number today.
    await bench.issue();
    expect(await listed()).toEqual(['2026-01-09 A001']);
    expect(await bench.did(session, { do: 'call-ticket', ticket: ticket.id })).toMatchObject({
      ticket: { number: 'A001', businessDay: '2026-01-09', state: 'called' },
      window: { ticket: { calls: 1 } },
    });
    const calls = [{ number: 'A001', window: 1, times: 1, day: '2026-01-09' }];
    expect(valueOf(await bench.hall.board())).toMatchObject({ called: calls, last: calls });
    await bench.reopen();
    expect(valueOf(await bench.hall.board())).toMatchObject({ called: calls, last: calls });
    expect(valueOf(await bench.hall.place(ticket.token))).toMatchObject({ state: 'called', window: 1 });
    // Who asks again gets the ticket that is there.
    expect(await bench.issue({ person: 'p1' })).toMatchObject({
      existing: true,
      ticket: { id: ticket.id },
    });
    expect(valueOf(await bench.hall.ticketsOf('p1'))).toMatchObject([{ ticket: { id: ticket.id } }]);
    await bench.did(session, { do: 'finish' });
    expect([await listed(), await bench.numbersWaiting()]).toEqual([[], ['A001']]);
  });

  it('of the former day begin their wait anew', async () => {
    const { ticket } = await bench.issue();
    await turnOver(3);
    const session = await bench.signIn('w1', 'li');
    await bench.did(session, { do: 'resume', ticket: ticket.id, at: 'front' });
    bench.clock.at += 60_000;
    expect((await bench.queue()).waiting).toMatchObject([{ ticket: { number: 'A001' }, waitedMs: 60_000 }]);
    expect(valueOf(await bench.hall.place(ticket.token))).toMatchObject({ state: 'waiting', ahead: 0 });
    await bench.did(session, next);
    await bench.did(session, { do: 'finish' });
    const query = { from: '2026-01-09', to: '2026-01-09', by: 'total' } as const;
    expect(valueOf(await bench.hall.statistics(query))).toMatchObject([
      { arrivals: 1, neverCalled: 1, called: 1, finished: 1, wait: { p50: 60_000, p99: 60_000 } },
    ]);
  });

  it('go on with their wait on their own day, where a wrong clock had ended it', async () => {
    const { ticket } = await bench.issue();
    const today = bench.clock.at;
    await turnOver(1);
    bench.clock.at = today + 600_000;
    const session = await bench.signIn('w1', 'li');
    await bench.did(session, { do: 'resume', ticket: ticket.id, at: 'back' });
    expect((await bench.queue()).waiting).toMatchObject([{ waitedMs: 600_000 }]);
  });

  it.each(['by hand', 'by rule'])(
    'are left over once more when the day ends %s on which they were taken up',
    async (how) => {
      const { ticket } = await bench.issue();
      await turnOver(3);
      const session = await bench.signIn('w1', 'li');
      await bench.did(session, { do: 'resume', ticket: ticket.id, at: 'back' });
      // Their number's day is not the former one any more when this day has ended.
      await bench.issue({ business: 'card' });
      await bench.reopen();
      expect(await bench.numbersWaiting()).toEqual(['A001']);
      if (how === 'by hand') await end();
      else {
        bench.clock.at += dayMs;
        await bench.reopen();
        await turnOver(0);
      }
      expect(await stateOf(ticket.id)).toBe('left-over');
      expect(await bench.numbersWaiting()).toEqual([]);
    },
  );

  it('are left over once more after a day that had ended before they were taken up', async () => {
    const { ticket } = await bench.issue();
    const { ticket: other } = await bench.issue();
    await end();
    const session = await bench.signIn('w1', 'li');
    await bench.did(session, { do: 'resume', ticket: ticket.id, at: 'back' });
    // Ended by hand for whoever is there again.
    await end();
    expect(await listed()).toEqual(['2026-01-09 A001', '2026-01-09 A002']);
    await bench.did(session, { do: 'resume', ticket: other.id, at: 'back' });
    await bench.reopen();
    await turnOver(3);
    expect(await stateOf(other.id)).toBe('left-over');
    expect(await listed()).toHaveLength(2);
  });

  it('are who came back after their day as well', async () => {
    await bench.issue();
    const [lease] = valueOf(await bench.hall.hold('k2'));
    await turnOver(3);
    const offline = { person: null, priority: null, origin: 'k2', audit: 'a', instead: null };
    const late = {
      ...offline,
      key: bench.key(),
      business: 'pension',
      lease: lease?.id ?? '',
      sequence: 1,
      ageMs: 250_000_000,
    };
    valueOf(await bench.hall.merge('k2', [late]));
    expect(await listed()).toEqual(expect.arrayContaining(['2026-01-09 AX001', '2026-01-09 A001']));
    const session = await bench.signIn('w1', 'li');
    await bench.did(session, { do: 'call-ticket', ticket: late.key });
    expect(await listed()).toEqual(['2026-01-09 A001']);
  });

  it('of a day before the former one are out of reach', async () => {
    const { ticket: friday } = await bench.issue();
    await turnOver(3);
    const { ticket: monday } = await bench.issue();
    await turnOver(1);
    expect(await listed()).toEqual(['2026-01-12 A001']);
    const session = await bench.signIn('w1', 'li');
    expect(await bench.perform(session, { do: 'call-ticket', ticket: friday.id })).toMatchObject({
      error: { code: 'ticket-elsewhere' },
    });
    expect(await bench.perform(session, { do: 'resume', ticket: friday.id, at: 'front' })).toMatchObject({
      error: { code: 'ticket-elsewhere' },
    });
    await bench.did(session, { do: 'call-ticket', ticket: monday.id });
  });

  it('are listed up to a bound, the latest of them, and counted', async () => {
    await Promise.all(Array.from({ length: 60 }, () => bench.issue()));
    await end();
    const { leftOver: list, leftOverCount } = await bench.queue();
    expect(leftOverCount).toBe(60);
    const expected = Array.from({ length: 50 }, (_, n) => `A0${60 - n}`);
    expect(list.map(({ ticket }) => ticket.number)).toEqual(expected);
  });
}
