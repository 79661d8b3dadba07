/** Numbers that stations hold for when they are cut off. */
import type { HallLeases } from '#contracts/hall/leases.ts';
import { ok } from '#contracts/result.ts';

import type { Draft } from '../draft.ts';
import type { Engine } from '../engine.ts';
import type { Found } from '../found.ts';
import { accounts, hold, merge, release } from '../rules/leases.ts';
import type { Statements } from '../store/statements.ts';

export function hallLeases(engine: Engine): HallLeases {
  return {
    hold: (station) =>
      engine.alone(async (draft, ask) => {
        const today = await ask.leasesOf(draft.state.date);
        return ok(hold(draft, station, today, await ask.usedOf(draft.state.date, seriesOf(today))));
      }),

    merge: (station, tickets) =>
      engine.alone(async (draft, ask) => {
        const leases = await ask.leases([...new Set(tickets.map(({ lease }) => lease))]);
        const used = await usedOf(ask, leases);
        const keys = tickets.flatMap(({ key, instead }) => (instead === null ? [key] : [key, instead]));
        return merge(draft, station, tickets, leases, used, await lookUp(draft, ask, keys));
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

function seriesOf(leases: readonly { readonly series: string }[]): string[] {
  return [...new Set(leases.map(({ series }) => series))];
}

async function usedOf(ask: Statements, leases: readonly { readonly day: string; readonly series: string }[]) {
  const [lease] = leases;
  return lease === undefined ? [] : ask.usedOf(lease.day, seriesOf(leases));
}

/** For a command that stands alone: rows by key, and the tickets that answers name. */
async function lookUp(draft: Draft, ask: Statements, keys: readonly string[]): Promise<Found> {
  const answers = new Map((await ask.answers(keys)).map((answer) => [answer.key, answer]));
  const tickets = new Map((await ask.tickets(keys)).map((ticket) => [ticket.id, ticket]));
  return {
    ticket: (id) => draft.ticket(id) ?? tickets.get(id) ?? null,
    answer: (key) => draft.changes.answers.get(key) ?? answers.get(key) ?? null,
    appointment: () => null,
  };
}
