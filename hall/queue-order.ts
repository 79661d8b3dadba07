/**
 * Who is before whom: whoever has the smaller **place**.
 *
 *     place = entry - lead
 *
 * `entry` counts everybody who came into the queues of the hall (a number taken, a ticket put into a queue again); `lead` is the
 * largest of what the class (65 and older, disabled), an appointment that is due, and staff (put at the front) give. So somebody
 * with a lead of 20 stands as if they had come 20 people earlier, and before the one who came then. From this follows:
 *
 * - **nobody is passed by more than `maxLead` people who came later**, however many come: U passes T only if
 *   entry(U) - lead(U) <= entry(T), so that U is one of the next `maxLead` entries after T. So nobody can starve: priority ages
 *   with everybody who comes;
 * - a ticket is called at the latest after as many calls of its business as people stood before it, and `maxLead` more;
 * - among equals the earlier entry is first;
 * - entries are compared, never times: a clock that jumps changes nobody's place.
 *
 * Whoever came while the hall was away made no entry. They share the last one that was made before they came, among them the
 * earlier one is first, and they count beside the bound: U may bring along those who share its entry.
 */
import type { Priority } from '#contracts/hall-api.ts';
import type { Leads } from '#contracts/hall/configuration.ts';
import type { OrderTerms } from '#contracts/hall/views.ts';

export interface Standing {
  /** 1 and up. Tickets that a cut-off station gave have the entry of their time, and so share one. */
  readonly entry: number;
  readonly priority: Priority | null;
  /** Checked in in time, and its slot has begun. */
  readonly appointmentDue: boolean;
  /** Put at the front by staff. */
  readonly front: boolean;
}

type Lead = NonNullable<OrderTerms['lead']>;

/** What puts a ticket before its entry: the largest lead alone counts. */
export function leadOf({ priority, appointmentDue, front }: Standing, leads: Leads): Lead | null {
  const candidates: Lead[] = [];
  if (front) candidates.push({ by: 'front', numbers: leads.front });
  if (appointmentDue) candidates.push({ by: 'appointment', numbers: leads.appointment });
  if (priority !== null) candidates.push({ by: priority, numbers: leads[priority] });
  let best: Lead | null = null;
  for (const lead of candidates) if (lead.numbers > (best?.numbers ?? 0)) best = lead;
  return best;
}

export function placeOf(standing: Standing, leads: Leads): number {
  return standing.entry - (leadOf(standing, leads)?.numbers ?? 0);
}

/** The bound: at most so many people who came later can be called before anybody. */
export function maxLead(leads: Leads): number {
  return Math.max(leads.elderly, leads.disabled, leads.appointment, leads.front);
}

export interface Placed {
  readonly place: number;
  readonly entry: number;
  /** When that entry counts from, milliseconds since the epoch: among those who share one. */
  readonly enteredAt: number;
  /** Orders those of one instant. */
  readonly number: string;
}

/** Negative: `a` is called first. Never 0 for two tickets: numbers differ. */
export function compareQueued(a: Placed, b: Placed): number {
  if (a.place !== b.place) return a.place - b.place;
  // Of two at one place the one with the lead is first.
  if (a.entry !== b.entry) return b.entry - a.entry;
  if (a.enteredAt !== b.enteredAt) return a.enteredAt - b.enteredAt;
  return a.number < b.number ? -1 : a.number > b.number ? 1 : 0;
}
