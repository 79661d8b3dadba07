/** How a hall works: what is offered, where, when and in which order. Versioned; changed as a whole. */
import { z } from 'zod';

import { businessIdSchema, businessSchema, timeOfDaySchema } from '../hall-api.ts';
import type { Result } from '../result.ts';
import { lineSchema, longestLine, nameSchema, opaqueSchema } from '../line.ts';

/** Of a hall, a window, a member of staff, a notice. */
export const hallIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/);

export const windowSchema = z.strictObject({
  id: hallIdSchema,
  number: z.number().int().min(1).max(999).describe('On the sign and spoken: 3 号窗口'),
  businesses: z.array(businessIdSchema).min(1).max(24).describe('What can be done there'),
});
export type HallWindow = z.infer<typeof windowSchema>;

export const staffSchema = z.strictObject({
  id: hallIdSchema,
  name: lineSchema(longestLine.staffName).describe('For staff only, never on a board'),
});
export type Staff = z.infer<typeof staffSchema>;

/** How far somebody stands before the numbers that they came with, in numbers taken in the hall; hall/queue-order.ts. */
const leadSchema = z.number().int().min(0).max(1000);
export const leadsSchema = z.strictObject({
  elderly: leadSchema.default(20).describe('65 and older'),
  disabled: leadSchema.default(20),
  appointment: leadSchema.default(50).describe('Checked in in time, from the beginning of the slot'),
  front: leadSchema.default(200).describe('Put at the front by staff'),
});
export type Leads = z.infer<typeof leadsSchema>;

/** A weekly time for appointments. */
export const slotSchema = z.strictObject({
  business: businessIdSchema,
  weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7).describe('1 is Monday'),
  from: timeOfDaySchema,
  to: timeOfDaySchema,
  capacity: z.number().int().min(1).max(500).describe('People'),
});
export type Slot = z.infer<typeof slotSchema>;

export const noticeTextSchema = z.strictObject({
  zh: lineSchema(longestLine.notice),
  en: lineSchema(longestLine.notice),
});

export const noticeSchema = z.strictObject({
  id: hallIdSchema,
  text: noticeTextSchema,
  from: z.iso.date().exactOptional().describe('First business day on which it is shown; absent: at once'),
  until: z.iso.date().exactOptional().describe('Last one; absent: until it is removed'),
});
export type Notice = z.infer<typeof noticeSchema>;

export const dayRuleSchema = z.strictObject({
  opens: timeOfDaySchema.exactOptional().describe('Numbers are given from; absent: from the turn of the day'),
  closes: timeOfDaySchema
    .exactOptional()
    .describe('Until before; absent: until the turn. Who waits is still called'),
  weekdays: z
    .array(z.number().int().min(1).max(7))
    .max(7)
    .default([1, 2, 3, 4, 5, 6, 7])
    .describe('1 is Monday'),
  holidays: z.array(z.iso.date()).max(200).default([]).describe('Closed whatever the weekday'),
  workdays: z.array(z.iso.date()).max(200).default([]).describe('Open whatever the weekday (调休上班)'),
});
export type DayRule = z.infer<typeof dayRuleSchema>;

export const hallConfigurationSchema = z.strictObject({
  name: nameSchema.describe('On the board and on tickets'),
  timeZone: opaqueSchema(64).default('Asia/Shanghai').describe('IANA name'),
  dayStartsAt: timeOfDaySchema.default('00:00').describe('When the business day turns, local time'),
  businesses: z.array(businessSchema).min(1).max(24).describe('In the order of the screens'),
  windows: z.array(windowSchema).max(200).default([]),
  staff: z.array(staffSchema).max(500).default([]),
  leads: leadsSchema.prefault({}),
  day: dayRuleSchema.prefault({}),
  appointments: z
    .strictObject({
      slots: z.array(slotSchema).max(500).default([]),
      graceMinutes: z
        .number()
        .int()
        .min(0)
        .max(240)
        .default(15)
        .describe('Checked in later than this after the slot: an ordinary number'),
      daysAhead: z.number().int().min(1).max(90).default(14).describe('How far ahead one can book, days'),
    })
    .prefault({}),
  notices: z.array(noticeSchema).max(50).default([]),
  followUpDays: z.number().int().min(1).max(60).default(5).describe('Within which a bad grade is answered'),
  leaseSize: z
    .number()
    .int()
    .min(5)
    .max(500)
    .default(30)
    .describe('Numbers a station holds for each business for when it is cut off'),
});
export type HallConfiguration = z.infer<typeof hallConfigurationSchema>;

export interface ConfigurationVersion {
  /** 1 and up, without gaps. */
  readonly version: number;
  readonly configuration: HallConfiguration;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Who changed it: a staff id, or what software. */
  readonly by: string;
}

export const configurationChangeSchema = z.strictObject({
  expected: z.number().int().min(1).describe('The version that was read and changed'),
  configuration: hallConfigurationSchema,
  by: opaqueSchema(64),
});
export type ConfigurationChange = z.infer<typeof configurationChangeSchema>;

/** Of the largest that the schema takes, as `JSON.stringify` writes it, in UTF-8. */
export const longestChangeBytes = 400 * 1024;

export interface HallConfigurations {
  configuration(): Promise<Result<ConfigurationVersion>>;
  /**
   * Takes effect at once. A business that is removed gives no numbers; who waits for it is still called. The same change once more
   * is answered with the version that it made. Failures: configuration-conflict (another version is in force), configuration-invalid
   * (`detail` names the places).
   */
  changeConfiguration(change: ConfigurationChange): Promise<Result<ConfigurationVersion>>;
  /** Newest first, at most `limit`. */
  configurationHistory(limit: number): Promise<Result<readonly ConfigurationVersion[]>>;
}
