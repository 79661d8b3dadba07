/** Whoever was left over when their day ended: staff find them and take them up again, on SQLite and PostgreSQL. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';

import type { IssueRequest } from '#contracts/hall-api.ts';
import type { DeskAnswer, DeskCommand } from '#contracts/hall/desk.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import type { BusinessQueue } from '#contracts/hall/views.ts';
import { JumpClock, postgresBench, sqliteBench, valueOf, type HallBench } from '#test/support/halls.ts';
import { needs } from '#test/support/needs.ts';

import { hallTiming } from './timing.ts';

describe('on SQLite', () => {
  leftOver(sqliteBench, 1);
});
needs('postgres')('on PostgreSQL, with two servers', () => {
  leftOver(postgresBench, 2);
});

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

const dayMs = 86_400_000;
// Days of looks, on two servers.
jest.setTimeout(30_000);

function leftOver(start: () => Promise<HallBench>, serverCount: number): void {
  let bench: HallBench;
  let servers: WholeHall[] = [];
  let name = '';
  let halls = 0;
  let asked = 0;
  const clock = new JumpClock(0);

  /** Another server each time. */
  const hall = (): WholeHall => {
    asked += 1;
    const one = servers[asked % serverCount];
    if (one === undefined) throw new Error('no server');
    return one;
  };
  const key = (): string => `key-${(asked += 1)}`;

  async function open(): Promise<void> {
    for (const server of servers) server.close();
    servers = [];
    while (servers.length < serverCount) servers.push(await bench.open(name, clock));
  }

  beforeAll(async () => {
    bench = await start();
  }, 60_000);
  afterAll(async () => {
    for (const server of servers) server.close();
    await bench.end();
  });
  beforeEach(async () => {
    // A Friday.
    clock.at = Date.parse('2026-01-09T10:00:00+08:00');
    name = `hall-${(halls += 1)}`;
    await open();
  });

  async function issue(changed: Partial<IssueRequest> = {}) {
    const request = { business: 'pension', person: null, priority: null, origin: 'k1', audit: 'a1' };
    return valueOf(await hall().issue({ key: key(), ...request, ...changed }));
  }

  async function signIn(window: string, operator: string): Promise<string> {
    return valueOf(await hall().signIn({ key: key(), window, operator })).id;
  }

  const perform = (session: string, command: Without<DeskCommand, 'key' | 'session'>) =>
    hall().perform({ key: key(), session, ...command });

  async function did(session: string, command: Without<DeskCommand, 'key' | 'session'>): Promise<DeskAnswer> {
    return valueOf(await perform(session, command));
  }

  const next = { do: 'call-next', current: null } as const;

  async function end(): Promise<void> {
    valueOf(await hall().changeDay({ change: 'end', by: 'li' }));
  }

  /** Looks of the rule for as long as it takes until another day is sure. */
  async function turnOver(days: number): Promise<void> {
    clock.at += days * dayMs;
    for (let n = 0; n < hallTiming.dayGraceTicks; n += 1) {
      clock.at += hallTiming.tickMs;
      clock.fire();
      for (const server of servers) valueOf(await server.sequence());
    }
  }

  /** As every server has it. */
  async function pensions(): Promise<BusinessQueue> {
    const views = await Promise.all(servers.map(async (server) => valueOf(await server.queue())));
    for (const view of views) expect(view).toEqual(views[0]);
    const queue = views[0]?.businesses.find(({ business }) => business.id === 'pension');
    if (queue === undefined) throw new Error('no pensions');
    return queue;
  }

  async function listed(): Promise<string[]> {
    const { leftOver: list } = await pensions();
    return list.map(({ ticket }) => `${ticket.businessDay} ${ticket.number}`);
  }

  async function waiting(): Promise<string[]> {
    return (await pensions()).waiting.map(({ ticket }) => ticket.number);
  }

  async function stateOf(ticket: string): Promise<string | undefined> {
    return valueOf(await hall().findByKey(ticket))?.state;
  }

  it('are listed apart from who is set aside, with how they were left, also after a restart', async () => {
    await issue();
    await issue();
    await issue();
    const session = await signIn('w1', 'li');
    await did(session, next);
    await did(session, { do: 'park', reason: '缺少材料' });
    await did(session, next);
    await did(session, { do: 'pass-over' });
    await end();
    const before = await pensions();
    expect(before).toMatchObject({
      waiting: [],
      aside: [],
      leftOver: [
        { ticket: { number: 'A003', businessDay: '2026-01-09', state: 'left-over' }, calls: 0, reason: null },
        { ticket: { number: 'A002' }, calls: 1, reason: null },
        { ticket: { number: 'A001' }, calls: 1, reason: '缺少材料' },
      ],
      leftOverCount: 3,
    });
    await open();
    expect(await pensions()).toEqual(before);
  });

  it('of a day that was ended by hand are called, or put in the queue again, on that day still', async () => {
    const { ticket: one } = await issue();
    const { ticket: two } = await issue();
    await end();
    const session = await signIn('w1', 'li');
    const called = await did(session, { do: 'call-ticket', ticket: one.id });
    expect(called.ticket).toMatchObject({ number: 'A001', state: 'called' });
    expect(valueOf(await hall().board()).called).toMatchObject([{ number: 'A001', window: 1, day: null }]);
    await did(session, { do: 'resume', ticket: two.id, at: 'back' });
    expect([await listed(), await waiting()]).toEqual([[], ['A002']]);
    await open();
    expect((await did(session, { do: 'call-next', current: 'finish' })).ticket?.number).toBe('A002');
    await did(session, { do: 'finish' });
    expect([await stateOf(one.id), await stateOf(two.id)]).toEqual(['finished', 'finished']);
    // Numbers are not given for that.
    expect(valueOf(await hall().day()).state).toBe('ended');
  });

  it('of the former working day are called over the weekend, by the day of their number', async () => {
    const { ticket } = await issue({ person: 'p1' });
    await turnOver(3);
    const session = await signIn('w1', 'li');
    // Somebody else has this number today.
    await issue();
    expect(await listed()).toEqual(['2026-01-09 A001']);
    expect(await did(session, { do: 'call-ticket', ticket: ticket.id })).toMatchObject({
      ticket: { number: 'A001', businessDay: '2026-01-09', state: 'called' },
      window: { ticket: { calls: 1 } },
    });
    const calls = [{ number: 'A001', window: 1, times: 1, day: '2026-01-09' }];
    expect(valueOf(await hall().board())).toMatchObject({ called: calls, last: calls });
    await open();
    expect(valueOf(await hall().board())).toMatchObject({ called: calls, last: calls });
    expect(valueOf(await hall().place(ticket.token))).toMatchObject({ state: 'called', window: 1 });
    // Who asks again gets the ticket that is there.
    expect(await issue({ person: 'p1' })).toMatchObject({ existing: true, ticket: { id: ticket.id } });
    expect(valueOf(await hall().ticketsOf('p1'))).toMatchObject([{ ticket: { id: ticket.id } }]);
    await did(session, { do: 'finish' });
    expect([await listed(), await waiting()]).toEqual([[], ['A001']]);
  });

  it('of the former day begin their wait anew', async () => {
    const { ticket } = await issue();
    await turnOver(3);
    const session = await signIn('w1', 'li');
    await did(session, { do: 'resume', ticket: ticket.id, at: 'front' });
    clock.at += 60_000;
    expect((await pensions()).waiting).toMatchObject([{ ticket: { number: 'A001' }, waitedMs: 60_000 }]);
    expect(valueOf(await hall().place(ticket.token))).toMatchObject({ state: 'waiting', ahead: 0 });
    await did(session, next);
    await did(session, { do: 'finish' });
    const query = { from: '2026-01-09', to: '2026-01-09', by: 'total' } as const;
    expect(valueOf(await hall().statistics(query))).toMatchObject([
      { arrivals: 1, neverCalled: 1, called: 1, finished: 1, wait: { p50: 60_000, p99: 60_000 } },
    ]);
  });

  it('go on with their wait on their own day, where a wrong clock had ended it', async () => {
    const { ticket } = await issue();
    const today = clock.at;
    await turnOver(1);
    clock.at = today + 600_000;
    const session = await signIn('w1', 'li');
    await did(session, { do: 'resume', ticket: ticket.id, at: 'back' });
    expect((await pensions()).waiting).toMatchObject([{ waitedMs: 600_000 }]);
  });

  it.each(['by hand', 'by rule'])(
    'are left over once more when the day ends %s on which they were taken up',
    async (how) => {
      const { ticket } = await issue();
      await turnOver(3);
      const session = await signIn('w1', 'li');
      await did(session, { do: 'resume', ticket: ticket.id, at: 'back' });
      // Their number's day is not the former one any more when this day has ended.
      await issue({ business: 'card' });
      await open();
      expect(await waiting()).toEqual(['A001']);
      if (how === 'by hand') await end();
      else {
        clock.at += dayMs;
        await open();
        await turnOver(0);
      }
      expect(await stateOf(ticket.id)).toBe('left-over');
      expect(await waiting()).toEqual([]);
    },
  );

  it('are left over once more after a day that had ended before they were taken up', async () => {
    const { ticket } = await issue();
    const { ticket: other } = await issue();
    await end();
    const session = await signIn('w1', 'li');
    await did(session, { do: 'resume', ticket: ticket.id, at: 'back' });
    // Ended by hand for whoever is there again.
    await end();
    expect(await listed()).toEqual(['2026-01-09 A001', '2026-01-09 A002']);
    await did(session, { do: 'resume', ticket: other.id, at: 'back' });
    await open();
    await turnOver(3);
    expect(await stateOf(other.id)).toBe('left-over');
    expect(await listed()).toHaveLength(2);
  });

  it('are who came back after their day as well', async () => {
    await issue();
    const [lease] = valueOf(await hall().hold('k2'));
    await turnOver(3);
    const offline = { person: null, priority: null, origin: 'k2', audit: 'a', instead: null };
    const late = {
      ...offline,
      key: key(),
      business: 'pension',
      lease: lease?.id ?? '',
      sequence: 1,
      ageMs: 250_000_000,
    };
    valueOf(await hall().merge('k2', [late]));
    expect(await listed()).toEqual(expect.arrayContaining(['2026-01-09 AX001', '2026-01-09 A001']));
    const session = await signIn('w1', 'li');
    await did(session, { do: 'call-ticket', ticket: late.key });
    expect(await listed()).toEqual(['2026-01-09 A001']);
  });

  it('of a day before the former one are out of reach', async () => {
    const { ticket: friday } = await issue();
    await turnOver(3);
    const { ticket: monday } = await issue();
    await turnOver(1);
    expect(await listed()).toEqual(['2026-01-12 A001']);
    const session = await signIn('w1', 'li');
    expect(await perform(session, { do: 'call-ticket', ticket: friday.id })).toMatchObject({
      error: { code: 'ticket-elsewhere' },
    });
    expect(await perform(session, { do: 'resume', ticket: friday.id, at: 'front' })).toMatchObject({
      error: { code: 'ticket-elsewhere' },
    });
    await did(session, { do: 'call-ticket', ticket: monday.id });
  });

  it('are listed up to a bound, the latest of them, and counted', async () => {
    await Promise.all(Array.from({ length: 60 }, () => issue()));
    await end();
    const { leftOver: list, leftOverCount } = await pensions();
    expect(leftOverCount).toBe(60);
    const expected = Array.from({ length: 50 }, (_, n) => `A0${60 - n}`);
    expect(list.map(({ ticket }) => ticket.number)).toEqual(expected);
  });
}
