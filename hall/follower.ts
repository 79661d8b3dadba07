/** Hands every event of a hall on to those who watch, in order and once, from whichever server it came. */
import type { Clock } from '#contracts/clock.ts';
import type { HallEvent } from '#contracts/hall/events.ts';
import type { Result } from '#contracts/result.ts';

import { hallTiming } from './timing.ts';

const eventsAtOnce = 1000;

export interface FollowerPorts {
  /** Whether other servers work on the same database: otherwise every event comes by `committed`. */
  readonly others: boolean;
  readonly clock: Pick<Clock, 'after'>;
  /** The newest sequence number, asked in the order of looks: what is looked at afterwards knows it. */
  readonly newest: () => Promise<Result<number>>;
  readonly since: (seq: number, limit: number) => Promise<Result<readonly HallEvent[]>>;
}

export class Follower {
  readonly #ports: FollowerPorts;
  readonly #watchers = new Set<(events: readonly HallEvent[]) => void>();
  /** The last one that was handed on; null while nobody watches. */
  #seq: number | null = null;
  #cancel: (() => void) | null = null;
  #closed = false;

  constructor(ports: FollowerPorts) {
    this.#ports = ports;
  }

  watch(heard: (events: readonly HallEvent[]) => void, signal: AbortSignal): void {
    if (signal.aborted || this.#closed) return;
    this.#watchers.add(heard);
    signal.addEventListener(
      'abort',
      () => {
        this.#watchers.delete(heard);
        if (this.#watchers.size === 0) this.#rest();
      },
      { once: true },
    );
    if (this.#watchers.size === 1) void this.#begin();
  }

  /** This server's own commit: no need to ask for it. */
  committed(events: readonly HallEvent[]): void {
    const first = events[0]?.seq;
    if (this.#seq === null || first === undefined) return;
    if (first === this.#seq + 1) this.#handOn(events);
    else if (first > this.#seq + 1) void this.#look();
  }

  close(): void {
    this.#closed = true;
    this.#watchers.clear();
    this.#rest();
  }

  async #begin(): Promise<void> {
    const newest = await this.#ports.newest();
    if (this.#watchers.size === 0) return;
    if (newest.ok) this.#seq ??= newest.value;
    this.#lookLater();
  }

  #lookLater(): void {
    this.#cancel?.();
    this.#cancel = this.#ports.clock.after(
      this.#ports.others ? hallTiming.followMs : hallTiming.followAloneMs,
      () => void this.#look(),
    );
  }

  async #look(): Promise<void> {
    if (this.#seq === null) {
      await this.#begin();
      return;
    }
    const events = await this.#ports.since(this.#seq, eventsAtOnce);
    if (this.#watchers.size === 0) return;
    // What was committed here meanwhile was handed on already.
    if (events.ok) this.#handOn(events.value.filter(({ seq }) => seq > (this.#seq ?? 0)));
    this.#lookLater();
  }

  #handOn(events: readonly HallEvent[]): void {
    const last = events.at(-1);
    if (last === undefined) return;
    this.#seq = last.seq;
    for (const heard of this.#watchers) heard(events);
  }

  #rest(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#seq = null;
  }
}
