/** A face's page without a browser: the same WebSocket, the same tRPC client, the token out of the ready line. */
import { createTRPCClient, createWSClient, wsLink, type TRPCWebSocketClient } from '@trpc/client';
import { WebSocket } from 'ws';

import type { FaceEvidence } from '#contracts/face.ts';
import type { FaceView, Intent, IntentReceipt, Screen } from '#contracts/face-view.ts';
import { pagePaths } from '#contracts/page-paths.ts';
import type { StationRouter } from '#contracts/station-api.ts';
import { until } from './until.ts';

export class FaceClient {
  readonly #socket: TRPCWebSocketClient;
  readonly #client: ReturnType<typeof createTRPCClient<StationRouter>>;
  /** Every view that came, oldest first. */
  readonly views: FaceView[] = [];
  #closed = false;

  /** `address`: a page's, with its fragment; `face` replaces the fragment's own. */
  constructor(address: string, face?: string) {
    const url = new URL(address);
    const fields = new URLSearchParams(url.hash.slice(1));
    const shown = face ?? fields.get('face');
    const token = fields.get('token') ?? '';
    this.#socket = createWSClient({
      url: `ws://${url.host}${pagePaths.socket}`,
      connectionParams: shown === null ? { token } : { token, face: shown },
      WebSocket: class extends WebSocket {
        constructor(to: string) {
          super(to, { headers: { origin: url.origin } });
          // A station that is killed takes the connection along.
          this.on('error', () => undefined);
        }
      } as never,
      // What waits to connect again outlives the client by so long.
      retryDelayMs: () => 500,
    });
    this.#client = createTRPCClient<StationRouter>({ links: [wsLink({ client: this.#socket })] });
    this.#client.face.watch.subscribe(undefined, {
      onData: (view) => {
        this.views.push(view);
      },
      onError: () => undefined,
    });
  }

  /** Null while nothing came. */
  get view(): FaceView | null {
    return this.views.at(-1) ?? null;
  }

  async intend(intent: Intent): Promise<IntentReceipt> {
    // The socket's client would open its connection anew, and wait for a station that is gone without end.
    if (this.#closed) throw new Error('the page was closed');
    return this.#client.face.intend.mutate(intent);
  }

  /** What the page's camera would say. */
  evidence(evidence: FaceEvidence): Promise<void> {
    return this.#client.face.evidence.mutate(evidence);
  }

  /** Touches an option of the screen that is shown. */
  choose(option: string): Promise<IntentReceipt> {
    return this.intend({ do: 'choose', option, revision: this.view?.revision ?? 0 });
  }

  /** 同意, 确认 on the screen that is shown. */
  confirm(): Promise<IntentReceipt> {
    return this.intend({ do: 'confirm', revision: this.view?.revision ?? 0 });
  }

  /** The newest view, once its screen is of `kind` and `accepts` takes it. */
  async screen<K extends Screen['kind']>(
    kind: K,
    accepts: (screen: Extract<Screen, { kind: K }>) => boolean = () => true,
    withinMs?: number,
  ): Promise<Extract<Screen, { kind: K }>> {
    const look = (): Extract<Screen, { kind: K }> | null => {
      if (this.#closed) throw new Error('the page was closed');
      const screen = this.view?.screen;
      if (screen?.kind !== kind) return null;
      const shown = screen as Extract<Screen, { kind: K }>;
      return accepts(shown) ? shown : null;
    };
    return until(`a screen of kind ${kind}`, look, withinMs).catch((error: Error) => {
      throw new Error(`${error.message}; shown: ${JSON.stringify(this.view?.screen)}`);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#socket.close();
  }
}
