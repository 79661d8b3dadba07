/** Blocks of numbers for stations that may be cut off, and what comes back from them. */
import type { Ticket } from '#contracts/hall-api.ts';
import { ticketNumber, type Lease, type LeaseAccount, type OfflineTicket } from '#contracts/hall/leases.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import type { Draft } from '../draft.ts';
import type { Found } from '../found.ts';
import type { LeaseRecord } from '../records.ts';
import { ticketToken } from '../ticket-token.ts';
import { isLive, newVisit, superseded, type TicketRecord } from '../ticket-record.ts';
import { checkIn } from './appointments.ts';
import { announceDay, leftOver } from './day.ts';
import { emitIssued, issueAsked, liveOf, offlineSeries, takeOut } from './numbers.ts';

/** A number that is a ticket. */
export interface Used {
  readonly day: string;
  readonly series: string;
  readonly sequence: number;
  readonly id: string;
}

/** Draws a new block wherever less than half of one is left. */
export function hold(
  draft: Draft,
  station: string,
  today: readonly LeaseRecord[],
  used: readonly Used[],
): readonly Lease[] {
  const { businesses, leaseSize } = draft.configuration;
  const isUsed = usedNumbers(used);
  const all = [...today];
  const left = (lease: LeaseRecord): number[] => numbersOf(lease).filter((n) => !isUsed(lease, n));
  for (const { id: business, prefix } of businesses) {
    const series = offlineSeries(prefix);
    const held = all.filter((lease) => isHeld(lease, station) && lease.business === business);
    const spare = held.reduce((sum, lease) => sum + left(lease).length, 0);
    if (spare * 2 >= leaseSize) continue;
    const first = Math.max(0, ...all.filter((lease) => lease.series === series).map(({ last }) => last)) + 1;
    const lease: LeaseRecord = {
      id: `${draft.state.date}-${series}-${first}`,
      station,
      business,
      day: draft.state.date,
      series,
      first,
      last: first + leaseSize - 1,
      released: false,
    };
    all.push(lease);
    draft.changes.leases.set(lease.id, lease);
    draft.emit({
      kind: 'lease-changed',
      lease: lease.id,
      station,
      business,
      change: 'drawn',
      numbers: leaseSize,
    });
  }
  return all
    .filter((lease) => isHeld(lease, station))
    .map((lease) => ({
      id: lease.id,
      station,
      business: lease.business,
      businessDay: lease.day,
      numbers: left(lease).map((sequence) => ({
        number: ticketNumber(lease.series, sequence),
        sequence,
        token: ticketToken(draft.state.secret, { day: lease.day, series: lease.series, sequence }),
      })),
    }));
}

/** What a station gave while it was cut off: all of it or nothing. */
export function merge(
  draft: Draft,
  station: string,
  tickets: readonly OfflineTicket[],
  leases: readonly LeaseRecord[],
  used: readonly Used[],
  found: Found,
): Result<readonly Ticket[]> {
  const isTaken = new Set(used.map(({ day, series, sequence }) => `${day} ${series} ${sequence}`));
  const merged: Ticket[] = [];
  // The oldest first, so that they enter in the order in which they came.
  for (const offline of tickets.toSorted((a, b) => b.ageMs - a.ageMs)) {
    const lease = leases.find(({ id }) => id === offline.lease);
    if (
      lease === undefined ||
      lease.station !== station ||
      lease.business !== offline.business ||
      offline.sequence < lease.first ||
      offline.sequence > lease.last
    )
      return fail('lease-unknown', offline.lease);
    const number = `${lease.day} ${lease.series} ${offline.sequence}`;
    const before = draft.ticket(offline.key) ?? found.ticket(offline.key);
    if (before !== null) {
      if (`${before.day} ${before.series} ${before.sequence}` !== number) return fail('key-reused');
      merged.push(draft.view(before));
      continue;
    }
    if (isTaken.has(number)) return fail('lease-number-taken', number);
    isTaken.add(number);
    merged.push(draft.view(add(draft, offline, lease, found)));
  }
  return ok(merged);
}

function add(draft: Draft, offline: OfflineTicket, lease: LeaseRecord, found: Found): TicketRecord {
  const { key, business, person, priority, origin, audit, further = [], sequence, ageMs, instead } = offline;
  const issuedAt = draft.now - ageMs;
  const asked = instead === null ? null : (draft.ticket(instead) ?? found.ticket(instead));
  const unseen = asked !== null && (isLive(asked) || asked.state === 'left-over') ? asked : null;
  // One number a person: what nobody saw never counts, and of two that somebody has it is the last one.
  const held = unseen ?? (person === null ? null : liveOf(draft, person, business, lease.day));
  const counts = held !== unseen && held !== null && staysBefore(held, offline, issuedAt) ? held : null;
  const former = held === null || counts !== null ? null : takeOut(draft, held, superseded);
  const replaced = unseen !== null || held?.state === 'waiting' ? former : null;
  const all = [...further, ...(former?.further ?? [])];
  const waiting: TicketRecord = {
    id: key,
    day: lease.day,
    takenUpOn: null,
    series: lease.series,
    sequence,
    business,
    further: all.filter((one, index) => one !== business && all.indexOf(one) === index),
    state: 'waiting',
    person,
    priority,
    origin,
    audit,
    offline: true,
    issuedAt,
    // Of an earlier time than anybody who is there: before them.
    entry: replaced?.entry ?? Math.max(1, draft.state.entryAt(issuedAt)),
    enteredAt: replaced?.enteredAt ?? issuedAt,
    entered: [],
    front: replaced?.front ?? false,
    appointment: former?.appointment ?? null,
    keptFor: null,
    session: null,
    reason: null,
    changedAt: draft.now,
    visit: newVisit(business, replaced?.visit.since ?? issuedAt),
    visits: [],
    grade: null,
  };
  const ticket = draft.put(isOver(draft, lease.day) ? leftOver(waiting, draft.now) : waiting);
  emitIssued(draft, ticket);
  const appointment = ticket.appointment === null ? null : found.appointment(ticket.appointment.id);
  if (appointment !== null) checkIn(draft, appointment, key);
  // Should the request arrive after all, it gets what its person holds.
  if (instead !== null && asked === null && found.answer(instead) === null)
    draft.answer(instead, issueAsked(business), { ticket: counts?.id ?? key });
  return counts === null ? ticket : takeOut(draft, ticket, superseded);
}

/**
 * Whether a person's live number counts, and not the one that is merged: it is at a window, it was given later, or it waits for
 * another business first, after which it is for this one as well.
 */
function staysBefore(live: TicketRecord, { business }: OfflineTicket, issuedAt: number): boolean {
  return live.session !== null || live.issuedAt > issuedAt || live.business !== business;
}

/** Whether nobody of that day is called any more. A day that goes on is on record afterwards. */
function isOver(draft: Draft, date: string): boolean {
  const { state, changes } = draft;
  if (date === state.date) announceDay(draft);
  const day = changes.days.get(date) ?? state.days.get(date);
  if (day !== undefined) return day.announced === 'ended';
  if (date < state.date) return true;
  // The clock was set back since the block was drawn.
  changes.days.set(date, {
    date,
    override: null,
    by: null,
    byHandAt: null,
    announced: 'open',
    staleTicks: 0,
    takenUp: [],
  });
  return false;
}

export function release(
  draft: Draft,
  station: string,
  lease: LeaseRecord | undefined,
  used: readonly Used[],
): Result<void> {
  if (lease === undefined || lease.station !== station) return fail('lease-unknown');
  if (lease.released) return ok(undefined);
  const isUsed = usedNumbers(used);
  draft.changes.leases.set(lease.id, { ...lease, released: true });
  draft.emit({
    kind: 'lease-changed',
    lease: lease.id,
    station,
    business: lease.business,
    change: 'released',
    numbers: numbersOf(lease).filter((n) => !isUsed(lease, n)).length,
  });
  return ok(undefined);
}

export function accounts(leases: readonly LeaseRecord[], used: readonly Used[]): readonly LeaseAccount[] {
  const isUsed = usedNumbers(used);
  const byBusiness = new Map<string, { leased: number; used: number; unused: number; open: number }>();
  for (const lease of leases) {
    const account = byBusiness.get(lease.business) ?? { leased: 0, used: 0, unused: 0, open: 0 };
    const numbers = numbersOf(lease);
    const given = numbers.filter((n) => isUsed(lease, n)).length;
    account.leased += numbers.length;
    account.used += given;
    account[lease.released ? 'unused' : 'open'] += numbers.length - given;
    byBusiness.set(lease.business, account);
  }
  return [...byBusiness].map(([business, account]) => ({ business, ...account }));
}

function isHeld(lease: LeaseRecord, station: string): boolean {
  return lease.station === station && !lease.released;
}

function numbersOf({ first, last }: LeaseRecord): number[] {
  return Array.from({ length: last - first + 1 }, (_, n) => first + n);
}

function usedNumbers(
  used: readonly Used[],
): (lease: Pick<LeaseRecord, 'day' | 'series'>, sequence: number) => boolean {
  const all = new Set(used.map(({ day, series, sequence }) => `${day} ${series} ${sequence}`));
  return ({ day, series }, sequence) => all.has(`${day} ${series} ${sequence}`);
}
