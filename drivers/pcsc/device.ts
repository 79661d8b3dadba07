/** A PC/SC reader, contact or contactless, through pcsc-mini. */
import type { Card, Protocol, Reader, ReaderStatusFlags } from 'pcsc-mini';

import { startDeadline } from '#contracts/deadline.ts';
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';

import { parseAtr } from '../atr/codec.ts';
import type { CardReader, CardReaderEvent, DriverServices, Health } from '../core/capabilities.ts';
import { pause } from '../core/reconnect.ts';
import { CardInsertions, type CardConnection } from '../smart-card/card-insertions.ts';
import type { PcscContext, ReaderUser } from './context.ts';
import { pcscErrorName, pcscFailure } from './errors.ts';
import { pcscLibrary } from './library.ts';
import { NativeCalls } from './native-calls.ts';

/** Milliseconds. */
export const pcscDelays = {
  /** Another program holds the card: ask again, until the connect's deadline. */
  sharingRetryMs: 50,
  /** pcscd looks at its readers every 400 ms: a failed exchange waits so long to be told that the card is out. */
  removalMs: 1000,
  /** A stuck call that does not return for so long after its card is out never will. */
  hungMs: 5000,
} as const;

/** The longest short answer is 258 bytes; cards answer longer than they should, and pcsc-mini's own buffer ends at 264. */
const answerBytes = 65_538;

type Listener = (event: CardReaderEvent | { readonly type: 'health'; readonly health: Health }) => void;

export class PcscReader implements CardReader, ReaderUser {
  readonly wanted: string | null;
  readonly #context: PcscContext;
  readonly #services: DriverServices;
  readonly #insertions: CardInsertions;
  readonly #calls: NativeCalls;
  readonly #onHung: () => void;
  #cancelHungWatch: () => void = () => undefined;
  #listener: Listener = () => undefined;
  #reader: Reader | null = null;
  #failure: Failure = { code: 'no-reader' };
  #reading = false;
  /** pcscd's count of insertions and removals, which tells a quick swap from other changes. */
  #counter = 0;

  /**
   * `wanted`: part of the reader's name; null takes the first that nobody else names.
   * `onHung`: a call into the library hangs although its card is out; nothing but the end of the process frees it.
   */
  constructor(
    context: PcscContext,
    wanted: string | null,
    services: DriverServices,
    onHung: () => void = () => undefined,
  ) {
    this.wanted = wanted;
    this.#context = context;
    this.#services = services;
    this.#onHung = onHung;
    this.#calls = new NativeCalls(services.clock, () => {
      this.#tellHealth();
      this.#watchHungCall();
    });
    this.#insertions = new CardInsertions({
      services,
      readerName: () => this.#reader?.name() ?? '',
      emit: (event) => this.#listener(event),
      onReading: (reading) => {
        this.#reading = reading;
        if (this.#reader !== null) this.#tellHealth();
      },
    });
  }

  start(listener: Listener): void {
    this.#listener = listener;
    listener({ type: 'health', health: { state: 'absent', name: null } });
    this.#context.attach(this);
  }

  /** Waits for a call that is under way, even for one that never returns. */
  async stop(): Promise<void> {
    this.#insertions.removed({ code: 'aborted' });
    this.#listener = () => undefined;
    this.#reader = null;
    // Its place goes to others at once, even while a call of this one does not return.
    await Promise.all([this.#context.detach(this), this.#calls.settled()]);
    this.#cancelHungWatch();
  }

  /** Resolves when no call into the PC/SC library is under way. */
  settled(): Promise<void> {
    return this.#calls.settled();
  }

  test(): Promise<Result<string>> {
    if (this.#reader === null) return Promise.resolve({ ok: false, error: this.#failure });
    return Promise.resolve(
      ok(`${this.#reader.name()}: ${this.#insertions.cardIn ? 'a card is in' : 'no card'}`),
    );
  }

  readerFound(reader: Reader): void {
    this.#reader = reader;
    this.#counter = 0;
    this.#tellHealth();
  }

  readerStatus(status: ReaderStatusFlags): void {
    const counter = status.raw >>> 16;
    const changed = counter !== this.#counter;
    this.#counter = counter;
    const present = status.has(pcscLibrary().ReaderStatus.PRESENT);
    if (this.#insertions.cardIn && (changed || !present)) this.#insertions.removed({ code: 'card-removed' });
    this.#watchHungCall();
    if (!present || this.#insertions.cardIn) return;
    const mute = status.has(pcscLibrary().ReaderStatus.MUTE);
    this.#insertions.inserted(
      mute ? () => Promise.resolve(fail('card-mute')) : (signal) => this.#connect(signal),
    );
  }

  readerLost(failure: Failure): void {
    this.#failure = failure;
    this.#insertions.removed(failure);
    this.#reader = null;
    this.#tellHealth();
    this.#watchHungCall();
  }

  /** A card that says nothing holds its call for as long as it is in; a call that goes on without it never ends. */
  #watchHungCall(): void {
    this.#cancelHungWatch();
    if (!this.#calls.stuck || this.#insertions.cardIn) return;
    this.#cancelHungWatch = startDeadline(this.#services.clock, pcscDelays.hungMs, this.#onHung);
  }

  #tellHealth(): void {
    const name = this.#reader?.name() ?? null;
    this.#listener({ type: 'health', health: this.#health(name) });
  }

  #health(name: string | null): Health {
    if (name === null) return { state: 'failing', name, failure: this.#failure };
    if (this.#calls.stuck)
      return { state: 'failing', name, failure: { code: 'timeout', detail: 'a PC/SC call does not return' } };
    return { state: this.#reading ? 'busy' : 'ready', name };
  }

  async #connect(signal: AbortSignal): Promise<Result<CardConnection>> {
    const reader = this.#reader;
    if (reader === null) return { ok: false, error: this.#failure };
    const connected = await this.#connectExclusively(reader, signal);
    if (!connected.ok) return connected;
    const card = connected.value;
    // The ATR of the status event is of no use: pcsc-mini 0.1.3 hands out bytes that it has overwritten.
    const state = await this.#calls.run(signal, () => card.state());
    if (!state.ok) {
      this.#close(card);
      return this.#failed(state.error, signal);
    }
    const { atr, protocol } = state.value;
    // pcscd takes an ATR with a wrong TCK; readers with a CCID of their own do not.
    const parsed = parseAtr(atr);
    if (!parsed.ok) {
      this.#close(card);
      return parsed;
    }
    return ok(this.#connection(card, atr, protocol));
  }

  /** Nothing was said to the card yet, so that asking again is safe. */
  async #connectExclusively(reader: Reader, signal: AbortSignal): Promise<Result<Card>> {
    for (;;) {
      const connected = await this.#calls.run(
        signal,
        () => reader.connect(pcscLibrary().CardMode.EXCLUSIVE),
        letGo,
      );
      if (connected.ok) return connected;
      const name = pcscErrorName(connected.error);
      if (name === 'TooManyCardConnections' || name === 'TooManyConnectRequests') {
        this.#context.rebuild({ code: 'pcsc-unavailable', detail: `PC/SC: ${name}` });
      }
      if (name !== 'SharingViolation' || signal.aborted) return this.#failed(connected.error, signal);
      await pause(this.#services.clock, pcscDelays.sharingRetryMs, signal);
    }
  }

  #connection(card: Card, atr: Uint8Array, protocol: Protocol): CardConnection {
    const buffer = new ArrayBuffer(answerBytes);
    return {
      atr,
      protocol: protocol === pcscLibrary().Protocol.T1 ? 'T=1' : 'T=0',
      transmit: async (apdu, signal) => {
        const answer = await this.#calls.run(signal, () => card.transmit(apdu, buffer));
        // The buffer is used again by the next exchange.
        if (answer.ok && answer.value.length > 0) return ok(Uint8Array.from(answer.value));
        return this.#failed(answer.ok ? new Error('an empty answer') : answer.error, signal);
      },
      close: () => this.#close(card),
    };
  }

  /** A pulled card looks mute or broken until pcscd has looked at the reader again, which then aborts `signal`. */
  async #failed(error: unknown, signal: AbortSignal): Promise<Result<never>> {
    const failure = pcscFailure(error);
    const ambiguous = failure.code === 'card-exchange-failed' || failure.code === 'card-mute';
    if (ambiguous) await pause(this.#services.clock, pcscDelays.removalMs, signal);
    return { ok: false, error: failure };
  }

  /** Waited for by the next call alone. Fails where card, reader or service is gone, and with it what there was to close. */
  #close(card: Card): void {
    void this.#calls.run(never, () => letGo(card));
  }
}

const never = new AbortController().signal;

function letGo(card: Card): Promise<void> {
  return card.disconnect(pcscLibrary().CardDisposition.LEAVE);
}
