import { afterEach, describe, expect, it } from '@jest/globals';

import { platformPaths, type PlatformEvent } from '#contracts/platform-api.ts';
import { fail } from '#contracts/result.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { syntheticPeople } from './people.ts';
import { createStandIn } from './server.ts';

const people = syntheticPeople();
const [first] = people;
if (first === undefined) throw new Error('no people');
const clock = new HandClock();
let minted = 0;
const make = (terminalKey: string | null = null) =>
  createStandIn({
    clock,
    token: () => `token-of-a-test-${String((minted += 1)).padStart(8, '0')}`,
    terminalKey,
    engine: { analyse: () => Promise.resolve(fail('face-models-missing')), stop: () => undefined },
  });
let app = make();

afterEach(async () => {
  await app.close();
  app = make();
});

const post = async (url: string, payload: object, headers: Record<string, string> = {}) => {
  const answer = await app.inject({ method: 'POST', url, payload, headers });
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
};

describe('resolving', () => {
  it('knows a card by its identification code and number', async () => {
    const { cardIdentificationCode, cardNumber } = first.card;
    const card = { cardIdentificationCode, cardNumber, specVersion: '3.00' };
    expect(await post(platformPaths.resolveCard, card)).toEqual({
      status: 200,
      body: { person: first.person, cardState: 'normal' },
    });
    expect((await post(platformPaths.resolveCard, { ...card, cardNumber: 'X' })).body['code']).toBe(
      'unknown-card',
    );
  });

  it('knows an identity card by number and name together', async () => {
    const { number, name } = first.person;
    expect((await post(platformPaths.resolveIdentityCard, { number, name })).body).toEqual({
      person: first.person,
    });
    const wrong = await post(platformPaths.resolveIdentityCard, { number, name: '某人' });
    expect(wrong).toMatchObject({ status: 404, body: { code: 'unknown-person' } });
  });

  it('refuses what breaks the contract', async () => {
    expect((await post(platformPaths.resolveCard, { card: 1 })).body['code']).toBe('invalid-request');
    const broken = await app.inject({
      method: 'POST',
      url: platformPaths.resolveCard,
      payload: '{',
      headers: { 'content-type': 'application/json' },
    });
    expect(broken.statusCode).toBe(400);
    expect((await app.inject({ url: '/v1/nowhere' })).json()).toMatchObject({ code: 'invalid-request' });
  });

  it('serves only the terminal with the key, where one is set', async () => {
    await app.close();
    app = make('a-key');
    const { number, name } = first.person;
    expect((await post(platformPaths.resolveIdentityCard, { number, name })).status).toBe(401);
    const known = await post(
      platformPaths.resolveIdentityCard,
      { number, name },
      { authorization: 'Bearer a-key' },
    );
    expect(known.status).toBe(200);
  });
});

describe('codes', () => {
  const mint = async () =>
    (await post(platformPaths.mintCode, { person: 0, verifier: 'yukuai' })).body['code'];
  const use = async (code: unknown, verifier = 'yukuai') =>
    post(platformPaths.verifyCode, { code, verifier, businessType: '01' });

  it('are good for one use', async () => {
    const code = await mint();
    expect((await use(code)).body).toEqual({ person: first.person, cardState: 'normal' });
    expect(await use(code)).toMatchObject({ status: 403, body: { code: 'code-refused' } });
  });

  it('expire, and are of no use to another verifier', async () => {
    const code = await mint();
    expect((await use(code, 'essc')).status).toBe(403);
    await clock.turn(61_000);
    expect(await use(code)).toMatchObject({ status: 410, body: { code: 'code-expired' } });
  });
});

describe('events', () => {
  const event: PlatformEvent = {
    topic: 'passage',
    station: 's',
    at: '2026-11-21T01:00:00.000Z',
    person: null,
    body: { result: 'passed' },
  };

  it('count once under one key', async () => {
    const key = { 'idempotency-key': 'k' };
    expect((await post(platformPaths.events, event, key)).body).toEqual({ accepted: true, repeated: false });
    expect((await post(platformPaths.events, event, key)).body).toEqual({ accepted: true, repeated: true });
    const received = await app.inject({ url: platformPaths.receivedEvents });
    expect(received.json()).toEqual([{ key: 'k', event }]);
  });

  it('need a key, and the same event under it', async () => {
    expect((await post(platformPaths.events, event)).status).toBe(400);
    const key = { 'idempotency-key': 'k' };
    await post(platformPaths.events, event, key);
    expect((await post(platformPaths.events, { ...event, station: 't' }, key)).status).toBe(400);
  });
});

describe('faults', () => {
  it.each([
    ['nonsense', 200],
    ['error', 500],
  ] as const)('%s', async (mode, status) => {
    await app.inject({ method: 'PUT', url: platformPaths.faults, payload: { mode } });
    const { number, name } = first.person;
    const answer = await post(platformPaths.resolveIdentityCard, { number, name });
    expect(answer.status).toBe(status);
    expect(answer.body).not.toHaveProperty('person');
  });

  it('is seen by whoever asks for its health, and can always be ended', async () => {
    await app.inject({ method: 'PUT', url: platformPaths.faults, payload: { mode: 'error' } });
    expect((await app.inject({ url: platformPaths.health })).statusCode).toBe(500);
    await app.inject({ method: 'PUT', url: platformPaths.faults, payload: { mode: 'none' } });
    expect((await app.inject({ url: platformPaths.health })).json()).toEqual({ status: 'ok' });
  });

  it('away: the connection is cut', async () => {
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    const put = { method: 'PUT', headers: { 'content-type': 'application/json' }, body: '{"mode":"away"}' };
    await fetch(new URL(platformPaths.faults, url), put);
    await expect(fetch(new URL(platformPaths.resolveCard, url), { method: 'POST' })).rejects.toThrow(
      'fetch failed',
    );
  });
});
