/**
 * Takes the halls' events from the stream into the view. An event is acknowledged when it is durable in the view, so that whatever
 * ends in between is delivered again, and known. Events that stay missing are asked for from their hall.
 */
import type { JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';

import { againSubject, cityMessageSchema, hallOfSubject } from '#contracts/city.ts';
import type { Clock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log-events.ts';
import type { Result } from '#contracts/result.ts';
import { connectToNats, natsTrouble, type NatsTrouble } from '../../messaging/connect.ts';

import { Questions } from './questions.ts';
import { RefusedMessages } from './refused-messages.ts';
import type { CityHalls, Received, Taken } from './store.ts';
import { openStream } from './stream.ts';

/** Milliseconds. */
export const consumerDelays = {
  firstPauseMs: 500,
  longestPauseMs: 30_000,
  /** Between two looks at what is missing. */
  gapLookMs: 5000,
  /** How long something has been missing when its hall is asked, and asked again: longer than the stream takes to redeliver. */
  askAfterMs: 20_000,
} as const;
type ConsumerDelays = { readonly [D in keyof typeof consumerDelays]: number };

/** Events of one commit. */
const eventsAtOnce = 1000;
/** Halls that are asked in one look. */
const askedAtOnce = 100;

export interface CityConsumerOptions {
  readonly url: string;
  readonly credentialsFile: string | null;
  readonly halls: Pick<CityHalls, 'take' | 'gaps'>;
  readonly clock: Pick<Clock, 'after' | 'monotonic'>;
  readonly random: () => number;
  readonly log: Log;
  /** A test waits less. */
  readonly delays?: ConsumerDelays;
}

export class CityConsumer {
  readonly #options: CityConsumerOptions;
  readonly #delays: ConsumerDelays;
  readonly #ending = new AbortController();
  readonly #questions: Questions;
  readonly #refused: RefusedMessages;
  #failed = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(options: CityConsumerOptions) {
    this.#options = options;
    this.#delays = options.delays ?? consumerDelays;
    this.#questions = new Questions(this.#delays.askAfterMs, askedAtOnce);
    this.#refused = new RefusedMessages(options.clock, options.log);
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Resolves when nothing is under way any more. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#running;
    this.#refused.close();
  }

  get #stopped(): boolean {
    return this.#ending.signal.aborted;
  }

  async #run(): Promise<void> {
    const { url, credentialsFile } = this.#options;
    while (!this.#stopped) {
      const connected = await connectToNats({
        url,
        credentialsFile,
        name: 'city view',
        inbox: '_INBOX.city',
      });
      const trouble = connected.ok ? await this.#consumeFrom(connected.value) : connected.error;
      if (!this.#stopped) await this.#pauseAfter(trouble);
    }
  }

  /** Until it is stopped or something goes wrong. */
  async #consumeFrom(connection: NatsConnection): Promise<NatsTrouble> {
    const end = (): void => void connection.close();
    this.#ending.signal.addEventListener('abort', end, { once: true });
    let cancelLook = (): void => undefined;
    try {
      if (this.#stopped) return closed;
      const consumer = await openStream(connection);
      let failed: (trouble: NatsTrouble) => void = () => undefined;
      const failure = new Promise<NatsTrouble>((resolve) => {
        failed = resolve;
      });
      const queue: JsMsg[] = [];
      let draining = false;
      const drain = (): void => {
        draining = false;
        // What is left is delivered again, over the next connection.
        if (connection.isClosed()) return;
        const batch = queue.splice(0, eventsAtOnce);
        const taken = this.#take(batch);
        if (!taken.ok) return failed({ reason: 'hall', detail: `the view: ${taken.error.code}` });
        if (batch.length > 0) this.#succeeded();
        if (queue.length > 0 || taken.value.behind) drainSoon();
      };
      const drainSoon = (): void => {
        if (draining) return;
        draining = true;
        setImmediate(drain);
      };
      const messages = await consumer.consume({
        max_messages: eventsAtOnce,
        abort_on_missing_resource: true,
        callback: (message) => {
          queue.push(message);
          drainSoon();
        },
      });
      const look = (): void => {
        this.#askForMissing(connection);
        // What the last commit left, before the view ended, goes on though no message comes.
        drainSoon();
        cancelLook = this.#options.clock.after(this.#delays.gapLookMs, look);
      };
      look();
      const ended = Promise.race([messages.closed(), connection.closed()]).then((error) =>
        error instanceof Error ? natsTrouble(error) : closed,
      );
      return await Promise.race([failure, ended]);
    } catch (error) {
      return natsTrouble(error);
    } finally {
      cancelLook();
      this.#ending.signal.removeEventListener('abort', end);
      await connection.close();
    }
  }

  #succeeded(): void {
    if (this.#failed > 0) this.#options.log.event('city-view-back', { tries: this.#failed });
    this.#failed = 0;
  }

  #take(messages: readonly JsMsg[]): Result<Taken> {
    const batch = messages.flatMap((message) => this.#received(message) ?? []);
    const taken = this.#options.halls.take(batch);
    // What is no event will be none the next time either.
    if (taken.ok) for (const message of messages) message.ack();
    return taken;
  }

  #received({ subject, data }: JsMsg): Received | null {
    const hall = hallOfSubject(subject);
    const message = cityMessageSchema.safeParse(parsed(data));
    if (hall !== null && message.success) return { hall, message: message.data };
    const where = message.success
      ? 'subject'
      : message.error.issues.map(({ path }) => path.join('.')).join(', ');
    this.#refused.note(subject, where);
    return null;
  }

  #askForMissing(connection: NatsConnection): void {
    const { halls, clock, log } = this.#options;
    const gaps = halls.gaps();
    if (!gaps.ok || connection.isClosed()) return;
    for (const { hall, missing } of this.#questions.due(gaps.value, clock.monotonic())) {
      log.event('city-events-missing', { ...hall, ...missing });
      connection.publish(againSubject(hall), JSON.stringify(missing));
    }
  }

  async #pauseAfter({ reason, detail }: NatsTrouble): Promise<void> {
    const longest = Math.min(
      this.#delays.longestPauseMs,
      this.#delays.firstPauseMs * 2 ** Math.min(this.#failed, 20),
    );
    if (this.#failed === 0) this.#options.log.event('city-view-away', { reason, detail });
    this.#failed += 1;
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.after(longest * (0.5 + this.#options.random() / 2), resolve);
      this.#ending.signal.addEventListener(
        'abort',
        () => {
          cancel();
          resolve();
        },
        { once: true },
      );
    });
  }
}

const closed: NatsTrouble = { reason: 'unreachable', detail: 'the connection was closed' };

function parsed(data: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(data));
  } catch {
    return null;
  }
}
