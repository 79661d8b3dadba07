/**
 * A virtual reader of our own, for machines without PC/SC: cards connect to its loopback port as they do to vpcd's, and
 * it speaks the reader's side.
 */
import { createServer, type Server, type Socket } from 'node:net';

import { fail, ok, type Failure, type Result } from '#contracts/result.ts';

import type { CardProtocol } from '../apdu/codec.ts';
import { parseAtr } from '../atr/codec.ts';
import type { CardReader, CardReaderEvent, DriverServices, Health } from '../core/capabilities.ts';
import { pause } from '../core/reconnect.ts';
import { CardInsertions, type CardConnection } from '../smart-card/card-insertions.ts';
import { control, encodeFrame, FrameAssembler } from './codec.ts';

/** Milliseconds: the wait before listening again, doubled from the first to the longest. */
const delays = { firstRetryMs: 250, longestRetryMs: 5000 } as const;

const loopback = '127.0.0.1';

type Listener = (event: CardReaderEvent | { readonly type: 'health'; readonly health: Health }) => void;

export class VpcdReader implements CardReader {
  readonly #port: number;
  readonly #services: DriverServices;
  readonly #insertions: CardInsertions;
  readonly #stopping = new AbortController();
  #listener: Listener = () => undefined;
  #server: Server | null = null;
  #card: Socket | null = null;

  /** `port` on the loopback address; 0 takes a free one, see `port`. */
  constructor(port: number, services: DriverServices) {
    this.#port = port;
    this.#services = services;
    this.#insertions = new CardInsertions({
      services,
      readerName: () => this.#name,
      emit: (event) => this.#listener(event),
      onReading: (reading) => this.#tellHealth({ state: reading ? 'busy' : 'ready', name: this.#name }),
    });
  }

  /** The port that cards connect to; null while it does not listen. */
  get port(): number | null {
    const address = this.#server?.address();
    return typeof address === 'object' && address !== null ? address.port : null;
  }

  start(listener: Listener): void {
    this.#listener = listener;
    void this.#listen();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#card?.destroy();
    this.#insertions.removed({ code: 'aborted' });
    const server = this.#server;
    this.#server = null;
    if (server !== null) await new Promise<void>((resolve) => server.close(() => resolve()));
    this.#listener = () => undefined;
  }

  test(): Promise<Result<string>> {
    if (this.port === null) return Promise.resolve(fail('port-unavailable', `${loopback}:${this.#port}`));
    return Promise.resolve(ok(`${this.#name}: ${this.#insertions.cardIn ? 'a card is in' : 'no card'}`));
  }

  get #name(): string {
    return `Yikatong virtual reader ${this.port ?? this.#port}`;
  }

  #tellHealth(health: Health): void {
    this.#listener({ type: 'health', health });
  }

  async #listen(): Promise<void> {
    const { signal } = this.#stopping;
    let waitMs: number = delays.firstRetryMs;
    while (!signal.aborted) {
      const bound = await this.#bind();
      if (bound.ok) return;
      this.#tellHealth({ state: 'failing', name: null, failure: bound.error });
      await pause(this.#services.clock, waitMs, signal);
      waitMs = Math.min(waitMs * 2, delays.longestRetryMs);
    }
  }

  #bind(): Promise<Result<void>> {
    return new Promise((resolve) => {
      const server = createServer({ noDelay: true }, (socket) => this.#insert(socket));
      server.once('error', (error) => resolve(fail('port-unavailable', error.message)));
      server.listen(this.#port, loopback, () => {
        if (this.#stopping.signal.aborted) {
          server.close();
          resolve(ok(undefined));
          return;
        }
        this.#server = server;
        this.#tellHealth({ state: 'ready', name: this.#name });
        resolve(ok(undefined));
      });
    });
  }

  /** A slot takes one card: the next one means that the former is out, whichever of the two news comes first. */
  #insert(socket: Socket): void {
    this.#card?.destroy();
    this.#card = socket;
    socket.on('error', () => undefined); // 'close' follows, and says all there is to say.
    socket.on('close', () => {
      if (this.#card !== socket) return;
      this.#card = null;
      this.#insertions.removed({ code: 'card-removed' });
    });
    const wire = new ReaderWire(socket);
    this.#insertions.inserted((signal) => powerUp(wire, signal));
  }
}

/** The reader's end of one card's connection: a question, then its answer. */
class ReaderWire {
  readonly #socket: Socket;
  readonly #assembler = new FrameAssembler();
  #answered: ((result: Result<Uint8Array>) => void) | null = null;
  #broken: Failure | null = null;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes) => {
      for (const body of this.#assembler.push(bytes)) this.#answered?.(ok(body));
    });
    socket.on('close', () => {
      this.#broken ??= { code: 'card-removed' };
      this.#answered?.({ ok: false, error: this.#broken });
    });
  }

  tell(code: number): void {
    this.#socket.write(encodeFrame(Uint8Array.of(code)));
  }

  ask(body: Uint8Array, signal: AbortSignal): Promise<Result<Uint8Array>> {
    if (this.#broken !== null) return Promise.resolve({ ok: false, error: this.#broken });
    return new Promise((resolve) => {
      const settle = (result: Result<Uint8Array>): void => {
        this.#answered = null;
        signal.removeEventListener('abort', onAbort);
        resolve(result);
      };
      const onAbort = (): void => {
        // The answer may still come, and must not be taken for the next question's.
        this.#broken = { code: 'card-exchange-failed', detail: 'an earlier exchange has no answer' };
        settle(fail('aborted'));
      };
      if (signal.aborted) {
        onAbort();
        return;
      }
      this.#answered = settle;
      signal.addEventListener('abort', onAbort, { once: true });
      this.#socket.write(encodeFrame(body));
    });
  }
}

async function powerUp(wire: ReaderWire, signal: AbortSignal): Promise<Result<CardConnection>> {
  wire.tell(control['power-on']);
  const atr = await wire.ask(Uint8Array.of(control.atr), signal);
  if (!atr.ok) return atr;
  const parsed = parseAtr(atr.value);
  if (!parsed.ok) return parsed;
  const protocol = cardProtocol(parsed.value.protocols);
  if (protocol === null) return fail('card-mute', 'the card offers neither T=0 nor T=1');
  return ok({
    atr: atr.value,
    protocol,
    transmit: (apdu, exchange) => wire.ask(apdu, exchange),
    close: () => wire.tell(control['power-off']),
  });
}

function cardProtocol(offered: readonly number[]): CardProtocol | null {
  const first = offered.find((protocol) => protocol === 0 || protocol === 1);
  if (first === undefined) return null;
  return first === 0 ? 'T=0' : 'T=1';
}
