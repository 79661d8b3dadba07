import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTRPCClient, createWSClient, wsLink, type TRPCWebSocketClient } from '@trpc/client';
import { WebSocket } from 'ws';

import { systemClock } from '#contracts/clock.ts';
import type { Role, StationApi, StationRouter } from '#contracts/station-api.ts';

import { configSchema } from '../config/schema.ts';
import { startServer, type StationServer } from './server.ts';
import { makeTokens } from './tokens.ts';

const tokens = makeTokens(randomBytes);
const config = {
  ...configSchema.parse(
    JSON.parse(readFileSync(join(import.meta.dirname, '../../config/demo.json'), 'utf8')),
  ),
  server: { port: 0 },
};

let folder = '';
let server: StationServer;
let logged: string[] = [];
let calls: string[] = [];
let watching = 0;
let clients: TRPCWebSocketClient[] = [];

/** The station behind the server: it notes what reaches it. */
const api: StationApi = {
  async *watchFace(face, signal) {
    watching += 1;
    try {
      yield { face } as never;
      if (!signal.aborted) await once(signal, 'abort');
    } finally {
      watching -= 1;
    }
  },
  intend: (face, intent) => {
    calls.push(`intend ${face} ${intent.do}`);
    return Promise.resolve({ taken: true, reason: null });
  },
  async *watchDevices() {
    yield {} as never;
  },
  async *watchTrace() {
    yield [];
  },
  testDevice: (device) => {
    calls.push(`test ${device}`);
    return Promise.resolve({ text: 'well', failure: null });
  },
  enableDevice: () => Promise.resolve({ failure: null }),
  effectiveConfiguration: () => Promise.reject(new Error('/home/secret/path')),
  discover: () => Promise.resolve({ readers: [], hid: [], serial: [], problems: [] }),
  async *watchDock() {
    yield {} as never;
  },
  dock: () => Promise.resolve({ failure: null }),
};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yikatong-server-'));
  const pages = join(folder, 'pages');
  mkdirSync(join(pages, 'kiosk'), { recursive: true });
  mkdirSync(join(pages, 'assets'));
  writeFileSync(join(pages, 'kiosk/index.html'), '<!doctype html><title>kiosk</title>');
  writeFileSync(join(pages, 'assets/main-abc123.js'), 'void 0;');
  writeFileSync(join(pages, '.hidden'), 'hidden');
  writeFileSync(join(folder, 'outside.txt'), 'outside');
  logged = [];
  calls = [];
  watching = 0;
  clients = [];
  const started = await startServer({
    config,
    api,
    tokens,
    pagesFolder: pages,
    clock: systemClock,
    log: { event: (name, fields) => void logged.push(`${name} ${Object.values(fields).join(' ')}`) },
    health: () => ({ status: 'ok', version: '1', store: 'ok', deviceHost: 'running', platform: 'reachable' }),
    metrics: () => Promise.resolve('yikatong_pages 0\n'),
  });
  if (!started.ok) throw new Error(started.error.detail);
  server = started.value;
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await server.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request as it is: no normalised path, any header. */
function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: server.port, path, agent: false, ...options },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (body += chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      },
    );
    asked.on('error', reject);
    asked.end();
  });
}

interface Dialled {
  readonly socket: WebSocket;
  readonly messages: string[];
  readonly closed: Promise<number>;
  /** The status of a refused upgrade, 0 where it was accepted. */
  readonly refusedWith: number;
}

const ownOrigin = (): string => `http://127.0.0.1:${server.port}`;

async function dial(
  options: { origin?: string | null; host?: string; path?: string } = {},
): Promise<Dialled> {
  const origin = options.origin === undefined ? ownOrigin() : options.origin;
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${options.path ?? '/trpc?connectionParams=1'}`, {
    headers: {
      ...(options.host === undefined ? {} : { host: options.host }),
      ...(origin === null ? {} : { origin }),
    },
  });
  const messages: string[] = [];
  socket.on('message', (data: Buffer) => messages.push(data.toString()));
  socket.on('error', () => undefined);
  const closed = once(socket, 'close').then(([code]) => code as number);
  const refusedWith = await new Promise<number>((resolve) => {
    socket.once('open', () => resolve(0));
    socket.once('unexpected-response', (_request, response) => {
      resolve(response.statusCode ?? 0);
      response.resume();
    });
  });
  return { socket, messages, closed, refusedWith };
}

function show(dialled: Dialled, token: string, face?: string): void {
  dialled.socket.send(
    JSON.stringify({ method: 'connectionParams', data: { token, ...(face === undefined ? {} : { face }) } }),
  );
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 3000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`not within 3 s: ${what}; log: ${logged.join(', ')}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** What a page of `role` gets by tRPC's own client. */
function page(token: string, face?: string) {
  const socket = createWSClient({
    url: `ws://127.0.0.1:${server.port}/trpc`,
    connectionParams: face === undefined ? { token } : { token, face },
    WebSocket: class extends WebSocket {
      constructor(url: string) {
        super(url, { headers: { origin: ownOrigin() } });
      }
    } as never,
    retryDelayMs: () => 60_000,
  });
  clients.push(socket);
  return { socket, client: createTRPCClient<StationRouter>({ links: [wsLink({ client: socket })] }) };
}

describe('pages over HTTP', () => {
  it('are served with the security headers, hashed files for ever, pages never from a cache unasked', async () => {
    const kiosk = await ask('/kiosk/');
    expect(kiosk).toMatchObject({ status: 200, body: expect.stringContaining('<title>kiosk') });
    expect(kiosk.headers).toMatchObject({
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringContaining("frame-ancestors 'self'"),
    });
    const script = await ask('/assets/main-abc123.js');
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(script.headers['content-type']).toMatch('javascript');
    expect(await ask('/')).toMatchObject({ status: 302, headers: { location: '/kiosk/' } });
  });

  it.each([
    '/../outside.txt',
    '/kiosk/../../outside.txt',
    '/%2e%2e/outside.txt',
    '/kiosk/%2e%2e%2f%2e%2e%2foutside.txt',
    '/..%5coutside.txt',
    '/.hidden',
    '//outside.txt',
    '/kiosk/%00',
  ])('lead nowhere outside their folder: %s', async (path) => {
    const answer = await ask(path);
    expect([400, 403, 404]).toContain(answer.status);
    expect(answer.body).not.toMatch(/outside|hidden/);
    expect(answer.headers['x-content-type-options']).toBe('nosniff');
  });

  it.each([
    ['a rebound name', { headers: { host: 'evil.example' } }, 421, 'host'],
    ['another port', { headers: { host: '127.0.0.1:1' } }, 421, 'host'],
    ['a name that begins like ours', { headers: { host: '127.0.0.1.evil.example' } }, 421, 'host'],
    ['a foreign origin', { headers: { origin: 'http://evil.example' } }, 403, 'origin'],
    ['a method that writes', { method: 'POST' }, 405, 'method'],
    ['a method that asks', { method: 'OPTIONS' }, 405, 'method'],
  ])('are refused to %s', async (_name, options, status, reason) => {
    const answer = await ask('/healthz', options);
    expect(answer).toMatchObject({ status, body: 'refused' });
    expect(logged).toContain(`request-refused ${reason} 1`);
  });

  it('are served to both own names', async () => {
    for (const host of [`127.0.0.1:${server.port}`, `localhost:${server.port}`]) {
      expect(await ask('/healthz', { headers: { host, origin: `http://${host}` } })).toMatchObject({
        status: 200,
      });
    }
  });

  it('are refused to headers without end', async () => {
    expect(await ask('/kiosk/', { headers: { cookie: 'x'.repeat(20_000) } })).toMatchObject({ status: 431 });
  });

  it('survive garbage instead of HTTP', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.end(randomBytes(4096));
    socket.resume();
    await once(socket, 'close');
    expect(await ask('/healthz')).toMatchObject({ status: 200 });
  });

  it('come with health and metrics', async () => {
    expect(JSON.parse((await ask('/healthz')).body)).toEqual({
      status: 'ok',
      version: '1',
      store: 'ok',
      deviceHost: 'running',
      platform: 'reachable',
      faces: 0,
      pages: { kiosk: 0, gate: 0, technician: 0, dock: 0 },
    });
    expect(await ask('/metrics')).toMatchObject({ status: 200, body: 'yikatong_pages 0\n' });
  });

  it('have addresses with a token each, the dock only in a demonstration', () => {
    const { addresses } = server;
    expect(addresses.url).toBe(`http://127.0.0.1:${server.port}/kiosk/#token=${tokens.kiosk}`);
    expect(addresses.dockUrl).toBe(`http://127.0.0.1:${server.port}/dock/#token=${tokens.dock}`);
    expect(server.faceUrl('gate')).toBe(
      `http://127.0.0.1:${server.port}/gate/#token=${tokens.gate}&face=gate`,
    );
    expect(new Set(Object.values(tokens)).size).toBe(4);
  });
});

describe("the pages' WebSocket", () => {
  it('serves a page its own face, and ends its watch with it', async () => {
    const { socket, client } = page(tokens.kiosk);
    const seen: unknown[] = [];
    client.face.watch.subscribe(undefined, { onData: (view) => seen.push(view) });
    await until(() => seen.length === 1, 'the first view');
    expect(seen).toEqual([{ face: 'kiosk' }]);
    expect(await client.face.intend.mutate({ do: 'help' })).toEqual({ taken: true, reason: null });
    expect(calls).toEqual(['intend kiosk help']);
    expect(server.pages()).toEqual({ kiosk: 1, gate: 0, technician: 0, dock: 0 });
    expect(JSON.parse((await ask('/healthz')).body)).toMatchObject({ faces: 1 });
    await socket.close();
    await until(() => watching === 0 && server.pages().kiosk === 0, 'the watch to end');
    expect(logged).toEqual(['face-connected kiosk', 'face-disconnected kiosk']);
  });

  it.each<[string, string, string | undefined, string]>([
    ['a wrong token', 'x'.repeat(43), undefined, 'token'],
    ['a token that is too short', 'x', undefined, 'token'],
    ['half a token', tokens.kiosk.slice(0, 20), undefined, 'token'],
    ["another page's face", tokens.kiosk, 'gate', 'face'],
    ['a face that is not there', tokens.gate, 'nowhere', 'face'],
  ])('refuses %s and hangs up', async (_name, token, face, reason) => {
    const dialled = await dial();
    show(dialled, token, face);
    await dialled.closed;
    expect(dialled.messages.join()).toMatch('UNAUTHORIZED');
    expect(dialled.messages.join()).not.toMatch('stack');
    expect(logged).toEqual([`request-refused ${reason} 1`]);
    expect(server.pages().kiosk).toBe(0);
  });

  it('refuses a page that shows no connection parameters', async () => {
    const dialled = await dial({ path: '/trpc' });
    await dialled.closed;
    expect(logged).toEqual(['request-refused token 1']);
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
    const { client } = page(tokens[role]);
    const asked = {
      technician: () => client.technician.test.mutate('gate'),
      face: () => client.face.intend.mutate({ do: 'help' }),
      dock: () => client.dock.request.mutate({ do: 'platform', faults: { latencyMs: 0, mode: 'none' } }),
    }[part];
    await expect(asked?.()).rejects.toMatchObject({ data: { code: 'FORBIDDEN' } });
    expect(calls).toEqual([]);
    expect(logged).toContain('request-refused role 1');
  });

  it.each<[string, Parameters<typeof dial>[0], number, string]>([
    ['a foreign origin', { origin: 'http://evil.example' }, 403, 'origin'],
    ['an origin that begins like ours', { origin: 'http://127.0.0.1.evil.example' }, 403, 'origin'],
    ['a sandboxed page', { origin: 'null' }, 403, 'origin'],
    ['no origin', { origin: null }, 403, 'origin'],
    ['a rebound name', { host: 'evil.example' }, 421, 'host'],
    ['another path', { path: '/kiosk/' }, 404, 'path'],
  ])('is not opened for %s', async (_name, options, status, reason) => {
    expect((await dial(options)).refusedWith).toBe(status);
    expect(logged).toEqual([`request-refused ${reason} 1`]);
  });

  it('ends on a message that is too large, before anything reads it', async () => {
    const dialled = await dial();
    show(dialled, tokens.kiosk);
    dialled.socket.send('x'.repeat(70_000));
    expect(await dialled.closed).toBe(1009);
    expect(logged).toContain('request-refused size 1');
  });

  it('ends on a flood', async () => {
    const dialled = await dial();
    show(dialled, tokens.kiosk);
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
    expect(logged).toContain('request-refused rate 1');
    expect(calls.length).toBeLessThanOrEqual(201);
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
    const dialled = await dial();
    show(dialled, tokens.kiosk);
    await until(() => server.pages().kiosk === 1, 'the page to be admitted');
    disturb(dialled);
    const { client } = page(tokens.kiosk);
    expect(await client.face.intend.mutate({ do: 'help' })).toMatchObject({ taken: true });
    expect(calls).toEqual(['intend kiosk help']);
    dialled.socket.terminate();
  });

  it('tells a page no more of an unforeseen error than that it failed', async () => {
    const { client } = page(tokens.technician);
    const error: unknown = await client.technician.configuration.query().catch((reason: unknown) => reason);
    expect(JSON.stringify(error)).not.toMatch('secret');
    expect(String(error)).not.toMatch('secret');
    expect(logged.at(-1)).toMatch(/^request-failed technician\.configuration Error at server\.test\.ts:\d+$/);
  });

  it('takes so many pages and no more', async () => {
    const open = await Promise.all(Array.from({ length: 32 }, () => dial()));
    expect(open.every(({ refusedWith }) => refusedWith === 0)).toBe(true);
    expect((await dial()).refusedWith).toBe(503);
    for (const { socket } of open) socket.terminate();
  });
});

describe('startServer', () => {
  it('says so when the port is taken', async () => {
    const second = await startServer({
      config: { ...config, server: { port: server.port } },
      api,
      tokens,
      pagesFolder: folder,
      clock: systemClock,
      log: { event: () => undefined },
      health: () => ({
        status: 'ok',
        version: '1',
        store: 'ok',
        deviceHost: 'running',
        platform: 'reachable',
      }),
      metrics: () => Promise.resolve(''),
    });
    expect(second).toMatchObject({ ok: false, error: { code: 'port-unavailable' } });
  });
});
