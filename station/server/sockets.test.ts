import { randomBytes } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { configurationChangeSchema, longestChangeBytes } from '#contracts/hall/configuration.ts';
import type { Role } from '#contracts/station-api.ts';
import { testHall } from '#test/support/halls.ts';
import { largestOf } from '#test/support/largest-of.ts';
import { showToken, TestServer, type Dialled, type DialOptions } from '#test/support/test-server.ts';
import { until } from '#test/support/until.ts';

import type { Tokens } from './tokens.ts';

let station: TestServer;
beforeEach(async () => {
  station = await TestServer.start();
});
afterEach(() => station.stop());

describe("the pages' WebSocket", () => {
  it('serves a page its own face, and ends its watch with it', async () => {
    const { socket, client } = station.page(station.tokens.kiosk);
    const seen: unknown[] = [];
    client.face.watch.subscribe(undefined, { onData: (view) => seen.push(view) });
    await until('the first view', () => seen.length === 1);
    expect(seen).toEqual([{ face: 'kiosk' }]);
    expect(await client.face.intend.mutate({ do: 'help' })).toEqual({ taken: true, reason: null });
    expect(station.calls).toEqual(['intend kiosk help']);
    expect(station.server.pages()).toEqual({ kiosk: 1, gate: 0, technician: 0, dock: 0 });
    expect(JSON.parse((await station.ask('/healthz')).body)).toMatchObject({ faces: 1 });
    await socket.close();
    await until('the watch to end', () => station.watching === 0 && station.server.pages().kiosk === 0);
    expect(station.logged).toEqual(['face-connected kiosk', 'face-disconnected kiosk']);
  });

  it.each<[string, (tokens: Tokens) => string, string | undefined, string]>([
    ['a wrong token', () => 'x'.repeat(43), undefined, 'token'],
    ['a token that is too short', () => 'x', undefined, 'token'],
    ['half a token', (tokens) => tokens.kiosk.slice(0, 20), undefined, 'token'],
    ["another page's face", (tokens) => tokens.kiosk, 'gate', 'face'],
    ['a face that is not there', (tokens) => tokens.gate, 'nowhere', 'face'],
  ])('refuses %s and hangs up', async (_name, token, face, reason) => {
    const dialled = await station.dial();
    showToken(dialled, token(station.tokens), face);
    await dialled.closed;
    expect(dialled.messages.join()).toMatch('UNAUTHORIZED');
    expect(dialled.messages.join()).not.toMatch('stack');
    expect(station.logged).toEqual([`request-refused ${reason} 1`]);
    expect(station.server.pages().kiosk).toBe(0);
  });

  it('refuses a page that shows no connection parameters', async () => {
    const dialled = await station.dial({ path: '/trpc' });
    await dialled.closed;
    expect(station.logged).toEqual(['request-refused token 1']);
  });

  it.each<[Role, string]>([
    ['kiosk', 'technician'],
    ['gate', 'technician'],
    ['dock', 'technician'],
    ['technician', 'face'],
    ['dock', 'face'],
    ['kiosk', 'dock'],
    ['technician', 'dock'],
  ])('keeps a %s page out of what belongs to the %s', async (role, part) => {
    const { client } = station.page(station.tokens[role]);
    const asked = {
      technician: () => client.technician.test.mutate('gate'),
      face: () => client.face.intend.mutate({ do: 'help' }),
      dock: () => client.dock.request.mutate({ do: 'platform', faults: { latencyMs: 0, mode: 'none' } }),
    }[part];
    await expect(asked?.()).rejects.toMatchObject({ data: { code: 'FORBIDDEN' } });
    expect(station.calls).toEqual([]);
    expect(station.logged).toContain('request-refused role 1');
  });

  it('lets a technician change the hall, and nobody else', async () => {
    const change = { expected: 1, configuration: testHall, by: 'li' };
    const { client } = station.page(station.tokens.technician);
    expect(await client.technician.changeHall.mutate(change)).toEqual({
      ok: false,
      error: { code: 'configuration-conflict', detail: 'version 2 is in force' },
    });
    await client.technician.changeHallDay.mutate({ change: 'close', by: 'li' });
    expect(station.calls).toEqual(['change-hall li', 'change-hall-day close']);
    for (const role of ['kiosk', 'gate', 'dock'] as const) {
      const other = station.page(station.tokens[role]).client.technician;
      const forbidden = { data: { code: 'FORBIDDEN' } };
      await expect(other.changeHall.mutate(change)).rejects.toMatchObject(forbidden);
      await expect(other.changeHallDay.mutate({ change: 'close', by: 'li' })).rejects.toMatchObject(
        forbidden,
      );
      await expect(other.hallHistory.query()).rejects.toMatchObject(forbidden);
    }
    expect(station.calls).toHaveLength(2);
  });

  it('takes no change of the hall that is none', async () => {
    const { client } = station.page(station.tokens.technician);
    const unnamed = { expected: 1, configuration: { ...testHall, businesses: [] }, by: 'li' };
    await expect(client.technician.changeHall.mutate(unnamed)).rejects.toMatchObject({
      data: { code: 'BAD_REQUEST' },
    });
    expect(station.calls).toEqual([]);
  });

  it.each<[string, DialOptions, number, string]>([
    ['a foreign origin', { origin: 'http://evil.example' }, 403, 'origin'],
    ['an origin that begins like ours', { origin: 'http://127.0.0.1.evil.example' }, 403, 'origin'],
    ['a sandboxed page', { origin: 'null' }, 403, 'origin'],
    ['no origin', { origin: null }, 403, 'origin'],
    ['a rebound name', { host: 'evil.example' }, 421, 'host'],
    ['another path', { path: '/kiosk/' }, 404, 'path'],
  ])('is not opened for %s', async (_name, options, status, reason) => {
    expect((await station.dial(options)).refusedWith).toBe(status);
    expect(station.logged).toEqual([`request-refused ${reason} 1`]);
  });

  it('ends on a message that is too large, before anything reads it', async () => {
    const dialled = await station.dial();
    showToken(dialled, station.tokens.kiosk);
    dialled.socket.send('x'.repeat(longestChangeBytes + 2048));
    expect(await dialled.closed).toBe(1009);
    expect(station.logged).toContain('request-refused size 1');
  });

  it("takes a hall's largest configuration", async () => {
    const change = largestOf(configurationChangeSchema);
    const { client } = station.page(station.tokens.technician);
    await client.technician.changeHall.mutate(change);
    expect(station.calls).toEqual([`change-hall ${change.by}`]);
  });

  it("takes a face's largest picture", async () => {
    const { client } = station.page(station.tokens.kiosk);
    const picture = { kind: 'picture', attempt: 'a1', request: 1, jpeg: '/'.repeat(200_000) } as const;
    await client.face.evidence.mutate(picture);
    expect(station.calls).toEqual(['evidence kiosk picture']);
    await expect(
      client.face.evidence.mutate({ ...picture, jpeg: '/'.repeat(200_001) }),
    ).rejects.toMatchObject({
      data: { code: 'BAD_REQUEST' },
    });
  });

  it('ends on a flood', async () => {
    const dialled = await station.dial();
    showToken(dialled, station.tokens.kiosk);
    for (let message = 0; message < 400; message += 1) {
      dialled.socket.send(
        JSON.stringify({
          id: message,
          method: 'mutation',
          params: { path: 'face.intend', input: { do: 'touch' } },
        }),
      );
    }
    expect(await dialled.closed).toBe(1006);
    expect(station.logged).toContain('request-refused rate 1');
    // 200 at once, and what 50 a second add while the flood is sent.
    expect(station.calls.length).toBeLessThan(300);
  });

  it.each<[string, (dialled: Dialled) => void]>([
    ['text that is no JSON', ({ socket }) => socket.send('{{{{')],
    ['bytes', ({ socket }) => socket.send(randomBytes(512))],
    ['JSON of no sense', ({ socket }) => socket.send('[[1],{"id":{}},null]')],
    [
      'an unknown procedure',
      ({ socket }) => socket.send('{"id":1,"method":"mutation","params":{"path":"__proto__.x"}}'),
    ],
    [
      'input off the contract',
      ({ socket }) =>
        socket.send('{"id":1,"method":"mutation","params":{"path":"face.intend","input":{"do":"rob"}}}'),
    ],
    [
      'a frame that is none',
      (dialled) =>
        (Reflect.get(dialled.socket, '_socket') as { write(b: Buffer): void }).write(
          Buffer.from([0xff, 0xff, 0xff, 0xff]),
        ),
    ],
  ])('survives %s', async (_name, disturb) => {
    const dialled = await station.dial();
    showToken(dialled, station.tokens.kiosk);
    await until('the page to be admitted', () => station.server.pages().kiosk === 1);
    disturb(dialled);
    const { client } = station.page(station.tokens.kiosk);
    expect(await client.face.intend.mutate({ do: 'help' })).toMatchObject({ taken: true });
    expect(station.calls).toEqual(['intend kiosk help']);
    dialled.socket.terminate();
  });

  it('tells a page no more of an unforeseen error than that it failed', async () => {
    const { client } = station.page(station.tokens.technician);
    const error: unknown = await client.technician.configuration.query().catch((reason: unknown) => reason);
    expect(JSON.stringify(error)).not.toMatch('secret');
    expect(String(error)).not.toMatch('secret');
    expect(station.logged.at(-1)).toMatch(
      /^request-failed technician\.configuration Error at test-server\.ts:\d+$/,
    );
  });

  it('takes so many pages and no more', async () => {
    const open = await Promise.all(Array.from({ length: 32 }, () => station.dial()));
    expect(open.every(({ refusedWith }) => refusedWith === 0)).toBe(true);
    expect((await station.dial()).refusedWith).toBe(503);
    for (const { socket } of open) socket.terminate();
  });
});
