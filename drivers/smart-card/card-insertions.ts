/**
 * What every contact or contactless reader does with a card: counts the insertion, reads it once, tells how it ended.
 * The readers differ in how they get a connection; what happens to it, and to answers that come late, is the same.
 */
import type { SocialSecurityCard } from '#contracts/credentials.ts';
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';

import { swText, type CardProtocol } from '../apdu/codec.ts';
import { runProcedure, type CardStep } from '../apdu/exchange.ts';
import type { CardReaderEvent, DriverServices } from '../core/capabilities.ts';
import { DeviceQueue } from '../core/exchange.ts';
import { toHex } from '../core/hex.ts';
import { traceFrom, traceNote, traceTo } from '../core/trace.ts';
import { readSocialSecurityCard } from '../social-security-card/read.ts';

/** A card that was powered up. */
export interface CardConnection {
  readonly atr: Uint8Array;
  readonly protocol: CardProtocol;
  /**
   * Settles when `signal` aborts; the connection is of no use after that. Failures: card-removed, card-exchange-failed,
   * reader-lost, pcsc-unavailable, timeout.
   */
  transmit(apdu: Uint8Array, signal: AbortSignal): Promise<Result<Uint8Array>>;
  /** Lets go of the card; not waited for, since a card that does not answer would never be told of. */
  close(): void;
}

/** Failures: card-mute, card-removed, card-exchange-failed, reader-lost, pcsc-unavailable, timeout. */
export type ConnectCard = (signal: AbortSignal) => Promise<Result<CardConnection>>;

/** Milliseconds. */
export const cardDelays = {
  /** Power-up, answer to reset, protocol negotiation. */
  connectMs: 3000,
  /** One APDU: far above a record's 20 ms, and above the waiting-time extensions that cards ask for. */
  exchangeMs: 2000,
} as const;

interface Insertion {
  readonly generation: number;
  readonly ended: AbortController;
  reading: boolean;
}

export interface CardInsertionsOptions {
  readonly services: DriverServices;
  readonly readerName: () => string;
  readonly emit: (event: CardReaderEvent) => void;
  /** Called when a reading begins (true) and when it has ended. */
  readonly onReading: (reading: boolean) => void;
}

export class CardInsertions {
  readonly #options: CardInsertionsOptions;
  readonly #queue: DeviceQueue;
  #generation = 0;
  #current: Insertion | null = null;

  constructor(options: CardInsertionsOptions) {
    this.#options = options;
    this.#queue = new DeviceQueue(options.services.clock);
  }

  get cardIn(): boolean {
    return this.#current !== null;
  }

  /** A card came in: tells it, reads it, tells the outcome unless the card is out again by then. */
  inserted(connect: ConnectCard): void {
    if (this.#current !== null) this.removed({ code: 'card-removed' });
    this.#generation += 1;
    const insertion: Insertion = {
      generation: this.#generation,
      ended: new AbortController(),
      reading: true,
    };
    this.#current = insertion;
    this.#options.emit({ type: 'card-inserted', generation: insertion.generation });
    this.#options.onReading(true);
    void this.#read(insertion, connect);
  }

  /** The card is out, or nobody can know any more: `cause` ends a reading that is under way. */
  removed(cause: Failure): void {
    const insertion = this.#current;
    if (insertion === null) return;
    this.#current = null;
    insertion.ended.abort();
    const { generation } = insertion;
    if (insertion.reading) {
      this.#options.onReading(false);
      this.#options.emit({ type: 'card-failed', generation, failure: cause });
    }
    this.#options.emit({ type: 'card-removed', generation });
  }

  async #read(insertion: Insertion, connect: ConnectCard): Promise<void> {
    const result = await this.#readCard(insertion.ended.signal, connect);
    // A late answer: this card is out, and its end was told when it went.
    if (this.#current !== insertion) return;
    insertion.reading = false;
    this.#options.onReading(false);
    const { generation } = insertion;
    if (result.ok) this.#options.emit({ type: 'card-read', generation, card: result.value });
    else this.#options.emit({ type: 'card-failed', generation, failure: result.error });
  }

  async #readCard(signal: AbortSignal, connect: ConnectCard): Promise<Result<SocialSecurityCard>> {
    const { clock, trace } = this.#options.services;
    const start = clock.monotonic();
    const connected = await this.#queue.run({ deadlineMs: cardDelays.connectMs, signal }, connect);
    if (!connected.ok) return connected;
    const connection = connected.value;
    traceNote(trace, `card in, ${connection.protocol}, ATR ${toHex(connection.atr)}`);
    let apduCount = 0;
    const transmit = (step: CardStep): Promise<Result<Uint8Array>> => {
      apduCount += 1;
      return this.#transmit(connection, step, signal);
    };
    try {
      const contents = await runProcedure(readSocialSecurityCard(connection.protocol), transmit);
      if (!contents.ok) return contents;
      return ok({
        kind: 'social-security-card',
        ...contents.value,
        reader: this.#options.readerName(),
        atr: toHex(connection.atr),
        apduCount,
        durationMs: Math.round((clock.monotonic() - start) * 10) / 10,
      });
    } finally {
      connection.close();
    }
  }

  async #transmit(
    connection: CardConnection,
    step: CardStep,
    signal: AbortSignal,
  ): Promise<Result<Uint8Array>> {
    const { trace } = this.#options.services;
    traceTo(trace, step.apdu, step.meaning);
    const answer = await this.#queue.run({ deadlineMs: cardDelays.exchangeMs, signal }, (exchange) =>
      connection.transmit(step.apdu, exchange),
    );
    if (!answer.ok) {
      traceNote(trace, `${step.meaning}: ${answer.error.code}`);
      return answer.error.detail === undefined ? fail(answer.error.code, step.meaning) : answer;
    }
    // The status word alone: before it stands what the card says of its holder.
    const status = answer.value.subarray(-2);
    const sw = swText(((status[0] ?? 0) << 8) | (status[1] ?? 0));
    traceFrom(trace, status, `${step.meaning}: ${Math.max(0, answer.value.length - 2)} bytes, ${sw}`);
    return answer;
  }
}
