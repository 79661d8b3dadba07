/**
 * The hall server's operations: who may ask, what goes in, what comes out, which failures are told. Server, OpenAPI document and
 * the station's client are made from this table. Bearer tokens (RFC 6750); commands carry their idempotency key in `key`.
 */
import { z } from 'zod';

import type { FailureCode } from '../failures.ts';
import { issueRequestSchema, ticketSchema } from '../hall-api.ts';
import { opaqueSchema } from '../line.ts';
import {
  appointmentSchema,
  boardViewSchema,
  businessStatusSchema,
  configurationVersionSchema,
  dayViewSchema,
  deskAnswerSchema,
  deskSessionSchema,
  followUpSchema,
  freeSlotSchema,
  hallAboutSchema,
  hallEventSchema,
  helpAskedSchema,
  helpCallSchema,
  leaseAccountSchema,
  nothingSchema,
  personKeySchema,
  placeViewSchema,
  queueViewSchema,
  ratedSchema,
  statisticsRowSchema,
  ticketGivenSchema,
  windowsViewSchema,
} from './answers.ts';
import { bookingSchema } from './appointments.ts';
import { configurationChangeSchema } from './configuration.ts';
import { dayChangeSchema } from './day.ts';
import { deskCommandSchema, keySchema, reasonSchema, signInSchema, ticketIdSchema } from './desk.ts';
import { helpAnswerSchema, helpRequestSchema } from './help.ts';
import { leaseSchema, offlineTicketSchema, stationIdSchema } from './leases.ts';
import { hallRoles, type HallCaller, type HallOperation } from './paths.ts';
import { followUpCloseSchema, gradeSchema, ratingSchema } from './ratings.ts';
import { signsViewSchema } from './signs.ts';
import { spokenNumberPattern } from './spoken-call.ts';
import { statisticsQuerySchema } from './statistics.ts';

interface OperationEntry<Input, Answer> {
  readonly roles: readonly HallCaller[];
  readonly summary: string;
  readonly input: z.ZodType<Input>;
  readonly answer: z.ZodType<Answer>;
  /** Beside those of every operation: see `everyFailure`. */
  readonly failures: readonly FailureCode[];
}

/** What any operation may answer. */
export const everyFailure: readonly FailureCode[] = [
  'request-invalid',
  'not-permitted',
  'too-many-requests',
  'hall-unavailable',
  'store-unwritable',
  'store-damaged',
  'data-in-use',
];

function operation<Input, Answer>(
  roles: readonly HallCaller[],
  summary: string,
  input: z.ZodType<Input>,
  answer: z.ZodType<Answer>,
  ...failures: readonly FailureCode[]
): OperationEntry<Input, Answer> {
  return { roles, summary, input, answer, failures };
}

const nothing = z.strictObject({});
const person = opaqueSchema(128).describe("Keyed hash of the person, made with the hall's key");
/** Numbers of a query arrive as text. */
const integer = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const dated = z.strictObject({ date: z.iso.date() });

/** A day's worth of a station that was cut off, in portions. */
export const mergeAtOnce = 200;

export const hallOperations = {
  about: operation(hallRoles, 'The hall, its clock and its business day', nothing, hallAboutSchema),
  businesses: operation(
    ['kiosk', 'caller', 'board', 'administrator'],
    'What numbers are given for, and how long it takes',
    nothing,
    z.array(businessStatusSchema),
  ),
  issue: operation(
    ['kiosk'],
    'Gives a number; the same key always gets the same ticket',
    issueRequestSchema,
    ticketGivenSchema,
    'business-unknown',
    'business-closed',
    'appointment-unknown',
    'key-reused',
    'disk-full',
  ),
  ticketsOf: operation(
    ['kiosk'],
    "A person's live tickets of today",
    z.strictObject({ person }),
    z.array(ticketGivenSchema),
  ),
  findByKey: operation(
    ['kiosk'],
    'The ticket that a key got, or null',
    z.strictObject({ key: keySchema }),
    z.object({ ticket: ticketSchema.nullable() }),
  ),
  issuedBy: operation(
    ['kiosk'],
    "Today's live tickets that a station asked for",
    z.strictObject({ origin: opaqueSchema(64) }),
    z.array(ticketSchema),
  ),
  void: operation(
    ['kiosk', 'administrator'],
    'Takes a number out of the queue; repeating it changes nothing',
    z.strictObject({ ticket: ticketIdSchema, reason: reasonSchema }),
    ticketSchema,
    'ticket-unknown',
  ),
  personKey: operation(
    ['kiosk'],
    "The hall's key for the hashes of people: one person, one hash at every station",
    nothing,
    personKeySchema,
  ),
  hold: operation(
    ['kiosk'],
    'Numbers for a station that will be cut off: see contracts/hall/leases.ts',
    z.strictObject({ station: stationIdSchema }),
    z.array(leaseSchema),
  ),
  merge: operation(
    ['kiosk'],
    'Brings what a station gave meanwhile into the queue; all or none',
    z.strictObject({
      station: stationIdSchema,
      tickets: z.array(offlineTicketSchema).min(1).max(mergeAtOnce),
    }),
    z.array(ticketSchema),
    'lease-unknown',
    'lease-number-taken',
    'key-reused',
  ),
  release: operation(
    ['kiosk'],
    'What the station will not use any more',
    z.strictObject({ station: stationIdSchema, lease: opaqueSchema(64) }),
    nothingSchema,
    'lease-unknown',
  ),
  leaseAccounts: operation(
    ['administrator', 'statistics'],
    "What became of a day's leased numbers",
    dated,
    z.array(leaseAccountSchema),
  ),
  signIn: operation(
    ['caller'],
    'Opens a window',
    signInSchema,
    deskSessionSchema,
    'window-unknown',
    'operator-unknown',
    'business-unknown',
    'key-reused',
    'disk-full',
  ),
  heartbeat: operation(
    ['caller'],
    'Says that the window is still there',
    z.strictObject({ session: opaqueSchema(64) }),
    z.object({ seq: z.number().int().min(0) }),
    'session-ended',
  ),
  perform: operation(
    ['caller'],
    'What staff do at a window; a key that comes again counts once',
    deskCommandSchema,
    deskAnswerSchema,
    'session-ended',
    'window-closed',
    'window-busy',
    'window-empty',
    'ticket-unknown',
    'ticket-elsewhere',
    'business-unknown',
    'window-unknown',
    'operator-unknown',
    'key-reused',
    'disk-full',
  ),
  queue: operation(['caller', 'administrator'], 'Who waits, and why in this order', nothing, queueViewSchema),
  windows: operation(
    ['caller', 'administrator'],
    'Windows and open calls for help',
    nothing,
    windowsViewSchema,
  ),
  signs: operation(
    ['rating'],
    'What stands at each window: its number and whose turn it is',
    nothing,
    signsViewSchema,
  ),
  board: operation(['board', 'caller', 'administrator'], 'What the board shows', nothing, boardViewSchema),
  place: operation(
    ['ticket'],
    'A place in the queue, for whoever holds the ticket',
    nothing,
    placeViewSchema,
    'ticket-unknown',
  ),
  ratePlace: operation(
    ['ticket'],
    'A grade by whoever holds the ticket',
    z.strictObject({ grade: gradeSchema }),
    ratedSchema,
    'ticket-unknown',
    'rating-early',
  ),
  rate: operation(
    ['rating', 'kiosk'],
    "A grade at the window's screen or a kiosk; by a ticket's id only while it is one of the last two finished at its window",
    ratingSchema,
    ratedSchema,
    'ticket-unknown',
    'rating-early',
  ),
  followUps: operation(
    ['caller', 'administrator', 'statistics'],
    'Bad grades that must be answered, or were',
    z.strictObject({ state: z.enum(['open', 'closed']) }),
    z.array(followUpSchema),
  ),
  closeFollowUp: operation(
    ['administrator'],
    'Answers a bad grade',
    followUpCloseSchema,
    nothingSchema,
    'follow-up-unknown',
  ),
  slots: operation(
    ['kiosk', 'caller', 'administrator'],
    'Times that can be booked',
    dated,
    z.array(freeSlotSchema),
  ),
  book: operation(
    ['kiosk'],
    'Books a time',
    bookingSchema,
    appointmentSchema,
    'business-unknown',
    'appointment-unknown',
    'slot-full',
    'key-reused',
    'disk-full',
  ),
  cancelAppointment: operation(
    ['kiosk', 'caller', 'administrator'],
    'Gives a booked time back',
    z.strictObject({ id: keySchema }),
    appointmentSchema,
    'appointment-unknown',
  ),
  appointmentsOf: operation(
    ['kiosk'],
    "A person's booked times of today",
    z.strictObject({ person }),
    z.array(appointmentSchema),
  ),
  appointments: operation(
    ['caller', 'administrator'],
    "A day's appointments in order of time",
    dated,
    z.array(appointmentSchema),
  ),
  callHelp: operation(
    ['kiosk'],
    'Somebody wants a member of staff; the same key again tells whether one goes there',
    helpRequestSchema,
    helpAskedSchema,
  ),
  withdrawHelp: operation(
    ['kiosk'],
    'Whoever wanted a member of staff wants none any more; repeating it changes nothing',
    helpRequestSchema,
    nothingSchema,
  ),
  answerHelp: operation(
    ['caller'],
    'Somebody goes there',
    helpAnswerSchema,
    nothingSchema,
    'help-unknown',
    'operator-unknown',
  ),
  openHelp: operation(
    ['caller', 'administrator'],
    'Calls for help that nobody answered or took back',
    nothing,
    z.array(helpCallSchema),
  ),
  day: operation(hallRoles, 'The business day', nothing, dayViewSchema),
  changeDay: operation(
    ['administrator'],
    'Opens, closes or ends the day by hand',
    dayChangeSchema,
    dayViewSchema,
  ),
  configuration: operation(
    ['caller', 'administrator', 'statistics'],
    'The configuration in force',
    nothing,
    configurationVersionSchema,
  ),
  changeConfiguration: operation(
    ['administrator'],
    'Puts another configuration in force',
    configurationChangeSchema,
    configurationVersionSchema,
    'configuration-conflict',
    'configuration-invalid',
    'disk-full',
  ),
  configurationHistory: operation(
    ['administrator'],
    'Former configurations, newest first',
    z.strictObject({ limit: integer(1, 100).default(20) }),
    z.array(configurationVersionSchema),
  ),
  statistics: operation(
    ['statistics', 'administrator'],
    'Figures of business days',
    statisticsQuerySchema,
    z.array(statisticsRowSchema),
  ),
  events: operation(
    hallRoles,
    'What happened after an event, as far as the role may know it: see contracts/hall/stream.ts',
    z.strictObject({ since: integer(0, Number.MAX_SAFE_INTEGER), limit: integer(1, 1000).default(200) }),
    z.object({
      upTo: z.number().int().min(0).describe('Ask for what came after it'),
      behind: z.boolean().describe('Some after `since` are not kept any more: read the views anew'),
      events: z.array(hallEventSchema),
    }),
  ),
} satisfies Readonly<
  Record<HallOperation, OperationEntry<never, unknown> | OperationEntry<unknown, unknown>>
>;

type Operations = typeof hallOperations;
/** As it is parsed. */
export type HallInput<O extends HallOperation> = z.output<Operations[O]['input']>;
export type HallAnswer<O extends HallOperation> = z.output<Operations[O]['answer']>;
/** As whoever answers has it: nothing of it is theirs to change. */
export type HallReply<O extends HallOperation> = ReadonlyDeep<HallAnswer<O>>;

type ReadonlyDeep<T> = T extends object ? { readonly [K in keyof T]: ReadonlyDeep<T[K]> } : T;

export const speechRoles: readonly HallCaller[] = ['board', 'administrator'];
export const speechQuerySchema = z.strictObject({
  number: z.string().regex(spokenNumberPattern),
  window: integer(1, 999),
  day: z.iso.date().exactOptional().describe('The business day of the number, where that is not today'),
  language: z.enum(['zh', 'en']).default('zh'),
});
