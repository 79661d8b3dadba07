import { describe, expect, it } from '@jest/globals';

import { fail } from '#contracts/result.ts';
import { HandClock, settled } from '#test/support/hand-clock.ts';

import type { HttpAnswer, HttpRequest } from '../platform-client/http-exchange.ts';
import { RemoteHall, type Exchange } from './remote-hall.ts';

const day = { date: '2026-01-05', state: 'open', by: null };
const answered = (status: number, body: unknown): HttpAnswer => ({ kind: 'answer', status, body });
const problem = (status: number, code: string): HttpAnswer =>
  answered(status, { status, title: 'No', code, detail: 'why' });

function bench(exchange: Exchange) {
  const clock = new HandClock();
  const logged: string[] = [];
  const remote = new RemoteHall({
    url: 'http://10.0.0.5:8700/',
    token: 'secret',
    requestMs: 1000,
    exchange,
    clock,
    log: { event: (name) => void logged.push(name) },
  });
  return { clock, logged, remote };
}

/** Never answers; ends with its signal. */
const silent: Exchange = (_request, signal) =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve({ kind: 'aborted' }));
  });

describe('the line to a hall server', () => {
  it('asks as the contract says: a query for a GET, JSON for a POST, the token with each', async () => {
    const seen: HttpRequest[] = [];
    const { remote } = bench(async (request) => {
      seen.push(request);
      return answered(200, request.method === 'GET' ? { ticket: null } : []);
    });
    expect(await remote.need('findByKey', { key: 'a b&c' })).toEqual({ ok: true, value: { ticket: null } });
    expect(await remote.need('hold', { station: 's1' })).toEqual({ ok: true, value: [] });
    expect(seen).toMatchObject([
      {
        method: 'GET',
        url: 'http://10.0.0.5:8700/v1/tickets/by-key?key=a+b%26c',
        headers: { authorization: 'Bearer secret' },
        body: null,
      },
      {
        method: 'POST',
        url: 'http://10.0.0.5:8700/v1/leases/hold',
        headers: { authorization: 'Bearer secret', 'content-type': 'application/json' },
        body: '{"station":"s1"}',
      },
    ]);
  });

  it('waits no longer than its deadline, and does not know whether it was heard', async () => {
    const { clock, remote } = bench(silent);
    const asked = remote.ask('day', {});
    await clock.turn(999);
    let isAnswered = false;
    void asked.then(() => (isAnswered = true));
    await settled();
    expect(isAnswered).toBe(false);
    await clock.turn(1);
    expect(await asked).toEqual({ kind: 'away', heard: true });
    expect(clock.pending).toBe(0);
  });

  it('stops asking after three failures, tries again a second later, and says when it is back', async () => {
    let answer: HttpAnswer = { kind: 'disconnected', detail: 'ECONNREFUSED' };
    let requests = 0;
    const { clock, logged, remote } = bench(async () => {
      requests += 1;
      return answer;
    });
    for (let turn = 0; turn < 3; turn += 1)
      expect(await remote.ask('day', {})).toEqual({ kind: 'away', heard: true });
    // Each was sent once more: a kept connection may have ended.
    expect([requests, remote.away, logged]).toEqual([6, true, ['hall-away']]);
    expect(await remote.ask('day', {})).toEqual({ kind: 'away', heard: false });
    expect([requests, remote.pauseMs]).toEqual([6, 1000]);
    answer = answered(200, day);
    await clock.turn(1000);
    expect(await remote.need('day', {})).toEqual({ ok: true, value: day });
    expect([remote.away, logged]).toEqual([false, ['hall-away', 'hall-back']]);
  });

  it.each<[string, HttpAnswer]>([
    ['nonsense', answered(200, { date: 5 })],
    ['a proxy’s page', answered(502, '<html>')],
    ['a hall without its database', problem(503, 'hall-unavailable')],
    ['a hall whose disk is full', problem(507, 'disk-full')],
    ['too much to read', { kind: 'nonsense', detail: 'more than 4194304 bytes' }],
  ])('takes %s for a hall that is away', async (_what, answer) => {
    const { remote } = bench(async () => answer);
    expect(await remote.ask('day', {})).toEqual({ kind: 'away', heard: true });
    expect(await remote.need('day', {})).toEqual(fail('hall-unavailable', 'away'));
  });

  it.each<[number, string, 'kiosk-token-invalid' | 'hall-address-refused']>([
    [401, 'token', 'kiosk-token-invalid'],
    [403, 'role', 'kiosk-token-invalid'],
    [421, 'host', 'hall-address-refused'],
  ])('takes %i %s for a hall that refuses this station, and says so once', async (status, detail, code) => {
    let answer = answered(status, { status, title: 'No', code: 'not-permitted', detail });
    const { clock, logged, remote } = bench(async () => answer);
    let changes = 0;
    remote.onChange(() => (changes += 1));
    await clock.turn(500);
    for (let turn = 0; turn < 3; turn += 1)
      expect(await remote.ask('void', {})).toEqual({ kind: 'away', heard: true });
    expect(remote.state).toEqual({ state: 'away', since: clock.now() });
    expect(remote.refusal).toEqual({ code, detail: 'http://10.0.0.5:8700/' });
    expect([remote.away, changes, logged]).toEqual([true, 2, ['hall-refuses', 'hall-away']]);
    answer = answered(200, []);
    await clock.turn(1000);
    expect(await remote.need('hold', { station: 's1' })).toEqual({ ok: true, value: [] });
    expect([remote.refusal, remote.away]).toEqual([null, false]);
  });

  it('is refused once, and not anew by each question that another role may ask too', async () => {
    let mayHold = false;
    const { logged, remote } = bench(async ({ url }) =>
      url.endsWith('/hold') && !mayHold
        ? answered(403, { status: 403, title: 'No', code: 'not-permitted', detail: 'role' })
        : answered(200, url.endsWith('/hold') ? [] : day),
    );
    for (let round = 0; round < 3; round += 1) {
      await remote.ask('day', {});
      await remote.ask('hold', { station: 's1' });
    }
    expect(remote.refusal?.code).toBe('kiosk-token-invalid');
    expect(logged).toEqual(['hall-refuses']);
    mayHold = true;
    await remote.ask('hold', { station: 's1' });
    expect(remote.refusal).toBeNull();
  });

  it('keeps a refusal through an answer that says nothing of it', async () => {
    let answer = answered(401, { status: 401, title: 'No', code: 'not-permitted', detail: 'token' });
    const { logged, remote } = bench(async () => answer);
    await remote.ask('day', {});
    answer = problem(429, 'too-many-requests');
    await remote.ask('day', {});
    expect(remote.refusal?.code).toBe('kiosk-token-invalid');
    expect(logged).toEqual(['hall-refuses']);
  });

  it('never says that it is away for want of an answer once it is taken again', async () => {
    let answer = answered(401, { status: 401, title: 'No', code: 'not-permitted', detail: 'token' });
    const { clock, remote } = bench(async () => answer);
    for (let turn = 0; turn < 3; turn += 1) await remote.ask('day', {});
    const seen: unknown[] = [];
    remote.onChange(() => seen.push([remote.away, remote.refusal]));
    answer = answered(200, day);
    await clock.turn(1000);
    await remote.ask('day', {});
    expect(seen).toEqual([[false, null]]);
  });

  it('takes a refusal that is over for an outage, once the hall cannot be reached', async () => {
    let answer = answered(401, { status: 401, title: 'No', code: 'not-permitted', detail: 'token' });
    const { remote } = bench(async () => answer);
    await remote.ask('day', {});
    expect(remote.refusal).not.toBeNull();
    answer = { kind: 'disconnected', detail: 'ECONNREFUSED' };
    await remote.ask('day', {});
    expect(remote.refusal).toBeNull();
  });

  it.each<[number, 'not-permitted' | 'business-closed' | 'business-unknown']>([
    [403, 'not-permitted'],
    [409, 'business-closed'],
    [404, 'business-unknown'],
  ])('takes %i %s for the answer that it is', async (status, code) => {
    const { remote } = bench(async () => problem(status, code));
    for (let turn = 0; turn < 5; turn += 1)
      expect(await remote.ask('day', {})).toEqual({ kind: 'answered', result: fail(code, 'why') });
    expect(remote.away).toBe(false);
  });

  it('ends every question when it is stopped', async () => {
    const { clock, remote } = bench(silent);
    const asked = remote.ask('day', {});
    remote.stop();
    expect(await asked).toEqual({ kind: 'away', heard: true });
    expect(await remote.ask('day', {})).toEqual({ kind: 'away', heard: false });
    expect(clock.pending).toBe(0);
  });
});
