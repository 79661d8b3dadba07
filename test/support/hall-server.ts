/** A hall server under test: real HTTP and WebSockets on a hall in a SQLite file. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { WebSocket } from 'ws';

import { systemClock, type Clock } from '#contracts/clock.ts';
import type { HallConfiguration } from '#contracts/hall/configuration.ts';
import { hallPaths, hallRoutes, type HallOperation, type HallRole } from '#contracts/hall/paths.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import { streamMessageSchema, type StreamMessage } from '#contracts/hall/stream.ts';
import { openHallAccess, type HallAccess } from '#hall/server/access.ts';
import type { HallRates } from '#hall/server/limits.ts';
import { openHall } from '#hall/server/open-hall.ts';
import { startHallServer, type HallServer } from '#hall/server/start.ts';

import { quietLog, testHall, valueOf } from './halls.ts';
import { until } from './until.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Undefined where it is no JSON. */
  readonly body: unknown;
}

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface TestHallServerOptions {
  readonly configuration?: HallConfiguration;
  readonly rates?: HallRates;
  readonly publicUrl?: string;
  /** Absent: one page that stands for all. */
  readonly pagesFolder?: string;
  /** Absent: a free one. */
  readonly port?: number;
  /** Another hall than one of its own. */
  readonly hall?: WholeHall;
  readonly access?: HallAccess;
  /** The server's own, not the hall's. Absent: the machine's. */
  readonly clock?: Clock;
}

/** One WebSocket and what it was told. */
export class TestStream {
  readonly socket: WebSocket;
  readonly told: StreamMessage[] = [];
  /** With which code it was closed; null: it is open. */
  closed: number | null = null;
  /** The status of a refused upgrade. */
  refused: number | null = null;

  constructor(url: string, headers: Readonly<Record<string, string>>) {
    this.socket = new WebSocket(url, { headers });
    this.socket.on('message', (data: Buffer) =>
      this.told.push(streamMessageSchema.parse(JSON.parse(data.toString('utf8')))),
    );
    this.socket.on('close', (code) => {
      this.closed = code;
    });
    this.socket.on('unexpected-response', (_request, response) => {
      this.refused = response.statusCode ?? 0;
      this.socket.terminate();
    });
    this.socket.on('error', () => undefined);
  }

  async begin(message: object | string): Promise<this> {
    await until('the stream is open', () => this.socket.readyState === WebSocket.OPEN);
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
    return this;
  }

  /** Every event that was told so far. */
  get events() {
    return this.told.flatMap((message) => (message.type === 'events' ? message.events : []));
  }

  /** Where the page is now. */
  get position(): number {
    return this.told.reduce((at, message) => (message.type === 'events' ? message.upTo : at), 0);
  }
}

export class TestHallServer {
  readonly logged: string[] = [];
  readonly hall: WholeHall;
  readonly access: HallAccess;
  readonly server: HallServer;
  readonly #folder: string;
  readonly #ownsHall: boolean;

  private constructor(
    parts: { folder: string; hall: WholeHall; access: HallAccess; server: HallServer; ownsHall: boolean },
    logged: string[],
  ) {
    this.#folder = parts.folder;
    this.hall = parts.hall;
    this.access = parts.access;
    this.server = parts.server;
    this.#ownsHall = parts.ownsHall;
    this.logged = logged;
  }

  static async start(options: TestHallServerOptions = {}): Promise<TestHallServer> {
    const { configuration = testHall, rates, publicUrl = null, port = 0, clock = systemClock } = options;
    const folder = mkdtempSync(join(tmpdir(), 'yikatong-hall-server-'));
    const onePage = join(folder, 'pages');
    mkdirSync(join(onePage, 'board'), { recursive: true });
    writeFileSync(join(onePage, 'board/index.html'), '<!doctype html><title>board</title>');
    const logged: string[] = [];
    const hall =
      options.hall ??
      valueOf(
        await openHall({
          database: `sqlite:${join(folder, 'hall.db')}`,
          hall: 'test',
          configuration,
          clock: systemClock,
          log: quietLog,
        }),
      );
    const access = options.access ?? valueOf(openHallAccess(folder, randomBytes));
    const server = valueOf(
      await startHallServer({
        hall,
        access,
        address: '127.0.0.1',
        port,
        publicUrl,
        pagesFolder: options.pagesFolder ?? onePage,
        ...(rates === undefined ? {} : { rates }),
        version: '1',
        clock,
        log: { event: (name, fields) => void logged.push(`${name} ${Object.values(fields).join(' ')}`) },
      }),
    );
    const ownsHall = options.hall === undefined;
    return new TestHallServer({ folder, hall, access, server, ownsHall }, logged);
  }

  get origin(): string {
    return `http://127.0.0.1:${this.server.port}`;
  }

  token(role: HallRole): string {
    return this.access.tokens[role][0] ?? '';
  }

  request(path: string, { method = 'GET', headers = {}, body }: AskOptions = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const sent = request(`${this.origin}${path}`, { method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          const { statusCode: status = 0 } = response;
          resolve({ status, headers: response.headers, text, body: parsed(text) });
        });
        response.on('error', reject);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  /** `who`: a role, or a ticket's token. */
  ask(
    who: HallRole | { readonly token: string },
    operation: HallOperation,
    input: object = {},
  ): Promise<Answer> {
    const [method, path] = hallRoutes[operation];
    const authorization = `Bearer ${typeof who === 'string' ? this.token(who) : who.token}`;
    if (method === 'GET') {
      const query = new URLSearchParams(
        Object.entries(input).map(([name, value]) => [name, String(value)]),
      ).toString();
      return this.request(query === '' ? path : `${path}?${query}`, { headers: { authorization } });
    }
    return this.request(path, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    });
  }

  stream(headers: Readonly<Record<string, string>> = {}): TestStream {
    return new TestStream(`ws://127.0.0.1:${this.server.port}${hallPaths.stream}`, headers);
  }

  async stop(): Promise<void> {
    await this.server.close();
    if (this.#ownsHall) this.hall.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
