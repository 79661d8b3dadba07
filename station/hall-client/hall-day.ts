/** The hall's clock and business day as a station knows them: from the hall's own word, and its monotonic clock since. */
import type { Clock } from '#contracts/clock.ts';
import type { HallAbout } from '#contracts/hall/answers.ts';

import { isOpenAt } from './hours.ts';

export interface HallMoment {
  /** The hall's clock, milliseconds since the epoch. */
  readonly now: number;
  /** YYYY-MM-DD; null: the day that the hall last spoke of is over, or the clock is wrong. */
  readonly date: string | null;
}

export class HallDay {
  readonly #clock: Pick<Clock, 'now' | 'monotonic'>;
  #about: HallAbout | null = null;
  /** The hall's clock less the monotonic one, milliseconds. */
  #ahead = 0;

  constructor(clock: Pick<Clock, 'now' | 'monotonic'>) {
    this.#clock = clock;
  }

  get about(): HallAbout | null {
    return this.#about;
  }

  /** What the hall says now; from here on this machine's wall clock may jump. */
  hear(about: HallAbout): void {
    this.#about = about;
    this.#ahead = about.now - this.#clock.monotonic();
  }

  /** After a start without the hall: `aheadOfWall` is by how much the hall's clock was ahead of this machine's, milliseconds. */
  remember(about: HallAbout, aheadOfWall: number): void {
    this.#about = about;
    this.#ahead = this.#clock.now() + aheadOfWall - this.#clock.monotonic();
  }

  /** To be kept for `remember`. */
  get aheadOfWall(): number {
    return this.#clock.monotonic() + this.#ahead - this.#clock.now();
  }

  /** Whether the hall gives numbers: as it was left by hand, or by the hours of its day. */
  get isOpen(): boolean {
    const about = this.#about;
    if (about === null) return false;
    const { day, hours, timeZone } = about;
    if (day.by !== null || hours === undefined) return day.state === 'open';
    if (hours === null) return false;
    return hours.from === hours.to || isOpenAt(this.moment().now, hours, timeZone);
  }

  moment(): HallMoment {
    const now = this.#clock.monotonic() + this.#ahead;
    const about = this.#about;
    const isWithin = about !== null && about.dayFrom <= now && now < about.dayUntil;
    return { now, date: isWithin ? about.day.date : null };
  }
}
