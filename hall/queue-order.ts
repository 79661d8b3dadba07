/**
 * Who is before whom. A ticket with priority (65 and older, disabled) stands as if it had been taken
 * `priorityLead` numbers earlier, and before the ordinary ticket of that number. From this follows:
 *
 * - whoever has priority passes up to `priorityLead` people, which in most halls is everybody who waits;
 * - nobody is passed by more than `priorityLead` people, however many with priority come after them: at the
 *   latest the ticket that is taken `priorityLead + 1` numbers later stands behind. So nobody can starve;
 * - among equals the earlier number is first;
 * - numbers are compared, never times: a clock that jumps changes nobody's place.
 */
import type { Priority } from '#contracts/hall-api.ts';

export const priorityLead = 20;

/** The smaller comes first; no two tickets of one business and day have the same. */
export function queueRank(ticket: { readonly sequence: number; readonly priority: Priority | null }): number {
  // Two ranks a number: the even one for priority, so that it is before the ordinary ticket of its place.
  return ticket.priority === null ? ticket.sequence * 2 + 1 : (ticket.sequence - priorityLead) * 2;
}
