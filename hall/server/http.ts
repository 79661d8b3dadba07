/** HTTP of a hall server: operations, pages, health and metrics, with the checks that come before any of them. */
import { existsSync } from 'node:fs';

import fastifyStatic from '@fastify/static';
import fastify, { type FastifyInstance } from 'fastify';

import type { Log } from '#contracts/log-events.ts';
import { hallPaths } from '#contracts/hall/paths.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';

import type { answering } from './answers.ts';
import type { Door } from './door.ts';
import { errorPlace } from '../error-place.ts';
import { hallLimits, type ConnectionDelays } from './limits.ts';
import type { HallMetrics } from './metrics.ts';
import { openApiDocument } from './openapi.ts';
import type { OwnAddresses } from './own-addresses.ts';
import { refuse } from './problems.ts';
import type { Refusals } from './refusals.ts';
import { serveOperations } from './routes.ts';
import type { Speech } from './speech.ts';
import { securityHeaders } from './security-headers.ts';
import { jsonOf } from './shared.ts';

export interface HallHttpOptions {
  readonly hall: WholeHall;
  readonly answers: ReturnType<typeof answering>;
  readonly door: Door;
  readonly speech: Speech;
  readonly metrics: HallMetrics;
  readonly refusals: Refusals;
  readonly ownAddresses: () => OwnAddresses;
  /** Vite's output: one folder a page, hashed files below `assets/`. */
  readonly pagesFolder: string;
  readonly delays: ConnectionDelays;
  readonly version: string;
  readonly log: Log;
}

export function createHallHttp(options: HallHttpOptions): FastifyInstance {
  const { refusals, metrics, log, hall, delays } = options;
  const app = fastify({
    logger: false,
    bodyLimit: hallLimits.bodyBytes,
    requestTimeout: delays.requestMs,
    // Whoever asks and never takes an answer would be kept, with the answers, for ever.
    connectionTimeout: delays.idleMs,
    http: { maxHeaderSize: hallLimits.headerBytes, connectionsCheckingInterval: delays.lookMs },
    // An idle keep-alive connection must not hold up the server's end.
    forceCloseConnections: true,
    // A path that cannot be read comes past every hook; the framework's own answer would quote it.
    frameworkErrors: (_error, _request, reply) =>
      void refuse(reply.headers(securityHeaders), { code: 'request-invalid', detail: 'path' }, 400),
  });
  app.server.maxConnections = hallLimits.connections;

  // JSON alone: what a form of another site can send is none.
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders);
    const own = options.ownAddresses();
    if (!own.isHost(request.headers.host)) {
      refusals.note('host');
      return refuse(reply, { code: 'not-permitted', detail: 'host' }, 421);
    }
    if (!own.isOrigin(request.headers.origin)) {
      refusals.note('origin');
      return refuse(reply, { code: 'not-permitted', detail: 'origin' });
    }
    return undefined;
  });

  serveOperations(app, options);
  app.get(hallPaths.openapi, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(jsonOf(openApiDocument())),
  );
  app.get(hallPaths.health, async (_request, reply) => {
    const sequence = await hall.sequence();
    return reply
      .code(sequence.ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({
        status: sequence.ok ? 'ok' : 'degraded',
        version: options.version,
        sequence: sequence.ok ? sequence.value : null,
        failure: sequence.ok ? null : sequence.error.code,
      });
  });
  app.get(hallPaths.metrics, async (_request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .type(metrics.contentType)
      .send(await metrics.text()),
  );

  servePages(app, options.pagesFolder);
  app.setNotFoundHandler((_request, reply) =>
    refuse(reply, { code: 'request-invalid', detail: 'path' }, 404),
  );
  app.setErrorHandler((error: { readonly statusCode?: number; readonly code?: string }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) {
      if (status === 413) refusals.note('size');
      return refuse(reply, { code: 'request-invalid', detail: error.code ?? 'request' }, status);
    }
    // The error's own words may quote a request.
    log.event('request-failed', { path: request.routeOptions.url ?? '', detail: errorPlace(error) });
    return refuse(reply, { code: 'hall-unavailable' }, 500);
  });
  return app;
}

/** Without the built pages (other makers' callers and boards alone, a test) the server still serves. */
function servePages(app: FastifyInstance, folder: string): void {
  if (!existsSync(folder)) return;
  const assets = `${folder.replaceAll('\\', '/')}/assets/`;
  void app.register(fastifyStatic, {
    root: folder,
    dotfiles: 'ignore',
    index: 'index.html',
    redirect: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const hashed = path.replaceAll('\\', '/').startsWith(assets);
      void reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
