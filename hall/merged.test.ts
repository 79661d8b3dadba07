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
}

function instantOf(time: string): number {
  return Date.parse(`2026-01-05T${time.length === 5 ? `${time}:00` : time}+08:00`);
}
