/** Plain HTTP: the built pages, health and metrics; GET and HEAD, from the station's own address only. */
import { existsSync } from 'node:fs';

import fastifyStatic from '@fastify/static';
import fastify, { type FastifyInstance } from 'fastify';

import { serveFaceModels } from './face-models.ts';
import type { OwnAddress } from './own-address.ts';
import type { Refusals } from './refusals.ts';
import { securityHeaders } from './security-headers.ts';

/** Pages are local and few: far below what a browser needs at once, far above what one person opens. */
const limits = { connections: 64, headerBytes: 8192, bodyBytes: 1024, requestMs: 10_000 } as const;

export interface HttpOptions {
  /** Vite's output: one folder a page, hashed files below `assets/`. */
  readonly pagesFolder: string;
  /** Where `/` leads. */
  readonly home: string;
  readonly ownAddress: () => OwnAddress;
  readonly refusals: Refusals;
  readonly health: () => object;
  /** Prometheus' text format. */
  readonly metrics: () => Promise<string>;
}

export function createHttp(options: HttpOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: limits.bodyBytes,
    requestTimeout: limits.requestMs,
    http: { maxHeaderSize: limits.headerBytes },
    // An idle keep-alive connection must not hold up the station's end.
    forceCloseConnections: true,
  });
  app.server.maxConnections = limits.connections;

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders);
    const refuse = (status: number, reason: 'host' | 'origin' | 'method'): void => {
      options.refusals.note(reason);
      void reply.code(status).type('text/plain').send('refused');
    };
    const ownAddress = options.ownAddress();
    const { origin } = request.headers;
    if (!ownAddress.isHost(request.headers.host)) refuse(421, 'host');
    else if (origin !== undefined && !ownAddress.isOrigin(origin)) refuse(403, 'origin');
    else if (request.method !== 'GET' && request.method !== 'HEAD') {
      reply.header('allow', 'GET, HEAD');
      refuse(405, 'method');
    }
  });

  app.get('/', (_request, reply) => reply.redirect(options.home));
  app.get('/healthz', (_request, reply) => reply.header('cache-control', 'no-store').send(options.health()));
  app.get('/metrics', async (_request, reply) =>
    reply
      .header('cache-control', 'no-store')
      .type('text/plain; version=0.0.4')
      .send(await options.metrics()),
  );
  serveFaceModels(app);
  // Without the built pages (a gate's own board, a test) the station still runs.
  if (existsSync(options.pagesFolder)) {
    void app.register(fastifyStatic, {
      root: options.pagesFolder,
      dotfiles: 'ignore',
      index: 'index.html',
      redirect: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        const hashed = path
          .replaceAll('\\', '/')
          .startsWith(`${options.pagesFolder.replaceAll('\\', '/')}/assets/`);
        void reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache');
      },
    });
  }
  app.setNotFoundHandler((_request, reply) => reply.code(404).type('text/plain').send('not found'));
  app.setErrorHandler((error: { readonly statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    // The error's own words may name files; a status is all that a page needs.
    return reply
      .code(status)
      .type('text/plain')
      .send(status < 500 ? 'refused' : 'failed');
  });
  return app;
}
