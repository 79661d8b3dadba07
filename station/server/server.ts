/** The station's one server: pages, health, metrics and the pages' WebSocket, on loopback. */
import type { Clock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log-events.ts';
import { pagePaths } from '#contracts/page-paths.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import type { Role, StationApi } from '#contracts/station-api.ts';
import type { StationAddresses } from '#contracts/station-launch.ts';

import type { StationConfig } from '../config/schema.ts';
import { createHttp } from './http.ts';
import { OwnAddress } from './own-address.ts';
import { Refusals } from './refusals.ts';
import { Sockets } from './sockets.ts';
import type { Tokens } from './tokens.ts';

const loopback = '127.0.0.1';

export interface ServerOptions {
  readonly config: StationConfig;
  readonly api: StationApi;
  readonly tokens: Tokens;
  /** dist/pages. */
  readonly pagesFolder: string;
  readonly clock: Clock;
  readonly log: Log;
  /** What `/healthz` says besides the connected pages. */
  readonly health: () => StationHealth;
  /** Prometheus' text format, for `/metrics`. */
  readonly metrics: () => Promise<string>;
}

export interface StationHealth {
  readonly status: 'ok' | 'degraded';
  readonly version: string;
  readonly store: 'ok' | 'failing';
  readonly deviceHost: 'running' | 'restarting';
  readonly platform: 'reachable' | 'away';
}

export interface StationServer {
  readonly port: number;
  readonly addresses: StationAddresses;
  /** The address of one face's page, token included. */
  faceUrl(face: string): string;
  /** Pages connected right now. */
  pages(): Readonly<Record<Role, number>>;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 at the configured port. Failure: port-unavailable. */
export async function startServer(options: ServerOptions): Promise<Result<StationServer>> {
  const { config, api, tokens, clock, log } = options;
  const { faces } = config;
  const refusals = new Refusals(clock, log);
  let ownAddress = new OwnAddress(config.server.port);
  const shared = { ownAddress: () => ownAddress, refusals };
  const sockets = new Sockets({ ...shared, api, tokens, faces, clock, log });
  const http = createHttp({
    ...shared,
    pagesFolder: options.pagesFolder,
    home: pagePaths[faces[0]?.page ?? 'kiosk'],
    health: () => {
      const pages = sockets.pages();
      return { ...options.health(), faces: pages.kiosk + pages.gate, pages };
    },
    metrics: options.metrics,
  });
  http.server.on('upgrade', (request, stream, head) => sockets.upgrade(request, stream, head));
  try {
    await http.listen({ host: loopback, port: config.server.port });
  } catch (error) {
    await http.close();
    return fail('port-unavailable', error instanceof Error ? error.message : String(error));
  }
  const address = http.server.address();
  if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a port');
  const { port } = address;
  ownAddress = new OwnAddress(port);

  // The token stands in the fragment, which browsers send to nobody.
  const pageUrl = (role: Role, more = ''): string =>
    `http://${loopback}:${port}${pagePaths[role]}#token=${tokens[role]}${more}`;
  const urlOf = (page: 'kiosk' | 'gate'): string | null =>
    faces.some((face) => face.page === page) ? pageUrl(page) : null;
  return ok({
    port,
    addresses: {
      url: pageUrl(faces[0]?.page ?? 'kiosk'),
      gateUrl: urlOf('gate'),
      technicianUrl: pageUrl('technician'),
      dockUrl: config.dock ? pageUrl('dock') : null,
    },
    faceUrl: (id) => {
      const face = faces.find((candidate) => candidate.id === id);
      if (face === undefined) throw new TypeError(`no face ${id}`);
      return pageUrl(face.page, `&face=${face.id}`);
    },
    pages: () => sockets.pages(),
    close: async () => {
      await sockets.close();
      await http.close();
      refusals.close();
    },
  });
}
