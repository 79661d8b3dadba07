/** The queue of record: every role's interface on one engine, and what happens by rule. */
import type { Clock } from '#contracts/clock.ts';
import type { HallConfiguration } from '#contracts/hall/configuration.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import type { Log } from '#contracts/log-events.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import { Engine } from './engine.ts';
import { errorPlace } from './error-place.ts';
import { Follower } from './follower.ts';
import { HallLoader } from './hall-loader.ts';
import { hallAdministration } from './roles/administration.ts';
import { hallAppointments } from './roles/appointments.ts';
import { hallDesk } from './roles/desk.ts';
import { hallEvents } from './roles/events.ts';
import { hallHelp } from './roles/help.ts';
import { hallLeases } from './roles/leases.ts';
import { hallNumbers } from './roles/numbers.ts';
import { hallRatings } from './roles/ratings.ts';
import { hallStatistics } from './roles/statistics.ts';
import { hallViews } from './roles/views.ts';
import { isTickDue, tick } from './rules/by-rule.ts';
import { prune } from './rules/keeping.ts';
import type { HallStore } from './store/hall-store.ts';
import { hallTiming } from './timing.ts';

export interface WholeHallOptions {
  readonly store: HallStore;
  /** Its name in the tables. */
  readonly hall: string;
  /** For timers only: the time of what happens is the store's. */
  readonly clock: Pick<Clock, 'after' | 'monotonic'>;
  /** Of a hall that is made now. */
  readonly configuration: HallConfiguration;
  readonly log: Log;
}

export function wholeHall({ store, hall, clock, configuration, log }: WholeHallOptions): WholeHall {
  const engine = new Engine({
    store,
    hall,
    loader: new HallLoader({ hall, first: configuration }),
    committed: (happened) => follower.committed(happened),
  });
  const followed = async <T>(look: Promise<Result<T>>): Promise<Result<T>> =>
    (await told(log, look)) ?? fail('hall-unavailable');
  const follower = new Follower({
    others: store.isShared,
    clock,
    newest: () => followed(events.sequence()),
    since: (seq, limit) => followed(events.eventsSince(seq, limit)),
  });
  const events = hallEvents(engine, follower);
  const endTicks = keepTicking(engine, clock, log);
  return {
    ...hallNumbers(engine),
    ...hallDesk(engine),
    ...hallViews(engine),
    ...events,
    ...hallAdministration(engine),
    ...hallAppointments(engine),
    ...hallLeases(engine),
    ...hallRatings(engine),
    ...hallStatistics(engine),
    ...hallHelp(engine),
    close: () => {
      endTicks();
      follower.close();
      engine.close();
    },
  };
}

/** Null: it broke, which is told and looked at again in the next round: it must not end the process that numbers are given by. */
async function told<T>(log: Log, look: Promise<Result<T>>): Promise<Result<T> | null> {
  try {
    return await look;
  } catch (error) {
    log.event('hall-look-failed', { place: errorPlace(error) });
    return null;
  }
}

/** Looks at what happens by rule, and tells of a database that does not take it. Returns what ends it. */
function keepTicking(engine: Engine, clock: Pick<Clock, 'after' | 'monotonic'>, log: Log): () => void {
  let ended = false;
  let awaySince: number | null = null;
  let cancel = (): void => undefined;
  const look = async (): Promise<void> => {
    const looking = engine.alone(async (draft, ask) => {
      if (!isTickDue(draft)) return ok(undefined);
      const days = await ask.days(draft.state.date);
      tick(draft, { sessions: await ask.openSessions(), days });
      await prune(draft, ask, days);
      return ok(undefined);
    });
    const looked = await told(log, looking);
    if (ended) return;
    if (looked !== null) tellOfDatabase(looked);
    later();
  };
  const tellOfDatabase = (looked: Result<void>): void => {
    if (!looked.ok && awaySince === null) {
      awaySince = clock.monotonic();
      log.event('hall-database-away', { code: looked.error.code, detail: looked.error.detail });
    } else if (looked.ok && awaySince !== null) {
      log.event('hall-database-back', { awaySeconds: Math.round((clock.monotonic() - awaySince) / 1000) });
      awaySince = null;
    }
  };
  const later = (): void => {
    cancel = clock.after(hallTiming.tickMs, () => void look());
  };
  later();
  return () => {
    ended = true;
    cancel();
  };
}
