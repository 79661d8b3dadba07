/** tRPC over WebSocket: who may connect, as whom, and how much one page may say. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { TRPCError } from '@trpc/server';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { WebSocketServer, type WebSocket } from 'ws';

import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';
import { longestChangeBytes } from '#contracts/hall/configuration.ts';
import type { Log } from '#contracts/log-events.ts';
import { pagePaths } from '#contracts/page-paths.ts';
import {
  connectionParamsSchema,
  stationRouter,
  type Role,
  type StationApi,
  type StationContext,
} from '#contracts/station-api.ts';

import type { FaceConfig } from '../config/schema.ts';
import { errorPlace } from '../error-place.ts';
import type { OwnAddress } from './own-address.ts';
import type { Refusals } from './refusals.ts';
import { roleOf, type Tokens } from './tokens.ts';

const limits = {
  /**
   * The largest is a hall's configuration from the technician's page, and what tRPC writes about it. Everything else has a bound of
   * its own in its schema: a face's picture 200,000 characters, a scanned code 4096.
   */
  messageBytes: longestChangeBytes + 1024,
  /** Faces, dock and technician, each reloading once while its former socket still lingers. */
  pages: 32,
  /** Messages a second in the long run, and at once: a person's touches are far fewer. */
  messagesPerSecond: 50,
  burst: 200,
  /** Milliseconds until a connection must have shown its token. */
  authenticateMs: 5000,
  /** Requests in one message. */
  batch: 10,
} as const;

/** Milliseconds: an idle connection is asked, and is ended when it does not answer. */
const keepAlive = { enabled: true, pingMs: 15_000, pongWaitMs: 10_000 } as const;

export interface SocketOptions {
  readonly api: StationApi;
  readonly tokens: Tokens;
  readonly faces: readonly FaceConfig[];
  readonly clock: Clock;
  readonly log: Log;
  readonly refusals: Refusals;
  readonly ownAddress: () => OwnAddress;
}

export class Sockets {
  readonly #options: SocketOptions;
  readonly #server: WebSocketServer;
  readonly #pages = new Map<WebSocket, Role>();

  constructor(options: SocketOptions) {
    this.#options = options;
    this.#server = new WebSocketServer({
      noServer: true,
      path: pagePaths.socket,
      maxPayload: limits.messageBytes,
      perMessageDeflate: false,
    });
    // Before tRPC's own listener, so that what is refused never reaches it.
    this.#server.on('connection', (socket) => this.#watch(socket));
    applyWSSHandler({
      wss: this.#server,
      router: stationRouter,
      createContext: ({ res, info }) => this.#admit(res, info.connectionParams),
      onError: ({ error, path }) => {
        if (error.code === 'FORBIDDEN') options.refusals.note('role');
        if (error.code === 'INTERNAL_SERVER_ERROR') {
          options.log.event('request-failed', { path, detail: errorPlace(error.cause ?? error) });
        }
      },
      keepAlive,
      maxBatchSize: limits.batch,
    });
  }

  /** Pages that have shown their token and are connected right now. */
  pages(): Readonly<Record<Role, number>> {
    const count = (role: Role): number => [...this.#pages.values()].filter((open) => open === role).length;
    return {
      kiosk: count('kiosk'),
      gate: count('gate'),
      technician: count('technician'),
      dock: count('dock'),
    };
  }

  /** Takes over a request to upgrade, or refuses it before a WebSocket exists. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const { refusals } = this.#options;
    const ownAddress = this.#options.ownAddress();
    // The peer may go at any moment; there is nobody left to tell.
    stream.on('error', () => undefined);
    const refuse = (status: string, reason: 'host' | 'origin' | 'path' | 'too-many-pages'): void => {
      refusals.note(reason);
      // Half open, it would keep its place among the connections for as long as the peer likes.
      stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
        stream.destroy(),
      );
    };
    if (!ownAddress.isHost(request.headers.host)) refuse('421 Misdirected Request', 'host');
    else if (!ownAddress.isOrigin(request.headers.origin)) refuse('403 Forbidden', 'origin');
    else if (!this.#server.shouldHandle(request)) refuse('404 Not Found', 'path');
    else if (this.#server.clients.size >= limits.pages) refuse('503 Service Unavailable', 'too-many-pages');
    else {
      this.#server.handleUpgrade(request, stream, head, (socket) => {
        this.#server.emit('connection', socket, request);
      });
    }
  }

  /** Resolves when every page is disconnected. */
  close(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #watch(socket: WebSocket): void {
    const { clock, refusals } = this.#options;
    const cancelDeadline = startDeadline(clock, limits.authenticateMs, () => {
      if (this.#pages.has(socket)) return;
      refusals.note('silent');
      socket.terminate();
    });
    let credit: number = limits.burst;
    let countedAt = clock.monotonic();
    socket.on('message', () => {
      const now = clock.monotonic();
      credit = Math.min(limits.burst, credit + ((now - countedAt) / 1000) * limits.messagesPerSecond) - 1;
      countedAt = now;
      if (credit >= 0) return;
      refusals.note('rate');
      // What has arrived already would still be handed out.
      socket.removeAllListeners('message');
      socket.terminate();
    });
    // ws ends the connection by itself on a message too large or a frame that is none.
    socket.on('error', (error) => {
      if ('code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') refusals.note('size');
    });
    socket.on('close', () => {
      cancelDeadline();
      const role = this.#pages.get(socket);
      if (role === undefined) return;
      this.#pages.delete(socket);
      this.#options.log.event('face-disconnected', { role });
    });
  }

  /** Throws what tRPC answers to a page that has no business here; it closes the connection then. */
  #admit(socket: WebSocket, connectionParams: unknown): StationContext {
    const { api, tokens, faces, refusals, log } = this.#options;
    const refuse = (reason: 'token' | 'face'): TRPCError => {
      refusals.note(reason);
      return new TRPCError({ code: 'UNAUTHORIZED', message: 'not-permitted' });
    };
    const params = connectionParamsSchema.safeParse(connectionParams);
    const role = params.success ? roleOf(tokens, params.data.token) : null;
    if (!params.success || role === null) throw refuse('token');
    const face = faceOf(faces, role, params.data.face);
    if (face === undefined) throw refuse('face');
    if (socket.readyState === socket.OPEN) {
      this.#pages.set(socket, role);
      log.event('face-connected', { role });
    }
    return { api, role, face };
  }
}

/** The one face that a page of this role draws; null for roles without one, undefined where there is no such face. */
function faceOf(
  faces: readonly FaceConfig[],
  role: Role,
  wanted: string | undefined,
): string | null | undefined {
  if (role !== 'kiosk' && role !== 'gate') return null;
  return faces.find(({ id, page }) => page === role && (wanted === undefined || wanted === id))?.id;
}
