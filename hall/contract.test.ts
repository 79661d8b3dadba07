/** What every hall must do, on SQLite and on PostgreSQL. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';

import type { IssueRequest } from '#contracts/hall-api.ts';
import { hallConfigurationSchema } from '#contracts/hall/configuration.ts';
import type { DeskAnswer, DeskCommand } from '#contracts/hall/desk.ts';
import type { HallEvent } from '#contracts/hall/events.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import type { Result } from '#contracts/result.ts';
import {
  JumpClock,
  postgresBench,
  sqliteBench,
  testHall,
  valueOf,
  type HallBench,
} from '#test/support/halls.ts';
import { needs } from '#test/support/needs.ts';
import { until } from '#test/support/until.ts';

import { hallTiming } from './timing.ts';

describe('on SQLite', () => {
  contract(sqliteBench);
});
needs('postgres')('on PostgreSQL', () => {
  contract(postgresBench);
});

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

function contract(start: () => Promise<HallBench>): void {
  let bench: HallBench;
  let hall: WholeHall;
  let name = '';
  let halls = 0;
  let keys = 0;
  const clock = new JumpClock(0);

  beforeAll(async () => {
    bench = await start();
  }, 60_000);
  afterAll(async () => {
    hall.close();
    await bench.end();
  });
  beforeEach(async () => {
    if (halls > 0) hall.close();
    clock.at = Date.parse('2026-01-05T10:00:00+08:00');
    halls += 1;
    name = `hall-${halls}`;
    hall = await bench.open(name, clock);
  });

  const key = (): string => `key-${(keys += 1)}`;

  async function reopen(): Promise<void> {
    hall.close();
    hall = await bench.open(name, clock);
  }

  async function issue(changed: Partial<IssueRequest> = {}) {
    const request = {
      key: key(),
      business: 'pension',
      person: null,
      priority: null,
      origin: 'k1',
      audit: 'a1',
    };
    return valueOf(await hall.issue({ ...request, ...changed }));
  }

  async function signIn(window: string, operator: string): Promise<string> {
    return valueOf(await hall.signIn({ key: key(), window, operator })).id;
  }

  /** With a fresh key where none is given. */
  function perform(
    session: string,
    command: Without<DeskCommand, 'key' | 'session'>,
  ): Promise<Result<DeskAnswer>> {
    return hall.perform({ key: key(), session, ...command });
  }

  async function did(session: string, command: Without<DeskCommand, 'key' | 'session'>): Promise<DeskAnswer> {
    return valueOf(await perform(session, command));
  }

  const next = { do: 'call-next', current: null } as const;
  const finishAndNext = { do: 'call-next', current: 'finish' } as const;

  /** Looks of the rule, each as long after the last one as in a hall. */
  async function ticks(times: number): Promise<void> {
    for (let n = 0; n < times; n += 1) {
      clock.at += hallTiming.tickMs;
      clock.fire();
      valueOf(await hall.sequence());
    }
  }

  async function numbersWaiting(business = 'pension'): Promise<string[]> {
    const { businesses } = valueOf(await hall.queue());
    return (businesses.find((one) => one.business.id === business)?.waiting ?? []).map(
      ({ ticket }) => ticket.number,
    );
  }

  async function events(): Promise<readonly HallEvent[]> {
    return valueOf(await hall.eventsSince(0, 1000));
  }

  describe('numbers', () => {
    it('are given in turn for each business, and again for the same key', async () => {
      const one = await issue({ key: 'k' });
      expect(one).toMatchObject({
        ticket: { number: 'A001', state: 'waiting', offline: false },
        ahead: 0,
        existing: false,
      });
      expect((await issue()).ticket.number).toBe('A002');
      expect((await issue({ business: 'card' })).ticket.number).toBe('B001');
      await reopen();
      expect(await issue({ key: 'k' })).toEqual(one);
      expect((await issue()).ticket.number).toBe('A003');
    });

    it('are unique and gapless when everybody asks at once, and keys of one batch are one', async () => {
      const asked = Array.from({ length: 60 }, (_, n) => issue({ key: `same-${n % 40}` }));
      const given = await Promise.all(asked);
      const sequences = new Set(given.map(({ ticket }) => ticket.sequence));
      expect([...sequences].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
    });

    it('say how long it will take once somebody calls', async () => {
      expect(await issue()).toMatchObject({ ahead: 0, expectedWaitMs: null });
      await signIn('w2', 'li');
      // Two people before, one idle window, and five minutes assumed for a service: one and a half services.
      await issue();
      expect(await issue()).toMatchObject({ ahead: 2, expectedWaitMs: 450_000 });
    });

    it('wait for several businesses on one ticket', async () => {
      const { ticket } = await issue({ further: ['card', 'card', 'pension'] });
      expect(ticket.further).toEqual(['card']);
      const session = await signIn('w2', 'li');
      await did(session, next);
      const done = await did(session, { do: 'finish' });
      expect(done.ticket).toMatchObject({ number: 'A001', business: 'card', state: 'waiting', further: [] });
      expect(await numbersWaiting('card')).toEqual(['A001']);
    });

    it('bring back who was passed over and asks again', async () => {
      await issue({ person: 'p1' });
      const session = await signIn('w1', 'li');
      await did(session, next);
      await did(session, { do: 'pass-over' });
      await issue();
      expect(await issue({ person: 'p1' })).toMatchObject({
        existing: true,
        ahead: 1,
        ticket: { number: 'A001' },
      });
      expect(await numbersWaiting()).toEqual(['A002', 'A001']);
    });
  });

  describe('a window', () => {
    it('calls who is next and says why', async () => {
      await issue();
      await issue({ priority: 'elderly' });
      const session = await signIn('w1', 'li');
      const { next: shown, waiting } = valueOf(await hall.windows()).windows[0] ?? {};
      expect(shown).toMatchObject({
        ticket: { number: 'A002' },
        why: { lead: { by: 'elderly', numbers: 20 } },
      });
      expect(waiting).toBe(2);
      const called = await did(session, next);
      expect(called).toMatchObject({
        repeated: false,
        ticket: { number: 'A002', state: 'called' },
        why: { entry: 2, lead: { by: 'elderly', numbers: 20 }, place: -18, keptFor: null },
        window: { state: 'open', ticket: { ticket: { number: 'A002' }, calls: 1 }, waiting: 1 },
      });
    });

    it('calls nobody twice for one press, and refuses another command with the same key', async () => {
      await issue();
      await issue();
      const session = await signIn('w1', 'li');
      const press: DeskCommand = { key: 'press', session, ...next };
      const answers = await Promise.all([hall.perform(press), hall.perform(press)]);
      expect(answers.map((answer) => [valueOf(answer).ticket?.number, valueOf(answer).repeated])).toEqual([
        ['A001', false],
        ['A001', true],
      ]);
      await reopen();
      expect(valueOf(await hall.perform(press))).toMatchObject({
        repeated: true,
        ticket: { number: 'A001' },
      });
      expect(await hall.perform({ ...press, current: 'finish' })).toMatchObject({
        error: { code: 'key-reused' },
      });
      expect(await numbersWaiting()).toEqual(['A002']);
    });

    it('never gets the ticket that another one gets at the same instant', async () => {
      for (let n = 0; n < 10; n += 1) await issue();
      const sessions = [await signIn('w1', 'li'), await signIn('w2', 'wang')];
      const numbers: (string | undefined)[] = [];
      for (let round = 0; round < 5; round += 1) {
        const answers = await Promise.all(sessions.map((session) => did(session, finishAndNext)));
        numbers.push(...answers.map(({ ticket }) => ticket?.number));
      }
      expect(new Set(numbers).size).toBe(10);
    });

    it('calls nobody while it has somebody, unless it is said what becomes of them', async () => {
      await issue();
      await issue();
      await issue();
      const session = await signIn('w1', 'li');
      await did(session, next);
      expect(await perform(session, next)).toMatchObject({ error: { code: 'window-busy' } });
      await did(session, { do: 'call-next', current: 'pass-over' });
      await did(session, { do: 'begin' });
      expect(await perform(session, { do: 'call-next', current: 'pass-over' })).toMatchObject({
        error: { code: 'ticket-elsewhere' },
      });
      expect(await did(session, finishAndNext)).toMatchObject({ ticket: { number: 'A003' } });
      expect(await did(session, finishAndNext)).toMatchObject({
        ticket: null,
        why: null,
        window: { ticket: null },
      });
      const kinds = (await events()).map(({ body }) => body.kind);
      expect(kinds.filter((kind) => kind === 'ticket-finished')).toHaveLength(2);
      expect(kinds.filter((kind) => kind === 'ticket-passed-over')).toHaveLength(1);
    });

    it('calls again, parks, resumes and calls a certain one', async () => {
      const { ticket } = await issue();
      await issue();
      const session = await signIn('w1', 'li');
      await did(session, next);
      expect((await did(session, { do: 'call-again' })).window.ticket?.calls).toBe(2);
      await did(session, { do: 'park', reason: '缺少材料' });
      const aside = valueOf(await hall.queue()).businesses[0]?.aside;
      expect(aside).toMatchObject([{ ticket: { number: 'A001' }, state: 'parked', reason: '缺少材料' }]);
      await did(session, { do: 'resume', ticket: ticket.id, at: 'front' });
      expect(await numbersWaiting()).toEqual(['A001', 'A002']);
      expect(await did(session, { do: 'call-ticket', ticket: ticket.id })).toMatchObject({
        ticket: { state: 'called' },
      });
      expect(await perform(session, { do: 'resume', ticket: ticket.id, at: 'back' })).toMatchObject({
        error: { code: 'ticket-elsewhere' },
      });
      expect(await perform(session, { do: 'call-ticket', ticket: 'nobody' })).toMatchObject({
        error: { code: 'window-busy' },
      });
    });

    it('transfers to a business, at the front and at the back', async () => {
      await issue({ business: 'card' });
      await issue({ business: 'card' });
      await issue();
      await issue();
      const session = await signIn('w2', 'li');
      await did(session, next);
      await did(session, { do: 'transfer', to: { kind: 'business', business: 'card' }, at: 'front' });
      await did(session, next);
      await did(session, { do: 'transfer', to: { kind: 'business', business: 'card' }, at: 'back' });
      expect(await numbersWaiting('card')).toEqual(['A001', 'B001', 'B002', 'A002']);
      expect(await perform(session, { do: 'finish' })).toMatchObject({ error: { code: 'window-empty' } });
    });

    it('transfers to a window or a person, who alone may call it until they are gone', async () => {
      await issue();
      await issue();
      await issue();
      const [one, two] = [await signIn('w1', 'li'), await signIn('w3', 'wang')];
      await did(one, next);
      expect(
        await perform(one, { do: 'transfer', to: { kind: 'window', window: 'w2' }, at: 'front' }),
      ).toMatchObject({
        error: { code: 'window-closed' },
      });
      await did(one, { do: 'transfer', to: { kind: 'window', window: 'w3' }, at: 'front' });
      await did(one, next);
      await did(one, { do: 'transfer', to: { kind: 'operator', operator: 'wang' }, at: 'back' });
      // A window that does not serve pensions gets both that are kept for it.
      expect(await did(two, next)).toMatchObject({
        ticket: { number: 'A001' },
        why: { keptFor: { kind: 'window', window: 'w3' }, lead: { by: 'front' } },
      });
      expect(await did(one, next)).toMatchObject({ ticket: { number: 'A003' } });
      await did(two, { do: 'sign-out' });
      // Whoever was called by it waits again, whoever was kept for it waits for everybody.
      expect(await numbersWaiting()).toEqual(['A001', 'A002']);
      expect(await did(one, finishAndNext)).toMatchObject({
        ticket: { number: 'A001' },
        why: { keptFor: null },
      });
    });

    it('adds a business, and goes on with it where it serves that as well', async () => {
      await issue();
      const session = await signIn('w1', 'li');
      await did(session, next);
      await did(session, { do: 'add-business', business: 'card' });
      await did(session, { do: 'add-business', business: 'card' });
      expect(await did(session, finishAndNext)).toMatchObject({
        ticket: { number: 'A001', business: 'card', further: [], state: 'called' },
      });
      expect((await did(session, { do: 'finish' })).ticket).toMatchObject({ state: 'finished' });
    });

    it('is closed and opened with what it serves', async () => {
      await issue();
      await issue({ business: 'card' });
      const session = await signIn('w1', 'li');
      await did(session, { do: 'close' });
      expect(await perform(session, next)).toMatchObject({ error: { code: 'window-closed' } });
      expect(valueOf(await hall.businesses())[0]).toMatchObject({ windows: 0, expectedWaitMs: null });
      expect(await perform(session, { do: 'open', businesses: ['none'] })).toMatchObject({
        error: { code: 'business-unknown' },
      });
      await did(session, { do: 'open', businesses: ['card'] });
      expect(await did(session, next)).toMatchObject({ ticket: { number: 'B001' } });
    });

    it('is taken over with its ticket by whoever signs in there', async () => {
      await issue();
      const first = await signIn('w1', 'li');
      await did(first, next);
      const second = await signIn('w1', 'wang');
      expect(await perform(first, { do: 'finish' })).toMatchObject({ error: { code: 'session-ended' } });
      expect((await did(second, { do: 'finish' })).ticket).toMatchObject({
        number: 'A001',
        state: 'finished',
      });
    });

    it('refuses windows, people and businesses that are not there', async () => {
      const ask = { key: key(), window: 'w1', operator: 'li' };
      expect(await hall.signIn({ ...ask, window: 'w9' })).toMatchObject({
        error: { code: 'window-unknown' },
      });
      expect(await hall.signIn({ ...ask, operator: 'nobody' })).toMatchObject({
        error: { code: 'operator-unknown' },
      });
      expect(await hall.signIn({ ...ask, window: 'w2', businesses: ['card'] })).toMatchObject({
        error: { code: 'business-unknown' },
      });
      const session = valueOf(await hall.signIn(ask));
      expect(valueOf(await hall.signIn(ask))).toEqual(session);
    });

    it('is found when it is lost: who was called waits again in their place, who was served is set aside', async () => {
      await issue();
      await issue();
      await issue();
      const [called, served, heard] = [
        await signIn('w1', 'li'),
        await signIn('w2', 'wang'),
        await signIn('w3', 'zhao'),
      ];
      await did(called, next);
      await did(served, next);
      await did(served, { do: 'begin' });
      for (let n = 0; n <= hallTiming.missedBeats; n += 1) {
        await ticks(1);
        valueOf(await hall.heartbeat(heard));
      }
      const { windows } = valueOf(await hall.windows());
      expect(windows.map(({ state }) => state)).toEqual(['open', 'open', 'open']);
      await ticks(1);
      expect(await hall.heartbeat(called)).toMatchObject({ error: { code: 'session-ended' } });
      expect(valueOf(await hall.windows()).windows.map(({ state }) => state)).toEqual([
        'empty',
        'empty',
        'open',
      ]);
      expect(await numbersWaiting()).toEqual(['A001', 'A003']);
      expect(valueOf(await hall.queue()).businesses[0]?.aside).toMatchObject([
        { ticket: { number: 'A002' }, state: 'parked', reason: 'window-lost' },
      ]);
    });

    it('is not lost to a clock that jumps', async () => {
      const session = await signIn('w1', 'li');
      clock.at += 3_600_000;
      await ticks(2);
      clock.at -= 7_200_000;
      await ticks(1);
      expect(valueOf(await hall.heartbeat(session)).seq).toBeGreaterThan(0);
    });
  });

  describe('views', () => {
    it('show a board without anybody on it but numbers', async () => {
      await issue({ person: 'secret-hash', audit: 'secret-audit' });
      await issue();
      const session = await signIn('w1', 'li');
      await did(session, next);
      await did(session, { do: 'call-again' });
      const board = valueOf(await hall.board());
      expect(board.called).toMatchObject([{ number: 'A001', window: 1, business: 'pension', times: 2 }]);
      expect(board.last.map(({ times }) => times)).toEqual([2, 1]);
      expect(board.waits.map(({ waiting }) => waiting)).toEqual([1, 0]);
      await did(session, finishAndNext);
      await reopen();
      const later = valueOf(await hall.board());
      expect(later.called.map(({ number }) => number)).toEqual(['A002']);
      expect(later.last.map(({ number }) => number)).toEqual(['A002', 'A001', 'A001']);
      for (const said of [later, await events()]) expect(JSON.stringify(said)).not.toContain('secret');
    });

    it('show a place to whoever holds the token', async () => {
      await issue();
      const { ticket } = await issue({ further: ['card'] });
      expect(valueOf(await hall.place(ticket.token))).toMatchObject({
        number: 'A002',
        state: 'waiting',
        ahead: 1,
        window: null,
        expectedWaitMs: null,
        further: [{ id: 'card' }],
      });
      const session = await signIn('w2', 'li');
      await did(session, next);
      await did(session, finishAndNext);
      expect(valueOf(await hall.place(ticket.token))).toMatchObject({ state: 'called', window: 2, ahead: 0 });
      for (const guess of ['', 'x', ticket.token.replace('-2-', '-1-'), `${ticket.token}x`])
        expect(await hall.place(guess)).toMatchObject({ error: { code: 'ticket-unknown' } });
    });

    it('reckon the wait from the last services and the windows', async () => {
      for (let n = 0; n < 8; n += 1) await issue();
      const session = await signIn('w2', 'li');
      for (let n = 0; n < 4; n += 1) {
        await did(session, finishAndNext);
        clock.at += 120_000;
      }
      // Three services of two minutes told; one is being served, four wait: (4 + a half) services at one window.
      expect(valueOf(await hall.businesses())[0]).toMatchObject({
        waiting: 4,
        windows: 1,
        expectedWaitMs: 540_000,
      });
    });
  });

  describe('events', () => {
    it('are numbered without gaps and heard in order', async () => {
      const ending = new AbortController();
      const heard: HallEvent[] = [];
      hall.watch((some) => heard.push(...some), ending.signal);
      const { seq } = valueOf(await hall.board());
      await Promise.all(Array.from({ length: 20 }, () => issue()));
      const session = await signIn('w1', 'li');
      await did(session, next);
      const all = await events();
      await until('all is heard', () => {
        clock.fire();
        return heard.at(-1)?.seq === all.at(-1)?.seq;
      });
      ending.abort();
      expect(all.map((event) => event.seq)).toEqual(all.map((_, index) => index + 1));
      expect(heard.filter((event) => event.seq > seq)).toEqual(all.filter((event) => event.seq > seq));
    });

    it('are kept for a reader by its cursor, which never goes back', async () => {
      expect(valueOf(await hall.cursor('city'))).toBe(0);
      valueOf(await hall.moveCursor('city', 5));
      valueOf(await hall.moveCursor('city', 3));
      await reopen();
      expect(valueOf(await hall.cursor('city'))).toBe(5);
    });
  });

  describe('the configuration', () => {
    it('is changed by whoever knows the version in force', async () => {
      const { version, configuration } = valueOf(await hall.configuration());
      const more = {
        ...configuration,
        businesses: [
          ...configuration.businesses,
          { id: 'advice', name: { zh: '咨询', en: 'Advice' }, prefix: 'C', anonymous: true },
        ],
      };
      const change = { expected: version, configuration: more, by: 'li' };
      expect(valueOf(await hall.changeConfiguration(change)).version).toBe(version + 1);
      expect(await hall.changeConfiguration(change)).toMatchObject({
        error: { code: 'configuration-conflict' },
      });
      expect((await issue({ business: 'advice' })).ticket.number).toBe('C001');
      await reopen();
      expect(valueOf(await hall.configurationHistory(10)).map((one) => [one.version, one.by])).toEqual([
        [2, 'li'],
        [1, 'software'],
      ]);
    });

    it('says every mistake at once', async () => {
      const { version, configuration } = valueOf(await hall.configuration());
      const wrong = hallConfigurationSchema.parse({
        ...configuration,
        timeZone: 'Mars/Olympus',
        businesses: [
          { id: 'pension', name: { zh: '养老', en: 'Pension' }, prefix: 'AX' },
          { id: 'pension', name: { zh: '卡', en: 'Card' }, prefix: 'B' },
        ],
      });
      const refused = await hall.changeConfiguration({ expected: version, configuration: wrong, by: 'li' });
      expect(refused).toMatchObject({ error: { code: 'configuration-invalid' } });
      for (const place of ['businesses.id pension', 'AX', 'windows.w1: there is no business card', 'Mars'])
        expect(JSON.stringify(refused)).toContain(place);
    });

    it('orders who waits anew when leads change', async () => {
      for (let n = 0; n < 3; n += 1) await issue();
      await issue({ priority: 'elderly' });
      const { version, configuration } = valueOf(await hall.configuration());
      const leads = { ...configuration.leads, elderly: 1 };
      valueOf(
        await hall.changeConfiguration({
          expected: version,
          configuration: { ...configuration, leads },
          by: 'li',
        }),
      );
      expect(await numbersWaiting()).toEqual(['A001', 'A002', 'A004', 'A003']);
    });
  });

  describe('the day', () => {
    it('is closed by hand, and who waits is still called', async () => {
      await issue();
      expect(valueOf(await hall.changeDay({ change: 'close', by: 'li' }))).toMatchObject({
        state: 'closed',
        by: 'li',
      });
      expect(
        await hall.issue({
          key: key(),
          business: 'pension',
          person: null,
          priority: null,
          origin: 'k',
          audit: 'a',
        }),
      ).toMatchObject({ error: { code: 'business-closed' } });
      const session = await signIn('w1', 'li');
      expect(await did(session, next)).toMatchObject({ ticket: { number: 'A001' } });
      valueOf(await hall.changeDay({ change: 'rule', by: 'li' }));
      expect((await issue()).ticket.number).toBe('A002');
    });

    it('leaves over who is there when it is ended', async () => {
      await issue();
      await issue();
      const session = await signIn('w1', 'li');
      await did(session, next);
      expect(valueOf(await hall.changeDay({ change: 'end', by: 'li' }))).toMatchObject({ state: 'ended' });
      expect(valueOf(await hall.changeDay({ change: 'open', by: 'li' }))).toMatchObject({ state: 'ended' });
      const ended = (await events()).findLast(({ body }) => body.kind === 'day-changed');
      expect(ended?.body).toMatchObject({ state: 'ended', leftOver: 2 });
      expect(await numbersWaiting()).toEqual([]);
      expect(valueOf(await hall.windows()).windows[0]?.ticket).toBeNull();
    });

    it('ends when another one has held for a while, and not by a clock that is wrong for a moment', async () => {
      const { ticket } = await issue();
      const today = clock.at;
      clock.at += 86_400_000;
      await ticks(3);
      expect(await numbersWaiting()).toEqual([]);
      expect((await issue()).ticket).toMatchObject({ number: 'A001', businessDay: '2026-01-06' });
      clock.at = today;
      // Who came while the clock was wrong is not forgotten either.
      expect(await numbersWaiting()).toEqual(['A001', 'A001']);
      clock.at += 86_400_000;
      await ticks(hallTiming.dayGraceTicks);
      expect(valueOf(await hall.findByKey(ticket.id))).toMatchObject({ state: 'left-over' });
    });

    it('follows hours, weekdays, holidays and working days by exception', async () => {
      const day = {
        opens: '09:00',
        closes: '17:00',
        weekdays: [1, 2, 3, 4, 5],
        holidays: ['2026-01-06'],
        workdays: ['2026-01-10'],
      };
      hall.close();
      hall = await bench.open(`${name}-days`, clock, hallConfigurationSchema.parse({ ...testHall, day }));
      const states: string[] = [];
      for (const time of ['05T08:59', '05T09:00', '05T17:00', '06T10:00', '10T10:00', '11T10:00']) {
        clock.at = Date.parse(`2026-01-${time}:00+08:00`);
        states.push(valueOf(await hall.day()).state);
      }
      expect(states).toEqual(['closed', 'open', 'closed', 'closed', 'open', 'closed']);
    });
  });

  describe('appointments', () => {
    const slots = [{ business: 'pension', weekdays: [1], from: '11:00', to: '11:30', capacity: 2 }];

    beforeEach(async () => {
      const { version, configuration } = valueOf(await hall.configuration());
      const appointments = { ...configuration.appointments, slots };
      valueOf(
        await hall.changeConfiguration({
          expected: version,
          configuration: { ...configuration, appointments },
          by: 'li',
        }),
      );
    });

    const booking = (person: string) => ({
      key: key(),
      business: 'pension',
      person,
      date: '2026-01-05',
      from: '11:00',
    });

    it('are booked while there is room, once a person', async () => {
      expect(valueOf(await hall.slots('2026-01-05'))).toMatchObject([{ from: '11:00', free: 2 }]);
      const one = valueOf(await hall.book(booking('p1')));
      expect(valueOf(await hall.book(booking('p1')))).toEqual(one);
      valueOf(await hall.book(booking('p2')));
      expect(await hall.book(booking('p3'))).toMatchObject({ error: { code: 'slot-full' } });
      valueOf(await hall.cancelAppointment(one.id));
      valueOf(await hall.book(booking('p3')));
      expect(await hall.book({ ...booking('p4'), date: '2026-01-06' })).toMatchObject({
        error: { code: 'appointment-unknown' },
      });
      expect(valueOf(await hall.appointments('2026-01-05')).map(({ state }) => state)).toEqual([
        'cancelled',
        'booked',
        'booked',
      ]);
    });

    it('stand before others from their time on', async () => {
      const { id } = valueOf(await hall.book(booking('p1')));
      expect(valueOf(await hall.appointmentsOf('p1'))).toMatchObject([{ id, state: 'booked' }]);
      await issue();
      const early = await issue({ person: 'p1', appointment: id });
      expect(early).toMatchObject({ ahead: 1, ticket: { number: 'A002' } });
      clock.at = Date.parse('2026-01-05T11:00:00+08:00');
      await ticks(1);
      expect(await numbersWaiting()).toEqual(['A002', 'A001']);
      expect(valueOf(await hall.appointmentsOf('p1'))).toEqual([]);
      expect(await hall.cancelAppointment(id)).toMatchObject({ error: { code: 'appointment-unknown' } });
    });

    it('give an ordinary number to who is too late, and none to somebody else', async () => {
      const { id } = valueOf(await hall.book(booking('p1')));
      const other = {
        key: key(),
        business: 'pension',
        person: 'p2',
        priority: null,
        origin: 'k',
        audit: 'a',
        appointment: id,
      };
      expect(await hall.issue(other)).toMatchObject({ error: { code: 'appointment-unknown' } });
      await issue();
      clock.at = Date.parse('2026-01-05T11:46:00+08:00');
      expect(await issue({ person: 'p1', appointment: id })).toMatchObject({ ahead: 1 });
    });
  });

  describe('leases', () => {
    const offline = { person: null, priority: null, origin: 'k2', audit: 'a', instead: null };

    it('hold numbers of a series of their own, never held by two', async () => {
      const one = valueOf(await hall.hold('k1'));
      const two = valueOf(await hall.hold('k2'));
      const numbers = [...one, ...two].flatMap((lease) => lease.numbers.map(({ number }) => number));
      expect(new Set(numbers).size).toBe(4 * testHall.leaseSize);
      expect(numbers.slice(0, 2)).toEqual(['AX001', 'AX002']);
      expect(valueOf(await hall.hold('k1'))).toEqual(one);
      expect((await issue()).ticket.number).toBe('A001');
    });

    it('merge what was given meanwhile in the place of its age, once', async () => {
      const [lease] = valueOf(await hall.hold('k2'));
      await issue();
      clock.at += 60_000;
      await issue();
      const ticket = {
        ...offline,
        key: 'off-1',
        business: 'pension',
        lease: lease?.id ?? '',
        sequence: 1,
        ageMs: 30_000,
      };
      const merged = valueOf(await hall.merge('k2', [ticket]));
      expect(merged).toMatchObject([
        { number: 'AX001', offline: true, state: 'waiting', token: lease?.numbers[0]?.token },
      ]);
      expect(valueOf(await hall.merge('k2', [ticket]))).toEqual(merged);
      expect(await numbersWaiting()).toEqual(['A001', 'AX001', 'A002']);
      expect(await hall.merge('k2', [{ ...ticket, key: 'off-2' }])).toMatchObject({
        error: { code: 'lease-number-taken' },
      });
      for (const wrong of [{ sequence: testHall.leaseSize + 1 }, { business: 'card' }, { lease: 'none' }])
        expect(await hall.merge('k2', [{ ...ticket, key: 'off-3', ...wrong }])).toMatchObject({
          error: { code: 'lease-unknown' },
        });
      expect(await hall.merge('k1', [ticket])).toMatchObject({ error: { code: 'lease-unknown' } });
    });

    it('put the printed ticket in the place of the one that nobody saw, and answer a late request with it', async () => {
      const [lease] = valueOf(await hall.hold('k2'));
      const common = { ...offline, business: 'pension', lease: lease?.id ?? '', ageMs: 0 };
      await issue({ key: 'unseen' });
      await issue();
      valueOf(
        await hall.merge('k2', [
          { ...common, key: 'off-1', sequence: 1, instead: 'unseen' },
          { ...common, key: 'off-2', sequence: 2, instead: 'never-arrived' },
        ]),
      );
      expect(await numbersWaiting()).toEqual(['AX001', 'A002', 'AX002']);
      expect(valueOf(await hall.findByKey('unseen'))).toMatchObject({ number: 'A001', state: 'void' });
      expect(await issue({ key: 'never-arrived' })).toMatchObject({
        existing: true,
        ticket: { number: 'AX002' },
      });
    });

    it('account for every number', async () => {
      const [lease, other] = valueOf(await hall.hold('k2'));
      valueOf(
        await hall.merge('k2', [
          { ...offline, key: 'off-1', business: 'pension', lease: lease?.id ?? '', sequence: 1, ageMs: 0 },
        ]),
      );
      valueOf(await hall.release('k2', lease?.id ?? ''));
      valueOf(await hall.release('k2', lease?.id ?? ''));
      expect(await hall.release('k1', other?.id ?? '')).toMatchObject({ error: { code: 'lease-unknown' } });
      expect(valueOf(await hall.leaseAccounts('2026-01-05'))).toEqual([
        { business: 'pension', leased: 30, used: 1, unused: 29, open: 0 },
        { business: 'card', leased: 30, used: 0, unused: 0, open: 30 },
      ]);
    });

    it('leave over what comes back after its day', async () => {
      const [lease] = valueOf(await hall.hold('k2'));
      await issue();
      clock.at += 86_400_000;
      await ticks(hallTiming.dayGraceTicks);
      const late = {
        ...offline,
        key: 'off-1',
        business: 'pension',
        lease: lease?.id ?? '',
        sequence: 1,
        ageMs: 80_000_000,
      };
      expect(valueOf(await hall.merge('k2', [late]))).toMatchObject([
        { state: 'left-over', businessDay: '2026-01-05' },
      ]);
    });
  });

  describe('ratings', () => {
    it('take the first grade after the service, and follow a bad one up', async () => {
      const { ticket } = await issue();
      const session = await signIn('w1', 'li');
      await did(session, next);
      const of = { kind: 'token', token: ticket.token } as const;
      expect(await hall.rate({ of, grade: 2 })).toMatchObject({ error: { code: 'rating-early' } });
      await did(session, { do: 'finish' });
      expect(valueOf(await hall.place(ticket.token))).toMatchObject({ state: 'finished', canRate: true });
      expect(valueOf(await hall.rate({ of, grade: 2 }))).toEqual({ grade: 2, before: false });
      expect(valueOf(await hall.rate({ of: { kind: 'ticket', ticket: ticket.id }, grade: 5 }))).toEqual({
        grade: 2,
        before: true,
      });
      expect(valueOf(await hall.followUps('open'))).toMatchObject([
        { number: 'A001', window: 'w1', operator: 'li', grade: 2, overdue: false, closed: null },
      ]);
      clock.at += 6 * 86_400_000;
      expect(valueOf(await hall.followUps('open'))[0]?.overdue).toBe(true);
      valueOf(await hall.closeFollowUp({ ticket: ticket.id, by: 'wang', note: '已电话回访' }));
      expect(await hall.closeFollowUp({ ticket: ticket.id, by: 'wang', note: 'x' })).toMatchObject({
        error: { code: 'follow-up-unknown' },
      });
      expect(valueOf(await hall.followUps('open'))).toEqual([]);
      expect(valueOf(await hall.followUps('closed'))).toMatchObject([
        { closed: { by: 'wang', note: '已电话回访' } },
      ]);
    });
  });

  describe('statistics', () => {
    it('count to the digit', async () => {
      const session = await signIn('w1', 'li');
      const minute = 60_000;
      await issue();
      await issue();
      await issue({ business: 'card' });
      clock.at += 2 * minute;
      await did(session, next); // A001 after 2 minutes
      clock.at += minute;
      await did(session, { do: 'call-again' }); // the first call counts
      await did(session, { do: 'begin' });
      clock.at += 3 * minute;
      await did(session, { do: 'call-next', current: 'finish' }); // 3 minutes of service; A002 after 6
      await did(session, { do: 'call-next', current: 'pass-over' }); // a no-show; B001 after 6
      await did(session, { do: 'transfer', to: { kind: 'business', business: 'pension' }, at: 'back' });
      clock.at += 4 * minute;
      await did(session, next); // B001 for pension after 4
      clock.at += minute;
      const { ticket } = await did(session, { do: 'finish' }); // a minute from the last call
      valueOf(await hall.rate({ of: { kind: 'ticket', ticket: ticket?.id ?? '' }, grade: 5 }));
      const query = { from: '2026-01-05', to: '2026-01-05' };
      expect(valueOf(await hall.statistics({ ...query, by: 'business' }))).toEqual([
        {
          key: 'card',
          arrivals: 1,
          called: 1,
          finished: 0,
          noShows: 0,
          transfers: 1,
          neverCalled: 0,
          wait: { p50: 6 * minute, p90: 6 * minute, p99: 6 * minute },
          service: null,
          grades: [0, 0, 0, 0, 0],
        },
        {
          key: 'pension',
          arrivals: 2,
          called: 3,
          finished: 2,
          noShows: 1,
          transfers: 0,
          neverCalled: 0,
          wait: { p50: 4 * minute, p90: 6 * minute, p99: 6 * minute },
          service: { p50: minute, p90: 3 * minute, p99: 3 * minute },
          grades: [0, 0, 0, 0, 1],
        },
      ]);
      expect(valueOf(await hall.statistics({ ...query, by: 'window' }))).toMatchObject([
        { key: 'w1', arrivals: null, called: 4, finished: 2 },
      ]);
      const totals = await Promise.all(
        (['total', 'hour', 'day'] as const).map(async (by) =>
          valueOf(await hall.statistics({ ...query, by })),
        ),
      );
      expect(totals.map((rows) => rows.map((row) => [row.key, row.arrivals]))).toEqual([
        [['total', 3]],
        [['10', 3]],
        [['2026-01-05', 3]],
      ]);
      expect(valueOf(await hall.statistics({ from: '2026-01-06', to: '2026-01-07', by: 'total' }))).toEqual(
        [],
      );
    });
  });

  describe('help', () => {
    it('is called once from a screen and answered once', async () => {
      const call = valueOf(await hall.callHelp({ key: key(), origin: 'k1/kiosk' }));
      expect(valueOf(await hall.callHelp({ key: key(), origin: 'k1/kiosk' }))).toEqual(call);
      await reopen();
      expect(valueOf(await hall.openHelp())).toEqual([{ id: call.id, origin: 'k1/kiosk', at: call.at }]);
      valueOf(await hall.answerHelp({ help: call.id, operator: 'li' }));
      expect(valueOf(await hall.callHelp({ key: call.id, origin: 'k1/kiosk' }))).toEqual({
        ...call,
        answered: true,
      });
      valueOf(await hall.answerHelp({ help: call.id, operator: 'wang' }));
      expect(await hall.answerHelp({ help: 'none', operator: 'li' })).toMatchObject({
        error: { code: 'help-unknown' },
      });
      expect(valueOf(await hall.openHelp())).toEqual([]);
    });
  });
}
