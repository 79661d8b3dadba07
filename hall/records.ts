/** What the hall keeps beside tickets. Times in milliseconds since the epoch. */
import { z } from 'zod';

import { businessIdSchema, timeOfDaySchema } from '#contracts/hall-api.ts';
import { hallIdSchema } from '#contracts/hall/configuration.ts';

import { storedConfigurationSchema } from './stored-configuration.ts';

export const sessionRecordSchema = z.object({
  /** The key of the sign-in. */
  id: z.string(),
  window: hallIdSchema,
  operator: hallIdSchema,
  businesses: z.array(businessIdSchema),
  open: z.boolean(),
  signedInAt: z.number().int(),
  ended: z.enum(['signed-out', 'lost', 'replaced']).nullable(),
});
export type SessionRecord = z.infer<typeof sessionRecordSchema>;

export const dayRecordSchema = z.object({
  date: z.iso.date(),
  /** By hand; null: by rule. */
  override: z.enum(['open', 'close']).nullable(),
  by: z.string().nullable(),
  /** When that was, milliseconds since the epoch; null: by rule, or of a version that did not note it. */
  byHandAt: z.number().int().nullable().default(null),
  /** What the last event said. */
  announced: z.enum(['open', 'closed', 'ended']),
  /** Looks since another day has held. */
  staleTicks: z.number().int().min(0),
  /** Business days of left-over tickets that were taken up again on this day, and live until it ends. */
  takenUp: z.array(z.iso.date()).default([]),
});
export type DayRecord = z.infer<typeof dayRecordSchema>;

/** Whether nobody is left whose wait ends with this day; one that ended goes on when somebody is taken up again on it. */
export function isDone({ announced, takenUp }: DayRecord): boolean {
  return announced === 'ended' && takenUp.length === 0;
}

export const appointmentRecordSchema = z.object({
  id: z.string(),
  business: businessIdSchema,
  person: z.string(),
  date: z.iso.date(),
  /** The slot's beginning, local. */
  slot: timeOfDaySchema,
  from: z.number().int(),
  to: z.number().int(),
  state: z.enum(['booked', 'checked-in', 'cancelled']),
  ticket: z.string().nullable(),
});
export type AppointmentRecord = z.infer<typeof appointmentRecordSchema>;

export const leaseRecordSchema = z.object({
  id: z.string(),
  station: z.string(),
  business: businessIdSchema,
  day: z.iso.date(),
  series: z.string(),
  first: z.number().int().min(1),
  last: z.number().int().min(1),
  released: z.boolean(),
});
export type LeaseRecord = z.infer<typeof leaseRecordSchema>;

export const helpRecordSchema = z.object({
  id: z.string(),
  origin: z.string(),
  at: z.number().int(),
  answeredBy: hallIdSchema.nullable(),
  withdrawn: z.boolean().default(false),
});
export type HelpRecord = z.infer<typeof helpRecordSchema>;

/** Still waits for somebody to go there. */
export function isOpen({ answeredBy, withdrawn }: HelpRecord): boolean {
  return answeredBy === null && !withdrawn;
}

export const followUpRecordSchema = z.object({
  ticket: z.string(),
  number: z.string(),
  businessDay: z.iso.date(),
  business: businessIdSchema,
  window: hallIdSchema,
  operator: hallIdSchema,
  grade: z.number().int().min(1).max(5),
  ratedAt: z.number().int(),
  deadline: z.number().int(),
  closed: z.object({ at: z.number().int(), by: z.string(), note: z.string() }).nullable(),
});
export type FollowUpRecord = z.infer<typeof followUpRecordSchema>;

export const configurationRecordSchema = z.object({
  version: z.number().int().min(1),
  at: z.number().int(),
  by: z.string(),
  configuration: storedConfigurationSchema,
});
export type ConfigurationRecord = z.infer<typeof configurationRecordSchema>;
