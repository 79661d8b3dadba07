/**
 * A day of a large hall as a discrete simulation on the real queue of record: people come, take a number, wait, are called, served
 * or not there; windows call whoever the hall says is next. Only time is made up.
 */
import type { DeskCommand } from '#contracts/hall/desk.ts';
import { hallConfigurationSchema } from '#contracts/hall/configuration.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import { seeded } from '#platform/random.ts';
import { valueOf, type JumpClock } from '#test/support/halls.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** What the day is made of. */
export const dayPlan = {
  people: 10_000,
  /** First instant at which the door is open, a Monday, 09:00 in Shanghai. */
  opens: Date.parse('2026-01-05T09:00:00+08:00'),
  /** Share of people that come in each hour from 09:00, a morning's and an afternoon's rush. */
  arrivals: [0.17, 0.18, 0.14, 0.07, 0.09, 0.15, 0.13, 0.07],
  windows: 108,
  /** Half of the windows at 12:00, the others at 12:30; a service that has begun is ended first. */
  lunchMs: 30 * minuteMs,
  /** Log-normal, minutes: how long one is served by median, and the spread of its logarithm. */
  businesses: [
    { id: 'pension', prefix: 'A', share: 0.3, medianMinutes: 3.5, spread: 0.6 },
    { id: 'medical', prefix: 'B', share: 0.25, medianMinutes: 3, spread: 0.6 },
    { id: 'card', prefix: 'C', share: 0.2, medianMinutes: 2.5, spread: 0.5 },
    { id: 'employment', prefix: 'D', share: 0.15, medianMinutes: 4, spread: 0.7 },
    { id: 'injury', prefix: 'E', share: 0.1, medianMinutes: 4.5, spread: 0.7 },
  ],
  elderly: 0.2,
  /** Not there when called; the window waits so long and passes the number over. */
  noShow: 0.03,
  noShowMs: 40_000,
  /** From the call to the window, and the window's own pause between two people. */
  walkMs: 20_000,
} as const;

type Business = (typeof dayPlan.businesses)[number];

export interface Visit {
  readonly business: string;
  readonly elderly: boolean;
  readonly arrivedAt: number;
  readonly waitMs: number;
  readonly noShow: boolean;
}

/** Each window serves two businesses next to each other in the list, so that every business has many and none has all. */
export const dayHall = hallConfigurationSchema.parse({
  name: { zh: '云江区政务服务中心', en: 'Yunjiang District Government Service Centre' },
  businesses: dayPlan.businesses.map(({ id, prefix }) => ({ id, prefix, name: { zh: id, en: id } })),
  windows: Array.from({ length: dayPlan.windows }, (_, index) => ({
    id: `w${index + 1}`,
    number: index + 1,
    businesses: served(index),
  })),
  staff: Array.from({ length: dayPlan.windows }, (_, index) => ({
    id: `s${index + 1}`,
    name: `员工${index + 1}`,
  })),
});

/** Windows are given out by the work that each business brings. */
function served(window: number): string[] {
  const work = dayPlan.businesses.map(
    ({ share, medianMinutes, spread }) => share * meanMinutes(medianMinutes, spread),
  );
  const all = work.reduce((sum, one) => sum + one, 0);
  let upTo = 0;
  const index = work.findIndex((one) => (upTo += one / all) > (window + 0.5) / dayPlan.windows);
  const { businesses } = dayPlan;
  return [index, (index + 1) % businesses.length].flatMap((one) => businesses[one]?.id ?? []);
}

function meanMinutes(median: number, spread: number): number {
  return median * Math.exp((spread * spread) / 2);
}

/** Something that happens at a time; the earliest is next. */
class Agenda {
  readonly #entries: { readonly at: number; readonly act: () => Promise<void> }[] = [];

  add(at: number, act: () => Promise<void>): void {
    let low = 0;
    let high = this.#entries.length;
    // Sorted from late to early: the next one is taken off the end.
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    this.#entries.splice(low, 0, { at, act });
  }

  async run(clock: JumpClock): Promise<void> {
    for (let next = this.#entries.pop(); next !== undefined; next = this.#entries.pop()) {
      clock.at = next.at;
      await next.act();
    }
  }
}

interface Desk {
  readonly session: string;
  readonly businesses: readonly string[];
  readonly lunchFrom: number;
  /** `free`: nobody waits for what it serves. `eating`: closed. */
  state: 'free' | 'busy' | 'eating';
  hadLunch: boolean;
}

/** `clock` is the hall's own. Resolves when everybody has been called. */
export async function simulateDay(hall: WholeHall, clock: JumpClock): Promise<readonly Visit[]> {
  const random = seeded(20260105);
  const unit = (): number => (random.below(2 ** 30) + 0.5) / 2 ** 30;
  const agenda = new Agenda();
  const visits: Visit[] = [];
  const people = new Map<string, { readonly arrivedAt: number; readonly elderly: boolean }>();
  let keys = 0;
  const key = (): string => `k${(keys += 1)}`;

  const desks: Desk[] = [];
  clock.at = dayPlan.opens;
  for (const [index, { id, businesses }] of dayHall.windows.entries()) {
    const { id: session } = valueOf(await hall.signIn({ key: key(), window: id, operator: `s${index + 1}` }));
    const lunchFrom = dayPlan.opens + 3 * hourMs + (index % 2) * dayPlan.lunchMs;
    desks.push({ session, businesses, lunchFrom, state: 'free', hadLunch: false });
  }

  type Doing = DeskCommand extends infer One
    ? One extends DeskCommand
      ? Omit<One, 'key' | 'session'>
      : never
    : never;
  const perform = async ({ session }: Desk, command: Doing) =>
    valueOf(await hall.perform({ ...command, key: key(), session }));

  const callNext = async (desk: Desk, current: 'finish' | 'pass-over' | null): Promise<void> => {
    if (!desk.hadLunch && clock.at >= desk.lunchFrom) {
      if (current !== null) await perform(desk, { do: current });
      await perform(desk, { do: 'close' });
      desk.state = 'eating';
      desk.hadLunch = true;
      agenda.add(clock.at + dayPlan.lunchMs, async () => {
        await perform(desk, { do: 'open', businesses: [...desk.businesses] });
        await callNext(desk, null);
      });
      return;
    }
    const { ticket } = await perform(desk, { do: 'call-next', current });
    desk.state = ticket === null ? 'free' : 'busy';
    if (ticket === null) return;
    const person = people.get(ticket.id);
    if (person === undefined) throw new Error(`nobody holds ${ticket.number}`);
    const noShow = unit() < dayPlan.noShow;
    visits.push({ business: ticket.business, ...person, waitMs: clock.at - person.arrivedAt, noShow });
    if (noShow) {
      agenda.add(clock.at + dayPlan.noShowMs, () => callNext(desk, 'pass-over'));
      return;
    }
    agenda.add(clock.at + dayPlan.walkMs, async () => {
      await perform(desk, { do: 'begin' });
      agenda.add(clock.at + serviceMs(businessOf(ticket.business), unit), () => callNext(desk, 'finish'));
    });
  };

  const arrive = async (): Promise<void> => {
    const business = drawn(dayPlan.businesses, unit());
    const elderly = unit() < dayPlan.elderly;
    const { ticket } = valueOf(
      await hall.issue({
        key: key(),
        business: business.id,
        person: null,
        priority: elderly ? 'elderly' : null,
        origin: 'kiosk-1',
        audit: key(),
      }),
    );
    people.set(ticket.id, { arrivedAt: clock.at, elderly });
    const free = desks.find((desk) => desk.state === 'free' && desk.businesses.includes(business.id));
    if (free !== undefined) await callNext(free, null);
  };

  for (let n = 0; n < dayPlan.people; n += 1) agenda.add(arrivalAt(unit(), unit()), arrive);
  await agenda.run(clock);
  return visits;
}

/** The hour by the shares of the day, evenly within it. */
function arrivalAt(hour: number, within: number): number {
  let upTo = 0;
  const index = dayPlan.arrivals.findIndex((share) => (upTo += share) > hour);
  const last = dayPlan.arrivals.length - 1;
  return Math.round(dayPlan.opens + ((index < 0 ? last : index) + within) * hourMs);
}

function drawn(businesses: readonly Business[], value: number): Business {
  let upTo = 0;
  const found = businesses.find(({ share }) => (upTo += share) > value) ?? businesses.at(-1);
  if (found === undefined) throw new Error('no businesses');
  return found;
}

function businessOf(id: string): Business {
  const found = dayPlan.businesses.find((one) => one.id === id);
  if (found === undefined) throw new Error(id);
  return found;
}

/** Log-normal by two uniform values (Box and Muller). */
function serviceMs({ medianMinutes, spread }: Business, unit: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(unit())) * Math.cos(2 * Math.PI * unit());
  return Math.round(medianMinutes * Math.exp(spread * normal) * minuteMs);
}
