/** What a hall server refuses before the hall is asked, and how it keeps what it serves apart from what people wrote. */
import { afterEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Ticket } from '#contracts/hall-api.ts';
import { hallConfigurationSchema } from '#contracts/hall/configuration.ts';
import { hallPaths } from '#contracts/hall/paths.ts';
import { streamCloseCodes } from '#contracts/hall/stream.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { TestHallServer } from '#test/support/hall-server.ts';
import { testHall, valueOf } from '#test/support/halls.ts';
import { until } from '#test/support/until.ts';

import { accessFiles, openHallAccess } from './access.ts';
import { hallRates } from './limits.ts';
import { Rates } from './rates.ts';

const servers: TestHallServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

async function start(options: Parameters<typeof TestHallServer.start>[0] = {}): Promise<TestHallServer> {
  const server = await TestHallServer.start(options);
  servers.push(server);
  return server;
}

describe('the door', () => {
  it('lets nobody in from foreign origins and names, with or without a token', async () => {
    const server = await start({ publicUrl: 'https://hall.example.cn' });
    const authorization = `Bearer ${server.token('caller')}`;
    const ask = (headers: Record<string, string>) =>
      server.request('/v1/queue', { headers: { authorization, ...headers } });
    expect((await ask({})).status).toBe(200);
    expect((await ask({ host: 'hall.example.cn', origin: 'https://hall.example.cn' })).status).toBe(200);
    for (const origin of [
      'http://evil.example',
      'http://hall.example.cn',
      'null',
      `${server.origin}.evil.example`,
    ])
      expect(await ask({ origin })).toMatchObject({ status: 403, body: { code: 'not-permitted' } });
    for (const host of ['evil.example', '127.0.0.1:1', 'hall.example.cn.evil.example'])
      expect(await ask({ host })).toMatchObject({ status: 421, body: { code: 'not-permitted' } });
    expect(server.logged).toContain('request-refused origin 1');
    expect(server.logged).toContain('request-refused host 1');
  });

  it('sends the security headers with every answer, pages and refusals alike', async () => {
    const server = await start();
    for (const path of [
      '/board/',
      '/nowhere',
      '/board/%',
      '/v1/queue',
      hallPaths.health,
      hallPaths.openapi,
    ]) {
      const { headers } = await server.request(path);
      expect(headers).toMatchObject({
        'content-security-policy': expect.stringContaining("default-src 'self'"),
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'SAMEORIGIN',
      });
    }
    expect(await server.request('/board/')).toMatchObject({
      status: 200,
      text: expect.stringContaining('<title>board'),
      headers: { 'cache-control': 'no-cache' },
    });
    expect((await server.request('/board/%2e%2e/%2e%2e/hall-tokens.json')).status).not.toBe(200);
    const unreadable = await server.request('/v1/queue/%zz');
    expect(unreadable).toMatchObject({ status: 400, body: { code: 'request-invalid', detail: 'path' } });
  });

  it('stops whoever guesses tokens, and nobody else', async () => {
    const server = await start({ rates: { ...hallRates, refused: { perSecond: 0.001, burst: 3 } } });
    const guess = () => server.ask({ token: 'x'.repeat(43) }, 'queue');
    for (let times = 0; times < 3; times += 1) expect((await guess()).status).toBe(401);
    expect(await guess()).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
    expect((await server.ask({ token: 'y'.repeat(43) }, 'place')).status).toBe(429);
    // Also from the same address.
    expect((await server.ask({ token: '20260105-A-1-AAAAAAAAAAAAAAAAAAAAAA' }, 'place')).status).toBe(404);
    expect((await server.ask('caller', 'queue')).status).toBe(200);
  });

  it('bears no more of one ticket, and of one address, than phones ask', async () => {
    const phones = { perSecond: 0.001, burst: 3 };
    const server = await start({ rates: { ...hallRates, ticket: { perSecond: 0.001, burst: 2 }, phones } });
    const place = (number: number) =>
      server.ask({ token: `20260105-A-${number}-AAAAAAAAAAAAAAAAAAAAAA` }, 'place');
    expect([await place(1), await place(1)].map(({ status }) => status)).toEqual([404, 404]);
    expect((await place(1)).status).toBe(429);
    expect((await place(2)).status).toBe(404);
    expect((await place(3)).status).toBe(429);
    // Connecting counts as asking; the one that is refused is told so.
    const phone = await server.stream().begin({ token: '20260105-A-4-AAAAAAAAAAAAAAAAAAAAAA' });
    await until('the refusal', () => phone.closed === streamCloseCodes.tooMany);
    const window = await server.stream().begin({ token: server.token('caller') });
    await until('admission', () => window.told.length === 1);
    expect((await server.ask('caller', 'queue')).status).toBe(200);
  });

  it('refuses bodies that are too long, no JSON, or poisoned', async () => {
    const server = await start();
    const post = (body: string, type = 'application/json') =>
      server.request('/v1/tickets', {
        method: 'POST',
        headers: { authorization: `Bearer ${server.token('kiosk')}`, 'content-type': type },
        body,
      });
    expect((await post('x'.repeat(20_000))).status).toBe(413);
    expect((await post('{"key":')).status).toBe(400);
    expect((await post('{}', 'text/plain')).status).toBe(415);
    expect((await post('{"__proto__":{"admin":true}}')).status).toBe(400);
    expect((await server.request('/v1/tickets', { headers: { cookie: 'x'.repeat(20_000) } })).status).toBe(
      431,
    );
  });

  it('says with /healthz and /metrics how it is, to whoever watches over it', async () => {
    const server = await start();
    await server.ask('board', 'board');
    expect(await server.request(hallPaths.health)).toMatchObject({
      status: 200,
      body: { status: 'ok', version: '1', failure: null },
    });
    const { text } = await server.request(hallPaths.metrics);
    expect(text).toContain('yikatong_hall_request_seconds_count{operation="board",outcome="ok"} 1');
    server.hall.close();
    expect(await server.request(hallPaths.health)).toMatchObject({
      status: 503,
      body: { status: 'degraded', failure: 'hall-unavailable' },
    });
  });
});

describe('a screen at a window', () => {
  it('rates what was finished last at a window, and no older ticket that it heard of', async () => {
    const server = await start();
    const desk = valueOf(await server.hall.signIn({ key: 's', window: 'w1', operator: 'li' }));
    const finished: Ticket[] = [];
    for (const key of ['a', 'b', 'c']) {
      const request = { key, business: 'pension', person: null, priority: null, origin: 'k', audit: 'a' };
      finished.push(valueOf(await server.hall.issue(request)).ticket);
      const session = desk.id;
      valueOf(await server.hall.perform({ key: `${key}1`, session, do: 'call-next', current: null }));
      valueOf(await server.hall.perform({ key: `${key}2`, session, do: 'finish' }));
    }
    const rate = (ticket: string) =>
      server.ask('rating', 'rate', { of: { kind: 'ticket', ticket }, grade: 4 });
    expect(await rate('a')).toMatchObject({ status: 403, body: { code: 'not-permitted', detail: 'ticket' } });
    expect(await rate('none')).toMatchObject({ status: 403 });
    // The one before the last: its question may still be under a finger.
    for (const ticket of ['b', 'c'])
      expect(await rate(ticket)).toMatchObject({ status: 200, body: { grade: 4, before: false } });
    // Another server on the hall, which has heard none of it.
    const other = await start({ hall: server.hall, access: server.access });
    expect(
      await other.ask('rating', 'rate', { of: { kind: 'ticket', ticket: 'c' }, grade: 1 }),
    ).toMatchObject({ status: 200, body: { grade: 4, before: true } });
    // The paper gives its holder the right to rate whenever they like.
    const token = finished[0]?.token ?? '';
    expect(await server.ask({ token }, 'ratePlace', { grade: 5 })).toMatchObject({ status: 200 });
    for (const operation of ['windows', 'queue', 'perform', 'signIn'] as const)
      expect(await server.ask('rating', operation)).toMatchObject({ status: 403, body: { detail: 'role' } });
    const signs = await server.ask('rating', 'signs');
    expect(signs.body).toMatchObject({ windows: [{ window: 'w1', number: 1, current: null }, {}, {}] });
    expect(signs.text).not.toMatch(/li|operator|token|session/);
  });
});

describe('hostile names of businesses', () => {
  const names = [
    '=HYPERLINK("http://evil")',
    '<script>alert(1)</script>',
    '"; DROP TABLE ticket; --',
    '../../evil&amp;',
  ];
  const configuration = hallConfigurationSchema.parse({
    ...testHall,
    businesses: names.map((name, index) => ({
      id: `b${index}`,
      name: { zh: name, en: name },
      prefix: 'ABCD'.charAt(index),
    })),
    windows: [],
  });

  it('stay data in JSON and are no formula in CSV', async () => {
    const server = await start({ configuration });
    for (const id of ['b0', 'b1', 'b2', 'b3'])
      valueOf(
        await server.hall.issue({
          key: id,
          business: id,
          person: null,
          priority: null,
          origin: 'k',
          audit: 'a',
        }),
      );
    const board = await server.ask('board', 'board');
    expect(board.headers['content-type']).toMatch('application/json');
    expect(board.body).toMatchObject({ waits: names.map((zh) => ({ name: { zh }, waiting: 1 })) });
    const { date } = valueOf(await server.hall.day());
    const csv = await server.request(`${hallPaths.statisticsCsv}?from=${date}&to=${date}&by=business`, {
      headers: { authorization: `Bearer ${server.token('statistics')}` },
    });
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    const lines = csv.text.split('\r\n');
    expect(lines[0]).toMatch(/^\uFEFFbusiness,name,arrivals,called,/);
    expect(lines[1]).toMatch(/^b0,"'=HYPERLINK\(""http:\/\/evil""\)",1,0,/);
    expect(lines[3]).toMatch(/^b2,"""; DROP TABLE ticket; --",1,/);
    expect(lines).toHaveLength(6);
  });
});

describe('Rates', () => {
  it('give back with time what they took, up to the burst', async () => {
    const clock = new HandClock();
    const rates = new Rates({ perSecond: 2, burst: 3 }, clock);
    expect([1, 2, 3, 4].map(() => rates.take('a'))).toEqual([true, true, true, false]);
    expect(rates.take('b')).toBe(true);
    await clock.turn(500);
    expect([rates.take('a'), rates.take('a')]).toEqual([true, false]);
    await clock.turn(60_000);
    expect([1, 2, 3, 4].map(() => rates.take('a'))).toEqual([true, true, true, false]);
  });
});

describe('the tokens of a hall', () => {
  it('are made once, for their owner alone, and a file that is none is refused', () => {
    const folder = mkdtempSync(join(tmpdir(), 'yikatong-access-'));
    try {
      let made = 0;
      const random = (length: number) => Buffer.alloc(length, (made += 1));
      const access = valueOf(openHallAccess(folder, random));
      expect(made).toBe(7);
      for (const file of Object.values(accessFiles))
        expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
      expect(openHallAccess(folder, random)).toEqual({ ok: true, value: access });
      const file = join(folder, accessFiles.tokens);
      const { kiosk, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
      for (const bad of [{ ...rest }, { ...rest, kiosk: [] }, { ...rest, kiosk: rest.board }, 'x']) {
        writeFileSync(file, JSON.stringify(bad));
        expect(openHallAccess(folder, random)).toMatchObject({ error: { code: 'store-damaged' } });
      }
      writeFileSync(file, JSON.stringify({ ...rest, kiosk: [...kiosk, 'a'.repeat(43)] }));
      expect(openHallAccess(folder, random).ok).toBe(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('of a hall that knew no screens at windows get one for them, and are otherwise what they were', () => {
    const folder = mkdtempSync(join(tmpdir(), 'yikatong-access-'));
    try {
      const { tokens } = valueOf(openHallAccess(folder, randomBytes));
      const file = join(folder, accessFiles.tokens);
      const { rating: _, ...former } = { ...tokens, kiosk: [...tokens.kiosk, 'k'.repeat(43)] };
      writeFileSync(file, JSON.stringify(former), { mode: 0o600 });
      const opened = valueOf(openHallAccess(folder, randomBytes)).tokens;
      expect(opened).toEqual({ ...former, rating: [expect.stringMatching(/^[\w-]{43}$/)] });
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(opened);
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(valueOf(openHallAccess(folder, randomBytes)).tokens).toEqual(opened);
      // What is damaged is left for whoever mends it.
      const damaged = JSON.stringify({ ...former, board: [former.kiosk[0]] });
      writeFileSync(file, damaged);
      expect(openHallAccess(folder, randomBytes)).toMatchObject({ error: { code: 'store-damaged' } });
      expect(readFileSync(file, 'utf8')).toBe(damaged);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
