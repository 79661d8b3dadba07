/**
 * Rounds between a station and its hall: what the hall's day is, what was given meanwhile goes into its queue, and blocks are held
 * for the next time that it is away. One round at a time, in this order: a block that came before the merge would name numbers as
 * free that people hold.
 */
import type { Business, BusinessStatus } from '#contracts/hall-api.ts';
import type { Clock } from '#contracts/clock.ts';
import { mergeAtOnce } from '#contracts/hall/operations.ts';
import { longestAgeMs, type OfflineTicket } from '#contracts/hall/leases.ts';
import type { Log } from '#contracts/log-events.ts';
import type { HallAbout } from '#contracts/hall/answers.ts';
import { ok, type Failure, type Result } from '#contracts/result.ts';

import { hallClientDelays } from './delays.ts';
import type { HallDay } from './hall-day.ts';
import type { Given, LeaseStore } from './lease-store.ts';
import type { RemoteHall } from './remote-hall.ts';

/** Milliseconds that the two clocks may drift apart before it is written down. */
const aheadBy = 500;

export interface HallSyncOptions {
  readonly remote: RemoteHall;
  readonly store: LeaseStore;
  readonly day: HallDay;
  readonly clock: Clock;
  readonly log: Log;
  readonly heard: (statuses: readonly BusinessStatus[]) => void;
  /** A round is over, whatever came of it. */
  readonly over: () => void;
}

export class HallSync {
  readonly #options: HallSyncOptions;
  #station = '';
  #businesses: readonly Business[] = [];
  #cancel: () => void = () => undefined;
  #remembered: { readonly text: string; readonly aheadOfWall: number } | null = null;
  #stopped = false;
  #round: Promise<void> | null = null;
  /** The day and the moment of the last time that blocks came. */
  #held: { readonly date: string; readonly at: number } | null = null;

  constructor(options: HallSyncOptions) {
    this.#options = options;
  }

  start(): Result<void> {
    const { store, day } = this.#options;
    const known = store.known();
    if (!known.ok) return known;
    const { station, about, businesses, aheadOfWall } = known.value;
    this.#station = station;
    this.#businesses = businesses;
    if (about !== null) day.remember(about, aheadOfWall);
    void this.#rounds();
    return ok(undefined);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  /** A round that is under way; it uses the store until it is over. */
  get underWay(): Promise<void> | null {
    return this.#round;
  }

  /** Never rejects: what fails now is done in the next round. */
  round(): Promise<void> {
    this.#round ??= this.#work().finally(() => {
      this.#round = null;
      if (!this.#stopped) this.#options.over();
    });
    return this.#round;
  }

  async #rounds(): Promise<void> {
    const { remote, clock } = this.#options;
    await this.round();
    if (this.#stopped) return;
    const wait = remote.away ? Math.max(remote.pauseMs, hallClientDelays.againMs) : hallClientDelays.lookMs;
    this.#cancel = clock.after(wait, () => void this.#rounds());
  }

  async #work(): Promise<void> {
    const { remote, store, day, clock, heard } = this.#options;
    const about = await remote.need('about', {});
    if (!about.ok) return;
    day.hear(about.value);
    const statuses = await remote.need('businesses', {});
    if (!statuses.ok) return;
    heard(statuses.value);
    this.#businesses = statuses.value.map(({ business }) => business);
    if (!(await this.#merge())) return;
    const { date } = about.value.day;
    const now = clock.monotonic();
    const isHeld =
      this.#held !== null && this.#held.date === date && now - this.#held.at < hallClientDelays.holdMs;
    if (!isHeld) {
      if (!(await this.#release(date))) return;
      const leases = await remote.need('hold', { station: this.#station });
      if (!leases.ok) return;
      // The day turned in between: first what is left of the former one is given back, which `hold` would forget.
      if (leases.value.some(({ businessDay }) => businessDay !== date)) return;
      if (!store.hold(leases.value, date).ok) return;
      this.#held = { date, at: now };
    }
    this.#remember(about.value);
  }

  /** What is left of former days, all of which is merged by now. False: something of it is left for the next round. */
  async #release(today: string): Promise<boolean> {
    const { store, remote } = this.#options;
    const former = store.former(today);
    if (!former.ok) return false;
    for (const lease of former.value) {
      const asked = await remote.ask('release', { station: this.#station, lease });
      if (asked.kind === 'away') return false;
    }
    return true;
  }

  /** Written when there is something new in it: a disk is not worn out by looks that found nothing. */
  #remember(about: HallAbout): void {
    const { store, day } = this.#options;
    const { aheadOfWall } = day;
    const text = JSON.stringify([{ ...about, now: 0 }, this.#businesses]);
    const before = this.#remembered;
    if (before?.text === text && Math.abs(before.aheadOfWall - aheadOfWall) < aheadBy) return;
    if (store.remember({ about, businesses: this.#businesses, aheadOfWall }).ok)
      this.#remembered = { text, aheadOfWall };
  }

  /** False: something is left for the next round. */
  async #merge(): Promise<boolean> {
    const { store, log } = this.#options;
    const unmerged = store.unmerged();
    if (!unmerged.ok) return false;
    for (let from = 0; from < unmerged.value.length; from += mergeAtOnce) {
      const portion = unmerged.value.slice(from, from + mergeAtOnce);
      const merged = await this.#mergeAll(portion);
      if (merged === null) return false;
      // Blocks are made up for what was used of them.
      this.#held = null;
      if (merged.length > 0) log.event('hall-merged', { count: merged.length });
    }
    return this.#void();
  }

  /** The keys that the hall has now; null: it could not be asked. What it refuses for good is set aside, one by one. */
  async #mergeAll(portion: readonly Given[]): Promise<readonly string[] | null> {
    const { remote, store, log } = this.#options;
    const asked = await remote.ask('merge', {
      station: this.#station,
      tickets: portion.map((given) => this.#offline(given)),
    });
    if (asked.kind === 'away') return null;
    const keys = portion.map(({ key }) => key);
    if (asked.result.ok) return store.settle(keys, 'merged').ok ? keys : null;
    const [only, second] = portion;
    if (only === undefined) return [];
    if (second === undefined) {
      if (!isForGood(asked.result.error)) return null;
      const { code, detail } = asked.result.error;
      log.event('hall-merge-refused', { number: only.ticket.number, code, detail });
      return store.settle(keys, 'refused').ok ? [] : null;
    }
    // All or none: one that the hall refuses must not keep the others from their places.
    const merged: string[] = [];
    for (const one of portion) {
      const done = await this.#mergeAll([one]);
      if (done === null) return null;
      merged.push(...done);
    }
    return merged;
  }

  async #void(): Promise<boolean> {
    const { store, remote } = this.#options;
    const left = store.toVoid();
    if (!left.ok) return false;
    for (const { key, voidReason } of left.value) {
      const asked = await remote.ask('void', { ticket: key, reason: voidReason ?? '' });
      if (asked.kind === 'away' || !store.markVoid(key, null).ok) return false;
    }
    return true;
  }

  #offline({ offline, givenAt }: Given): OfflineTicket {
    const ageMs = Math.round(this.#options.day.moment().now - givenAt);
    return { ...offline, ageMs: Math.min(longestAgeMs, Math.max(0, ageMs)) };
  }
}

/** Asking again would change nothing. */
function isForGood({ code }: Failure): boolean {
  return ['lease-unknown', 'lease-number-taken', 'key-reused', 'request-invalid'].includes(code);
}
