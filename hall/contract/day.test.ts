import { describe, expect, it } from '@jest/globals';

import { hallConfigurationSchema } from '#contracts/hall/configuration.ts';
import { finishAndNext, next, onBothEngines } from '#test/support/hall-contract.ts';
import { testHall, valueOf } from '#test/support/halls.ts';

import { hallTiming } from '../timing.ts';

onBothEngines((bench) => {
  describe('the day', () => {
    it('is closed by hand, and who waits is still called', async () => {
      await bench.issue();
      expect(valueOf(await bench.hall.changeDay({ change: 'close', by: 'li' }))).toMatchObject({
        state: 'closed',
        by: 'li',
      });
      expect(await bench.hall.issue(bench.request())).toMatchObject({ error: { code: 'business-closed' } });
      const session = await bench.signIn('w1', 'li');
      expect(await bench.did(session, next)).toMatchObject({ ticket: { number: 'A001' } });
      valueOf(await bench.hall.changeDay({ change: 'rule', by: 'li' }));
      expect((await bench.issue()).ticket.number).toBe('A002');
    });

    it('leaves over who is there when it is ended', async () => {
      await bench.issue();
      await bench.issue();
      const session = await bench.signIn('w1', 'li');
      await bench.did(session, next);
      expect(valueOf(await bench.hall.changeDay({ change: 'end', by: 'li' }))).toMatchObject({
        state: 'ended',
      });
      expect(valueOf(await bench.hall.changeDay({ change: 'open', by: 'li' }))).toMatchObject({
        state: 'ended',
      });
      const ended = (await bench.events()).findLast(({ body }) => body.kind === 'day-changed');
      expect(ended?.body).toMatchObject({ state: 'ended', leftOver: 2 });
      expect(await bench.numbersWaiting()).toEqual([]);
      expect(valueOf(await bench.hall.windows()).windows[0]?.ticket).toBeNull();
    });

    it('ends when another one has held for a while, and not by a clock that is wrong for a moment', async () => {
      const { ticket } = await bench.issue();
      const today = bench.clock.at;
      bench.clock.at += 86_400_000;
      await bench.ticks(3);
      expect(await bench.numbersWaiting()).toEqual([]);
      expect((await bench.issue()).ticket).toMatchObject({ number: 'A001', businessDay: '2026-01-06' });
      bench.clock.at = today;
      // Who came while the clock was wrong is not forgotten either.
      expect(await bench.numbersWaiting()).toEqual(['A001', 'A001']);
      bench.clock.at += 86_400_000;
      await bench.ticks(hallTiming.dayGraceTicks);
      expect(valueOf(await bench.hall.findByKey(ticket.id))).toMatchObject({ state: 'left-over' });
    });

    it('follows hours, weekdays, holidays and working days by exception', async () => {
      const day = {
        opens: '09:00',
        closes: '17:00',
        weekdays: [1, 2, 3, 4, 5],
        holidays: ['2026-01-06'],
        workdays: ['2026-01-10'],
      };
      await bench.openWith(hallConfigurationSchema.parse({ ...testHall, day }));
      const states: string[] = [];
      for (const time of ['05T08:59', '05T09:00', '05T17:00', '06T10:00', '10T10:00', '11T10:00']) {
        bench.clock.at = Date.parse(`2026-01-${time}:00+08:00`);
        states.push(valueOf(await bench.hall.day()).state);
      }
      expect(states).toEqual(['closed', 'open', 'closed', 'closed', 'open', 'closed']);
    });
  });

  describe('the queue of a day on which no numbers are given', () => {
    const at = (time: string): number => Date.parse(`2026-01-${time}:00+08:00`);
    const closed = async () => valueOf(await bench.hall.queue()).closed;

    it.each([
      // 5 January is a Monday.
      ['before the hours of a day', '05T08:00', { since: null, until: at('05T09:00') }],
      ['in them', '05T09:00', null],
      ['after them, before a holiday', '05T17:30', { since: at('05T17:00'), until: at('07T09:00') }],
      ['on a holiday', '06T10:00', { since: null, until: at('07T09:00') }],
      ['after the last day of the week', '09T18:00', { since: at('09T17:00'), until: at('12T09:00') }],
      ['in the night before its day turns', '06T02:00', { since: at('05T17:00'), until: at('07T09:00') }],
    ])('says since when and until when, %s', async (_when, time, expected) => {
      const day = { opens: '09:00', closes: '17:00', weekdays: [1, 2, 3, 4, 5], holidays: ['2026-01-06'] };
      bench.clock.at = at(time);
      await bench.openWith(hallConfigurationSchema.parse({ ...testHall, dayStartsAt: '05:00', day }));
      expect(await closed()).toEqual(expected);
    });

    it.each([
      ['no hours', {}, '06T05:00'],
      ['hours from a time on', { opens: '09:00' }, '06T09:00'],
      ['hours over midnight', { opens: '22:00', closes: '02:00' }, '06T22:00'],
      ['hours over the turn of the day', { opens: '08:00', closes: '06:00' }, '06T05:00'],
    ])('says when they are given again with %s', async (_which, hours, until) => {
      bench.clock.at = at('05T12:00');
      const day = { ...hours, holidays: ['2026-01-05'] };
      await bench.openWith(hallConfigurationSchema.parse({ ...testHall, dayStartsAt: '05:00', day }));
      expect(await closed()).toEqual({ since: null, until: at(until) });
    });

    it('says when somebody closed or ended it, until the next day, also after a restart', async () => {
      bench.clock.at = at('05T10:00');
      await bench.configure({ day: { ...testHall.day, opens: '09:00', closes: '17:00' } });
      for (const change of ['close', 'end'] as const) {
        bench.clock.at += 60_000;
        const since = bench.clock.at;
        valueOf(await bench.hall.changeDay({ change, by: 'li' }));
        bench.clock.at += 60_000;
        await bench.reopen();
        expect(await closed()).toEqual({ since, until: at('06T09:00') });
      }
    });

    it('knows no day on which the hall opens where there is none', async () => {
      await bench.openWith(hallConfigurationSchema.parse({ ...testHall, day: { weekdays: [] } }));
      expect(await closed()).toEqual({ since: null, until: null });
    });
  });

  describe('the configuration', () => {
    it('is changed by whoever knows the version in force', async () => {
      const { version, configuration } = valueOf(await bench.hall.configuration());
      const more = {
        ...configuration,
        businesses: [
          ...configuration.businesses,
          { id: 'advice', name: { zh: '咨询', en: 'Advice' }, prefix: 'C', anonymous: true },
        ],
      };
      const change = { expected: version, configuration: more, by: 'li' };
      const changed = valueOf(await bench.hall.changeConfiguration(change));
      expect(changed.version).toBe(version + 1);
      // No answer came, and it is sent again.
      expect(valueOf(await bench.hall.changeConfiguration(change))).toEqual(changed);
      for (const other of [{ by: 'wang' }, { configuration }])
        expect(await bench.hall.changeConfiguration({ ...change, ...other })).toMatchObject({
          error: { code: 'configuration-conflict' },
        });
      expect((await bench.issue({ business: 'advice' })).ticket.number).toBe('C001');
      await bench.reopen();
      expect(valueOf(await bench.hall.configurationHistory(10)).map((one) => [one.version, one.by])).toEqual([
        [2, 'li'],
        [1, 'software'],
      ]);
    });

    it('says every mistake at once', async () => {
      const { version, configuration } = valueOf(await bench.hall.configuration());
      const wrong = hallConfigurationSchema.parse({
        ...configuration,
        timeZone: 'Mars/Olympus',
        businesses: [
          { id: 'pension', name: { zh: '养老', en: 'Pension' }, prefix: 'AX' },
          { id: 'pension', name: { zh: '卡', en: 'Card' }, prefix: 'B' },
        ],
      });
      const refused = await bench.hall.changeConfiguration({
        expected: version,
        configuration: wrong,
        by: 'li',
      });
      expect(refused).toMatchObject({ error: { code: 'configuration-invalid' } });
      for (const place of ['businesses.id pension', 'AX', 'windows.w1: there is no business card', 'Mars'])
        expect(JSON.stringify(refused)).toContain(place);
    });

    it('that takes a business away gives no numbers for it, and still calls who waits', async () => {
      await bench.issue();
      await bench.issue({ business: 'card' });
      const session = await bench.signIn('w1', 'li');
      await bench.configure({
        businesses: testHall.businesses.filter(({ id }) => id === 'pension'),
        windows: testHall.windows.flatMap((one) =>
          one.id === 'w3' ? [] : [{ ...one, businesses: ['pension'] }],
        ),
      });
      expect(await bench.hall.issue(bench.request({ business: 'card' }))).toMatchObject({
        error: { code: 'business-unknown' },
      });
      expect(await bench.numbersWaiting('card')).toEqual(['B001']);
      await bench.did(session, finishAndNext);
      expect(await bench.did(session, finishAndNext)).toMatchObject({ ticket: { number: 'B001' } });
    });

    it('orders who waits anew when leads change', async () => {
      for (let n = 0; n < 3; n += 1) await bench.issue();
      await bench.issue({ priority: 'elderly' });
      await bench.configure({ leads: { ...testHall.leads, elderly: 1 } });
      expect(await bench.numbersWaiting()).toEqual(['A001', 'A002', 'A004', 'A003']);
    });
  });
});
