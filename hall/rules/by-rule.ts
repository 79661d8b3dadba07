/** What happens without anybody's hand, looked at every `tickMs`. */
import type { Draft } from '../draft.ts';
import { isDone, type DayRecord, type SessionRecord } from '../records.ts';
import { hallTiming } from '../timing.ts';
import { ageDay, announceDay } from './day.ts';
import { releaseKept } from './moves.ts';
import { leave } from './sessions.ts';

export interface Watched {
  /** Sessions that go on, with the look at which each was heard of last. */
  readonly sessions: readonly { readonly session: SessionRecord; readonly beat: number }[];
  /** Days with which somebody's wait ends yet, and today. */
  readonly days: readonly DayRecord[];
}

/**
 * Whether another server had this look already: looks are counted, so that several servers must not take them faster than one. A
 * clock that was set back is no reason to wait for it.
 */
export function isTickDue(draft: Draft): boolean {
  const since = draft.now - draft.state.row.ticked_at;
  return since < 0 || since >= hallTiming.tickMs * 0.9;
}

/**
 * Looks are counted instead of measured: after a time in which no hall server ran, or a jump of the clock, no window counts as
 * lost that had no chance to be heard.
 */
export function tick(draft: Draft, { sessions, days }: Watched): void {
  const { state, changes } = draft;
  for (const { session, beat } of sessions)
    if (state.row.tick - beat > hallTiming.missedBeats) leave(draft, session, 'lost');
  releaseKept(draft);
  for (const day of days) if (day.date < state.date && !isDone(day)) ageDay(draft, day);
  for (const ticket of state.live.values()) {
    const { appointment } = draft.ticket(ticket.id) ?? ticket;
    if (appointment === null || appointment.due || !appointment.inTime || draft.now < appointment.from)
      continue;
    const current = draft.ticket(ticket.id) ?? ticket;
    const due = draft.put({ ...current, appointment: { ...appointment, due: true } });
    draft.emit({ kind: 'appointment-due', ...draft.part(due) });
  }
  if (days.some(({ date }) => date === state.date)) announceDay(draft);
  // Counted only for those who are counted by it: a hall at rest writes nothing.
  changes.ticked = sessions.length > 0 || changes.days.size > 0;
}
