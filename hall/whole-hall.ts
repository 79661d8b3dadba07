/** The queue of record: every role's interface on one engine, and what happens by rule. */
import type { Clock } from '#contracts/clock.ts';
import type { HallConfiguration } from '#contracts/hall/configuration.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import { ok } from '#contracts/result.ts';

import { Engine } from './engine.ts';
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
import { hallViews } from './roles/views.ts';
import { isTickDue, tick } from './rules/by-rule.ts';
import type { HallStore } from './store/hall-store.ts';
import { hallTiming } from './timing.ts';

export interface WholeHallOptions {
  readonly store: HallStore;
  /** Its name in the tables. */
  readonly hall: string;
  /** For timers only: the time of what happens is the store's. */
  readonly clock: Pick<Clock, 'after'>;
  /** Of a hall that is made now. */
  readonly configuration: HallConfiguration;
  /** See HallLoader. */
  readonly adapt: (configuration: HallConfiguration) => HallConfiguration;
}

export function wholeHall({ store, hall, clock, configuration, adapt }: WholeHallOptions): WholeHall {
  const engine = new Engine({
    store,
    hall,
    loader: new HallLoader({ hall, first: configuration, adapt }),
    committed: (happened) => follower.committed(happened),
  });
  const follower = new Follower({
    clock,
    newest: () => events.sequence(),
    since: (seq, limit) => events.eventsSince(seq, limit),
  });
  const events = hallEvents(engine, follower);
  const endTicks = keepTicking(engine, clock);
  return {
    ...hallNumbers(engine),
    ...hallDesk(engine),
    ...hallViews(engine),
    ...events,
    ...hallAdministration(engine),
    ...hallAppointments(engine),
    ...hallLeases(engine),
    ...hallRatings(engine),
    ...hallHelp(engine),
    close: () => {
      endTicks();
      follower.close();
      engine.close();
    },
  };
}

/** Looks at what happens by rule; what fails now is looked at again in the next round. Returns what ends it. */
function keepTicking(engine: Engine, clock: Pick<Clock, 'after'>): () => void {
  let ended = false;
  let cancel = (): void => undefined;
  const look = async (): Promise<void> => {
    await engine.alone(async (draft, ask) => {
      if (isTickDue(draft))
        tick(draft, { sessions: await ask.openSessions(), days: await ask.days(draft.state.date) });
      return ok(undefined);
    });
    if (!ended) later();
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
