/** A hall server made of fixtures: the real pages and contracts, and answers that a test sets. */
import { once } from 'node:events';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

import fastifyStatic from '@fastify/static';
import { fastify } from 'fastify';
import { WebSocket, WebSocketServer } from 'ws';

import type { EventBody } from '#contracts/hall/events.ts';
import { hallOperations, type HallInput, type HallReply } from '#contracts/hall/operations.ts';
import {
  hallPages,
  hallPaths,
  hallRoutes,
  streamAliveMs,
  type HallOperation,
} from '#contracts/hall/paths.ts';
import { streamBeginSchema, type StreamBegin, type StreamMessage } from '#contracts/hall/stream.ts';

import { fail, type Result } from '#contracts/result.ts';
import { securityHeaders } from '#hall/server/security-headers.ts';

import { ticket } from './hall-fixtures.ts';

export type HallAnswers = {
  readonly [O in HallOperation]?: (input: HallInput<O>) => Result<HallReply<O>>;
};

export interface Asked {
  readonly operation: HallOperation;
  readonly input: unknown;
  /** Out of the header. */
  readonly token: string;
}

export interface FixtureHall {
  readonly origin: string;
  readonly url: (page: keyof typeof hallPages, fragment: string) => string;
  readonly answer: (answers: HallAnswers) => void;
  /** Tells every page; without events: that something happened which they are not told. */
  readonly tell: (...bodies: readonly EventBody[]) => void;
  readonly asked: Asked[];
  /** What every line began with. */
  readonly lines: StreamBegin[];
  /** Off: every line is cut, and nothing is answered. */
  readonly reachable: (on: boolean) => void;
  /** As where a phone's network is gone: nothing is told or answered any more, and nothing is closed. */
  readonly cut: (on: boolean) => void;
  /** `lost`: what is commanded is done, and its answer never arrives. */
  readonly answersGetLost: (lost: boolean) => void;
  /** What the speech route answers; null: as where espeak-ng is not installed. */
  readonly speak: (wav: Buffer | null) => void;
  readonly close: () => Promise<void>;
}

const pages = join(import.meta.dirname, '../../dist/pages');

export async function startFixtureHall(first: HallAnswers): Promise<FixtureHall> {
  let answers: HallAnswers = first;
  let reachable = true;
  let isCut = false;
  /** What was asked meanwhile is never answered. */
  const dead = new Set<Duplex>();
  let lost = false;
  let wav: Buffer | null = null;
  let seq = 1;
  const asked: Asked[] = [];
  const lines: StreamBegin[] = [];

  const http = fastify({ forceCloseConnections: true });
  http.addHook('onRequest', (request, _reply, done) => {
    const { socket } = request.raw;
    if (isCut) dead.add(socket);
    if (!reachable && request.url.startsWith('/v1/')) socket.destroy();
    else if (!isCut) done();
  });
  http.addHook('onSend', (_request, reply, payload, done) => {
    void reply.headers(securityHeaders);
    done(null, payload);
  });
  await http.register(fastifyStatic, { root: pages });
  for (const operation of Object.keys(hallRoutes) as HallOperation[]) {
    const [method, url] = hallRoutes[operation];
    http.route({
      method,
      url,
      handler: (request, reply) => {
        const given = method === 'GET' ? request.query : request.body;
        const input = hallOperations[operation].input.parse(given);
        const token = (request.headers.authorization ?? '').replace('Bearer ', '');
        asked.push({ operation, input, token });
        const answer = answers[operation] as ((input: unknown) => Result<unknown>) | undefined;
        const result = answer?.(input) ?? fail('not-permitted');
        if (lost && method !== 'GET') {
          request.raw.socket.destroy();
          return;
        }
        if (result.ok) return reply.send(hallOperations[operation].answer.parse(result.value));
        return reply
          .code(409)
          .type('application/problem+json')
          .send(JSON.stringify({ status: 409, title: result.error.code, ...result.error }));
      },
    });
  }
  http.get(hallPaths.speech, (_request, reply) =>
    wav === null
      ? reply
          .code(503)
          .type('application/problem+json')
          .send(JSON.stringify({ status: 503, title: 'no voice', code: 'device-no-answer' }))
      : reply.type('audio/wav').send(wav),
  );

  http.get(hallPaths.statisticsCsv, (request, reply) => {
    const { searchParams } = new URL(request.url, 'http://hall');
    return reply.type('text/csv').send(`\uFEFF${searchParams.toString()}\r\n`);
  });

  const sockets = new WebSocketServer({ noServer: true });
  const say = (socket: WebSocket, message: StreamMessage): void => {
    if (socket.readyState === WebSocket.OPEN && !isCut) socket.send(JSON.stringify(message));
  };
  sockets.on('connection', (socket) => {
    socket.once('message', (data: Buffer) => {
      const begin = streamBeginSchema.parse(JSON.parse(data.toString()));
      lines.push(begin);
      say(socket, { type: 'ready', seq });
      if (!begin.token.startsWith(ticket('').token)) return;
      const alive = setInterval(() => say(socket, { type: 'alive' }), streamAliveMs);
      socket.once('close', () => clearInterval(alive));
    });
  });
  http.server.on('upgrade', (request, socket, head) => {
    if (isCut) dead.add(socket);
    else if (!reachable || request.url !== hallPaths.stream) socket.destroy();
    else sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit('connection', ws, request));
  });
  const origin = await http.listen({ host: '127.0.0.1', port: 0 });

  return {
    origin,
    url: (page, fragment) => `${origin}${hallPages[page]}#${fragment}`,
    answer: (more) => (answers = { ...answers, ...more }),
    tell: (...bodies) => {
      const events = bodies.map((body) => ({ seq: (seq += 1), at: Date.now(), body }));
      for (const socket of sockets.clients) say(socket, { type: 'events', upTo: seq, events });
    },
    asked,
    lines,
    reachable: (on) => {
      reachable = on;
      if (!on) for (const socket of sockets.clients) socket.terminate();
    },
    cut: (on) => (isCut = on),
    answersGetLost: (now) => (lost = now),
    speak: (now) => (wav = now),
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      for (const socket of dead) socket.destroy();
      sockets.close();
      const closed = once(http.server, 'close');
      await http.close();
      await closed;
    },
  };
}
