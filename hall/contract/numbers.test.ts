import { beforeEach, describe, expect, it } from '@jest/globals';

import { next, onBothEngines } from '#test/support/hall-contract.ts';
import { testHall, valueOf } from '#test/support/halls.ts';

import { hallTiming } from '../timing.ts';

/** What a database might take for something else. What none takes is refused before: hall/server/hostile.test.ts. */
const hostile = [
  `'); DROP TABLE ticket; --`,
  '<script>alert(1)</script>',
  '{"$ne":null}',
  '../../etc/passwd',
  '%s%n${7*7}',
  '👩‍👩‍👧‍👦',
  '𠮷'.repeat(32),
];

onBothEngines((bench) => {
  describe('numbers', () => {
    it('are given in turn for each business, and again for the same key', async () => {
      const one = await bench.issue({ key: 'k' });
      expect(one).toMatchObject({
        ticket: { number: 'A001', state: 'waiting', offline: false },
        ahead: 0,
        existing: false,
      });
      expect((await bench.issue()).ticket.number).toBe('A002');
      expect((await bench.issue({ business: 'card' })).ticket.number).toBe('B001');
      await bench.reopen();
      expect(await bench.issue({ key: 'k' })).toEqual(one);
      expect((await bench.issue()).ticket.number).toBe('A003');
    });

    it('are refused to a key that was given for something else', async () => {
      await bench.issue({ key: 'new', person: 'p1' });
      await bench.issue({ key: 'had', person: 'p1' });
      for (const key of ['new', 'had'])
        for (const other of [{ person: 'p2' }, { business: 'card', person: 'p1' }])
          expect(await bench.hall.issue(bench.request({ key, ...other }))).toMatchObject({
            error: { code: 'key-reused' },
          });
      const session = await bench.signIn('w1', 'li');
      valueOf(await bench.hall.perform({ key: 'press', session, ...next }));
      expect(await bench.hall.issue(bench.request({ key: 'press' }))).toMatchObject({
        error: { code: 'key-reused' },
      });
      expect(valueOf(await bench.hall.findByKey('press'))).toBeNull();
      expect(await bench.hall.perform({ key: 'had', session, ...next })).toMatchObject({
        error: { code: 'key-reused' },
      });
      // Moved to another business meanwhile, it is still the number that was asked for.
      await bench.did(session, { do: 'transfer', to: { kind: 'business', business: 'card' }, at: 'back' });
      expect(await bench.issue({ key: 'new', person: 'p1' })).toMatchObject({ ticket: { number: 'A001' } });
    });

    it('are unique and gapless when everybody asks at once, and keys of one batch are one', async () => {
      const asked = Array.from({ length: 60 }, (_, n) => bench.issue({ key: `same-${n % 40}` }));
      const given = await Promise.all(asked);
      const sequences = new Set(given.map(({ ticket }) => ticket.sequence));
      expect([...sequences].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
    });

    it('say how long it will take once somebody calls', async () => {
      expect(await bench.issue()).toMatchObject({ ahead: 0, expectedWaitMs: null });
      await bench.signIn('w2', 'li');
      // Two people before, one idle window, and five minutes assumed for a service: one and a half services.
      await bench.issue();
      expect(await bench.issue()).toMatchObject({ ahead: 2, expectedWaitMs: 450_000 });
    });

    it('wait for several businesses on one ticket', async () => {
      const { ticket } = await bench.issue({ further: ['card', 'card', 'pension'] });
      expect(ticket.further).toEqual(['card']);
      const session = await bench.signIn('w2', 'li');
      await bench.did(session, next);
      const done = await bench.did(session, { do: 'finish' });
      expect(done.ticket).toMatchObject({ number: 'A001', business: 'card', state: 'waiting', further: [] });
      expect(await bench.numbersWaiting('card')).toEqual(['A001']);
    });

    it('bring back who was passed over and asks again', async () => {
      await bench.issue({ person: 'p1' });
      const session = await bench.signIn('w1', 'li');
      await bench.did(session, next);
      await bench.did(session, { do: 'pass-over' });
      await bench.issue();
      expect(await bench.issue({ person: 'p1' })).toMatchObject({
        existing: true,
        ahead: 1,
        ticket: { number: 'A001' },
      });
      expect(await bench.numbersWaiting()).toEqual(['A002', 'A001']);
    });
  });

  describe('appointments', () => {
    const slots = [{ business: 'pension', weekdays: [1], from: '11:00', to: '11:30', capacity: 2 }];

    beforeEach(async () => {
      await bench.configure({ appointments: { ...testHall.appointments, slots } });
    });

    const booking = (person: string) => ({
      key: bench.key(),
      business: 'pension',
      person,
      date: '2026-01-05',
      from: '11:00',
    });

    it('are booked while there is room, once a person', async () => {
      expect(valueOf(await bench.hall.slots('2026-01-05'))).toMatchObject([{ from: '11:00', free: 2 }]);
      const one = valueOf(await bench.hall.book(booking('p1')));
      expect(valueOf(await bench.hall.book(booking('p1')))).toEqual(one);
      valueOf(await bench.hall.book(booking('p2')));
      expect(await bench.hall.book(booking('p3'))).toMatchObject({ error: { code: 'slot-full' } });
      valueOf(await bench.hall.cancelAppointment(one.id));
      valueOf(await bench.hall.book(booking('p3')));
      // No slot on a Tuesday, one that is over, and one too far ahead.
      for (const date of ['2026-01-06', '2025-12-29', '2026-01-26'])
        expect(await bench.hall.book({ ...booking('p4'), date })).toMatchObject({
          error: { code: 'appointment-unknown' },
        });
      expect(valueOf(await bench.hall.appointments('2026-01-05')).map(({ state }) => state)).toEqual([
        'cancelled',
        'booked',
        'booked',
      ]);
    });

    it('are offered from today on and as far ahead as they are booked, on no other day', async () => {
      const offered = async (date: string) => valueOf(await bench.hall.slots(date)).length;
      const { daysAhead } = testHall.appointments;
      // The slot is on Mondays.
      for (const date of ['2026-01-05', '2026-01-12']) {
        expect(daysAhead).toBeGreaterThanOrEqual(7);
        expect(await offered(date)).toBe(1);
      }
      const beyond = new Date(Date.parse('2026-01-05') + (Math.floor(daysAhead / 7) + 1) * 7 * 86_400_000);
      for (const date of ['2025-12-29', beyond.toISOString().slice(0, 10), '0001-01-01', '9999-12-27'])
        expect(await offered(date)).toBe(0);
    });

    it('stand before others from their time on', async () => {
      const { id } = valueOf(await bench.hall.book(booking('p1')));
      expect(valueOf(await bench.hall.appointmentsOf('p1'))).toMatchObject([{ id, state: 'booked' }]);
      await bench.issue();
      const early = await bench.issue({ person: 'p1', appointment: id });
      expect(early).toMatchObject({ ahead: 1, ticket: { number: 'A002' } });
      bench.clock.at = Date.parse('2026-01-05T11:00:00+08:00');
      await bench.ticks(1);
      expect(await bench.numbersWaiting()).toEqual(['A002', 'A001']);
      expect(valueOf(await bench.hall.appointmentsOf('p1'))).toEqual([]);
      expect(await bench.hall.cancelAppointment(id)).toMatchObject({
        error: { code: 'appointment-unknown' },
      });
    });

    it('are checked in by who has a number already, and stand before others with it', async () => {
      const { id } = valueOf(await bench.hall.book(booking('p1')));
      await bench.issue();
      await bench.issue({ person: 'p1' });
      const session = await bench.signIn('w1', 'li');
      expect(await bench.issue({ person: 'p1', appointment: id })).toMatchObject({
        existing: true,
        ahead: 1,
        ticket: { number: 'A002' },
      });
      const checked = valueOf(await bench.hall.appointments('2026-01-05'));
      expect(checked).toMatchObject([{ state: 'checked-in', ticket: expect.any(String) }]);
      // The same once more changes nothing.
      const { length } = await bench.events();
      await bench.issue({ person: 'p1', appointment: id });
      expect(await bench.events()).toHaveLength(length);
      bench.clock.at = Date.parse('2026-01-05T11:00:00+08:00');
      await bench.ticks(1);
      expect(await bench.did(session, next)).toMatchObject({
        ticket: { number: 'A002' },
        why: { lead: { by: 'appointment' } },
      });
    });

    it('are booked again when the number that checked them in is taken back', async () => {
      const { id } = valueOf(await bench.hall.book(booking('p1')));
      const { ticket } = await bench.issue({ person: 'p1', appointment: id });
      valueOf(await bench.hall.void(ticket.id, 'not printed'));
      valueOf(await bench.hall.void(ticket.id, 'not printed'));
      expect(valueOf(await bench.hall.appointmentsOf('p1'))).toMatchObject([
        { id, state: 'booked', ticket: null },
      ]);
      const again = await bench.issue({ person: 'p1', appointment: id });
      expect(valueOf(await bench.hall.appointments('2026-01-05'))).toMatchObject([
        { state: 'checked-in', ticket: again.ticket.id },
      ]);
    });

    it('are refused to a key that booked another', async () => {
      const asked = booking('p1');
      const one = valueOf(await bench.hall.book(asked));
      expect(valueOf(await bench.hall.book(asked))).toEqual(one);
      expect(await bench.hall.book({ ...asked, person: 'p2' })).toMatchObject({
        error: { code: 'key-reused' },
      });
    });

    it('give an ordinary number to who is too late, and none to somebody else', async () => {
      const { id } = valueOf(await bench.hall.book(booking('p1')));
      const other = bench.request({ person: 'p2', appointment: id });
      expect(await bench.hall.issue(other)).toMatchObject({ error: { code: 'appointment-unknown' } });
      await bench.issue();
      bench.clock.at = Date.parse('2026-01-05T11:46:00+08:00');
      expect(await bench.issue({ person: 'p1', appointment: id })).toMatchObject({ ahead: 1 });
    });
  });

  describe('leases', () => {
    const offline = { person: null, priority: null, origin: 'k2', audit: 'a', instead: null };

    it('hold numbers of a series of their own, never held by two', async () => {
      const one = valueOf(await bench.hall.hold('k1'));
      const two = valueOf(await bench.hall.hold('k2'));
      const numbers = [...one, ...two].flatMap((lease) => lease.numbers.map(({ number }) => number));
      expect(new Set(numbers).size).toBe(4 * testHall.leaseSize);
      expect(numbers.slice(0, 2)).toEqual(['AX001', 'AX002']);
      expect(valueOf(await bench.hall.hold('k1'))).toEqual(one);
      expect((await bench.issue()).ticket.number).toBe('A001');
    });

    it('merge what was given meanwhile in the place of its age, once', async () => {
      const [lease] = valueOf(await bench.hall.hold('k2'));
      await bench.issue();
      bench.clock.at += 60_000;
      await bench.issue();
      const ticket = {
        ...offline,
        key: 'off-1',
        business: 'pension',
        lease: lease?.id ?? '',
        sequence: 1,
        ageMs: 30_000,
      };
      const merged = valueOf(await bench.hall.merge('k2', [ticket]));
      expect(merged).toMatchObject([
        { number: 'AX001', offline: true, state: 'waiting', token: lease?.numbers[0]?.token },
      ]);
      expect(valueOf(await bench.hall.merge('k2', [ticket]))).toEqual(merged);
      expect(await bench.numbersWaiting()).toEqual(['A001', 'AX001', 'A002']);
      expect(await bench.hall.merge('k2', [{ ...ticket, key: 'off-2' }])).toMatchObject({
        error: { code: 'lease-number-taken' },
      });
      for (const wrong of [{ sequence: testHall.leaseSize + 1 }, { business: 'card' }, { lease: 'none' }])
        expect(await bench.hall.merge('k2', [{ ...ticket, key: 'off-3', ...wrong }])).toMatchObject({
          error: { code: 'lease-unknown' },
        });
      expect(await bench.hall.merge('k1', [ticket])).toMatchObject({ error: { code: 'lease-unknown' } });
    });

    it('put the printed ticket in the place of the one that nobody saw, and answer a late request with it', async () => {
      const [lease] = valueOf(await bench.hall.hold('k2'));
      const common = { ...offline, business: 'pension', lease: lease?.id ?? '', ageMs: 0 };
      await bench.issue({ key: 'unseen' });
      await bench.issue();
      valueOf(
        await bench.hall.merge('k2', [
          { ...common, key: 'off-1', sequence: 1, instead: 'unseen' },
          { ...common, key: 'off-2', sequence: 2, instead: 'never-arrived' },
        ]),
      );
      expect(await bench.numbersWaiting()).toEqual(['AX001', 'A002', 'AX002']);
      expect(valueOf(await bench.hall.findByKey('unseen'))).toMatchObject({ number: 'A001', state: 'void' });
      expect(await bench.issue({ key: 'never-arrived' })).toMatchObject({
        existing: true,
        ticket: { number: 'AX002' },
      });
    });

    it('account for every number', async () => {
      const [lease, other] = valueOf(await bench.hall.hold('k2'));
      valueOf(
        await bench.hall.merge('k2', [
          { ...offline, key: 'off-1', business: 'pension', lease: lease?.id ?? '', sequence: 1, ageMs: 0 },
        ]),
      );
      valueOf(await bench.hall.release('k2', lease?.id ?? ''));
      valueOf(await bench.hall.release('k2', lease?.id ?? ''));
      expect(await bench.hall.release('k1', other?.id ?? '')).toMatchObject({
        error: { code: 'lease-unknown' },
      });
      expect(valueOf(await bench.hall.leaseAccounts('2026-01-05'))).toEqual([
        { business: 'pension', leased: 30, used: 1, unused: 29, open: 0 },
        { business: 'card', leased: 30, used: 0, unused: 0, open: 30 },
      ]);
    });

    it('leave over what comes back after its day', async () => {
      const [lease] = valueOf(await bench.hall.hold('k2'));
      await bench.issue();
      bench.clock.at += 86_400_000;
      await bench.ticks(hallTiming.dayGraceTicks);
      const late = {
        ...offline,
        key: 'off-1',
        business: 'pension',
        lease: lease?.id ?? '',
        sequence: 1,
        ageMs: 80_000_000,
      };
      expect(valueOf(await bench.hall.merge('k2', [late]))).toMatchObject([
        { state: 'left-over', businessDay: '2026-01-05' },
      ]);
    });
  });

  describe('a text from outside', () => {
    it.each(hostile)('is kept as it is: %j', async (text) => {
      const given = await bench.issue({ key: text, person: text, origin: text, audit: text });
      expect(given.ticket.audit).toBe(text);
      await bench.reopen();
      expect(await bench.issue({ key: text, person: text, origin: text, audit: text })).toEqual(given);
      expect(valueOf(await bench.hall.ticketsOf(text))).toHaveLength(1);
      expect(valueOf(await bench.hall.issuedBy(text))).toHaveLength(1);
      const session = await bench.signIn('w1', 'li');
      await bench.did(session, next);
      await bench.did(session, { do: 'park', reason: text });
      expect(valueOf(await bench.hall.queue()).businesses[0]?.aside).toMatchObject([{ reason: text }]);
    });
  });
});
