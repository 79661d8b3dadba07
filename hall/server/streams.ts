/** Events over WebSocket (contracts/hall/stream.ts): who may hear, from where, and never more on its way than one message each. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocketServer, type WebSocket } from 'ws';

import type { Clock } from '#contracts/clock.ts';
import type { HallEvents } from '#contracts/hall/events.ts';
import { hallPaths, type HallRole } from '#contracts/hall/paths.ts';
import { streamBeginSchema, streamCloseCodes, type StreamMessage } from '#contracts/hall/stream.ts';

import type { Doorkeeper } from './access.ts';
import type { Feed } from './feed.ts';
import { eventsFor } from './hearing.ts';
import { hallLimits } from './limits.ts';
import type { OwnAddresses } from './own-addresses.ts';
import type { RefusalReason, Refusals } from './refusals.ts';

/** An idle connection is asked, and is ended when it does not answer, milliseconds: also one whose page reads nothing. */
const keepAlive = { pingMs: 15_000, pongMs: 10_000 } as const;
/** Whoever is further behind reads the view anew: quicker than as many events. */
const mostBehind = 5000;

/** RFC 6455, 7.4.1: the hall cannot be read now; try again. */
const tryAgainLater = 1013;

export interface StreamOptions {
  readonly hall: Pick<HallEvents, 'sequence'>;
  readonly feed: Feed;
  readonly doorkeeper: Doorkeeper;
  readonly clock: Clock;
  readonly refusals: Refusals;
  readonly ownAddresses: () => OwnAddresses;
}

interface Hearing {
  readonly role: HallRole;
  /** The last event that was told. */
  position: number;
  /** A message is on its way to the network; the next one is made when it has left. */
  busy: boolean;
}

export class Streams {
  readonly #options: StreamOptions;
  readonly #server = new WebSocketServer({
    noServer: true,
    path: hallPaths.stream,
    maxPayload: hallLimits.streamMessageBytes,
    perMessageDeflate: false,
  });
  readonly #hearings = new Map<WebSocket, Hearing>();
  readonly #stopListening: () => void;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#stopListening = options.feed.listen(() => {
      for (const [socket, hearing] of this.#hearings) void this.#tell(socket, hearing);
    });
  }

  counts(): Readonly<Record<HallRole, number>> {
    const counts = { kiosk: 0, caller: 0, board: 0, administrator: 0, statistics: 0 };
    for (const { role } of this.#hearings.values()) counts[role] += 1;
    return counts;
  }

  /** Takes over a request to upgrade, or refuses it before a WebSocket exists. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const { refusals } = this.#options;
    const own = this.#options.ownAddresses();
    // The peer may go at any moment; there is nobody left to tell.
    stream.on('error', () => undefined);
    const refuse = (status: string, reason: RefusalReason | null): void => {
      if (reason !== null) refusals.note(reason);
      stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    };
    if (!own.isHost(request.headers.host)) refuse('421 Misdirected Request', 'host');
    else if (!own.isOrigin(request.headers.origin)) refuse('403 Forbidden', 'origin');
    else if (!this.#server.shouldHandle(request)) refuse('404 Not Found', null);
    else if (this.#server.clients.size >= hallLimits.streams)
      refuse('503 Service Unavailable', 'too-many-streams');
    else this.#server.handleUpgrade(request, stream, head, (socket) => this.#welcome(socket));
  }

  /** Resolves when every page is disconnected. */
  close(): Promise<void> {
    this.#stopListening();
    for (const socket of this.#server.clients) socket.terminate();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #welcome(socket: WebSocket): void {
    const { clock, refusals } = this.#options;
    const cancelDeadline = clock.after(hallLimits.authenticateMs, () => {
      if (this.#hearings.has(socket)) return;
      refusals.note('silent');
      socket.close(streamCloseCodes.notPermitted, 'no token in time');
    });
    const stopPinging = this.#keepAlive(socket);
    socket.on('error', (error) => {
      if ('code' in error && error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') refusals.note('size');
    });
    let hasBegun = false;
    socket.on('message', (data) => {
      // From a page only its first word is taken.
      if (hasBegun) {
        refusals.note('message');
        socket.close(streamCloseCodes.invalid, 'one message only');
        return;
      }
      hasBegun = true;
      void this.#begin(socket, Buffer.isBuffer(data) ? data.toString('utf8') : '');
    });
    socket.on('close', () => {
      cancelDeadline();
      stopPinging();
      this.#hearings.delete(socket);
    });
  }

  async #begin(socket: WebSocket, text: string): Promise<void> {
    const { hall, doorkeeper, refusals } = this.#options;
    const begin = streamBeginSchema.safeParse(parseJson(text));
    if (!begin.success) {
      refusals.note('message');
      socket.close(streamCloseCodes.invalid, 'not a beginning');
      return;
    }
    const role = doorkeeper.roleOf(begin.data.token);
    if (role === null || role === 'statistics') {
      refusals.note(role === null ? 'token' : 'role');
      socket.close(streamCloseCodes.notPermitted, 'not permitted');
      return;
    }
    const newest = await hall.sequence();
    if (socket.readyState !== socket.OPEN) return;
    if (!newest.ok) {
      socket.close(tryAgainLater, newest.error.code);
      return;
    }
    const seq = newest.value;
    const { since = seq } = begin.data;
    send(socket, { type: 'ready', seq });
    // A page of a hall that was restored from a backup may know more than there is.
    const isLost = since > seq || seq - since > mostBehind;
    if (isLost) send(socket, { type: 'behind', seq });
    const hearing: Hearing = { role, position: isLost ? seq : since, busy: false };
    this.#hearings.set(socket, hearing);
    await this.#tell(socket, hearing);
  }

  /** Tells what came after the stream's position until nothing is left; one message at a time. */
  async #tell(socket: WebSocket, hearing: Hearing): Promise<void> {
    const { feed } = this.#options;
    if (hearing.busy) return;
    hearing.busy = true;
    while (socket.readyState === socket.OPEN) {
      if (feed.newest - hearing.position > mostBehind) {
        hearing.position = feed.newest;
        await sent(socket, { type: 'behind', seq: hearing.position });
        continue;
      }
      const next = await feed.after(hearing.position);
      if (!next.ok) {
        socket.close(tryAgainLater, next.error.code);
        break;
      }
      const last = next.value.at(-1);
      if (last === undefined) break;
      hearing.position = last.seq;
      await sent(socket, {
        type: 'events',
        upTo: last.seq,
        events: [...eventsFor(hearing.role, next.value)],
      });
    }
    hearing.busy = false;
  }

  #keepAlive(socket: WebSocket): () => void {
    const { clock } = this.#options;
    let cancel: () => void;
    const wait = (): void => {
      cancel = clock.after(keepAlive.pingMs, () => {
        if (socket.readyState !== socket.OPEN) return;
        socket.ping();
        cancel = clock.after(keepAlive.pongMs, () => socket.terminate());
      });
    };
    wait();
    socket.on('pong', () => {
      cancel();
      wait();
    });
    return () => cancel();
  }
}

function send(socket: WebSocket, message: StreamMessage): void {
  socket.send(JSON.stringify(message));
}

/** Resolves when the message has left for the network, or the connection is over. */
function sent(socket: WebSocket, message: StreamMessage): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('close', done);
      resolve();
    };
    socket.on('close', done);
    socket.send(JSON.stringify(message), done);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
