/** A station's real server with nothing behind it but notes of what reached it, and the ways to reach it. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createTRPCClient, createWSClient, wsLink, type TRPCWebSocketClient } from '@trpc/client';
import { WebSocket } from 'ws';

import { systemClock } from '#contracts/clock.ts';
import { fail, type Result } from '#contracts/result.ts';
import type { StationApi, StationRouter } from '#contracts/station-api.ts';
import { configSchema } from '#station/config/schema.ts';
import { startServer, type StationServer } from '#station/server/server.ts';
import { makeTokens, type Tokens } from '#station/server/tokens.ts';

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Dialled {
  readonly socket: WebSocket;
  readonly messages: string[];
  /** The code that it was closed with. */
  readonly closed: Promise<number>;
  /** The status of a refused upgrade, 0 where it was accepted. */
  readonly refusedWith: number;
}

export interface DialOptions {
  /** null sends none. */
  readonly origin?: string | null;
  readonly host?: string;
  readonly path?: string;
}

export class TestServer {
  readonly tokens: Tokens = makeTokens(randomBytes);
  /** Log events with their fields. */
  readonly logged: string[] = [];
  /** What reached the station. */
  readonly calls: string[] = [];
  /** Watches of faces under way. */
  watching = 0;
  readonly #folder = mkdtempSync(join(tmpdir(), 'yikatong-server-'));
  readonly #clients: TRPCWebSocketClient[] = [];
  #server: StationServer | null = null;

  /** `outside.txt` lies beside the pages' folder. */
  static async start(): Promise<TestServer> {
    const made = new TestServer();
    const pages = join(made.#folder, 'pages');
    mkdirSync(join(pages, 'kiosk'), { recursive: true });
    mkdirSync(join(pages, 'assets'));
    writeFileSync(join(pages, 'kiosk/index.html'), '<!doctype html><title>kiosk</title>');
    writeFileSync(join(pages, 'assets/main-abc123.js'), 'void 0;');
    writeFileSync(join(pages, '.hidden'), 'hidden');
    writeFileSync(join(made.#folder, 'outside.txt'), 'outside');
    const started = await made.listen(0);
    if (!started.ok) throw new Error(started.error.detail);
    made.#server = started.value;
    return made;
  }

  get server(): StationServer {
    if (this.#server === null) throw new Error('not started');
    return this.#server;
  }

  /** Another server for the same pages. */
  listen(port: number): Promise<Result<StationServer>> {
    const demo = readFileSync(join(import.meta.dirname, '../../config/demo.json'), 'utf8');
    return startServer({
      config: { ...configSchema.parse(JSON.parse(demo)), server: { port } },
      api: this.#api(),
      tokens: this.tokens,
      pagesFolder: join(this.#folder, 'pages'),
      clock: systemClock,
      log: { event: (name, fields) => void this.logged.push(`${name} ${Object.values(fields).join(' ')}`) },
      health: () => ({
        status: 'ok',
        version: '1',
        store: 'ok',
        deviceHost: 'running',
        platform: 'reachable',
      }),
      metrics: () => Promise.resolve('yikatong_pages 0\n'),
    });
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close()));
    await this.server.close();
    rmSync(this.#folder, { recursive: true });
  }

  get origin(): string {
    return `http://127.0.0.1:${this.server.port}`;
  }

  /** A request as it is: no normalised path, any header. */
  ask(path: string, options: { method?: string; headers?: Record<string, string> } = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = request(
        { host: '127.0.0.1', port: this.server.port, path, agent: false, ...options },
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

  /** A WebSocket of whoever it may be. */
  async dial({
    origin = this.origin,
    host,
    path = '/trpc?connectionParams=1',
  }: DialOptions = {}): Promise<Dialled> {
    const socket = new WebSocket(`ws://127.0.0.1:${this.server.port}${path}`, {
      headers: { ...(host === undefined ? {} : { host }), ...(origin === null ? {} : { origin }) },
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

  /** What a page has, with tRPC's own client. */
  page(token: string, face?: string) {
    const { origin } = this;
    const socket = createWSClient({
      url: `ws://127.0.0.1:${this.server.port}/trpc`,
      connectionParams: face === undefined ? { token } : { token, face },
      WebSocket: class extends WebSocket {
        constructor(url: string) {
          super(url, { headers: { origin } });
        }
      } as never,
      // What is refused stays refused.
      retryDelayMs: () => 60_000,
    });
    this.#clients.push(socket);
    return { socket, client: createTRPCClient<StationRouter>({ links: [wsLink({ client: socket })] }) };
  }

  #api(): StationApi {
    return {
      watchFace: (face, signal) => this.#watchFace(face, signal),
      intend: (face, intent) => {
        this.calls.push(`intend ${face} ${intent.do}`);
        return Promise.resolve({ taken: true, reason: null });
      },
      evidence: (face, { kind }) => {
        this.calls.push(`evidence ${face} ${kind}`);
        return Promise.resolve();
      },
      async *watchDevices() {
        yield {} as never;
      },
      async *watchTrace() {
        yield [];
      },
      testDevice: (device) => {
        this.calls.push(`test ${device}`);
        return Promise.resolve({ text: 'well', failure: null });
      },
      enableDevice: () => Promise.resolve({ failure: null }),
      effectiveConfiguration: () => Promise.reject(new Error('/home/secret/path')),
      discover: () => Promise.resolve({ readers: [], hid: [], serial: [], problems: [] }),
      async *watchHall() {
        yield {} as never;
      },
      hallHistory: () => Promise.resolve(fail('not-permitted')),
      changeHall: ({ by }) => {
        this.calls.push(`change-hall ${by}`);
        return Promise.resolve(fail('configuration-conflict', 'version 2 is in force'));
      },
      changeHallDay: ({ change }) => {
        this.calls.push(`change-hall-day ${change}`);
        return Promise.resolve(fail('not-permitted'));
      },
      async *watchDock() {
        yield {} as never;
      },
      dock: () => Promise.resolve({ failure: null }),
    };
  }

  async *#watchFace(face: string, signal: AbortSignal): AsyncGenerator<never> {
    this.watching += 1;
    try {
      yield { face } as never;
      if (!signal.aborted) await once(signal, 'abort');
    } finally {
      this.watching -= 1;
    }
  }
}

/** Shows a token as tRPC's client does. */
export function showToken({ socket }: Dialled, token: string, face?: string): void {
  const data = { token, ...(face === undefined ? {} : { face }) };
  socket.send(JSON.stringify({ method: 'connectionParams', data }));
}
