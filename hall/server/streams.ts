/** Events over WebSocket (contracts/hall/stream.ts): who may hear, from where, and never more on its way than one message each. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocketServer, type WebSocket } from 'ws';

import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';
import type { HallEvent, HallEvents } from '#contracts/hall/events.ts';
import { hallPaths, hallRoles, streamAliveMs, type HallCaller } from '#contracts/hall/paths.ts';
import {
  streamBeginSchema,
  streamCloseCodes,
  type StreamBegin,
  type StreamMessage,
} from '#contracts/hall/stream.ts';
import type { HallViews } from '#contracts/hall/views.ts';
import type { Log } from '#contracts/log-events.ts';
import { ok, type Result } from '#contracts/result.ts';

import { errorPlace } from '../error-place.ts';
import type { Asking } from './answers.ts';
import type { Door } from './door.ts';
import type { Feed } from './feed.ts';
import { eventsFor } from './hearing.ts';
import { hallLimits, streamLimits } from './limits.ts';
import type { OwnAddresses } from './own-addresses.ts';
import type { RefusalReason, Refusals } from './refusals.ts';
import { StreamPlaces } from './stream-places.ts';
import { TicketHearing } from './ticket-hearing.ts';

/** A connection is asked, and is ended when it does not answer, milliseconds: also one whose page reads nothing. */
const keepAlive = { pingMs: streamAliveMs, pongMs: 10_000 } as const;
/** Whoever is further behind reads the view anew: quicker than as many events. A phone's view is one small answer. */
const mostBehind = { role: 5000, ticket: 200 } as const;
const everybody: readonly HallCaller[] = [...hallRoles, 'ticket'];

/** RFC 6455, 7.4.1: the hall cannot be read now; try again. */
const tryAgainLater = 1013;

export interface StreamOptions {
  readonly hall: Pick<HallEvents, 'sequence'> & Pick<HallViews, 'place'>;
  readonly feed: Feed;
  readonly door: Pick<Door, 'admitToken'>;
  readonly clock: Clock;
  readonly refusals: Refusals;
  readonly ownAddresses: () => OwnAddresses;
  readonly log: Log;
}

/** Who hears, and what. */
interface Hearer {
  readonly who: HallCaller;
  /** Null: nothing that has to be told. */
  readonly hear: (events: readonly HallEvent[]) => readonly HallEvent[] | null;
  readonly mostBehind: number;
}

interface Hearing extends Hearer {
  /** The last event that was told or passed over. */
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
  readonly #places = new StreamPlaces(streamLimits);
  /** Who has shown no right token, the longest first. */
  readonly #silent = new Set<WebSocket>();
  readonly #stopListening: () => void;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#stopListening = options.feed.listen(() => {
      for (const [socket, hearing] of this.#hearings) this.#unlessBroken(socket, this.#tell(socket, hearing));
    });
  }

  counts(): ReadonlyMap<HallCaller, number> {
    const counts = new Map<HallCaller, number>(everybody.map((who) => [who, 0]));
    for (const { who } of this.#hearings.values()) counts.set(who, (counts.get(who) ?? 0) + 1);
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
      // Half open, it would keep its place among the connections for as long as the peer likes.
      stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () =>
        stream.destroy(),
      );
    };
    if (!own.isHost(request.headers.host)) refuse('421 Misdirected Request', 'host');
    else if (!own.isOrigin(request.headers.origin)) refuse('403 Forbidden', 'origin');
    else if (!this.#server.shouldHandle(request)) refuse('404 Not Found', null);
    else
      this.#server.handleUpgrade(request, stream, head, (socket) =>
        this.#welcome(socket, request.socket.remoteAddress ?? ''),
      );
  }

  /** Resolves when every page is disconnected. */
  close(): Promise<void> {
    this.#stopListening();
    for (const socket of this.#server.clients) socket.terminate();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #welcome(socket: WebSocket, address: string): void {
    const { clock, refusals } = this.#options;
    this.#makeRoom();
    this.#silent.add(socket);
    const cancelDeadline = startDeadline(clock, hallLimits.authenticateMs, () => {
      if (!this.#silent.has(socket)) return;
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
      const text = Buffer.isBuffer(data) ? data.toString('utf8') : '';
      this.#unlessBroken(socket, this.#begin(socket, address, text));
    });
    socket.on('close', () => {
      cancelDeadline();
      stopPinging();
      this.#silent.delete(socket);
      this.#hearings.delete(socket);
    });
  }

  /** What the hall's database never says ends the one stream, and not the process that numbers are given by. */
  #unlessBroken(socket: WebSocket, work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.#options.log.event('hall-look-failed', { place: errorPlace(error) });
      socket.close(tryAgainLater, 'hall-unavailable');
    });
  }

  /** Whoever means well shows a token at once: the one that has been silent the longest makes room. */
  #makeRoom(): void {
    const [oldest] = this.#silent;
    if (oldest === undefined || this.#silent.size < hallLimits.silentStreams) return;
    this.#options.refusals.note('silent');
    this.#silent.delete(oldest);
    oldest.terminate();
  }

  async #begin(socket: WebSocket, address: string, text: string): Promise<void> {
    const { door, refusals } = this.#options;
    const begin = streamBeginSchema.safeParse(parseJson(text));
    if (!begin.success) {
      refusals.note('message');
      socket.close(streamCloseCodes.invalid, 'not a beginning');
      return;
    }
    const asking = door.admitToken(begin.data.token, everybody, address);
    if (!asking.ok) {
      const { tooMany, notPermitted } = streamCloseCodes;
      socket.close(asking.error.code === 'too-many-requests' ? tooMany : notPermitted, asking.error.code);
      return;
    }
    const leave = this.#places.take(asking.value);
    if (leave === null) {
      refusals.note('too-many-streams');
      socket.close(streamCloseCodes.tooMany, 'too many streams');
      return;
    }
    socket.once('close', leave);
    this.#silent.delete(socket);
    await this.#admit(socket, asking.value, begin.data);
  }

  async #admit(socket: WebSocket, asking: Asking, begin: StreamBegin): Promise<void> {
    const found = await this.#hearer(asking);
    if (socket.readyState !== socket.OPEN) return;
    if (!found.ok) {
      const { code } = found.error;
      socket.close(code === 'ticket-unknown' ? streamCloseCodes.notPermitted : tryAgainLater, code);
      return;
    }
    const { hearer, seq } = found.value;
    const { since = seq } = begin;
    send(socket, { type: 'ready', seq });
    // A page of a hall that was restored from a backup may know more than there is.
    const isLost = since > seq || seq - since > hearer.mostBehind;
    if (isLost) send(socket, { type: 'behind', seq });
    const hearing: Hearing = { ...hearer, position: isLost ? seq : since, busy: false };
    this.#hearings.set(socket, hearing);
    await this.#tell(socket, hearing);
  }

  /** `seq`: the newest event now. */
  async #hearer(asking: Asking): Promise<Result<{ readonly hearer: Hearer; readonly seq: number }>> {
    const { hall } = this.#options;
    if ('role' in asking) {
      const { role } = asking;
      const newest = await hall.sequence();
      if (!newest.ok) return newest;
      const hear = (events: readonly HallEvent[]) => eventsFor(role, events);
      return ok({ hearer: { who: role, hear, mostBehind: mostBehind.role }, seq: newest.value });
    }
    const place = await hall.place(asking.ticket);
    if (!place.ok) return place;
    const hearing = new TicketHearing(place.value);
    return ok({
      hearer: { who: 'ticket', hear: (events) => hearing.hear(events), mostBehind: mostBehind.ticket },
      seq: place.value.seq,
    });
  }

  /** Tells what came after the stream's position until nothing is left; one message at a time. */
  async #tell(socket: WebSocket, hearing: Hearing): Promise<void> {
    const { feed } = this.#options;
    if (hearing.busy) return;
    hearing.busy = true;
    while (socket.readyState === socket.OPEN) {
      if (feed.newest - hearing.position > hearing.mostBehind) {
        await this.#leaveOut(socket, hearing, feed.newest);
        continue;
      }
      const { newest } = feed;
      const next = await feed.after(hearing.position);
      if (!next.ok) {
        socket.close(tryAgainLater, next.error.code);
        break;
      }
      const [first] = next.value;
      const last = next.value.at(-1);
      if (first === undefined || last === undefined) {
        // What was heard while the database was asked found this stream busy.
        if (feed.newest !== newest) continue;
        break;
      }
      if (first.seq !== hearing.position + 1) {
        // What comes next is not kept any more.
        await this.#leaveOut(socket, hearing, last.seq);
        continue;
      }
      hearing.position = last.seq;
      const told = hearing.hear(next.value);
      if (told !== null) await sent(socket, { type: 'events', upTo: last.seq, events: [...told] });
    }
    hearing.busy = false;
  }

  /** Nothing up to `seq` is told one by one. */
  async #leaveOut(socket: WebSocket, hearing: Hearing, seq: number): Promise<void> {
    hearing.position = seq;
    // What concerns a ticket is known by its own events: without them it begins anew.
    if (hearing.who === 'ticket') socket.close(tryAgainLater, 'behind');
    else await sent(socket, { type: 'behind', seq });
  }

  #keepAlive(socket: WebSocket): () => void {
    const { clock } = this.#options;
    let cancel: () => void;
    const wait = (): void => {
      cancel = clock.after(keepAlive.pingMs, () => {
        if (socket.readyState !== socket.OPEN) return;
        socket.ping();
        // With it: a phone's radio wakes up once for both.
        if (this.#hearings.get(socket)?.who === 'ticket') send(socket, { type: 'alive' });
        cancel = startDeadline(clock, keepAlive.pongMs, () => socket.terminate());
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
