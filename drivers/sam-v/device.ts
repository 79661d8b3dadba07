/** Reads identity cards through a SAM_V on a byte stream: asks who it is, polls for a card, reads it, sees it go. */
import { createHash } from 'node:crypto';

import type { Clock } from '#contracts/clock.ts';
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';
import type { CardReader, CardReaderEvent, DriverServices, Health } from '#drivers/core/capabilities.ts';
import { DeviceQueue } from '#drivers/core/exchange.ts';
import { keepConnected, pause } from '#drivers/core/reconnect.ts';
import type { Trace } from '#drivers/core/trace.ts';
import type { ByteTransport, OpenTransport } from '#drivers/core/transport.ts';

import { parseBaseText } from './base-text-codec.ts';
import { findCard, readBase, samId, samStatus, type SamVCommand } from './codec.ts';
import { SamVLine } from './line.ts';
import { looked, lost, noticed, nothingYet, type Look } from './presence.ts';
import { readCard, readCardAgain, type Ask, type Sight } from './read-card.ts';

/** Milliseconds, except where a number of times is said. */
export const samVDelays = {
  /** From the end of one look for a card to the next: a card is noticed within 100 ms. */
  findPeriodMs: 90,
  /** The same while a card lies there: a look then reads it whole, a second of radio on some readers. */
  presencePeriodMs: 300,
  /** Status, id, find, select: readers answer within some 100 ms. */
  commandMs: 800,
  /** Read base: 1295 bytes are 112 ms of serial line after up to a second of radio. */
  readMs: 2500,
  /** Times that a command is sent until it is answered; all of them only ask. */
  commandAttempts: 2,
  /** Times that a card which answers is selected and read. */
  readAttempts: 3,
  reconnect: { openMs: 5000, firstMs: 250, longestMs: 5000 },
} as const;

/** 8 data bits, no parity, 1 stop bit. */
export const samVBaud = 115_200;

interface SamVOptions extends DriverServices {
  readonly open: OpenTransport;
}

type Listener = (event: CardReaderEvent | { readonly type: 'health'; readonly health: Health }) => void;

export class SamVReader implements CardReader {
  readonly #open: OpenTransport;
  readonly #clock: Clock;
  readonly #trace: Trace;
  readonly #queue: DeviceQueue;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #listener: Listener = () => undefined;
  #line: SamVLine | null = null;
  #name: string | null = null;
  #presence = nothingYet;
  #failure: Failure = { code: 'port-unavailable', detail: 'not opened yet' };

  constructor({ open, clock, trace }: SamVOptions) {
    this.#open = open;
    this.#clock = clock;
    this.#trace = trace;
    this.#queue = new DeviceQueue(clock);
  }

  start(listener: Listener): void {
    this.#listener = listener;
    this.#health({ state: 'absent', name: null });
    this.#running = keepConnected<ByteTransport>({
      clock: this.#clock,
      delays: samVDelays.reconnect,
      signal: this.#stopping.signal,
      open: this.#open,
      serve: (transport, signal, proven) => this.#serve(transport, signal, proven),
      lost: (failure) => {
        this.#failure = failure;
        this.#step(lost(this.#presence, failure));
        this.#health({ state: 'failing', name: this.#name, failure });
      },
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  async test(signal: AbortSignal): Promise<Result<string>> {
    const line = this.#line;
    if (line === null) return { ok: false, error: this.#failure };
    const status = await this.#ask(line, samStatus, signal);
    if (!status.ok) return status;
    const id = await this.#ask(line, samId, signal);
    return id.ok ? ok(`SAM ${id.value}`) : id;
  }

  #health(health: Health): void {
    this.#listener({ type: 'health', health });
  }

  #step(step: { readonly presence: typeof nothingYet; readonly events: readonly CardReaderEvent[] }): void {
    this.#presence = step.presence;
    for (const event of step.events) this.#listener(event);
  }

  async #serve(transport: ByteTransport, signal: AbortSignal, proven: () => void): Promise<Failure> {
    const line = new SamVLine(transport, this.#trace);
    this.#line = line;
    try {
      this.#health({ state: 'present', name: null });
      const status = await this.#ask(line, samStatus, signal);
      if (!status.ok) return status.error;
      const id = await this.#ask(line, samId, signal);
      if (!id.ok) return id.error;
      proven();
      this.#name = `SAM ${id.value}`;
      this.#health({ state: 'ready', name: this.#name });
      for (;;) {
        const seen = await this.#watch(line, id.value, signal);
        if (!seen.ok) return seen.error;
        const { findPeriodMs, presencePeriodMs } = samVDelays;
        await pause(this.#clock, this.#presence.lies === null ? findPeriodMs : presencePeriodMs, signal);
      }
    } finally {
      this.#line = null;
    }
  }

  /** One look at the field, and what follows from it. */
  async #watch(line: SamVLine, id: string, signal: AbortSignal): Promise<Result<void>> {
    const since = this.#clock.monotonic();
    const ask: Ask = (command) => this.#ask(line, command, signal);
    const { readAttempts } = samVDelays;
    const isNew = this.#presence.lies === null;
    if (isNew) {
      const found = await ask(findCard);
      if (!found.ok) return found;
      if (!found.value) return ok(undefined);
      // Said before the card is read: something must move on the screen within 100 ms.
      this.#step(noticed(this.#presence));
      this.#health({ state: 'busy', name: this.#name });
    }
    const sight = isNew ? await readCard(ask, true, readAttempts) : await readCardAgain(ask, readAttempts);
    if (!sight.ok) return sight;
    this.#step(looked(this.#presence, this.#parse(sight.value, id, since)));
    if (isNew) this.#health({ state: 'ready', name: this.#name });
    return ok(undefined);
  }

  #parse(sight: Sight, samIdText: string, since: number): Look {
    if (sight.saw !== 'base') return sight;
    const text = parseBaseText(sight.base.text);
    const durationMs = Math.round((this.#clock.monotonic() - since) * 10) / 10;
    return {
      saw: 'card',
      digest: createHash('sha256').update(sight.base.text).digest('base64'),
      card: text.ok ? ok({ kind: 'identity-card', ...text.value, samId: samIdText, durationMs }) : text,
    };
  }

  async #ask<T>(line: SamVLine, command: SamVCommand<T>, signal: AbortSignal): Promise<Result<T>> {
    const { commandMs, readMs, commandAttempts } = samVDelays;
    const deadlineMs = command.name === readBase.name ? readMs : commandMs;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#queue.run({ deadlineMs, signal }, (within) =>
        line.exchange(command, within),
      );
      if (answer.ok || (answer.error.code !== 'timeout' && answer.error.code !== 'device-garbled'))
        return answer;
      if (attempt < commandAttempts) continue;
      if (answer.error.code === 'device-garbled') return answer;
      return fail(line.heard ? 'device-garbled' : 'device-no-answer', command.name);
    }
  }
}
