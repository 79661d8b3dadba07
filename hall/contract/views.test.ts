import { describe, expect, it } from '@jest/globals';

import type { HallEvent } from '#contracts/hall/events.ts';
import { finishAndNext, next, onBothEngines } from '#test/support/hall-contract.ts';
import { valueOf } from '#test/support/halls.ts';
import { until } from '#test/support/until.ts';

onBothEngines((bench) => {
  describe('views', () => {
    it('show a board without anybody on it but numbers', async () => {
      await bench.issue({ person: 'secret-hash', audit: 'secret-audit' });
      await bench.issue();
      const session = await bench.signIn('w1', 'li');
      await bench.did(session, next);
      await bench.did(session, { do: 'call-again' });
      const board = valueOf(await bench.hall.board());
      expect(board.called).toMatchObject([{ number: 'A001', window: 1, business: 'pension', times: 2 }]);
      expect(board.last.map(({ times }) => times)).toEqual([2, 1]);
      expect(board.waits.map(({ waiting }) => waiting)).toEqual([1, 0]);
      await bench.did(session, finishAndNext);
      await bench.reopen();
      const later = valueOf(await bench.hall.board());
      expect(later.timeZone).toBe('Asia/Shanghai');
      expect(later.called.map(({ number }) => number)).toEqual(['A002']);
      expect(later.last.map(({ number }) => number)).toEqual(['A002', 'A001', 'A001']);
      for (const said of [later, await bench.events()]) expect(JSON.stringify(said)).not.toContain('secret');
    });

    it('list who was set aside and who was left over in one order, on every server', async () => {
      const one = await bench.signIn('w1', 'li');
      const two = await bench.signIn('w2', 'wang');
      await bench.issue();
      await bench.issue();
      const [lease] = valueOf(await bench.hall.hold('k1'));
      await bench.did(one, next);
      await bench.did(two, next);
      for (const session of [two, one]) {
        bench.clock.at += 1000;
        await bench.did(session, { do: 'pass-over' });
      }
      const given = (lease?.numbers ?? []).slice(0, 3).map(({ sequence }) => ({
        ...bench.request(),
        lease: lease?.id ?? '',
        sequence,
        ageMs: 1000 - sequence,
        instead: null,
      }));
      const lists = async () => {
        const [pension] = valueOf(await bench.hall.queue()).businesses;
        return [pension?.aside ?? [], pension?.leftOver ?? []].map((list) =>
          list.map(({ ticket }) => ticket.number).join(' '),
        );
      };
      const aside = ['A002 A001', ''];
      expect(await lists()).toEqual(aside);
      await bench.reopen();
      expect(await lists()).toEqual(aside);
      // A clock that is set back moves nobody's buttons.
      bench.clock.at -= 60_000;
      expect(await lists()).toEqual(aside);
      bench.clock.at += 60_000;
      valueOf(await bench.hall.changeDay({ change: 'end', by: 'li' }));
      valueOf(await bench.hall.merge('k1', given));
      const leftOver = ['', 'AX003 AX002 AX001 A002 A001'];
      expect(await lists()).toEqual(leftOver);
      await bench.reopen();
      expect(await lists()).toEqual(leftOver);
    });

    it('show a place to whoever holds the token', async () => {
      await bench.issue();
      const { ticket } = await bench.issue({ further: ['card'] });
      expect(valueOf(await bench.hall.place(ticket.token))).toMatchObject({
        number: 'A002',
        state: 'waiting',
        ahead: 1,
        window: null,
        expectedWaitMs: null,
        further: [{ id: 'card' }],
      });
      const session = await bench.signIn('w2', 'li');
      await bench.did(session, next);
      await bench.did(session, finishAndNext);
      expect(valueOf(await bench.hall.place(ticket.token))).toMatchObject({
        state: 'called',
        window: 2,
        ahead: 0,
      });
      for (const guess of ['', 'x', ticket.token.replace('-2-', '-1-'), `${ticket.token}x`])
        expect(await bench.hall.place(guess)).toMatchObject({ error: { code: 'ticket-unknown' } });
    });

    it('reckon the wait from the last services and the windows', async () => {
      for (let n = 0; n < 8; n += 1) await bench.issue();
      const session = await bench.signIn('w2', 'li');
      for (let n = 0; n < 4; n += 1) {
        await bench.did(session, finishAndNext);
        bench.clock.at += 120_000;
      }
      // Three services of two minutes told; one is being served, four wait: (4 + a half) services at one window.
      expect(valueOf(await bench.hall.businesses())[0]).toMatchObject({
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
      bench.hall.watch((some) => heard.push(...some), ending.signal);
      const { seq } = valueOf(await bench.hall.board());
      await Promise.all(Array.from({ length: 20 }, () => bench.issue()));
      const session = await bench.signIn('w1', 'li');
      await bench.did(session, next);
      const all = await bench.events();
      await until('all is heard', () => {
        bench.clock.fire();
        return heard.at(-1)?.seq === all.at(-1)?.seq;
      });
      ending.abort();
      expect(all.map((event) => event.seq)).toEqual(all.map((_, index) => index + 1));
      expect(heard.filter((event) => event.seq > seq)).toEqual(all.filter((event) => event.seq > seq));
    });

    it('are kept for a reader by its cursor, which never goes back', async () => {
      expect(valueOf(await bench.hall.cursor('city'))).toBe(0);
      valueOf(await bench.hall.moveCursor('city', 5));
      valueOf(await bench.hall.moveCursor('city', 3));
      await bench.reopen();
      expect(valueOf(await bench.hall.cursor('city'))).toBe(5);
    });
  });

  describe('statistics', () => {
    it('count to the digit', async () => {
      const session = await bench.signIn('w1', 'li');
      const minute = 60_000;
      await bench.issue();
      await bench.issue();
      await bench.issue({ business: 'card' });
      bench.clock.at += 2 * minute;
      await bench.did(session, next); // A001 after 2 minutes
      bench.clock.at += minute;
      await bench.did(session, { do: 'call-again' }); // the first call counts
      await bench.did(session, { do: 'begin' });
      bench.clock.at += 3 * minute;
      await bench.did(session, { do: 'call-next', current: 'finish' }); // 3 minutes of service; A002 after 6
      await bench.did(session, { do: 'call-next', current: 'pass-over' }); // a no-show; B001 after 6
      await bench.did(session, { do: 'transfer', to: { kind: 'business', business: 'pension' }, at: 'back' });
      bench.clock.at += 4 * minute;
      await bench.did(session, next); // B001 for pension after 4
      bench.clock.at += minute;
      const { ticket } = await bench.did(session, { do: 'finish' }); // a minute from the last call
      valueOf(await bench.hall.rate({ of: { kind: 'ticket', ticket: ticket?.id ?? '' }, grade: 5 }));
      const query = { from: '2026-01-05', to: '2026-01-05' };
      expect(valueOf(await bench.hall.statistics({ ...query, by: 'business' }))).toEqual([
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
      expect(valueOf(await bench.hall.statistics({ ...query, by: 'window' }))).toMatchObject([
        { key: 'w1', arrivals: null, called: 4, finished: 2 },
      ]);
      const totals = await Promise.all(
        (['total', 'hour', 'day'] as const).map(async (by) =>
          valueOf(await bench.hall.statistics({ ...query, by })),
        ),
      );
      expect(totals.map((rows) => rows.map((row) => [row.key, row.arrivals]))).toEqual([
        [['total', 3]],
        [['10', 3]],
        [['2026-01-05', 3]],
      ]);
      expect(
        valueOf(await bench.hall.statistics({ from: '2026-01-06', to: '2026-01-07', by: 'total' })),
      ).toEqual([]);
    });
  });

  describe('figures of numbers that another one superseded', () => {
    it('count the person once, where nobody was called by the former', async () => {
      const [lease] = valueOf(await bench.hall.hold('k1'));
      const { key: unseen } = bench.request();
      await bench.issue({ key: unseen });
      const offline = {
        ...bench.request(),
        lease: lease?.id ?? '',
        sequence: lease?.numbers[0]?.sequence ?? 0,
        ageMs: 0,
        instead: unseen,
      };
      valueOf(await bench.hall.merge('k1', [offline]));
      await bench.did(await bench.signIn('w1', 'li'), next);
      for (const by of ['total', 'business', 'hour', 'day'] as const)
        expect(
          valueOf(await bench.hall.statistics({ from: '2026-01-05', to: '2026-01-05', by })),
        ).toMatchObject([{ arrivals: 1, called: 1, noShows: 0, neverCalled: 0 }]);
    });

    it('count a number whose holder was called and did not come', async () => {
      const session = await bench.signIn('w1', 'li');
      const [lease] = valueOf(await bench.hall.hold('k1'));
      await bench.issue({ person: 'p' });
      await bench.did(session, next);
      await bench.did(session, { do: 'pass-over' });
      const offline = {
        ...bench.request({ person: 'p' }),
        lease: lease?.id ?? '',
        sequence: lease?.numbers[0]?.sequence ?? 0,
        ageMs: 0,
        instead: null,
      };
      valueOf(await bench.hall.merge('k1', [offline]));
      expect(
        valueOf(await bench.hall.statistics({ from: '2026-01-05', to: '2026-01-05', by: 'total' })),
      ).toMatchObject([{ arrivals: 2, called: 1, noShows: 1, neverCalled: 0 }]);
    });
  });

  describe('ratings', () => {
    it('take the first grade after the service, and follow a bad one up', async () => {
      const { ticket } = await bench.issue();
      const session = await bench.signIn('w1', 'li');
      await bench.did(session, next);
      const of = { kind: 'token', token: ticket.token } as const;
      expect(await bench.hall.rate({ of, grade: 2 })).toMatchObject({ error: { code: 'rating-early' } });
      const guess = { kind: 'token', token: `${ticket.token.slice(0, -1)}_` } as const;
      expect(await bench.hall.rate({ of: guess, grade: 2 })).toMatchObject({
        error: { code: 'ticket-unknown' },
      });
      await bench.did(session, { do: 'finish' });
      expect(valueOf(await bench.hall.place(ticket.token))).toMatchObject({
        state: 'finished',
        canRate: true,
        timeZone: 'Asia/Shanghai',
      });
      expect(valueOf(await bench.hall.rate({ of, grade: 2 }))).toEqual({ grade: 2, before: false });
      expect(valueOf(await bench.hall.rate({ of: { kind: 'ticket', ticket: ticket.id }, grade: 5 }))).toEqual(
        {
          grade: 2,
          before: true,
        },
      );
      expect(valueOf(await bench.hall.followUps('open'))).toMatchObject([
        { number: 'A001', window: 'w1', operator: 'li', grade: 2, overdue: false, closed: null },
      ]);
      bench.clock.at += 6 * 86_400_000;
      expect(valueOf(await bench.hall.followUps('open'))[0]?.overdue).toBe(true);
      for (let sent = 0; sent < 2; sent += 1)
        valueOf(await bench.hall.closeFollowUp({ ticket: ticket.id, by: 'wang', note: '已电话回访' }));
      expect(await bench.hall.closeFollowUp({ ticket: ticket.id, by: 'wang', note: 'x' })).toMatchObject({
        error: { code: 'follow-up-unknown' },
      });
      expect(valueOf(await bench.hall.followUps('open'))).toEqual([]);
      expect(valueOf(await bench.hall.followUps('closed'))).toMatchObject([
        { closed: { by: 'wang', note: '已电话回访' } },
      ]);
    });
  });
});
