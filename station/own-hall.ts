/**
 * The hall in the station's own process, as the station goes by it: name, businesses, time zone and turn of the day are those of the
 * version in force, also when it changes under way. A technician looks after it here; every change by one is on the audit record.
 */
import { isDeepStrictEqual } from 'node:util';

import type { Clock } from '#contracts/clock.ts';
import type {
  ConfigurationChange,
  ConfigurationVersion,
  HallConfiguration,
} from '#contracts/hall/configuration.ts';
import type { DayChange, DayView } from '#contracts/hall/day.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import type { Log } from '#contracts/log-events.ts';
import { ok, type Result } from '#contracts/result.ts';
import type { HallBeginning, OwnHallView } from '#contracts/technician-hall.ts';
import type { StationConfig } from './config/schema.ts';
import type { Journal } from './journal/journal.ts';
import type { HallForTechnicians } from './technician-hall.ts';
import { Watched } from './watched.ts';

/** Milliseconds between the beginnings of two looks: a busy morning makes many events a second. */
const lookMs = 1000;
/** Versions that are listed. */
const versionsListed = 20;

export interface OwnHallOptions {
  readonly hall: Pick<
    WholeHall,
    'configuration' | 'changeConfiguration' | 'configurationHistory' | 'day' | 'changeDay' | 'queue' | 'watch'
  >;
  /** The station's file. */
  readonly config: StationConfig;
  readonly journal: Pick<Journal, 'record'>;
  readonly clock: Pick<Clock, 'after'>;
  readonly log: Log;
}

/** Resolves when the hall's configuration is known. Failures: those of the hall. */
export async function openOwnHall(options: OwnHallOptions): Promise<Result<OwnHall>> {
  const ending = new AbortController();
  let heard = (): void => undefined;
  // Before the first look: what it does not know yet is heard.
  options.hall.watch(() => heard(), ending.signal);
  const seen = await look(options.hall);
  if (!seen.ok) {
    ending.abort();
    return seen;
  }
  const own = new OwnHall(options, seen.value, ending);
  heard = () => own.heard();
  return ok(own);
}

type Seen = Pick<OwnHallView, 'day' | 'waiting' | 'version'>;

async function look(hall: OwnHallOptions['hall']): Promise<Result<Seen>> {
  const [version, day, queue] = await Promise.all([hall.configuration(), hall.day(), hall.queue()]);
  if (!version.ok) return version;
  if (!day.ok) return day;
  if (!queue.ok) return queue;
  const waiting = queue.value.businesses.reduce((sum, business) => sum + business.waiting.length, 0);
  return ok({ version: version.value, day: day.value, waiting });
}

export class OwnHall implements HallForTechnicians {
  readonly view: Watched<OwnHallView>;
  readonly #options: OwnHallOptions;
  readonly #ending: AbortController;
  readonly #listeners: (() => void)[] = [];
  #config: StationConfig;
  /** Calls off the end of the pause after a look; null: none was taken just now. */
  #callOff: (() => void) | null = null;
  #heardMore = false;

  constructor(options: OwnHallOptions, seen: Seen, ending: AbortController) {
    this.#options = options;
    this.#ending = ending;
    const beginning = beginningOf(options.config.hall);
    this.view = new Watched({ kind: 'own', ...seen, beginning, failure: null });
    this.#config = withHall(options.config, seen.version.configuration);
    const settings = differences(beginning, seen.version.configuration);
    if (settings.length > 0)
      options.log.event('hall-file-differs', {
        version: seen.version.version,
        settings: settings.join(', '),
      });
  }

  /** The station's configuration, with what the hall says of itself. */
  get config(): StationConfig {
    return this.#config;
  }

  /** Its configuration or day is another one. */
  onChange(listener: () => void): void {
    this.#listeners.push(listener);
  }

  stop(): void {
    this.#ending.abort();
    this.#callOff?.();
  }

  /** Something happened in the hall. */
  heard(): void {
    if (this.#callOff === null) void this.#look();
    else this.#heardMore = true;
  }

  history(): Promise<Result<readonly ConfigurationVersion[]>> {
    return this.#options.hall.configurationHistory(versionsListed);
  }

  async changeConfiguration(change: ConfigurationChange): Promise<Result<ConfigurationVersion>> {
    const { hall, journal } = this.#options;
    const changed = await hall.changeConfiguration(change);
    if (!changed.ok) return changed;
    const { version, by } = changed.value;
    // The hall's own record of it is durable; the journal reports its own failure.
    journal.record({ audit: { event: 'hall-configuration-changed', person: null, body: { version, by } } });
    await this.#look();
    return changed;
  }

  async changeDay(change: DayChange): Promise<Result<DayView>> {
    const { hall, journal } = this.#options;
    const changed = await hall.changeDay(change);
    if (!changed.ok) return changed;
    const { date, state } = changed.value;
    const body = { date, state, change: change.change, by: change.by };
    journal.record({ audit: { event: 'hall-day-changed', person: null, body } });
    await this.#look();
    return changed;
  }

  async #look(): Promise<void> {
    const { hall, config, clock, log } = this.#options;
    this.#heardMore = false;
    this.#callOff?.();
    this.#callOff = clock.after(lookMs, () => {
      this.#callOff = null;
      if (this.#heardMore) void this.#look();
    });
    const seen = await look(hall);
    if (this.#ending.signal.aborted) return;
    const before = this.view.value;
    if (!seen.ok) {
      this.view.set({ ...before, failure: seen.error });
      this.heard();
      return;
    }
    const { version, day } = seen.value;
    this.view.set({ ...before, ...seen.value, failure: null });
    const isConfigured = version.version !== before.version.version;
    const isOtherDay = !isDeepStrictEqual(day, before.day);
    if (isConfigured) {
      this.#config = withHall(config, version.configuration);
      log.event('hall-configuration-changed', { version: version.version });
    }
    if (isOtherDay) log.event('hall-day-changed', { date: day.date, state: day.state });
    if (isConfigured || isOtherDay) for (const listener of this.#listeners) listener();
  }
}

function beginningOf({ name, businesses, timeZone, dayStartsAt }: HallBeginning): HallBeginning {
  return { name, businesses, timeZone, dayStartsAt };
}

function withHall(config: StationConfig, configuration: HallConfiguration): StationConfig {
  return { ...config, hall: { ...config.hall, ...beginningOf(configuration) } };
}

function differences(beginning: HallBeginning, inForce: HallConfiguration): readonly string[] {
  return (['name', 'businesses', 'timeZone', 'dayStartsAt'] as const).filter(
    (setting) => !isDeepStrictEqual(beginning[setting], inForce[setting]),
  );
}
