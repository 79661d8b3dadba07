/** What stations gave without the hall, brought into its queue: on SQLite, and on PostgreSQL with two servers. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { IssueRequest, Ticket, TicketGiven } from '#contracts/hall-api.ts';
import type { DeskCommand } from '#contracts/hall/desk.ts';
import type { OfflineTicket } from '#contracts/hall/leases.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import { JumpClock, postgresBench, sqliteBench, valueOf, type HallBench } from '#test/support/halls.ts';
import { needs } from '#test/support/needs.ts';

describe('on SQLite', () => {
  merged(sqliteBench, 1);
});
needs('postgres')('on PostgreSQL, with two servers', () => {
  merged(postgresBench, 2);
});

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** Of a station's next number; `at`: the local time at which it was given. */
type Given = Partial<OfflineTicket> & { readonly station: string; readonly at: string };

const minuteMs = 60_000;

function merged(start: () => Promise<HallBench>, serverCount: number): void {
  let bench: HallBench;
  let servers: WholeHall[] = [];
  let name = '';
  let halls = 0;
  let keys = 0;
  const clock = new JumpClock(0);
  const used = new Map<string, number>();

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
    clock.at = instantOf('09:00');
    name = `hall-${(halls += 1)}`;
    used.clear();
    await open();
    // Both kiosks hold blocks: AX001 and up, AX031 and up.
    for (const station of ['k1', 'k2']) valueOf(await hall().hold(station));
  });

  const hall = (server = 0): WholeHall => {
    const one = servers[server % serverCount];
    if (one === undefined) throw new Error('no server');
    return one;
  };
  const key = (): string => `key-${(keys += 1)}`;

  async function issue(changed: Partial<IssueRequest> = {}): Promise<TicketGiven> {
    const request = { business: 'pension', person: null, priority: null, origin: 'k', audit: 'a' };
    return valueOf(await hall().issue({ key: key(), ...request, ...changed }));
  }

  /** In one message, through one server. */
  async function merge(all: readonly Given[], server = 0): Promise<readonly Ticket[]> {
    const [station] = all.map((one) => one.station);
    const leases = valueOf(await hall(server).hold(station ?? ''));
    const tickets = all.map(({ station: _, at, business = 'pension', ...changed }) => {
      const lease = leases.find((one) => one.business === business);
      const index = used.get(lease?.id ?? '') ?? 0;
      used.set(lease?.id ?? '', index + 1);
      return {
        key: key(),
        business,
        person: null,
        priority: null,
        origin: 'k',
        audit: 'a',
        lease: lease?.id ?? '',
        sequence: Number(lease?.id.split('-').at(-1)) + index,
        ageMs: clock.at - instantOf(at),
        instead: null,
        ...changed,
      };
    });
    return valueOf(await hall(server).merge(station ?? '', tickets));
  }

  async function signIn(window: string, operator: string): Promise<string> {
    return valueOf(await hall().signIn({ key: key(), window, operator })).id;
  }

  async function did(session: string, command: Without<DeskCommand, 'key' | 'session'>): Promise<void> {
    valueOf(await hall().perform({ key: key(), session, ...command }));
  }

  const next = { do: 'call-next', current: null } as const;

  /** As every server has it. */
  async function waiting(): Promise<string> {
    const views = await Promise.all(servers.map(async (server) => valueOf(await server.queue())));
    for (const view of views) expect(view).toEqual(views[0]);
    const queue = views[0]?.businesses.find(({ business }) => business.id === 'pension');
    return (queue?.waiting ?? []).map(({ ticket }) => ticket.number).join(' ');
  }

  /** Of a person, with what they are for besides. */
  async function numbersOf(person: string): Promise<string[]> {
    const given = valueOf(await hall(1).ticketsOf(person));
    return given.map(({ ticket: { number, further } }) => [number, ...further].join(' '));
  }

  describe('the order', () => {
    it('is that of time, whatever was merged before and through which server', async () => {
      for (let n = 0; n < 5; n += 1) {
        await issue();
        // The other one hears of it by its event.
        for (const server of servers) valueOf(await server.sequence());
        clock.at += minuteMs;
      }
      await merge([{ station: 'k1', at: '09:00:30' }]);
      await merge([{ station: 'k2', at: '09:03:30' }], 1);
      await merge([{ station: 'k1', at: '09:02:30' }], 1);
      expect(await waiting()).toBe('A001 AX001 A002 A003 AX002 A004 AX031 A005');
    });

    it('is the same after a restart, also where somebody was put into the queue again', async () => {
      for (let n = 0; n < 4; n += 1) {
        await issue();
        clock.at += minuteMs;
      }
      const session = await signIn('w1', 'li');
      await did(session, next);
      await did(session, { do: 'transfer', to: { kind: 'business', business: 'pension' }, at: 'back' });
      await did(session, next);
      await did(session, { do: 'pass-over' });
      clock.at += minuteMs;
      await merge([{ station: 'k1', at: '09:02:30' }]);
      await open();
      await merge([{ station: 'k2', at: '09:02:40' }]);
      // After A001 went to the back, which was at 09:04.
      await merge([{ station: 'k2', at: '09:04:30' }], 1);
      expect(await waiting()).toBe('A003 AX001 AX031 A004 A001 AX032');
    });

    it('is that of time also among those who came while the hall was away', async () => {
      await issue();
      clock.at = instantOf('11:00');
      await merge([
        { station: 'k1', at: '09:50' },
        { station: 'k1', at: '10:00' },
        { station: 'k1', at: '10:10', priority: 'elderly' },
      ]);
      await merge(
        [
          { station: 'k2', at: '09:15' },
          { station: 'k2', at: '09:55' },
        ],
        1,
      );
      await issue();
      expect(await waiting()).toBe('AX003 A001 AX031 AX001 AX032 AX002 A002');
    });

    it('leaves the printed ticket where the unseen one stood, among those who came since as well', async () => {
      await issue({ key: 'unseen' });
      clock.at += minuteMs;
      await merge([{ station: 'k1', at: '09:00:01' }]);
      await merge([{ station: 'k2', at: '09:00:02', instead: 'unseen' }]);
      expect(await waiting()).toBe('AX031 AX001');
    });
  });

  describe('a person', () => {
    it('who was answered with the number that they had, and never saw it, has the printed one', async () => {
      await issue();
      await issue({ person: 'p' });
      await issue();
      expect((await issue({ key: 'unseen', person: 'p' })).existing).toBe(true);
      clock.at += minuteMs;
      await merge([{ station: 'k1', at: '09:00:30', person: 'p', instead: 'unseen' }]);
      expect(await waiting()).toBe('A001 AX001 A003');
      expect(await numbersOf('p')).toEqual(['AX001']);
    });

    it('has the printed number alone also where the day has ended meanwhile', async () => {
      await issue({ key: 'unseen', person: 'p' });
      await issue();
      valueOf(await hall().changeDay({ change: 'end', by: 'li' }));
      clock.at += minuteMs;
      await merge([{ station: 'k1', at: '09:00:30', person: 'p', instead: 'unseen' }]);
      expect(valueOf(await hall(1).findByKey('unseen'))).toMatchObject({ state: 'void' });
      for (const server of servers) {
        const [pension] = valueOf(await server.queue()).businesses;
        expect(pension?.leftOver.map(({ ticket }) => ticket.number)).toEqual(['A002', 'AX001']);
      }
    });

    it('who took a number at two kiosks without the hall has the last one, in the place of the first', async () => {
      clock.at = instantOf('11:00');
      await merge([
        { station: 'k1', at: '10:00', person: 'p', further: ['card'] },
        { station: 'k1', at: '10:05' },
        { station: 'k1', at: '10:07', business: 'card', person: 'p' },
      ]);
      await merge([{ station: 'k2', at: '10:10', person: 'p' }], 1);
      expect(await waiting()).toBe('AX031 AX002');
      // What the first one was for besides is not forgotten.
      expect(await numbersOf('p')).toEqual(['AX031 card']);
    });

    it('keeps the number that was given later, and what is merged late is void', async () => {
      await issue({ person: 'p' });
      clock.at += minuteMs;
      const [late] = await merge([{ station: 'k1', at: '08:59', person: 'p', instead: 'unseen' }]);
      expect(late).toMatchObject({ state: 'void' });
      expect(await waiting()).toBe('A001');
      // The request that comes in after all gets the number that counts.
      expect(await issue({ key: 'unseen', person: 'p' })).toMatchObject({
        existing: true,
        ticket: { number: 'A001' },
      });
    });

    it('is not taken from the window', async () => {
      await issue({ person: 'p' });
      const session = await signIn('w1', 'li');
      await did(session, next);
      clock.at += minuteMs;
      await merge([{ station: 'k1', at: '09:00:30', person: 'p' }], 1);
      expect(await waiting()).toBe('');
      await did(session, { do: 'pass-over' });
      // Who was passed over and asks again waits again, by when that was.
      await issue();
      await merge([{ station: 'k1', at: '09:00:40', person: 'p' }]);
      expect(await waiting()).toBe('AX002 A002');
    });

    it('keeps the appointment that the number had checked in', async () => {
      const { version, configuration } = valueOf(await hall().configuration());
      const slots = [{ business: 'pension', weekdays: [1], from: '09:00', to: '09:30', capacity: 2 }];
      const appointments = { ...configuration.appointments, slots };
      const change = { configuration: { ...configuration, appointments }, expected: version, by: 'li' };
      valueOf(await hall().changeConfiguration(change));
      const booking = { key: 'b', business: 'pension', person: 'p', date: '2026-01-05', from: '09:00' };
      const { id } = valueOf(await hall().book(booking));
      await issue();
      await issue({ key: 'unseen', person: 'p', appointment: id });
      clock.at += minuteMs;
      const [printed] = await merge([{ station: 'k1', at: '09:00:30', person: 'p', instead: 'unseen' }], 1);
      expect(await waiting()).toBe('AX001 A001');
      expect(valueOf(await hall().appointments('2026-01-05'))).toMatchObject([
        { id, state: 'checked-in', ticket: printed?.id },
      ]);
    });
  });

  it('takes in what was given on two days in one message', async () => {
    const [before] = valueOf(await hall().hold('k1'));
    clock.at += 86_400_000;
    const [today] = valueOf(await hall().hold('k1'));
    const common = {
      business: 'pension',
      person: null,
      priority: null,
      origin: 'k',
      audit: 'a',
      instead: null,
    };
    const given = [
      { ...common, key: 'yesterday', lease: before?.id ?? '', sequence: 1, ageMs: 80_000_000 },
      { ...common, key: 'today', lease: today?.id ?? '', sequence: 1, ageMs: minuteMs },
    ];
    for (const server of [0, 1])
      expect(valueOf(await hall(server).merge('k1', given))).toMatchObject([
        { number: 'AX001', businessDay: '2026-01-05' },
        { number: 'AX001', businessDay: '2026-01-06' },
      ]);
    const again = await hall().merge(
      'k1',
      given.map((one) => ({ ...one, key: `other ${one.key}` })),
    );
    expect(again).toMatchObject({ error: { code: 'lease-number-taken' } });
  });
}

function instantOf(time: string): number {
  return Date.parse(`2026-01-05T${time.length === 5 ? `${time}:00` : time}+08:00`);
}
