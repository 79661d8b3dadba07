/** Each operation on the hall itself. */
import type { HallInput, HallReply } from '#contracts/hall/operations.ts';
import type { HallOperation } from '#contracts/hall/paths.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import { ok, type Result } from '#contracts/result.ts';

import { aboutHall } from './about.ts';
import { eventsFor, type Hearer } from './hearing.ts';
import { shared } from './shared.ts';

/** Who asked: a role, or a ticket by its token. */
export type Asking = { readonly role: Hearer } | { readonly ticket: string };

type Answering = {
  readonly [O in HallOperation]: (input: HallInput<O>, asking: Asking) => Promise<Result<HallReply<O>>>;
};

export interface AnsweringOptions {
  readonly hall: WholeHall;
  readonly personKey: Uint8Array;
  readonly publicUrl: string | null;
  readonly now: () => number;
}

export function answering({ hall, personKey, publicUrl, now }: AnsweringOptions): Answering {
  return {
    about: () => aboutHall(hall, now(), publicUrl),
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
    board: shared(() => hall.board()),
    place: (_input, asking) => hall.place(tokenOf(asking)),
    ratePlace: ({ grade }, asking) => hall.rate({ of: { kind: 'token', token: tokenOf(asking) }, grade }),
    rate: (input) => hall.rate(input),
    followUps: ({ state }) => hall.followUps(state),
    closeFollowUp: async (input) => nothing(await hall.closeFollowUp(input)),
    slots: ({ date }) => hall.slots(date),
    book: (input) => hall.book(input),
    cancelAppointment: ({ id }) => hall.cancelAppointment(id),
    appointmentsOf: ({ person }) => hall.appointmentsOf(person),
    appointments: ({ date }) => hall.appointments(date),
    callHelp: (input) => hall.callHelp(input),
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
      const role = 'role' in asking ? asking.role : 'board';
      return ok({ upTo: events.value.at(-1)?.seq ?? since, events: eventsFor(role, events.value) });
    },
  };
}

function nothing(result: Result<void>): Result<Record<string, never>> {
  return result.ok ? ok({}) : result;
}

/** Only a ticket may ask for a place: the table of operations says so, and the door keeps it. */
function tokenOf(asking: Asking): string {
  if (!('ticket' in asking)) throw new TypeError('a place is asked for by a ticket');
  return asking.ticket;
}
