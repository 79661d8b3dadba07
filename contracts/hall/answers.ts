/** What a hall server answers, as schemas: its OpenAPI document, the station's client and tests take it from here. */
import { z } from 'zod';

import { businessSchema, prioritySchema, ticketSchema, ticketStateSchema } from '../hall-api.ts';
import type { BusinessStatus, TicketGiven } from '../hall-api.ts';
import { textSchema } from '../text.ts';
import type { Appointment, FreeSlot } from './appointments.ts';
import { hallConfigurationSchema, noticeSchema, type ConfigurationVersion } from './configuration.ts';
import type { DayView } from './day.ts';
import type { DeskAnswer, DeskSession } from './desk.ts';
import { eventBodySchema, type HallEvent } from './events.ts';
import type { HelpAsked, HelpCall } from './help.ts';
import type { LeaseAccount } from './leases.ts';
import type { FollowUp, Rated } from './ratings.ts';
import type { StatisticsRow } from './statistics.ts';
import type {
  BoardCall,
  BoardView,
  LeftOverTicket,
  OrderTerms,
  PlaceView,
  QueueView,
  QueuedTicket,
  WindowView,
} from './views.ts';

const count = z.number().int().min(0);
/** Milliseconds since the epoch. */
const instant = z.number().int();
const milliseconds = z.number().min(0);
const seq = count.describe('The last event that this view knows');
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
  name: textSchema,
  timeZone: z.string().describe('IANA name'),
  day: dayViewSchema,
  dayFrom: instant.describe('First instant of the business day, milliseconds since the epoch'),
  dayUntil: instant.describe('First instant of the next one'),
  now: instant.describe("The server's clock"),
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
  windows: count.describe('Open windows that serve it'),
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

const orderTermsSchema = z.object({
  entry: z.number().int().describe('Counts who came into the hall today'),
  lead: z
    .object({
      by: z.union([prioritySchema, z.enum(['appointment', 'front'])]),
      numbers: z.number().int(),
    })
    .nullable(),
  place: z.number().int().describe('entry - lead; the smaller one is called first'),
  keptFor: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('window'), window: z.string() }),
      z.object({ kind: z.literal('operator'), operator: z.string() }),
    ])
    .nullable(),
}) satisfies z.ZodType<OrderTerms>;

const queuedTicketSchema = z.object({
  ticket: ticketSchema,
  waitedMs: milliseconds,
  why: orderTermsSchema,
  appointment: z.object({ from: instant, to: instant }).nullable(),
  calls: count.describe('Times that it was called for this business'),
}) satisfies z.ZodType<QueuedTicket>;

export const leftOverTicketSchema = z.object({
  ticket: ticketSchema,
  calls: count.describe('Times that it was called before'),
  reason: z.string().nullable().describe('Of one that was parked, as staff wrote it'),
}) satisfies z.ZodType<LeftOverTicket>;

export const queueViewSchema = z.object({
  seq,
  day: dayViewSchema,
  businesses: z.array(
    z.object({
      business: businessSchema,
      open: z.boolean(),
      waiting: z.array(queuedTicketSchema).describe('In the order in which they are called'),
      aside: z.array(
        z.object({
          ticket: ticketSchema,
          state: z.enum(['parked', 'passed-over']),
          reason: z.string().nullable(),
          sinceMs: milliseconds,
        }),
      ),
      leftOver: z
        .array(leftOverTicketSchema)
        .describe('Of today and of the last day before: the latest, at most 50'),
      leftOverCount: count.describe('All of them'),
      windows: count,
      expectedWaitMs,
    }),
  ),
}) satisfies z.ZodType<QueueView>;

export const windowViewSchema = z.object({
  window: z.string(),
  number: z.number().int().describe('On the sign and spoken'),
  state: z.enum(['empty', 'open', 'closed']),
  session: z.object({ id: z.string(), operator: z.string(), operatorName: z.string() }).nullable(),
  businesses: z.array(z.string()),
  ticket: z.object({ ticket: ticketSchema, sinceMs: milliseconds, calls: count }).nullable(),
  next: z
    .object({ ticket: ticketSchema, why: orderTermsSchema, waitedMs: milliseconds })
    .nullable()
    .describe('Who would be called next here, and why'),
  waiting: count,
}) satisfies z.ZodType<WindowView>;

export const helpCallSchema = z.object({
  id: z.string(),
  origin: z.string(),
  at: instant,
}) satisfies z.ZodType<HelpCall>;

export const helpAskedSchema = helpCallSchema.extend({
  answered: z.boolean().describe('Somebody said that they go there'),
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
    'Between two heartbeats; after three that are missing the window counts as lost',
  ),
}) satisfies z.ZodType<DeskSession>;

export const deskAnswerSchema = z.object({
  repeated: z.boolean().describe('The key was answered before; nothing was done now'),
  window: windowViewSchema,
  ticket: ticketSchema.nullable(),
  why: orderTermsSchema.nullable(),
}) satisfies z.ZodType<DeskAnswer>;

const boardCallSchema = z.object({
  id: count.describe('The sequence number of its event; a page speaks each once'),
  number: z.string(),
  window: z.number().int(),
  business: z.string(),
  times: z.number().int().min(1),
  at: instant,
  day: z.iso.date().nullable().describe('The business day of its number, where that is not today'),
}) satisfies z.ZodType<BoardCall>;

export const boardViewSchema = z.object({
  seq,
  name: textSchema,
  day: dayViewSchema,
  called: z.array(boardCallSchema).describe('Called, not yet there: newest first'),
  last: z.array(boardCallSchema).describe('The last calls of the day, newest first'),
  waits: z.array(
    z.object({
      business: z.string(),
      name: textSchema,
      open: z.boolean(),
      waiting: count,
      windows: count,
      expectedWaitMs,
    }),
  ),
  notices: z.array(noticeSchema),
}) satisfies z.ZodType<BoardView>;

const namedBusinessSchema = z.object({ id: z.string(), name: textSchema });

export const placeViewSchema = z.object({
  seq,
  number: z.string(),
  business: namedBusinessSchema,
  further: z.array(namedBusinessSchema),
  state: ticketStateSchema,
  ahead: count,
  expectedWaitMs: milliseconds.nullable(),
  window: z.number().int().nullable(),
  grade: z.number().int().nullable(),
  canRate: z.boolean(),
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
  free: z.number().int(),
}) satisfies z.ZodType<FreeSlot>;

export const appointmentSchema = z.object({
  id: z.string(),
  business: z.string(),
  date: z.iso.date(),
  from: instant,
  to: instant,
  state: z.enum(['booked', 'checked-in', 'cancelled']),
  ticket: z.string().nullable(),
}) satisfies z.ZodType<Appointment>;

export const leaseAccountSchema = z.object({
  business: z.string(),
  leased: count,
  used: count,
  unused: count,
  open: count,
}) satisfies z.ZodType<LeaseAccount>;

export const configurationVersionSchema = z.object({
  version: z.number().int().min(1),
  configuration: hallConfigurationSchema,
  at: instant,
  by: z.string(),
}) satisfies z.ZodType<ConfigurationVersion>;

const percentilesSchema = z.object({ p50: milliseconds, p90: milliseconds, p99: milliseconds }).nullable();

export const statisticsRowSchema = z.object({
  key: z.string(),
  arrivals: count.nullable(),
  called: count,
  finished: count,
  noShows: count,
  transfers: count,
  neverCalled: count,
  wait: percentilesSchema.describe('From the beginning of the wait to the first call, milliseconds'),
  service: percentilesSchema,
  grades: z.tuple([count, count, count, count, count]).describe('Ratings by grade, 1 first'),
}) satisfies z.ZodType<StatisticsRow>;

export const hallEventSchema = z.object({
  seq: z.number().int().min(1),
  at: instant,
  body: eventBodySchema,
}) satisfies z.ZodType<HallEvent>;
