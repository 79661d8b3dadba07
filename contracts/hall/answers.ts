/** What a hall server answers, as schemas: its OpenAPI document, the station's client and tests take it from here. */
import { z } from 'zod';

import {
  businessSchema,
  prioritySchema,
  ticketSchema,
  ticketStateSchema,
  timeOfDaySchema,
} from '../hall-api.ts';
import type { BusinessStatus, TicketGiven } from '../hall-api.ts';
import { nameSchema } from '../line.ts';
import type { Appointment, FreeSlot } from './appointments.ts';
import { hallConfigurationSchema, noticeSchema, type ConfigurationVersion } from './configuration.ts';
import type { DayView } from './day.ts';
import type { DeskAnswer, DeskSession } from './desk.ts';
import { eventBodySchema, type HallEvent } from './events.ts';
import type { HelpAsked, HelpCall } from './help.ts';
import type { LeaseAccount } from './leases.ts';
import type { FollowUp, Rated } from './ratings.ts';
import type { Percentiles, StatisticsRow } from './statistics.ts';
import type {
  BoardCall,
  BoardView,
  BusinessQueue,
  LeftOverTicket,
  OrderTerms,
  PlaceView,
  QueueView,
  QueuedTicket,
  SetAsideTicket,
  WindowView,
} from './views.ts';

const count = z.number().int().min(0);
const instant = z.number().int().describe('Milliseconds since the epoch');
const milliseconds = z.number().min(0);
const timeZone = z.string().describe('IANA name');
const seq = count.describe('The last event that this view knows');
const openWindows = count.describe('Open windows that serve it');
const expectedWaitMs = milliseconds
  .nullable()
  .describe('Milliseconds until a number taken now would be called; null: no open window serves it');

export const nothingSchema = z.object({});

export const dayViewSchema = z.object({
  date: z.iso.date(),
  state: z.enum(['open', 'closed', 'ended']),
  by: z.string().nullable().describe('By whose hand it is so; null: by rule'),
}) satisfies z.ZodType<DayView>;

/** What every machine of a hall has to know of it. */
export const hallAboutSchema = z.object({
  name: nameSchema,
  timeZone,
  day: dayViewSchema,
  dayFrom: instant.describe('First instant of the business day, milliseconds since the epoch'),
  dayUntil: instant.describe('First instant of the next one'),
  hours: z
    .object({ from: timeOfDaySchema, to: timeOfDaySchema })
    .nullable()
    .exactOptional()
    .describe(
      'When numbers are given today by rule, local time; over midnight where `to` is the earlier one, all day where they are equal. Null: not today. Absent: servers of before did not say it',
    ),
  now: instant.describe("The hall's clock, one for all of its servers"),
  version: z
    .number()
    .int()
    .min(1)
    .exactOptional()
    .describe('Of the configuration in force; absent: servers of before did not say it'),
  phoneUrl: z
    .url()
    .nullable()
    .describe("What the ticket's QR leads to, completed by its token; null: phones do not reach this server"),
});
export type HallAbout = z.infer<typeof hallAboutSchema>;

export const personKeySchema = z.object({
  key: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/)
    .describe('32 bytes as base64url, for HMAC-SHA-256 of identity numbers: docs/audit.md'),
});

export const businessStatusSchema = z.object({
  business: businessSchema,
  open: z.boolean(),
  waiting: count,
  windows: openWindows,
  expectedWaitMs,
}) satisfies z.ZodType<BusinessStatus>;

export const ticketGivenSchema = z.object({
  ticket: ticketSchema,
  ahead: count.describe('People before this one'),
  expectedWaitMs: milliseconds
    .nullable()
    .describe('Milliseconds until it will probably be called; null: it does not wait, or no open window'),
  existing: z.boolean().describe('The person had this live ticket for the business already'),
}) satisfies z.ZodType<TicketGiven>;

export const keptForSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('window'), window: z.string() }),
  z.object({ kind: z.literal('operator'), operator: z.string() }),
]);

export const orderTermsSchema = z.object({
  entry: z.number().int().describe('Counts who came into the hall today'),
  lead: z
    .object({
      by: z.union([prioritySchema, z.enum(['appointment', 'front'])]),
      numbers: z.number().int(),
    })
    .nullable()
    .describe('What puts it before its entry, and by how many numbers; null: nothing does'),
  place: z.number().int().describe('entry - lead; the smaller one is called first'),
  keptFor: keptForSchema.nullable().describe('Null: for every window that serves the business'),
}) satisfies z.ZodType<OrderTerms>;

export const queuedTicketSchema = z.object({
  ticket: ticketSchema,
  waitedMs: milliseconds.describe('Since it began to wait for this business'),
  why: orderTermsSchema,
  appointment: z
    .object({ from: instant, to: instant })
    .nullable()
    .describe('The appointment that it checked in'),
  calls: count.describe('Times that it was called for this business'),
}) satisfies z.ZodType<QueuedTicket>;

export const setAsideTicketSchema = z.object({
  ticket: ticketSchema,
  state: z.enum(['parked', 'passed-over']),
  reason: z
    .string()
    .nullable()
    .describe('Of a parked one, as staff wrote it; `window-lost`: its window was lost in mid-service'),
  sinceMs: milliseconds,
}) satisfies z.ZodType<SetAsideTicket>;

export const leftOverTicketSchema = z.object({
  ticket: ticketSchema,
  calls: count.describe('Times that it was called before'),
  reason: z.string().nullable().describe('Of one that was parked, as staff wrote it'),
}) satisfies z.ZodType<LeftOverTicket>;

export const businessQueueSchema = z.object({
  business: businessSchema,
  open: z.boolean(),
  waiting: z.array(queuedTicketSchema).describe('In the order in which they are called'),
  aside: z.array(setAsideTicketSchema),
  leftOver: z
    .array(leftOverTicketSchema)
    .describe('Of today and of the last day before: the latest, at most 50'),
  leftOverCount: count.describe('All of them'),
  windows: openWindows,
  expectedWaitMs,
}) satisfies z.ZodType<BusinessQueue>;

export const queueViewSchema = z.object({
  seq,
  day: dayViewSchema,
  closed: z
    .object({
      since: instant
        .nullable()
        .describe('By hand, or by the hours of today; null: there were none today yet, or it is not known'),
      until: instant.nullable().describe('When they are given again by rule; null: not within 60 days'),
    })
    .nullable()
    .describe('While no numbers are given; null: they are. Instants in milliseconds since the epoch'),
  businesses: z
    .array(businessQueueSchema)
    .describe('Of the configuration, and removed ones for which somebody still waits'),
}) satisfies z.ZodType<QueueView>;

export const windowViewSchema = z.object({
  window: z.string(),
  number: z.number().int().describe('On the sign and spoken'),
  state: z.enum(['empty', 'open', 'closed']),
  session: z
    .object({ id: z.string(), operator: z.string(), operatorName: z.string() })
    .nullable()
    .describe('Null where nobody is signed in'),
  businesses: z.array(z.string()),
  ticket: z.object({ ticket: ticketSchema, sinceMs: milliseconds, calls: count }).nullable(),
  next: z
    .object({ ticket: ticketSchema, why: orderTermsSchema, waitedMs: milliseconds })
    .nullable()
    .describe('Who would be called next here, and why'),
  waiting: count.describe('Everybody who waits for what is served here'),
}) satisfies z.ZodType<WindowView>;

export const helpCallSchema = z.object({
  id: z.string(),
  origin: z.string(),
  at: instant,
}) satisfies z.ZodType<HelpCall>;

export const helpAskedSchema = helpCallSchema.extend({
  answered: z.boolean().describe('Somebody said that they go there'),
  withdrawn: z.boolean().describe('It was taken back, and the key calls nobody any more'),
}) satisfies z.ZodType<HelpAsked>;

export const windowsViewSchema = z.object({
  seq,
  windows: z.array(windowViewSchema),
  help: z.array(helpCallSchema),
});

export const deskSessionSchema = z.object({
  id: z.string(),
  window: z.string(),
  operator: z.string(),
  businesses: z.array(z.string()),
  heartbeatMs: milliseconds.describe(
    'Between two heartbeats; after four that are missing the window counts as lost',
  ),
}) satisfies z.ZodType<DeskSession>;

export const deskAnswerSchema = z.object({
  repeated: z.boolean().describe('The key was answered before; nothing was done now'),
  window: windowViewSchema,
  ticket: ticketSchema
    .nullable()
    .describe('The one that was called or changed; null: nobody waits for what this window serves'),
  why: orderTermsSchema.nullable().describe('Of a call: why this one'),
}) satisfies z.ZodType<DeskAnswer>;

export const boardCallSchema = z.object({
  id: count.describe('The sequence number of its event; a page speaks each once'),
  number: z.string(),
  window: z.number().int(),
  business: z.string(),
  times: z.number().int().min(1).describe('1 for the first call of this wait, 2 for the next'),
  at: instant,
  day: z.iso.date().nullable().describe('The business day of its number, where that is not today'),
}) satisfies z.ZodType<BoardCall>;

export const boardWaitSchema = z.object({
  business: z.string(),
  name: nameSchema,
  open: z.boolean(),
  waiting: count,
  windows: openWindows,
  expectedWaitMs,
}) satisfies z.ZodType<BoardView['waits'][number]>;

export const boardViewSchema = z.object({
  seq,
  name: nameSchema,
  timeZone,
  day: dayViewSchema,
  called: z.array(boardCallSchema).describe('Called, not yet there: newest first'),
  last: z.array(boardCallSchema).describe('The last calls of the day, newest first'),
  waits: z.array(boardWaitSchema),
  notices: z.array(noticeSchema),
}) satisfies z.ZodType<BoardView>;

export const namedBusinessSchema = z.object({ id: z.string(), name: nameSchema });

export const placeViewSchema = z.object({
  seq,
  ticket: z.string().describe('Its id, as its events name it'),
  number: z.string(),
  business: namedBusinessSchema,
  further: z.array(namedBusinessSchema),
  state: ticketStateSchema,
  ahead: count.describe('People before this one; 0 for whoever does not wait'),
  expectedWaitMs: milliseconds.nullable(),
  window: z.number().int().nullable().describe('Of a called one'),
  grade: z.number().int().nullable().describe('Null: not rated, or not finished yet'),
  canRate: z.boolean(),
  timeZone,
}) satisfies z.ZodType<PlaceView>;

export const ratedSchema = z.object({
  grade: z.number().int().min(1).max(5),
  before: z.boolean().describe('It was rated before; that grade stays, and is this one'),
}) satisfies z.ZodType<Rated>;

export const followUpSchema = z.object({
  ticket: z.string(),
  number: z.string(),
  businessDay: z.iso.date(),
  business: z.string(),
  window: z.string(),
  operator: z.string(),
  grade: z.number().int(),
  ratedAt: instant,
  deadline: instant,
  overdue: z.boolean(),
  closed: z.object({ at: instant, by: z.string(), note: z.string() }).nullable(),
}) satisfies z.ZodType<FollowUp>;

export const freeSlotSchema = z.object({
  business: z.string(),
  date: z.iso.date(),
  from: z.string(),
  to: z.string(),
  free: z.number().int().describe('Places left'),
}) satisfies z.ZodType<FreeSlot>;

export const appointmentSchema = z.object({
  id: z.string().describe("The booking's key"),
  business: z.string(),
  date: z.iso.date(),
  from: instant,
  to: instant,
  state: z.enum(['booked', 'checked-in', 'cancelled']),
  ticket: z.string().nullable().describe('The one that checked it in'),
}) satisfies z.ZodType<Appointment>;

export const leaseAccountSchema = z.object({
  business: z.string(),
  leased: count.describe('used + unused + open'),
  used: count.describe('Printed and merged'),
  unused: count.describe('Given back, never to be given'),
  open: count.describe('Still with a station'),
}) satisfies z.ZodType<LeaseAccount>;

export const configurationVersionSchema = z.object({
  version: z.number().int().min(1),
  configuration: hallConfigurationSchema,
  at: instant,
  by: z.string().describe('A staff id, or what software'),
}) satisfies z.ZodType<ConfigurationVersion>;

export const percentilesSchema = z
  .object({ p50: milliseconds, p90: milliseconds, p99: milliseconds })
  .describe('Nearest ranks, milliseconds') satisfies z.ZodType<Percentiles>;

export const statisticsRowSchema = z.object({
  key: z.string().describe('A business, a window, an hour (`00` to `23`), a date, or `total`'),
  arrivals: count.nullable().describe('Numbers taken; null by window, since no number is taken there'),
  called: count.describe('Visits that were called at least once'),
  finished: count,
  noShows: count.describe('Called, and ended without service'),
  transfers: count,
  neverCalled: count,
  wait: percentilesSchema
    .nullable()
    .describe('From the beginning of the wait to the first call; null where nobody was called'),
  service: percentilesSchema
    .nullable()
    .describe('From the beginning of the service (or the last call) to its end; null where there is none'),
  grades: z.tuple([count, count, count, count, count]).describe('Ratings by grade, 1 first'),
}) satisfies z.ZodType<StatisticsRow>;

export const hallEventSchema = z.object({
  seq: z.number().int().min(1).describe('Without gaps in a hall'),
  at: instant.describe(
    'Milliseconds since the epoch; goes back where a clock was set back, `seq` never does',
  ),
  body: eventBodySchema,
}) satisfies z.ZodType<HallEvent>;
