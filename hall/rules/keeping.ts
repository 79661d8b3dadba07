/** What the hall does not keep for ever. Tickets, grades, appointments, leases and configurations stay. */
import type { Draft } from '../draft.ts';
import { isDone, type DayRecord } from '../records.ts';
import type { Statements } from '../store/statements.ts';
import { hallKeeping } from '../timing.ts';

const dayMs = 86_400_000;

/**
 * Takes out some of what is old.
 * @param days days with which somebody's wait ends yet, and today
 */
export async function prune(
  { state, now }: Draft,
  ask: Statements,
  days: readonly DayRecord[],
): Promise<void> {
  // Until the former day has ended, today may be the mistake of a clock: then nothing is as old as it seems.
  if (days.some((day) => day.date < state.date && !isDone(day))) return;
  const { eventDays, requestDays, rowsAtOnce } = hallKeeping;
  await ask.pruneEvents(now - eventDays * dayMs, rowsAtOnce);
  await ask.pruneRequests(now - requestDays * dayMs, rowsAtOnce);
}
