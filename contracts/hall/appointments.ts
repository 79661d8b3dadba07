/** 预约: a time booked beforehand, checked in by the same credential as any number. */
import { z } from 'zod';

import { businessIdSchema, timeOfDaySchema } from '../hall-api.ts';
import type { Result } from '../result.ts';
import { opaqueSchema } from '../line.ts';

export const bookingSchema = z.strictObject({
  key: opaqueSchema(64),
  business: businessIdSchema,
  person: opaqueSchema(128).describe("Keyed hash of the person, made with the hall's key"),
  date: z.iso.date().describe('Business day'),
  from: timeOfDaySchema.describe('The beginning of a slot of the configuration'),
});
export type Booking = z.infer<typeof bookingSchema>;

export interface Appointment {
  /** The booking's key. */
  readonly id: string;
  readonly business: string;
  readonly date: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly state: 'booked' | 'checked-in' | 'cancelled';
  /** The ticket that checked it in. */
  readonly ticket: string | null;
}

export interface FreeSlot {
  readonly business: string;
  readonly date: string;
  readonly from: string;
  readonly to: string;
  /** Places left. */
  readonly free: number;
}

export interface HallAppointments {
  /** Slots of a day, with what is left of them; none of a day that is past or too far ahead to be booked. */
  slots(date: string): Promise<Result<readonly FreeSlot[]>>;
  /** Failures: business-unknown, appointment-unknown (no such slot, past, or too far ahead), slot-full, key-reused. */
  book(booking: Booking): Promise<Result<Appointment>>;
  /** Repeating it changes nothing. Failures: appointment-unknown, also when it is checked in. */
  cancelAppointment(id: string): Promise<Result<Appointment>>;
  /** Today's booked ones of a person; checked in by `Hall.issue` with `appointment`. */
  appointmentsOf(person: string): Promise<Result<readonly Appointment[]>>;
  /** A day's appointments in order of time, for staff. */
  appointments(date: string): Promise<Result<readonly Appointment[]>>;
}
