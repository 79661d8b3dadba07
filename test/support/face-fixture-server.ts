/** A station made of fixtures at the WebSocket's seam: the real pages, the real router, and views that a test sets. */
import { once } from 'node:events';
import { join } from 'node:path';

import fastifyStatic from '@fastify/static';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import { fastify } from 'fastify';
import { WebSocketServer } from 'ws';

import type { DockRequest, DockView } from '#contracts/dock.ts';
import type { TraceEntry } from '#contracts/devices.ts';
import type { FaceEvidence } from '#contracts/face.ts';
import type { FaceView, Intent } from '#contracts/face-view.ts';
import { contentSecurityPolicy, pagePaths } from '#contracts/page-paths.ts';
import { fail } from '#contracts/result.ts';
import {
  connectionParamsSchema,
  roles,
  stationRouter,
  type Role,
  type StationApi,
} from '#contracts/station-api.ts';
import type { TechnicianHall } from '#contracts/technician-hall.ts';
import type { Discovery, TechnicianView } from '#contracts/technician.ts';
import { serveFaceModels } from '#station/server/face-models.ts';

/** The newest value, and each one after it. */
class Feed<T> {
  #value: T;
  readonly #waiting = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  set(value: T): void {
    this.#value = value;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  async *watch(signal: AbortSignal): AsyncGenerator<T> {
    let seen: { readonly value: T } | null = null;
    while (!signal.aborted) {
      if (seen === null || seen.value !== this.#value) {
        seen = { value: this.#value };
        yield seen.value;
        continue;
      }
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
}

export interface Fixtures {
  readonly kiosk: FaceView;
  readonly gate: FaceView;
  readonly technician: TechnicianView;
  readonly hall: TechnicianHall;
  readonly dock: DockView;
  readonly discovery: Discovery;
  readonly configuration: string;
}

export interface FixtureStation {
  readonly origin: string;
  /** The page's address with its token. */
  readonly url: (role: Role) => string;
  readonly show: (view: FaceView) => void;
  readonly showTechnician: (view: TechnicianView) => void;
  readonly showHall: (view: TechnicianHall) => void;
  readonly showDock: (view: DockView) => void;
  readonly trace: (entries: readonly TraceEntry[]) => void;
  readonly intents: Intent[];
  readonly requests: DockRequest[];
  /** What the page's camera saw. */
  readonly evidence: FaceEvidence[];
  /** Cuts every socket and refuses new ones until called with true. */
  readonly reachable: (on: boolean) => void;
  readonly close: () => Promise<void>;
}

const pages = join(import.meta.dirname, '../../dist/pages');

export async function startFixtureStation(fixtures: Fixtures): Promise<FixtureStation> {
  const faces = { kiosk: new Feed(fixtures.kiosk), gate: new Feed(fixtures.gate) };
  const technician = new Feed(fixtures.technician);
  const hall = new Feed(fixtures.hall);
  const dock = new Feed(fixtures.dock);
  const trace = new Feed<readonly TraceEntry[]>([]);
  const intents: Intent[] = [];
  const requests: DockRequest[] = [];
  const evidence: FaceEvidence[] = [];
  let reachable = true;

  const api: StationApi = {
    watchFace: (face, signal) => faces[face === 'gate' ? 'gate' : 'kiosk'].watch(signal),
    intend: (_face, intent) => {
      intents.push(intent);
      return Promise.resolve({ taken: true, reason: null });
    },
    evidence: (_face, one) => {
      evidence.push(one);
      return Promise.resolve();
    },
    watchDevices: (signal) => technician.watch(signal),
    watchTrace: (signal) => trace.watch(signal),
    testDevice: (device) => Promise.resolve({ text: `${device}: 4 ms`, failure: null }),
    enableDevice: () => Promise.resolve({ failure: null }),
    effectiveConfiguration: () => Promise.resolve(fixtures.configuration),
    discover: () => Promise.resolve(fixtures.discovery),
    watchHall: (signal) => hall.watch(signal),
    hallHistory: () => Promise.resolve(fail('not-permitted')),
    changeHall: () => Promise.resolve(fail('not-permitted')),
    changeHallDay: () => Promise.resolve(fail('not-permitted')),
    watchDock: (signal) => dock.watch(signal),
    dock: (request) => {
      requests.push(request);
      return Promise.resolve({ failure: null });
    },
  };

  const http = fastify({ forceCloseConnections: true });
  http.addHook('onSend', (_request, reply, payload, done) => {
    void reply.header('content-security-policy', contentSecurityPolicy);
    done(null, payload);
  });
  serveFaceModels(http);
  await http.register(fastifyStatic, { root: pages });
  http.get('/blank', (_request, reply) =>
    reply.type('text/html').send('<!doctype html><title>blank</title><p>blank</p>'),
  );

  const sockets = new WebSocketServer({ noServer: true });
  const handler = applyWSSHandler({
    wss: sockets,
    router: stationRouter,
    createContext: ({ info }) => {
      const { token } = connectionParamsSchema.parse(info.connectionParams);
      const role = roles.find((one) => token === tokenOf(one));
      if (role === undefined) throw new Error('unknown token');
      return { api, role, face: role === 'kiosk' || role === 'gate' ? role : null };
    },
  });
  http.server.on('upgrade', (request, socket, head) => {
    if (!reachable || request.url?.startsWith(pagePaths.socket) !== true) {
      socket.destroy();
      return;
    }
    sockets.handleUpgrade(request, socket, head, (ws) => sockets.emit('connection', ws, request));
  });
  const origin = await http.listen({ host: '127.0.0.1', port: 0 });

  return {
    origin,
    url: (role) => `${origin}${pagePaths[role]}#token=${tokenOf(role)}&face=${role}`,
    show: (view) => faces[view.page].set(view),
    showTechnician: (view) => technician.set(view),
    showHall: (view) => hall.set(view),
    showDock: (view) => dock.set(view),
    trace: (entries) => trace.set(entries),
    intents,
    requests,
    evidence,
    reachable: (on) => {
      reachable = on;
      if (!on) for (const socket of sockets.clients) socket.terminate();
    },
    close: async () => {
      handler.broadcastReconnectNotification();
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      const closed = http.server.listening ? once(http.server, 'close') : Promise.resolve();
      await http.close();
      await closed;
    },
  };
}

function tokenOf(role: Role): string {
  return `fixture-token-${role}`;
}
