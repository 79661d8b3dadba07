import { describe, expect, it } from '@jest/globals';

import type { DeskCommand } from '#contracts/hall/desk.ts';
import { finishAndNext, next, onBothEngines } from '#test/support/hall-contract.ts';
import { valueOf } from '#test/support/halls.ts';

import { hallTiming } from '../timing.ts';

onBothEngines((bench) => {
  describe('a window', () => {
    it('calls who is next and says why', async () => {
      await bench.issue();
      await bench.issue({ priority: 'elderly' });
      const session = await bench.signIn('w1', 'li');
      const { next: shown, waiting } = valueOf(await bench.hall.windows()).windows[0] ?? {};
      expect(shown).toMatchObject({
        ticket: { number: 'A002' },
        why: { lead: { by: 'elderly', numbers: 20 } },
      });
      expect(waiting).toBe(2);
      const called = await bench.did(session, next);
      expect(called).toMatchObject({
        repeated: false,
        ticket: { number: 'A002', state: 'called' },
        why: { entry: 2, lead: { by: 'elderly', numbers: 20 }, place: -18, keptFor: null },
        window: { state: 'open', ticket: { ticket: { number: 'A002' }, calls: 1 }, waiting: 1 },
      });
    });

    it('calls nobody twice for one press, and refuses another command with the same key', async () => {
      await bench.issue();
      await bench.issue();
      const session = await bench.signIn('w1', 'li');
      const press: DeskCommand = { key: 'press', session, ...next };
      const answers = await Promise.all([bench.hall.perform(press), bench.hall.perform(press)]);
      expect(answers.map((answer) => [valueOf(answer).ticket?.number, valueOf(answer).repeated])).toEqual([
        ['A001', false],
        ['A001', true],
      ]);
      await bench.reopen();
      expect(valueOf(await bench.hall.perform(press))).toMatchObject({
        repeated: true,
        ticket: { number: 'A001' },
      });
      expect(await bench.hall.perform({ ...press, current: 'finish' })).toMatchObject({
        error: { code: 'key-reused' },
      });
      expect(await bench.numbersWaiting()).toEqual(['A002']);
    });

    it('never gets the ticket that another one gets at the same instant', async () => {
      for (let n = 0; n < 10; n += 1) await bench.issue();
      const sessions = [await bench.signIn('w1', 'li'), await bench.signIn('w2', 'wang')];
      const numbers: (string | undefined)[] = [];
      for (let round = 0; round < 5; round += 1) {
        const answers = await Promise.all(sessions.map((session) => bench.did(session, finishAndNext)));
        numbers.push(...answers.map(({ ticket }) => ticket?.number));
      }
      expect(new Set(numbers).size).toBe(10);
    });

    it('calls nobody while it has somebody, unless it is said what becomes of them', async () => {
      await bench.issue();
      await bench.issue();
      await bench.issue();
      const session = await bench.signIn('w1', 'li');
      await bench.did(session, next);
      expect(await bench.perform(session, next)).toMatchObject({ error: { code: 'window-busy' } });
      await bench.did(session, { do: 'call-next', current: 'pass-over' });
      await bench.did(session, { do: 'begin' });
      expect(await bench.perform(session, { do: 'call-next', current: 'pass-over' })).toMatchObject({
        error: { code: 'ticket-elsewhere' },
      });
      expect(await bench.did(session, finishAndNext)).toMatchObject({ ticket: { number: 'A003' } });
      expect(await bench.did(session, finishAndNext)).toMatchObject({
        ticket: null,
        why: null,
        window: { ticket: null },
      });
      const kinds = (await bench.events()).map(({ body }) => body.kind);
      expect(kinds.filter((kind) => kind === 'ticket-finished')).toHaveLength(2);
      expect(kinds.filter((kind) => kind === 'ticket-passed-over')).toHaveLength(1);
    });

    it('calls again, parks, resumes and calls a certain one', async () => {
      const { ticket } = await bench.issue();
      await bench.issue();
      const session = await bench.signIn('w1', 'li');
      await bench.did(session, next);
      expect((await bench.did(session, { do: 'call-again' })).window.ticket?.calls).toBe(2);
      await bench.did(session, { do: 'park', reason: '缺少材料' });
      const aside = valueOf(await bench.hall.queue()).businesses[0]?.aside;
      expect(aside).toMatchObject([{ ticket: { number: 'A001' }, state: 'parked', reason: '缺少材料' }]);
      await bench.did(session, { do: 'resume', ticket: ticket.id, at: 'front' });
      expect(await bench.numbersWaiting()).toEqual(['A001', 'A002']);
      expect(await bench.did(session, { do: 'call-ticket', ticket: ticket.id })).toMatchObject({
        ticket: { state: 'called' },
      });
      expect(await bench.perform(session, { do: 'resume', ticket: ticket.id, at: 'back' })).toMatchObject({
        error: { code: 'ticket-elsewhere' },
      });
      expect(await bench.perform(session, { do: 'call-ticket', ticket: ticket.id })).toMatchObject({
        error: { code: 'window-busy' },
      });
      await bench.did(session, { do: 'finish' });
      for (const wrong of [{ do: 'call-ticket' } as const, { do: 'resume', at: 'back' } as const])
        expect(await bench.perform(session, { ...wrong, ticket: 'nobody' })).toMatchObject({
          error: { code: 'ticket-unknown' },
        });
    });

    it('transfers to a business, at the front and at the back', async () => {
      await bench.issue({ business: 'card' });
      await bench.issue({ business: 'card' });
      await bench.issue();
      await bench.issue();
      const session = await bench.signIn('w2', 'li');
      await bench.did(session, next);
      await bench.did(session, { do: 'transfer', to: { kind: 'business', business: 'card' }, at: 'front' });
      await bench.did(session, next);
      await bench.did(session, { do: 'transfer', to: { kind: 'business', business: 'card' }, at: 'back' });
      expect(await bench.numbersWaiting('card')).toEqual(['A001', 'B001', 'B002', 'A002']);
      expect(await bench.perform(session, { do: 'finish' })).toMatchObject({
        error: { code: 'window-empty' },
      });
    });

    it('transfers to a window or a person, who alone may call it until they are gone', async () => {
      await bench.issue();
      await bench.issue();
      await bench.issue();
      const [one, two] = [await bench.signIn('w1', 'li'), await bench.signIn('w3', 'wang')];
      await bench.did(one, next);
      expect(
        await bench.perform(one, { do: 'transfer', to: { kind: 'window', window: 'w2' }, at: 'front' }),
      ).toMatchObject({
        error: { code: 'window-closed' },
      });
      await bench.did(one, { do: 'transfer', to: { kind: 'window', window: 'w3' }, at: 'front' });
      await bench.did(one, next);
      await bench.did(one, { do: 'transfer', to: { kind: 'operator', operator: 'wang' }, at: 'back' });
      const [kept] = valueOf(await bench.hall.queue()).businesses[0]?.waiting ?? [];
      expect(await bench.perform(one, { do: 'call-ticket', ticket: kept?.ticket.id ?? '' })).toMatchObject({
        error: { code: 'ticket-elsewhere' },
      });
      // A window that does not serve pensions gets both that are kept for it.
      expect(await bench.did(two, next)).toMatchObject({
        ticket: { number: 'A001' },
        why: { keptFor: { kind: 'window', window: 'w3' }, lead: { by: 'front' } },
      });
      expect(await bench.did(one, next)).toMatchObject({ ticket: { number: 'A003' } });
      await bench.did(two, { do: 'sign-out' });
      // Whoever was called by it waits again, whoever was kept for it waits for everybody.
      expect(await bench.numbersWaiting()).toEqual(['A001', 'A002']);
      expect(await bench.did(one, finishAndNext)).toMatchObject({
        ticket: { number: 'A001' },
        why: { keptFor: null },
      });
    });

    it('adds a business, and goes on with it where it serves that as well', async () => {
      await bench.issue();
      const session = await bench.signIn('w1', 'li');
      await bench.did(session, next);
      await bench.did(session, { do: 'add-business', business: 'card' });
      await bench.did(session, { do: 'add-business', business: 'card' });
      expect(await bench.did(session, finishAndNext)).toMatchObject({
        ticket: { number: 'A001', business: 'card', further: [], state: 'called' },
      });
      expect((await bench.did(session, { do: 'finish' })).ticket).toMatchObject({ state: 'finished' });
    });

    it('is closed and opened with what it serves', async () => {
      await bench.issue();
      await bench.issue({ business: 'card' });
      const session = await bench.signIn('w1', 'li');
      await bench.did(session, { do: 'close' });
      expect(await bench.perform(session, next)).toMatchObject({ error: { code: 'window-closed' } });
      expect(valueOf(await bench.hall.businesses())[0]).toMatchObject({ windows: 0, expectedWaitMs: null });
      expect(await bench.perform(session, { do: 'open', businesses: ['none'] })).toMatchObject({
        error: { code: 'business-unknown' },
      });
      await bench.did(session, { do: 'open', businesses: ['card'] });
      expect(await bench.did(session, next)).toMatchObject({ ticket: { number: 'B001' } });
    });

    it('is taken over with its ticket by whoever signs in there', async () => {
      await bench.issue();
      const first = await bench.signIn('w1', 'li');
      await bench.did(first, next);
      const second = await bench.signIn('w1', 'wang');
      expect(await bench.perform(first, { do: 'finish' })).toMatchObject({
        error: { code: 'session-ended' },
      });
      expect((await bench.did(second, { do: 'finish' })).ticket).toMatchObject({
        number: 'A001',
        state: 'finished',
      });
    });

    it('refuses windows, people and businesses that are not there', async () => {
      const ask = { key: bench.key(), window: 'w1', operator: 'li' };
      expect(await bench.hall.signIn({ ...ask, window: 'w9' })).toMatchObject({
        error: { code: 'window-unknown' },
      });
      expect(await bench.hall.signIn({ ...ask, operator: 'nobody' })).toMatchObject({
        error: { code: 'operator-unknown' },
      });
      expect(await bench.hall.signIn({ ...ask, window: 'w2', businesses: ['card'] })).toMatchObject({
        error: { code: 'business-unknown' },
      });
      const session = valueOf(await bench.hall.signIn(ask));
      expect(valueOf(await bench.hall.signIn(ask))).toEqual(session);
      for (const other of [{ window: 'w2' }, { operator: 'wang' }])
        expect(await bench.hall.signIn({ ...ask, ...other })).toMatchObject({
          error: { code: 'key-reused' },
        });
    });

    it('is found when it is lost: who was called waits again in their place, who was served is set aside', async () => {
      await bench.issue();
      await bench.issue();
      await bench.issue();
      const [called, served, heard] = [
        await bench.signIn('w1', 'li'),
        await bench.signIn('w2', 'wang'),
        await bench.signIn('w3', 'zhao'),
      ];
      await bench.did(called, next);
      await bench.did(served, next);
      await bench.did(served, { do: 'begin' });
      for (let n = 0; n <= hallTiming.missedBeats; n += 1) {
        await bench.ticks(1);
        valueOf(await bench.hall.heartbeat(heard));
      }
      const { windows } = valueOf(await bench.hall.windows());
      expect(windows.map(({ state }) => state)).toEqual(['open', 'open', 'open']);
      await bench.ticks(1);
      expect(await bench.hall.heartbeat(called)).toMatchObject({ error: { code: 'session-ended' } });
      expect(valueOf(await bench.hall.windows()).windows.map(({ state }) => state)).toEqual([
        'empty',
        'empty',
        'open',
      ]);
      expect(await bench.numbersWaiting()).toEqual(['A001', 'A003']);
      expect(valueOf(await bench.hall.queue()).businesses[0]?.aside).toMatchObject([
        { ticket: { number: 'A002' }, state: 'parked', reason: 'window-lost' },
      ]);
    });

    it('is not lost to a clock that jumps', async () => {
      const session = await bench.signIn('w1', 'li');
      bench.clock.at += 3_600_000;
      await bench.ticks(2);
      bench.clock.at -= 7_200_000;
      await bench.ticks(1);
      expect(valueOf(await bench.hall.heartbeat(session)).seq).toBeGreaterThan(0);
    });
  });

  describe('help', () => {
    it('is called once from a screen and answered once', async () => {
      const call = valueOf(await bench.hall.callHelp({ key: bench.key(), origin: 'k1/kiosk' }));
      expect(valueOf(await bench.hall.callHelp({ key: bench.key(), origin: 'k1/kiosk' }))).toEqual(call);
      await bench.reopen();
      expect(valueOf(await bench.hall.openHelp())).toEqual([
        { id: call.id, origin: 'k1/kiosk', at: call.at },
      ]);
      valueOf(await bench.hall.answerHelp({ help: call.id, operator: 'li' }));
      expect(valueOf(await bench.hall.callHelp({ key: call.id, origin: 'k1/kiosk' }))).toEqual({
        ...call,
        answered: true,
      });
      valueOf(await bench.hall.answerHelp({ help: call.id, operator: 'wang' }));
      expect(await bench.hall.answerHelp({ help: 'none', operator: 'li' })).toMatchObject({
        error: { code: 'help-unknown' },
      });
      expect(valueOf(await bench.hall.openHelp())).toEqual([]);
    });
  });
});
