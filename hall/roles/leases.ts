/** Numbers that stations hold for when they are cut off. */
import type { HallLeases, OfflineTicket } from '#contracts/hall/leases.ts';
import { ok } from '#contracts/result.ts';

import type { Draft } from '../draft.ts';
import type { Engine } from '../engine.ts';
import type { Found } from '../found.ts';
import type { AppointmentRecord, LeaseRecord } from '../records.ts';
import { accounts, hold, merge, release, type Used } from '../rules/leases.ts';
import type { Statements } from '../store/statements.ts';

export function hallLeases(engine: Engine): HallLeases {
  return {
    hold: (station) =>
      engine.alone(async (draft, ask) => {
        const today = await ask.leasesOf(draft.state.date);
        return ok(hold(draft, station, today, await usedOf(ask, today)));
      }),

    merge: (station, tickets) =>
      engine.alone(async (draft, ask) => {
        const leases = await ask.leases([...new Set(tickets.map(({ lease }) => lease))]);
        const used = await usedOf(ask, leases);
        return merge(draft, station, tickets, leases, used, await lookUp(draft, ask, tickets));
      }),

    release: (station, lease) =>
      engine.alone(async (draft, ask) => {
        const leases = await ask.leases([lease]);
        return release(draft, station, leases[0], await usedOf(ask, leases));
      }),

    leaseAccounts: (date) =>
      engine.query(async (ask) => {
        const leases = await ask.leasesOf(date);
        return accounts(leases, await usedOf(ask, leases));
      }),
  };
}

/** Numbers of these leases that are tickets. */
async function usedOf(
  ask: Statements,
  leases: readonly Pick<LeaseRecord, 'day' | 'series'>[],
): Promise<Used[]> {
  const used: Used[] = [];
  for (const day of new Set(leases.map((lease) => lease.day))) {
    const series = new Set(leases.filter((lease) => lease.day === day).map((lease) => lease.series));
    for (const one of await ask.usedOf(day, [...series])) used.push({ day, ...one });
  }
  return used;
}

/** For a command that stands alone: rows by key, and the appointments of those who may have a number already. */
async function lookUp(draft: Draft, ask: Statements, merged: readonly OfflineTicket[]): Promise<Found> {
  const keys = merged.flatMap(({ key, instead }) => (instead === null ? [key] : [key, instead]));
  const answers = new Map((await ask.answers(keys)).map((answer) => [answer.key, answer]));
  const tickets = new Map((await ask.tickets(keys)).map((ticket) => [ticket.id, ticket]));
  const people = new Set(merged.flatMap(({ person }) => person ?? []));
  const held = [...tickets.values(), ...[...people].flatMap((person) => draft.state.ticketsOf(person))];
  const appointments = new Map<string, AppointmentRecord>();
  for (const id of new Set(held.flatMap((ticket) => ticket.appointment?.id ?? []))) {
    const appointment = await ask.appointment(id);
    if (appointment !== null) appointments.set(id, appointment);
  }
  return {
    ticket: (id) => draft.ticket(id) ?? tickets.get(id) ?? null,
    answer: (key) => draft.changes.answers.get(key) ?? answers.get(key) ?? null,
    appointment: (id) => draft.changes.appointments.get(id) ?? appointments.get(id) ?? null,
  };
}
