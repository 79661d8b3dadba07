/** What stations gave without the hall, brought into its queue: on SQLite, and on PostgreSQL with two servers. */
import { beforeEach, describe, expect, it } from '@jest/globals';

import type { Ticket } from '#contracts/hall-api.ts';
import type { OfflineTicket } from '#contracts/hall/leases.ts';
import { next, onBothEngines, type ContractBench } from '#test/support/hall-contract.ts';
import { valueOf } from '#test/support/halls.ts';

/** Of a station's next number; `at`: the local time at which it was given. */
type Given = Partial<OfflineTicket> & { readonly station: string; readonly at: string };

const minuteMs = 60_000;

onBothEngines(merged, { servers: 2, begins: '2026-01-05T09:00:00+08:00' });

function merged(bench: ContractBench): void {
  const used = new Map<string, number>();

  beforeEach(async () => {
    used.clear();
    // Both kiosks hold blocks: AX001 and up, AX031 and up.
    for (const station of ['k1', 'k2']) valueOf(await bench.hall.hold(station));
  });

  /** In one message, through one server. */
  async function merge(all: readonly Given[], server = 0): Promise<readonly Ticket[]> {
    const [station] = all.map((one) => one.station);
    const leases = valueOf(await bench.server(server).hold(station ?? ''));
    const tickets = all.map(({ station: _, at, business = 'pension', ...changed }) => {
      const lease = leases.find((one) => one.business === business);
      const index = used.get(lease?.id ?? '') ?? 0;
      used.set(lease?.id ?? '', index + 1);
      return {
        key: bench.key(),
        business,
        person: null,
        priority: null,
        origin: 'k',
        audit: 'a',
        lease: lease?.id ?? '',
        sequence: Number(lease?.id.split('-').at(-1)) + index,
        ageMs: bench.clock.at - instantOf(at),
        instead: null,
        ...changed,
      };
    });
    return valueOf(await bench.server(server).merge(station ?? '', tickets));
  }

  async function waiting(): Promise<string> {
    return (await bench.numbersWaiting()).join(' ');
  }

  /** Of a person, with what they are for besides. */
  async function numbersOf(person: string): Promise<string[]> {
    const given = valueOf(await bench.server(1).ticketsOf(person));
    return given.map(({ ticket: { number, further } }) => [number, ...further].join(' '));
  }

  describe('the order', () => {
    it('is that of time, whatever was merged before and through which server', async () => {
      for (let n = 0; n < 5; n += 1) {
        await bench.issue();
        // The other one hears of it by its event.
        for (const server of bench.servers) valueOf(await server.sequence());
        bench.clock.at += minuteMs;
      }
      await merge([{ station: 'k1', at: '09:00:30' }]);
      await merge([{ station: 'k2', at: '09:03:30' }], 1);
      await merge([{ station: 'k1', at: '09:02:30' }], 1);
      expect(await waiting()).toBe('A001 AX001 A002 A003 AX002 A004 AX031 A005');
    });

    it('is the same after a restart, also where somebody was put into the queue again', async () => {
      for (let n = 0; n < 4; n += 1) {
        await bench.issue();
        bench.clock.at += minuteMs;
      }
      const session = await bench.signIn('w1', 'li');
      await bench.did(session, next);
      await bench.did(session, {
        do: 'transfer',
        to: { kind: 'business', business: 'pension' },
        at: 'back',
      });
      await bench.did(session, next);
      await bench.did(session, { do: 'pass-over' });
      bench.clock.at += minuteMs;
      await merge([{ station: 'k1', at: '09:02:30' }]);
      await bench.reopen();
      await merge([{ station: 'k2', at: '09:02:40' }]);
      // After A001 went to the back, which was at 09:04.
      await merge([{ station: 'k2', at: '09:04:30' }], 1);
      expect(await waiting()).toBe('A003 AX001 AX031 A004 A001 AX032');
    });

    it('is that of time also among those who came while the hall was away', async () => {
      await bench.issue();
      bench.clock.at = instantOf('11:00');
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
      await bench.issue();
      expect(await waiting()).toBe('AX003 A001 AX031 AX001 AX032 AX002 A002');
    });

    it('leaves the printed ticket where the unseen one stood, among those who came since as well', async () => {
      await bench.issue({ key: 'unseen' });
      bench.clock.at += minuteMs;
      await merge([{ station: 'k1', at: '09:00:01' }]);
      await merge([{ station: 'k2', at: '09:00:02', instead: 'unseen' }]);
      expect(await waiting()).toBe('AX031 AX001');
    });
  });

  describe('a person', () => {
    it('who was answered with the number that they had, and never saw it, has the printed one', async () => {
      await bench.issue();
      await bench.issue({ person: 'p' });
      await bench.issue();
      expect((await bench.issue({ key: 'unseen', person: 'p' })).existing).toBe(true);
      bench.clock.at += minuteMs;
      await merge([{ station: 'k1', at: '09:00:30', person: 'p', instead: 'unseen' }]);
      expect(await waiting()).toBe('A001 AX001 A003');
      expect(await numbersOf('p')).toEqual(['AX001']);
    });

    it('has the printed number alone also where the day has ended meanwhile', async () => {
      await bench.issue({ key: 'unseen', person: 'p' });
      await bench.issue();
      valueOf(await bench.hall.changeDay({ change: 'end', by: 'li' }));
      bench.clock.at += minuteMs;
      await merge([{ station: 'k1', at: '09:00:30', person: 'p', instead: 'unseen' }]);
      expect(valueOf(await bench.server(1).findByKey('unseen'))).toMatchObject({ state: 'void' });
      for (const server of bench.servers) {
        const [pension] = valueOf(await server.queue()).businesses;
        expect(pension?.leftOver.map(({ ticket }) => ticket.number)).toEqual(['A002', 'AX001']);
      }
    });

    it('who took a number at two kiosks without the hall has the last one, in the place of the first', async () => {
      bench.clock.at = instantOf('11:00');
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
      await bench.issue({ person: 'p' });
      bench.clock.at += minuteMs;
      const [late] = await merge([{ station: 'k1', at: '08:59', person: 'p', instead: 'unseen' }]);
      expect(late).toMatchObject({ state: 'void' });
      expect(await waiting()).toBe('A001');
      // The request that comes in after all gets the number that counts.
      expect(await bench.issue({ key: 'unseen', person: 'p' })).toMatchObject({
        existing: true,
        ticket: { number: 'A001' },
      });
    });

    it('is not taken from the window', async () => {
      await bench.issue({ person: 'p' });
      const session = await bench.signIn('w1', 'li');
      await bench.did(session, next);
      bench.clock.at += minuteMs;
      await merge([{ station: 'k1', at: '09:00:30', person: 'p' }], 1);
      expect(await waiting()).toBe('');
      await bench.did(session, { do: 'pass-over' });
      // Who was passed over and asks again waits again, by when that was.
      await bench.issue();
      await merge([{ station: 'k1', at: '09:00:40', person: 'p' }]);
      expect(await waiting()).toBe('AX002 A002');
    });

    it('keeps the appointment that the number had checked in', async () => {
      const { version, configuration } = valueOf(await bench.hall.configuration());
      const slots = [{ business: 'pension', weekdays: [1], from: '09:00', to: '09:30', capacity: 2 }];
      const appointments = { ...configuration.appointments, slots };
      const change = { configuration: { ...configuration, appointments }, expected: version, by: 'li' };
      valueOf(await bench.hall.changeConfiguration(change));
      const booking = { key: 'b', business: 'pension', person: 'p', date: '2026-01-05', from: '09:00' };
      const { id } = valueOf(await bench.hall.book(booking));
      await bench.issue();
      await bench.issue({ key: 'unseen', person: 'p', appointment: id });
      bench.clock.at += minuteMs;
      const [printed] = await merge([{ station: 'k1', at: '09:00:30', person: 'p', instead: 'unseen' }], 1);
      expect(await waiting()).toBe('AX001 A001');
      expect(valueOf(await bench.hall.appointments('2026-01-05'))).toMatchObject([
        { id, state: 'checked-in', ticket: printed?.id },
      ]);
    });
  });

  it('takes in what was given on two days in one message', async () => {
    const [before] = valueOf(await bench.hall.hold('k1'));
    bench.clock.at += 86_400_000;
    const [today] = valueOf(await bench.hall.hold('k1'));
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
      expect(valueOf(await bench.server(server).merge('k1', given))).toMatchObject([
        { number: 'AX001', businessDay: '2026-01-05' },
        { number: 'AX001', businessDay: '2026-01-06' },
      ]);
    const again = await bench.hall.merge(
      'k1',
      given.map((one) => ({ ...one, key: `other ${one.key}` })),
    );
    expect(again).toMatchObject({ error: { code: 'lease-number-taken' } });
  });
}

function instantOf(time: string): number {
  return Date.parse(`2026-01-05T${time.length === 5 ? `${time}:00` : time}+08:00`);
}
