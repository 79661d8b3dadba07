/** Every operation of the contract, over HTTP: what it answers is what is documented, to the roles that are documented. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';

import { configurationChangeSchema, hallConfigurationSchema } from '#contracts/hall/configuration.ts';
import { hallOperations } from '#contracts/hall/operations.ts';
import {
  hallOperationNames,
  hallRoles,
  hallRoutes,
  type HallOperation,
  type HallRole,
} from '#contracts/hall/paths.ts';
import { hallProblemSchema } from '#contracts/hall/problem.ts';
import { testHall } from '#test/support/halls.ts';
import { TestHallServer, type Answer } from '#test/support/hall-server.ts';
import { largestOf } from '#test/support/largest-of.ts';
import { OpenApiCheck } from '#test/support/openapi-check.ts';

import { openApiDocument } from './openapi.ts';

/** All day, every day: whenever the test runs, a slot can be booked and checked in. */
const configuration = hallConfigurationSchema.parse({
  ...testHall,
  appointments: {
    slots: [
      { business: 'pension', weekdays: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '23:59', capacity: 9 },
    ],
  },
});

const document = new OpenApiCheck(openApiDocument());
let server: TestHallServer;
const covered = new Set<HallOperation>();
beforeAll(async () => {
  server = await TestHallServer.start({ configuration });
});
afterAll(() => server.stop());

/** Asks and holds question and answer against contract and document: nothing missing, and nothing more than they say. */
async function ask<O extends HallOperation>(
  who: HallRole | { readonly token: string },
  operation: O,
  input: object = {},
): Promise<z.output<(typeof hallOperations)[O]['answer']>> {
  const [method, path] = hallRoutes[operation];
  const mistakes = method === 'GET' ? [] : document.requestMistakes(method.toLowerCase(), path, input);
  expect([operation, mistakes]).toEqual([operation, []]);
  const answer = await server.ask(who, operation, input);
  expect([operation, answer.status, answer.text]).toEqual([operation, 200, expect.anything()]);
  expectDocumented(operation, answer);
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(answer.headers['cache-control']).toBe('no-store');
  const schema: z.ZodType = hallOperations[operation].answer;
  const read = schema.parse(answer.body);
  expect(read).toEqual(answer.body);
  covered.add(operation);
  return read as z.output<(typeof hallOperations)[O]['answer']>;
}

function expectDocumented(operation: HallOperation, { status, headers, body }: Answer): void {
  const [method, path] = hallRoutes[operation];
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  const mistakes = document.answerMistakes(method.toLowerCase(), path, status, type, body);
  expect([operation, status, mistakes]).toEqual([operation, status, []]);
}

function problemOf(
  operation: HallOperation,
  answer: Answer,
): { status: number; code: string; detail?: string } {
  expect(answer.headers['content-type']).toMatch('application/problem+json');
  expectDocumented(operation, answer);
  const problem = hallProblemSchema.parse(answer.body);
  expect(problem.status).toBe(answer.status);
  return problem;
}

const issue = (key: string, more: object = {}): object => ({
  key,
  business: 'pension',
  person: null,
  priority: null,
  origin: 'kiosk-1',
  audit: `audit-${key}`,
  ...more,
});

describe('operations over HTTP', () => {
  it('answer as documented through a day of a kiosk, a window and an administrator', async () => {
    const about = await ask('board', 'about');
    expect(about).toMatchObject({ name: testHall.name, phoneUrl: null });
    expect(about.dayFrom).toBeLessThanOrEqual(about.now);
    expect(about.dayUntil).toBeGreaterThan(about.now);
    expect(await ask('kiosk', 'businesses')).toHaveLength(2);
    const first = await ask('kiosk', 'issue', issue('k1', { person: 'person-1' }));
    expect(first).toMatchObject({ existing: false, ticket: { number: 'A001', audit: 'audit-k1' } });
    expect(await ask('kiosk', 'issue', issue('k1', { person: 'person-1' }))).toEqual(first);
    expect(await ask('kiosk', 'ticketsOf', { person: 'person-1' })).toHaveLength(1);
    expect(await ask('kiosk', 'findByKey', { key: 'k1' })).toEqual({ ticket: first.ticket });
    expect(await ask('kiosk', 'findByKey', { key: 'none' })).toEqual({ ticket: null });
    expect(await ask('kiosk', 'issuedBy', { origin: 'kiosk-1' })).toHaveLength(1);
    const second = await ask('kiosk', 'issue', issue('k2'));
    expect(await ask('kiosk', 'void', { ticket: second.ticket.id, reason: 'gone' })).toMatchObject({
      state: 'void',
    });
    expect((await ask('kiosk', 'personKey')).key).toBe(
      Buffer.from(server.access.personKey).toString('base64url'),
    );

    const leases = await ask('kiosk', 'hold', { station: 'kiosk-2' });
    const [lease] = leases;
    const { sequence = 0 } = lease?.numbers[0] ?? {};
    const merged = await ask('kiosk', 'merge', {
      station: 'kiosk-2',
      tickets: [{ ...issue('k3'), lease: lease?.id, sequence, ageMs: 0, instead: null }],
    });
    expect(merged).toMatchObject([{ number: 'AX001', offline: true }]);
    expect(await ask('kiosk', 'release', { station: 'kiosk-2', lease: lease?.id })).toEqual({});
    expect(await ask('statistics', 'leaseAccounts', { date: about.day.date })).toContainEqual({
      business: 'pension',
      leased: 30,
      used: 1,
      unused: 29,
      open: 0,
    });

    const session = await ask('caller', 'signIn', { key: 's1', window: 'w1', operator: 'li' });
    await ask('caller', 'heartbeat', { session: session.id });
    const before = await ask('caller', 'queue');
    expect(before.businesses[0]?.waiting.map(({ ticket }) => ticket.number)).toEqual(['A001', 'AX001']);
    const call = { key: 'c1', session: session.id, do: 'call-next', current: null };
    const called = await ask('caller', 'perform', call);
    expect(called).toMatchObject({ repeated: false, ticket: { number: 'A001', state: 'called' } });
    expect(await ask('caller', 'perform', call)).toMatchObject({
      repeated: true,
      ticket: { number: 'A001' },
    });
    expect(await ask('caller', 'windows')).toMatchObject({
      windows: [{ window: 'w1', state: 'open' }, {}, {}],
    });
    expect(await ask('rating', 'signs')).toMatchObject({
      windows: [{ window: 'w1', number: 1, current: 'A001' }, { current: null }, {}],
    });
    expect(await ask('board', 'board')).toMatchObject({ called: [{ number: 'A001', window: 1 }] });
    const holder = { token: first.ticket.token };
    expect(await ask(holder, 'place')).toMatchObject({ state: 'called', window: 1, canRate: false });
    await ask('caller', 'perform', { key: 'c2', session: session.id, do: 'finish' });
    expect(await ask(holder, 'ratePlace', { grade: 1 })).toEqual({ grade: 1, before: false });
    const again = { of: { kind: 'ticket', ticket: first.ticket.id }, grade: 5 };
    expect(await ask('rating', 'rate', again)).toEqual({ grade: 1, before: true });
    expect(await ask('administrator', 'followUps', { state: 'open' })).toMatchObject([
      { number: 'A001', grade: 1, overdue: false },
    ]);
    await ask('administrator', 'closeFollowUp', { ticket: first.ticket.id, by: 'li', note: '已致歉' });
    expect(await ask('statistics', 'followUps', { state: 'closed' })).toHaveLength(1);

    const { date } = about.day;
    // Whatever the hour of this test, tomorrow can be booked.
    const day = new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);
    expect(await ask('kiosk', 'slots', { date: day })).toMatchObject([{ business: 'pension', free: 9 }]);
    const booking = { key: 'b1', business: 'pension', person: 'person-2', date: day, from: '00:00' };
    const booked = await ask('kiosk', 'book', booking);
    expect(await ask('kiosk', 'appointmentsOf', { person: 'person-2' })).toEqual([]);
    expect(await ask('caller', 'appointments', { date: day })).toEqual([booked]);
    expect(await ask('caller', 'cancelAppointment', { id: 'b1' })).toMatchObject({ state: 'cancelled' });

    await ask('kiosk', 'callHelp', { key: 'h1', origin: 'kiosk-1' });
    await ask('kiosk', 'callHelp', { key: 'h2', origin: 'kiosk-2' });
    await ask('kiosk', 'withdrawHelp', { key: 'h2', origin: 'kiosk-2' });
    expect(await ask('caller', 'openHelp')).toMatchObject([{ id: 'h1' }]);
    await ask('caller', 'answerHelp', { help: 'h1', operator: 'li' });
    expect(await ask('kiosk', 'day')).toMatchObject({ state: 'open', by: null });
    expect(await ask('administrator', 'changeDay', { change: 'close', by: 'li' })).toMatchObject({
      state: 'closed',
      by: 'li',
    });
    expect(problemOf('issue', await server.ask('kiosk', 'issue', issue('k9')))).toMatchObject({
      status: 409,
      code: 'business-closed',
    });
    const version = await ask('administrator', 'configuration');
    const change = { expected: version.version, by: 'li', configuration: version.configuration };
    expect(await ask('administrator', 'changeConfiguration', change)).toMatchObject({
      version: version.version + 1,
    });
    const late = { ...change, by: 'wang' };
    expect(
      problemOf('changeConfiguration', await server.ask('administrator', 'changeConfiguration', late)),
    ).toMatchObject({
      status: 409,
      code: 'configuration-conflict',
    });
    // Its ids are all the same: refused by the rules, and not for its length.
    const largest = { ...largestOf(configurationChangeSchema), expected: version.version + 1 };
    expect(
      problemOf('changeConfiguration', await server.ask('administrator', 'changeConfiguration', largest)),
    ).toMatchObject({ status: 422, code: 'configuration-invalid' });
    expect(await ask('administrator', 'configurationHistory', { limit: 5 })).toHaveLength(2);
    expect(await ask('statistics', 'statistics', { from: date, to: date, by: 'total' })).toMatchObject([
      { key: 'total', arrivals: 3, finished: 1, grades: [1, 0, 0, 0, 0] },
    ]);
    const { events, upTo } = await ask('caller', 'events', { since: 0 });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(upTo).toBe(events.length);
    const heard = await ask('board', 'events', { since: 0 });
    expect(heard.upTo).toBe(upTo);
    expect(JSON.stringify(heard.events)).not.toMatch(/operator|reason|"by"/);

    expect([...covered].toSorted()).toEqual([...hallOperationNames].toSorted());
  }, 30_000);

  it('name no person: neither hash nor audit number stands in an event', async () => {
    const { text } = await server.ask('caller', 'events', { since: 0 });
    expect(text).toContain('A001');
    expect(text).not.toMatch(/person-1|person-2|audit-k1/);
  });

  it.each(hallOperationNames)('%s is open to its roles alone', async (name) => {
    const roles: readonly string[] = hallOperations[name].roles;
    const [method, path] = hallRoutes[name];
    const without = await server.request(path, { method });
    expect(problemOf(name, without)).toMatchObject({ status: 401, code: 'not-permitted' });
    expect(without.headers['www-authenticate']).toBe('Bearer');
    for (const role of hallRoles.filter((one) => !roles.includes(one)))
      expect(problemOf(name, await server.ask(role, name))).toMatchObject({ status: 403, detail: 'role' });
  });

  it.each(hallOperationNames.filter((name) => hallRoutes[name][0] !== 'GET'))(
    '%s refuses what is off the contract, and quotes nothing of it',
    async (name) => {
      const [role = 'kiosk'] = hallOperations[name].roles;
      const who = role === 'ticket' ? { token: '20260105-A-1-AAAAAAAAAAAAAAAAAAAAAA' } : role;
      const answer = await server.ask(who, name, { secret: 'geheim', key: 5, ticket: [], grade: 'x' });
      expect(problemOf(name, answer)).toMatchObject({ status: 400, code: 'request-invalid' });
      expect(answer.text).not.toContain('geheim');
    },
  );
});
