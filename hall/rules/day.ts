/** When numbers are given, and how a business day ends. */
import { fail, ok, type Result } from '#contracts/result.ts';
import type { DayRule, HallConfiguration } from '#contracts/hall/configuration.ts';
import type { DayChange, DayView } from '#contracts/hall/day.ts';

import type { QueueView } from '#contracts/hall/views.ts';

import { instantOf, isWithinHours } from '../business-day.ts';
import type { Draft } from '../draft.ts';
import type { HallState } from '../hall-state.ts';
import { isDone, type DayRecord } from '../records.ts';
import { isLive, liveDay, type TicketRecord } from '../ticket-record.ts';
import { hallTiming } from '../timing.ts';

/** Days in which the next opening is looked for: longer than any holidays. */
const daysLooked = 60;
const dayMs = 86_400_000;

/** Whether a date is one on which the hall works: an exception counts before the weekday. */
export function isWorkday(date: string, { weekdays, holidays, workdays }: DayRule): boolean {
  if (workdays.includes(date)) return true;
  if (holidays.includes(date)) return false;
  return weekdays.includes(((new Date(date).getUTCDay() + 6) % 7) + 1);
}

/** When numbers are given on a date by rule, local time; all day where both are equal. Null: not at all. */
export function hoursOn(
  date: string,
  { day, dayStartsAt }: Pick<HallConfiguration, 'day' | 'dayStartsAt'>,
): { readonly from: string; readonly to: string } | null {
  if (!isWorkday(date, day)) return null;
  return { from: day.opens ?? dayStartsAt, to: day.closes ?? dayStartsAt };
}

function ruleState(state: HallState, now: number): 'open' | 'closed' {
  const { configuration } = state.configuration;
  const hours = hoursOn(state.date, configuration);
  if (hours === null) return 'closed';
  return hours.from === hours.to || isWithinHours(now, hours, configuration.timeZone) ? 'open' : 'closed';
}

function stateOf(state: HallState, record: DayRecord | undefined, now: number): DayView['state'] {
  // Ended by rule: the clock was wrong, and it is this day after all.
  if (record?.announced === 'ended' && record.by !== null) return 'ended';
  if (record?.override === 'open') return 'open';
  if (record?.override === 'close') return 'closed';
  return ruleState(state, now);
}

/** Today as it is now. */
export function dayView(state: HallState, now: number): DayView {
  const record = state.days.get(state.date);
  return { date: state.date, state: stateOf(state, record, now), by: record?.by ?? null };
}

/** Since when no numbers are given today, and when they are again by rule; null: they are given. */
export function closing(state: HallState, now: number): QueueView['closed'] {
  const record = state.days.get(state.date);
  if (stateOf(state, record, now) === 'open') return null;
  const { configuration } = state.configuration;
  const isByHand = record?.by !== null && record?.by !== undefined;
  // What was done by hand holds until the day is over.
  const until = nextOpening(state, now, isByHand ? 1 : 0);
  if (isByHand) return { since: record.byHandAt, until };
  const hours = hoursOn(state.date, configuration);
  if (hours === null) return { since: null, until };
  const [from, to] = [hours.from, hours.to].map((time) => instantOf(state.date, time, configuration));
  return { since: from !== undefined && to !== undefined && from < to && to <= now ? to : null, until };
}

/** @param first days after today */
function nextOpening(state: HallState, now: number, first: number): number | null {
  const { configuration } = state.configuration;
  for (let day = first; day <= daysLooked; day += 1) {
    const date = new Date(Date.parse(state.date) + day * dayMs).toISOString().slice(0, 10);
    const hours = hoursOn(date, configuration);
    if (hours === null) continue;
    const isAllDay = hours.from === hours.to;
    // Hours that go over the turn of the day begin with it.
    const opens = [configuration.dayStartsAt, hours.from]
      .map((time) => instantOf(date, time, configuration))
      .find((at) => at > now && (isAllDay || isWithinHours(at, hours, configuration.timeZone)));
    if (opens !== undefined) return opens;
  }
  return null;
}

export function givesNumbers(draft: Draft): boolean {
  const record = draft.changes.days.get(draft.state.date) ?? draft.state.days.get(draft.state.date);
  return stateOf(draft.state, record, draft.now) === 'open';
}

/** Puts today on record as it is by rule or by hand, where that is not on record yet. */
export function announceDay(draft: Draft): void {
  const { state, changes, now } = draft;
  const record = changes.days.get(state.date) ?? state.days.get(state.date);
  const current = stateOf(state, record, now);
  if (record?.announced === current) return;
  const day: DayRecord = {
    date: state.date,
    override: record?.override ?? null,
    by: record?.by ?? null,
    byHandAt: record?.byHandAt ?? null,
    announced: current,
    staleTicks: 0,
    takenUp: record?.takenUp ?? [],
  };
  changes.days.set(day.date, day);
  draft.emit({ kind: 'day-changed', date: day.date, state: current, by: day.by ?? 'rule', leftOver: 0 });
}

export function changeDay(draft: Draft, { change, by }: DayChange): Result<DayView> {
  const { state, changes, now } = draft;
  const record = state.days.get(state.date);
  if (record?.announced === 'ended' && record.by !== null && (change !== 'end' || isDone(record)))
    return ok({ date: state.date, state: 'ended', by: record.by });
  const override = change === 'open' ? 'open' : change === 'rule' ? null : 'close';
  const day: DayRecord = {
    date: state.date,
    override,
    by: override === null ? null : by,
    byHandAt: override === null ? null : now,
    announced: record?.announced ?? 'closed',
    staleTicks: 0,
    takenUp: record?.takenUp ?? [],
  };
  if (change === 'end') endDay(draft, day);
  else {
    const announced = stateOf(state, { ...day, announced: 'closed' }, now);
    changes.days.set(day.date, { ...day, announced });
    draft.emit({ kind: 'day-changed', date: day.date, state: announced, by, leftOver: 0 });
  }
  const ended = changes.days.get(day.date);
  return ended === undefined
    ? fail('hall-unavailable')
    : ok({ date: day.date, state: ended.announced, by: ended.by });
}

/** Somebody who was left over on `from` lives again until today ends; every server reads the day anew by the event. */
export function takeUpFrom(draft: Draft, from: string): void {
  announceDay(draft);
  const { state, changes } = draft;
  const day = changes.days.get(state.date) ?? state.days.get(state.date);
  if (day === undefined || day.takenUp.includes(from)) return;
  changes.days.set(day.date, { ...day, takenUp: [...day.takenUp, from] });
  draft.emit({
    kind: 'day-changed',
    date: day.date,
    state: day.announced,
    by: day.by ?? 'rule',
    leftOver: 0,
  });
}

/** Of a day before today: one more look at which another day holds; at last it ends. */
export function ageDay(draft: Draft, day: DayRecord): void {
  const aged = { ...day, staleTicks: day.staleTicks + 1 };
  if (aged.staleTicks >= hallTiming.dayGraceTicks) endDay(draft, aged);
  else draft.changes.days.set(day.date, aged);
}

function endDay(draft: Draft, day: DayRecord): void {
  const left = [...draft.state.live.values()]
    .map(({ id }) => draft.ticket(id))
    .filter((ticket) => ticket !== null)
    .filter((ticket) => liveDay(ticket) === day.date && isLive(ticket));
  for (const ticket of left) {
    const over = draft.put(leftOver(ticket, draft.now));
    draft.emit({ kind: 'ticket-left-over', ...draft.part(over) });
  }
  draft.changes.days.set(day.date, { ...day, announced: 'ended', takenUp: [] });
  draft.emit({
    kind: 'day-changed',
    date: day.date,
    state: 'ended',
    by: day.by ?? 'rule',
    leftOver: left.length,
  });
}

export function leftOver(ticket: TicketRecord, now: number): TicketRecord {
  return {
    ...ticket,
    state: 'left-over',
    session: null,
    keptFor: null,
    changedAt: now,
    visit: { ...ticket.visit, endedAt: now, outcome: 'left-over' },
  };
}
