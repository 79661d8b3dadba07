/** Each operation on the hall itself. */
import type { HallInput, HallReply } from '#contracts/hall/operations.ts';
import type { HallOperation, HallRole } from '#contracts/hall/paths.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import type { SignsView } from '#contracts/hall/signs.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import { aboutHall } from './about.ts';
import { eventsFor } from './hearing.ts';
import { LastFinished } from './last-finished.ts';
import { shared } from './shared.ts';

/** Who asked: a role, or a ticket by its token. */
export type Asking = { readonly role: HallRole } | { readonly ticket: string };

type Answering = {
  readonly [O in HallOperation]: (input: HallInput<O>, asking: Asking) => Promise<Result<HallReply<O>>>;
};

export interface AnsweringOptions {
  readonly hall: WholeHall;
  readonly personKey: Uint8Array;
  readonly publicUrl: string | null;
}

export function answering({ hall, personKey, publicUrl }: AnsweringOptions): Answering {
  const lastFinished = new LastFinished(hall);
  return {
    about: () => aboutHall(hall, publicUrl),
    businesses: shared(() => hall.businesses()),
    issue: (input) => hall.issue(input),
    ticketsOf: ({ person }) => hall.ticketsOf(person),
    findByKey: async ({ key }) => {
      const found = await hall.findByKey(key);
      return found.ok ? ok({ ticket: found.value }) : found;
    },
    issuedBy: ({ origin }) => hall.issuedBy(origin),
    void: ({ ticket, reason }) => hall.void(ticket, reason),
    personKey: async () => ok({ key: Buffer.from(personKey).toString('base64url') }),
    hold: ({ station }) => hall.hold(station),
    merge: ({ station, tickets }) => hall.merge(station, tickets),
    release: async ({ station, lease }) => nothing(await hall.release(station, lease)),
    leaseAccounts: ({ date }) => hall.leaseAccounts(date),
    signIn: (input) => hall.signIn(input),
    heartbeat: ({ session }) => hall.heartbeat(session),
    perform: (input) => hall.perform(input),
    queue: shared(() => hall.queue()),
    windows: shared(() => hall.windows()),
    signs: shared(() => signs(hall)),
    board: shared(() => hall.board()),
    place: (_input, asking) => hall.place(tokenOf(asking)),
    ratePlace: ({ grade }, asking) => hall.rate({ of: { kind: 'token', token: tokenOf(asking) }, grade }),
    rate: async (input) => {
      // Whoever is on the line hears of every ticket; the paper alone gives the right to rate an older one.
      const isOpen = input.of.kind === 'token' ? ok(true) : await lastFinished.includes(input.of.ticket);
      if (!isOpen.ok) return isOpen;
      return isOpen.value ? hall.rate(input) : fail('not-permitted', 'ticket');
    },
    followUps: ({ state }) => hall.followUps(state),
    closeFollowUp: async (input) => nothing(await hall.closeFollowUp(input)),
    slots: ({ date }) => hall.slots(date),
    book: (input) => hall.book(input),
    cancelAppointment: ({ id }) => hall.cancelAppointment(id),
    appointmentsOf: ({ person }) => hall.appointmentsOf(person),
    appointments: ({ date }) => hall.appointments(date),
    callHelp: (input) => hall.callHelp(input),
    withdrawHelp: async (input) => nothing(await hall.withdrawHelp(input)),
    answerHelp: async (input) => nothing(await hall.answerHelp(input)),
    openHelp: () => hall.openHelp(),
    day: () => hall.day(),
    changeDay: (input) => hall.changeDay(input),
    configuration: () => hall.configuration(),
    changeConfiguration: (input) => hall.changeConfiguration(input),
    configurationHistory: ({ limit }) => hall.configurationHistory(limit),
    statistics: (input) => hall.statistics(input),
    events: async ({ since, limit }, asking) => {
      const events = await hall.eventsSince(since, limit);
      if (!events.ok) return events;
      const [first] = events.value;
      if (first === undefined) {
        // Of a hall that was restored from a backup, whoever asks may know more than there is: as a stream tells them.
        const newest = await hall.sequence();
        if (!newest.ok) return newest;
        if (newest.value < since) return ok({ upTo: newest.value, behind: true, events: [] });
      }
      return ok({
        upTo: events.value.at(-1)?.seq ?? since,
        behind: first !== undefined && first.seq !== since + 1,
        events: eventsFor(roleOf(asking), events.value),
      });
    },
  };
}

async function signs(hall: Pick<WholeHall, 'windows'>): Promise<Result<SignsView>> {
  const view = await hall.windows();
  if (!view.ok) return view;
  const { seq, windows } = view.value;
  return ok({
    seq,
    windows: windows.map(({ window, number, ticket }) => ({
      window,
      number,
      current: ticket?.ticket.number ?? null,
    })),
  });
}

function nothing(result: Result<void>): Result<Record<string, never>> {
  return result.ok ? ok({}) : result;
}

/** Only roles ask for events: the table of operations says so, and the door keeps it. */
function roleOf(asking: Asking): HallRole {
  if (!('role' in asking)) throw new TypeError('events are asked for by a role');
  return asking.role;
}

/** Only a ticket may ask for a place: as above. */
function tokenOf(asking: Asking): string {
  if (!('ticket' in asking)) throw new TypeError('a place is asked for by a ticket');
  return asking.ticket;
}
