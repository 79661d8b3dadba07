/**
 * A day of a hall in minutes: people come in a wave, staff serve them one after another, some do not come when they are called,
 * some have two businesses. Time is turned by hand from one happening to the next; the hall is asked as pages and kiosks ask it.
 */
import type { HallConfiguration } from '#contracts/hall/configuration.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import type { Random } from '#platform/random.ts';

import { valueOf, type JumpClock } from './halls.ts';

const minuteMs = 60_000;

export interface DayPlan {
  readonly hall: WholeHall;
  readonly clock: JumpClock;
  readonly random: Random;
  readonly configuration: HallConfiguration;
  readonly tickets: number;
  /** In which all of them come, milliseconds. */
  readonly spanMs: number;
  /** Of a service, milliseconds; lengths are exponential around it. */
  readonly meanServiceMs: number;
}

/** What an onlooker with a watch writes down, milliseconds. */
export interface Seen {
  readonly waits: { readonly business: string; readonly priority: boolean; readonly ms: number }[];
  readonly services: number[];
  arrivals: number;
  noShows: number;
}

interface Happening {
  readonly at: number;
  readonly run: () => Promise<void>;
}

export async function liveDay(plan: DayPlan): Promise<Seen> {
  const { hall, clock, random, configuration, tickets, spanMs, meanServiceMs } = plan;
  const begin = clock.at;
  const seen: Seen = { waits: [], services: [], arrivals: 0, noShows: 0 };
  const happenings: Happening[] = [];
  const since = new Map<string, { at: number; priority: boolean }>();
  let keys = 0;
  const key = (): string => `day-${(keys += 1)}`;
  const happen = (at: number, run: Happening['run']): void => {
    // A handful of windows and the next arrival: short enough to search from the end.
    const place = happenings.findLastIndex((one) => one.at <= at) + 1;
    happenings.splice(place, 0, { at, run });
  };
  const exponential = (mean: number): number =>
    Math.ceil(-Math.log(1 - random.below(1_000_000) / 1_000_000) * mean);
  const idle = new Set<string>();

  const arrive = async (): Promise<void> => {
    seen.arrivals += 1;
    const business = random.pick(configuration.businesses).id;
    const further =
      random.below(20) === 0
        ? configuration.businesses
            .map(({ id }) => id)
            .filter((id) => id !== business)
            .slice(0, 1)
        : [];
    const priority = random.below(6) === 0 ? 'elderly' : null;
    const { ticket } = valueOf(
      await hall.issue({ key: key(), business, person: null, priority, origin: 'k1', audit: 'a', further }),
    );
    since.set(ticket.id, { at: clock.at, priority: priority !== null });
    const free = [...idle];
    idle.clear();
    for (const session of free) await call(session);
  };

  const call = async (session: string): Promise<void> => {
    const { ticket } = valueOf(await hall.perform({ key: key(), session, do: 'call-next', current: null }));
    if (ticket === null) {
      idle.add(session);
      return;
    }
    const waited = since.get(ticket.id);
    if (waited === undefined) throw new Error('nobody gave this ticket');
    seen.waits.push({ business: ticket.business, priority: waited.priority, ms: clock.at - waited.at });
    if (random.below(25) === 0) {
      happen(clock.at + minuteMs, async () => {
        seen.noShows += 1;
        valueOf(await hall.perform({ key: key(), session, do: 'pass-over' }));
        await call(session);
      });
      return;
    }
    const comes = clock.at + 5000 + random.below(15_000);
    happen(comes, async () => {
      valueOf(await hall.perform({ key: key(), session, do: 'begin' }));
      const length = exponential(meanServiceMs);
      happen(clock.at + length, async () => {
        seen.services.push(length);
        since.set(ticket.id, { at: clock.at, priority: waited.priority });
        valueOf(await hall.perform({ key: key(), session, do: 'finish' }));
        await call(session);
      });
    });
  };

  for (const [index, { id: window }] of configuration.windows.entries()) {
    const operator = configuration.staff[index]?.id ?? '';
    idle.add(valueOf(await hall.signIn({ key: key(), window, operator })).id);
  }
  // Two numbers added make a wave with its top in the middle of the day.
  const arrivals = Array.from(
    { length: tickets },
    () => begin + Math.floor(((random.below(1000) + random.below(1000)) / 2000) * spanMs),
  );
  for (const at of arrivals.toSorted((a, b) => a - b)) happen(at, arrive);
  for (let next = happenings.shift(); next !== undefined; next = happenings.shift()) {
    clock.at = Math.max(clock.at, next.at);
    await next.run();
  }
  return seen;
}
