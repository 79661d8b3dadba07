/**
 * Brings a hall's events to the city. The hall's own database is the outbox: the cursor `city` says how far the city has them, and
 * moves only over events that the stream has acknowledged, so that a network that is away for days loses nothing and costs
 * nothing. An event may be sent more than once and never not at all; whoever reads the stream counts it once, by its number.
 * Several servers of one hall may publish at the same time: they share the cursor, and copies are dropped.
 */
import { messageId, type Again, type CityMessage, type HallAddress } from '#contracts/city.ts';
import type { Clock } from '#contracts/clock.ts';
import type { HallCursors, HallEvent, HallEvents } from '#contracts/hall/events.ts';
import type { Log } from '#contracts/log-events.ts';
import { err, ok, type Result } from '#contracts/result.ts';
import { natsTrouble, type NatsTrouble } from '../../messaging/connect.ts';
import { errorPlace } from '../error-place.ts';
import type { CityLink, DialCity } from './link.ts';
import { cityMessage, goneBefore } from './message.ts';

/** Milliseconds. */
export const publisherDelays = {
  /** Before the second try; doubles with each further one. */
  firstPauseMs: 500,
  /** A hundred thousand halls that come back together are spread over this. */
  longestPauseMs: 60_000,
  /** Between two looks for events that nobody told of. */
  lookMs: 15_000,
} as const;

/** Events that are on their way at a time: what a slow or stalled network can have to be sent again. */
export const eventsInFlight = 256;

/** The hall's name for how far the city is. */
const cursorName = 'city';

export interface CityPublisherOptions {
  readonly hall: HallEvents & HallCursors;
  readonly address: HallAddress;
  readonly dial: DialCity;
  readonly clock: Pick<Clock, 'after'>;
  /** 0 to below 1. */
  readonly random: () => number;
  /** Nobody can guess it. */
  readonly newId: () => string;
  readonly log: Log;
}

/** Since the publisher was made. */
export interface CityPublisherFigures {
  readonly connected: boolean;
  /** Acknowledged by the stream, copies that it had already not counted. */
  readonly published: number;
  /** Acknowledged as copies. */
  readonly repeated: number;
  /** Sent once more because the city asked. */
  readonly askedAgain: number;
  /** Tries that failed. */
  readonly failures: number;
  /** Events of the hall that the city does not have, at the last look; null: not looked yet. */
  readonly behind: number | null;
}

export class CityPublisher {
  readonly #options: CityPublisherOptions;
  readonly #ending = new AbortController();
  readonly #figures = { connected: false, published: 0, repeated: 0, askedAgain: 0, failures: 0 };
  #behind: number | null = null;
  /** Tries in a row that failed. */
  #failed = 0;
  #news = false;
  #wake: () => void = () => undefined;
  #answering = false;
  #running: Promise<void> = Promise.resolve();

  constructor(options: CityPublisherOptions) {
    this.#options = options;
  }

  start(): void {
    this.#options.hall.watch(() => {
      this.#news = true;
      this.#wake();
    }, this.#ending.signal);
    this.#running = this.#run();
  }

  /** Resolves when nothing is under way any more. What was not acknowledged is sent by the next start. */
  async stop(): Promise<void> {
    this.#ending.abort();
    this.#wake();
    await this.#running;
  }

  figures(): CityPublisherFigures {
    return { ...this.#figures, behind: this.#behind };
  }

  get #stopped(): boolean {
    return this.#ending.signal.aborted;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const trouble = await this.#connectAndPublish().catch(unforeseen);
      if (trouble !== null) await this.#pauseAfter(trouble);
    }
  }

  async #connectAndPublish(): Promise<NatsTrouble | null> {
    // From now on the hall keeps what the city has not got, also where the city was never reached.
    const kept = await this.#options.hall.moveCursor(cursorName, 0);
    if (!kept.ok) return this.#hallFailed(kept).error;
    // Also where the city cannot be reached: whoever watches sees it grow.
    const counted = await this.#count();
    if (!counted.ok) return counted.error;
    const link = await this.#options.dial();
    return link.ok ? this.#publishOver(link.value) : link.error;
  }

  /** Until it is stopped (null) or something goes wrong. */
  async #publishOver(link: CityLink): Promise<NatsTrouble | null> {
    this.#figures.connected = true;
    let gone = false;
    void link.closed.then(() => {
      gone = true;
      this.#wake();
    });
    link.onAgain((again) => {
      this.#answer(link, again).catch((error: unknown) => {
        const { reason, detail } = unforeseen(error);
        this.#options.log.event('city-away', { reason, detail });
      });
    });
    const end = (): void => void link.close();
    this.#ending.signal.addEventListener('abort', end, { once: true });
    let trouble: NatsTrouble | null = null;
    while (!this.#stopped && trouble === null) {
      this.#news = false;
      const sent = await this.#publishNext(link).catch((error: unknown) => err(unforeseen(error)));
      if (!sent.ok) trouble = sent.error;
      else if (gone) trouble = { reason: 'unreachable', detail: 'the connection was closed' };
      else if (sent.value === 0) await this.#rest(publisherDelays.lookMs, () => this.#news || gone);
    }
    this.#ending.signal.removeEventListener('abort', end);
    this.#figures.connected = false;
    await link.close();
    return this.#stopped ? null : trouble;
  }

  /** What the city has got, and what there is. */
  async #count(): Promise<Result<{ readonly cursor: number; readonly newest: number }, NatsTrouble>> {
    const { hall } = this.#options;
    const cursor = await hall.cursor(cursorName);
    if (!cursor.ok) return this.#hallFailed(cursor);
    const newest = await hall.sequence();
    if (!newest.ok) return this.#hallFailed(newest);
    this.#behind = Math.max(0, newest.value - cursor.value);
    return ok({ cursor: cursor.value, newest: newest.value });
  }

  /** How many were acknowledged; 0: there is nothing to send. */
  async #publishNext(link: CityLink): Promise<Result<number, NatsTrouble>> {
    const { hall, address } = this.#options;
    const counted = await this.#count();
    if (!counted.ok) return counted;
    const { cursor, newest } = counted.value;
    const events = await hall.eventsSince(cursor, eventsInFlight);
    if (!events.ok) return this.#hallFailed(events);
    const [first] = events.value;
    if (first === undefined) return ok(0);
    if (first.seq > cursor + 1) return this.#tellGone(link, first);

    // All at once and in order: over one connection that is the order in which the stream takes them.
    const sent = await Promise.allSettled(
      events.value.map((event) => link.publish(messageId(address, event.seq), textOf(cityMessage(event)))),
    );
    const firstLost = sent.findIndex(({ status }) => status === 'rejected');
    const acknowledged = firstLost === -1 ? events.value : events.value.slice(0, firstLost);
    for (const one of sent)
      if (one.status === 'fulfilled') this.#figures[one.value ? 'repeated' : 'published'] += 1;
    const last = acknowledged.at(-1);
    if (last !== undefined) {
      const moved = await hall.moveCursor(cursorName, last.seq);
      if (!moved.ok) return this.#hallFailed(moved);
      this.#behind = Math.max(0, newest - last.seq);
      this.#succeeded();
    }
    const lost = sent[firstLost];
    return lost?.status === 'rejected' ? err(natsTrouble(lost.reason)) : ok(acknowledged.length);
  }

  /** The city will never get what comes before `first`: the hall began to tell it too late, or was asked too late. */
  async #tellGone(link: CityLink, first: HallEvent): Promise<Result<number, NatsTrouble>> {
    const { hall, address, newId, log } = this.#options;
    const message = goneBefore(first);
    try {
      await link.publish(`${messageId(address, message.seq)}.${newId()}`, textOf(message));
    } catch (error) {
      return err(natsTrouble(error));
    }
    log.event('city-events-gone', { upTo: message.seq });
    const moved = await hall.moveCursor(cursorName, message.seq);
    return moved.ok ? ok(1) : this.#hallFailed(moved);
  }

  /**
   * The city misses events that were acknowledged: a stream that lost its disk, or an id that somebody else had used. They go out
   * under ids of their own, which nobody can have used before. One question at a time: the city asks again.
   */
  async #answer(link: CityLink, again: Again): Promise<void> {
    if (this.#answering) return;
    this.#answering = true;
    try {
      await this.#sendAgain(link, again);
    } finally {
      this.#answering = false;
    }
  }

  async #sendAgain(link: CityLink, { from, to }: Again): Promise<void> {
    const { hall, address, newId, log } = this.#options;
    const events = await hall.eventsSince(from - 1, to - from + 1);
    const cursor = await hall.cursor(cursorName);
    if (!events.ok || !cursor.ok) return;
    const [first] = events.value;
    // What is beyond the cursor comes by itself; what cannot be told now is asked for again.
    if (first !== undefined && first.seq > from && first.seq <= cursor.value + 1)
      await this.#tellGone(link, first);
    const wanted = events.value.filter(({ seq }) => seq <= Math.min(to, cursor.value));
    const mark = newId();
    const sent = await Promise.allSettled(
      wanted.map((event) =>
        link.publish(`${messageId(address, event.seq)}.${mark}`, textOf(cityMessage(event))),
      ),
    );
    const count = sent.filter(({ status }) => status === 'fulfilled').length;
    this.#figures.askedAgain += count;
    log.event('city-asked-again', { from, to, sent: count });
  }

  #hallFailed(failure: { readonly error: { readonly code: string; readonly detail?: string } }) {
    const { code, detail } = failure.error;
    return err<NatsTrouble>({ reason: 'hall', detail: detail === undefined ? code : `${code}: ${detail}` });
  }

  #succeeded(): void {
    if (this.#failed > 0) this.#options.log.event('city-back', { tries: this.#failed, behind: this.#behind });
    this.#failed = 0;
  }

  async #pauseAfter({ reason, detail }: NatsTrouble): Promise<void> {
    const { firstPauseMs, longestPauseMs } = publisherDelays;
    const longest = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(this.#failed, 20));
    // One line an outage: the next ones would say the same.
    if (this.#failed === 0) this.#options.log.event('city-away', { reason, detail });
    this.#failed += 1;
    this.#figures.failures += 1;
    await this.#rest(longest * (0.5 + this.#options.random() / 2), () => false);
  }

  /** For so long, or until it is stopped, or until `enough` when something happened. */
  async #rest(ms: number, enough: () => boolean): Promise<void> {
    if (this.#stopped || enough()) return;
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.after(ms, resolve);
      this.#wake = () => {
        if (!this.#stopped && !enough()) return;
        cancel();
        resolve();
      };
    });
    this.#wake = () => undefined;
  }
}

/** What broke unforeseen in the hall's database must not end the process that numbers are given by. */
function unforeseen(error: unknown): NatsTrouble {
  return { reason: 'hall', detail: errorPlace(error) };
}

function textOf(message: CityMessage): string {
  return JSON.stringify(message);
}
