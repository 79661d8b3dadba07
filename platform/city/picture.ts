/** What the events of one hall, in their order, add up to. A pure function: the same events always make the same picture. */
import { z } from 'zod';

import type { CityHall, CityMessage } from '#contracts/city.ts';
import { businessIdSchema, ticketStateSchema } from '#contracts/hall-api.ts';
import { hallIdSchema } from '#contracts/hall/configuration.ts';
import { eventBodySchema, type EventKind } from '#contracts/hall/events.ts';

/** What one hall can have the city remember, so that a broken or hostile one takes no room from the others. */
export const pictureLimits = { tickets: 5000, windows: 200, help: 200 } as const;

/** Upper bounds of the classes in which waits are counted, minutes. */
const waitBounds = [1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120] as const;

const idSchema = z.string().min(1).max(64);
const daySchema = z.object({ date: z.iso.date(), state: z.enum(['open', 'closed', 'ended']) });
const followedSchema = z.object({ business: businessIdSchema, state: ticketStateSchema, since: z.number() });

/** Maps and sets stand as lists in JSON: a hall chooses its ids, and any text may be one. */
export const pictureSchema = z.object({
  day: daySchema.nullable(),
  /** Who is in the hall, by the ticket's id. `since`: when the state began, by the hall's clock. */
  tickets: z.array(z.tuple([z.string(), followedSchema])).transform((entries) => new Map(entries)),
  /** Windows at which somebody is signed in. */
  windows: z
    .array(z.tuple([z.string(), z.enum(['open', 'closed'])]))
    .transform((entries) => new Map(entries)),
  help: z.array(z.string()).transform((open) => new Set(open)),
  /** Of the day: finished services by class of wait; the last class has no bound. */
  waits: z.array(z.number()),
  grades: z.array(z.number()).length(5),
  counts: z.record(z.string(), z.number()),
});
export type Picture = z.infer<typeof pictureSchema>;

export function emptyPicture(): Picture {
  return {
    day: null,
    tickets: new Map(),
    windows: new Map(),
    help: new Set(),
    waits: Array.from({ length: waitBounds.length + 1 }, () => 0),
    grades: [0, 0, 0, 0, 0],
    counts: {},
  };
}

/** As `pictureSchema` reads it. */
export function pictureText(picture: Picture): string {
  const { tickets, windows, help, ...rest } = picture;
  return JSON.stringify({ ...rest, tickets: [...tickets], windows: [...windows], help: [...help] });
}

const kinds: ReadonlySet<string> = new Set<EventKind>(
  eventBodySchema.options.map(({ shape }) => shape.kind.value),
);

/** Events are lost: whoever and whatever was there may have gone with them. What was counted stays. */
export function forgetWhoIsThere(picture: Picture): void {
  picture.tickets.clear();
  picture.windows.clear();
  picture.help.clear();
}

/** Changes `picture`. What is not as it should be counts as `other` and changes nothing else. */
export function apply(picture: Picture, { at, body }: CityMessage): void {
  const known = kinds.has(body.kind) && show(picture, at, body);
  const kind = known ? body.kind : 'other';
  picture.counts[kind] = (picture.counts[kind] ?? 0) + 1;
}

const ticketPart = z.object({ ticket: idSchema, business: businessIdSchema, state: ticketStateSchema });
const finishedPart = ticketPart.extend({ waitMs: z.number().int().min(0) });
const windowPart = z.object({
  window: hallIdSchema,
  change: z.enum(['signed-in', 'opened', 'closed', 'signed-out', 'lost']),
});
const ratedPart = z.object({ grade: z.number().int().min(1).max(5) });
const helpPart = z.object({ help: idSchema });

/** False: the body is not what its kind says. */
function show(picture: Picture, at: number, body: CityMessage['body']): boolean {
  switch (body.kind) {
    case 'day-changed':
      return taking(daySchema, body, (day) => {
        if (day.date !== picture.day?.date) picture.waits.fill(0);
        picture.day = { date: day.date, state: day.state };
      });
    case 'window-changed':
      return taking(windowPart, body, ({ window, change }) => changeWindow(picture, window, change));
    case 'rated':
      return taking(ratedPart, body, ({ grade }) => {
        picture.grades[grade - 1] = (picture.grades[grade - 1] ?? 0) + 1;
      });
    case 'help-called':
      return taking(helpPart, body, ({ help }) => {
        if (picture.help.size < pictureLimits.help) picture.help.add(help);
      });
    case 'help-answered':
    case 'help-withdrawn':
      return taking(helpPart, body, ({ help }) => void picture.help.delete(help));
    case 'ticket-finished':
      return taking(finishedPart, body, (finished) => {
        const found = waitBounds.findIndex((bound) => finished.waitMs <= bound * 60_000);
        const index = found === -1 ? waitBounds.length : found;
        picture.waits[index] = (picture.waits[index] ?? 0) + 1;
        follow(picture, at, finished);
      });
    case 'ticket-issued':
    case 'ticket-called':
    case 'ticket-begun':
    case 'ticket-passed-over':
    case 'ticket-parked':
    case 'ticket-resumed':
    case 'ticket-transferred':
    case 'ticket-returned':
    case 'ticket-void':
    case 'ticket-left-over':
    case 'business-added':
    case 'appointment-due':
      return taking(ticketPart, body, (ticket) => follow(picture, at, ticket));
    default:
      // Configurations, leases, follow-ups and bookings count, and show nothing.
      return true;
  }
}

function taking<T>(schema: z.ZodType<T>, body: unknown, take: (part: T) => void): boolean {
  const part = schema.safeParse(body);
  if (part.success) take(part.data);
  return part.success;
}

const gone: ReadonlySet<string> = new Set(['finished', 'left-over', 'void']);

function follow(
  { tickets }: Picture,
  at: number,
  { ticket, business, state }: z.infer<typeof ticketPart>,
): void {
  const before = tickets.get(ticket);
  if (gone.has(state)) tickets.delete(ticket);
  else if (before !== undefined || tickets.size < pictureLimits.tickets) {
    const goesOn = before?.state === state && before.business === business;
    tickets.set(ticket, { business, state, since: goesOn ? before.since : at });
  }
}

function changeWindow(
  { windows }: Picture,
  window: string,
  change: z.infer<typeof windowPart>['change'],
): void {
  if (change === 'signed-out' || change === 'lost') windows.delete(window);
  else if (windows.has(window) || windows.size < pictureLimits.windows)
    windows.set(window, change === 'closed' ? 'closed' : 'open');
}

type Shown = Pick<CityHall, 'day' | 'waiting' | 'windows' | 'openHelp' | 'finished' | 'grades' | 'counts'>;

export function shown({ day, tickets, windows, help, waits, grades, counts }: Picture): Shown {
  const waiting = new Map<string, { business: string; waiting: number; longestSince: number }>();
  for (const { business, state, since } of tickets.values()) {
    if (state !== 'waiting') continue;
    const one = waiting.get(business) ?? { business, waiting: 0, longestSince: since };
    one.waiting += 1;
    one.longestSince = Math.min(one.longestSince, since);
    waiting.set(business, one);
  }
  const states = [...windows.values()];
  return {
    day,
    waiting: [...waiting.values()].toSorted((a, b) => (a.business < b.business ? -1 : 1)),
    windows: {
      open: states.filter((state) => state === 'open').length,
      closed: states.filter((state) => state === 'closed').length,
    },
    openHelp: help.size,
    finished: {
      count: waits.reduce((sum, count) => sum + count, 0),
      p50Minutes: boundOf(waits, 0.5),
      p90Minutes: boundOf(waits, 0.9),
    },
    grades,
    counts,
  };
}

/** The bound of the class in which the share `p` is reached; null: there is none. */
function boundOf(waits: readonly number[], p: number): number | null {
  const all = waits.reduce((sum, count) => sum + count, 0);
  if (all === 0) return null;
  let seen = 0;
  const index = waits.findIndex((count) => (seen += count) >= p * all);
  return waitBounds[index] ?? null;
}
