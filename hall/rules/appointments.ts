/** 预约: slots of a day, booked, cancelled and checked in, which is taking a number: numbers.ts. */
import type { IssueRequest } from '#contracts/hall-api.ts';
import type { Appointment, Booking, FreeSlot } from '#contracts/hall/appointments.ts';
import type { HallConfiguration, Slot } from '#contracts/hall/configuration.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import { instantOf } from '../business-day.ts';
import type { Draft } from '../draft.ts';
import type { AppointmentRecord } from '../records.ts';
import type { TicketRecord } from '../ticket-record.ts';
import { isWorkday } from './day.ts';

const dayMs = 86_400_000;

/**
 * None on a day that cannot be booked.
 *
 * @param booked every appointment of the date
 */
export function freeSlots(
  configuration: HallConfiguration,
  today: string,
  date: string,
  booked: readonly AppointmentRecord[],
): readonly FreeSlot[] {
  const days = (Date.parse(date) - Date.parse(today)) / dayMs;
  if (days < 0 || days > configuration.appointments.daysAhead) return [];
  if (!isWorkday(date, configuration.day)) return [];
  const weekday = ((new Date(date).getUTCDay() + 6) % 7) + 1;
  return configuration.appointments.slots
    .filter(({ weekdays }) => weekdays.includes(weekday))
    .map(({ business, from, to, capacity }) => {
      const taken = booked.filter(
        (one) => one.business === business && one.slot === from && one.state !== 'cancelled',
      ).length;
      return { business, date, from, to, free: Math.max(0, capacity - taken) };
    });
}

export function book(
  draft: Draft,
  { key, business, person, date, from }: Booking,
  earlier: AppointmentRecord | null,
  booked: readonly AppointmentRecord[],
): Result<Appointment> {
  if (earlier !== null)
    return isSame(earlier, { business, person, date, from })
      ? ok(appointmentOf(earlier))
      : fail('key-reused');
  const { configuration, state, now } = draft;
  if (!configuration.businesses.some(({ id }) => id === business)) return fail('business-unknown', business);
  const slot = freeSlots(configuration, state.date, date, booked).find(
    (one) => one.business === business && one.from === from,
  );
  if (slot === undefined) return fail('appointment-unknown', `${date} ${from}`);
  const span = spanOf(configuration, date, slot);
  if (span.to <= now) return fail('appointment-unknown', `${date} ${from}`);
  // One person, one time: who books it again has it already.
  const own = booked.find(
    (one) =>
      one.person === person && one.business === business && one.slot === from && one.state === 'booked',
  );
  if (own !== undefined) return ok(appointmentOf(own));
  if (slot.free === 0) return fail('slot-full');
  const appointment: AppointmentRecord = {
    id: key,
    business,
    person,
    date,
    slot: from,
    ...span,
    state: 'booked',
    ticket: null,
  };
  draft.changes.appointments.set(key, appointment);
  emit(draft, appointment);
  return ok(appointmentOf(appointment));
}

export function cancel(draft: Draft, appointment: AppointmentRecord | null): Result<Appointment> {
  if (appointment === null || appointment.state === 'checked-in') return fail('appointment-unknown');
  if (appointment.state === 'cancelled') return ok(appointmentOf(appointment));
  const cancelled: AppointmentRecord = { ...appointment, state: 'cancelled' };
  draft.changes.appointments.set(cancelled.id, cancelled);
  emit(draft, cancelled);
  return ok(appointmentOf(cancelled));
}

/** Whether a number for this checks it in. */
export function mayCheckIn(
  appointment: AppointmentRecord,
  { business, person }: IssueRequest,
  today: string,
): boolean {
  const { state, date } = appointment;
  return (
    state === 'booked' && date === today && appointment.business === business && appointment.person === person
  );
}

/** What a ticket has of an appointment that it checks in now. */
export function checkedIn({ configuration, now }: Draft, { id, from, to }: AppointmentRecord) {
  const inTime = now <= to + configuration.appointments.graceMinutes * 60_000;
  const appointment: TicketRecord['appointment'] = { id, from, to, inTime, due: inTime && now >= from };
  return appointment;
}

/** @param ticket the one that has it from now on; null: it is only booked again */
export function checkIn(draft: Draft, appointment: AppointmentRecord, ticket: string | null): void {
  const state = ticket === null ? 'booked' : 'checked-in';
  const changed: AppointmentRecord = { ...appointment, state, ticket };
  draft.changes.appointments.set(changed.id, changed);
  emit(draft, changed);
}

function isSame({ business, person, date, slot }: AppointmentRecord, asked: Omit<Booking, 'key'>): boolean {
  return business === asked.business && person === asked.person && date === asked.date && slot === asked.from;
}

export function appointmentOf({
  id,
  business,
  date,
  from,
  to,
  state,
  ticket,
}: AppointmentRecord): Appointment {
  return { id, business, date, from, to, state, ticket };
}

function spanOf(
  configuration: HallConfiguration,
  date: string,
  { from, to }: Pick<Slot, 'from' | 'to'>,
): { from: number; to: number } {
  const begins = instantOf(date, from, configuration);
  const ends = instantOf(date, to, configuration);
  return { from: begins, to: ends > begins ? ends : ends + dayMs };
}

function emit(draft: Draft, { id: appointment, business, from, state }: AppointmentRecord): void {
  draft.emit({ kind: 'appointment-changed', appointment, business, from, state });
}
