/**
 * Names of the shapes in the OpenAPI document: what other makers' generators call their types. A shape that is read with its
 * defaults and written without them has two names, since what is required of it differs: `Leads` and `LeadsInput`.
 */
import { z } from 'zod';

import {
  businessSchema,
  issueRequestSchema,
  prioritySchema,
  ticketSchema,
  ticketStateSchema,
} from '#contracts/hall-api.ts';
import * as answers from '#contracts/hall/answers.ts';
import { bookingSchema } from '#contracts/hall/appointments.ts';
import * as configuration from '#contracts/hall/configuration.ts';
import { dayChangeSchema } from '#contracts/hall/day.ts';
import {
  deskCommandSchema,
  queueEndSchema,
  signInSchema,
  transferTargetSchema,
} from '#contracts/hall/desk.ts';
import { eventBodySchema } from '#contracts/hall/events.ts';
import { helpAnswerSchema, helpRequestSchema } from '#contracts/hall/help.ts';
import { leaseSchema, offlineTicketSchema } from '#contracts/hall/leases.ts';
import { hallOperations } from '#contracts/hall/operations.ts';
import { hallOperationNames, hallRoutes } from '#contracts/hall/paths.ts';
import { hallProblemSchema } from '#contracts/hall/problem.ts';
import { followUpCloseSchema, ratedTicketSchema, ratingSchema } from '#contracts/hall/ratings.ts';
import { signsViewSchema } from '#contracts/hall/signs.ts';
import { streamBeginSchema, streamMessageSchema } from '#contracts/hall/stream.ts';
import { nameSchema } from '#contracts/line.ts';

export type Names = z.core.$ZodRegistry<{ id: string }>;

/** Of what goes in, and of what comes out. */
export const names: { readonly input: Names; readonly output: Names } = {
  input: z.registry(),
  output: z.registry(),
};

/** Its codes stand with the responses: the catalogue as a whole is that of terminals as well, and grows. */
export const problemSchema = hallProblemSchema
  .omit({ code: true })
  .extend({ code: z.string().describe('Those of an operation stand with its responses') });

const either = {
  Name: nameSchema,
  NoticeText: configuration.noticeTextSchema,
  Priority: prioritySchema,
  Window: configuration.windowSchema,
  Staff: configuration.staffSchema,
  Slot: configuration.slotSchema,
  Notice: configuration.noticeSchema,
};
give(names.input, {
  ...either,
  IssueRequest: issueRequestSchema,
  OfflineTicket: offlineTicketSchema,
  SignIn: signInSchema,
  DeskCommand: deskCommandSchema,
  QueueEnd: queueEndSchema,
  TransferTarget: transferTargetSchema,
  Booking: bookingSchema,
  Rating: ratingSchema,
  RatedTicket: ratedTicketSchema,
  FollowUpClose: followUpCloseSchema,
  HelpRequest: helpRequestSchema,
  HelpAnswer: helpAnswerSchema,
  DayChange: dayChangeSchema,
  ConfigurationChange: configuration.configurationChangeSchema,
  HallConfigurationInput: configuration.hallConfigurationSchema,
  BusinessInput: businessSchema,
  LeadsInput: configuration.leadsSchema,
  DayRuleInput: configuration.dayRuleSchema,
  StreamBegin: streamBeginSchema,
});
give(names.output, {
  ...either,
  HallAbout: answers.hallAboutSchema,
  DayView: answers.dayViewSchema,
  Business: businessSchema,
  BusinessStatus: answers.businessStatusSchema,
  Ticket: ticketSchema,
  TicketState: ticketStateSchema,
  TicketGiven: answers.ticketGivenSchema,
  PersonKey: answers.personKeySchema,
  Lease: leaseSchema,
  LeaseAccount: answers.leaseAccountSchema,
  DeskSession: answers.deskSessionSchema,
  DeskAnswer: answers.deskAnswerSchema,
  OrderTerms: answers.orderTermsSchema,
  KeptFor: answers.keptForSchema,
  QueueView: answers.queueViewSchema,
  BusinessQueue: answers.businessQueueSchema,
  QueuedTicket: answers.queuedTicketSchema,
  SetAsideTicket: answers.setAsideTicketSchema,
  LeftOverTicket: answers.leftOverTicketSchema,
  WindowsView: answers.windowsViewSchema,
  WindowView: answers.windowViewSchema,
  SignsView: signsViewSchema,
  BoardView: answers.boardViewSchema,
  BoardCall: answers.boardCallSchema,
  BoardWait: answers.boardWaitSchema,
  PlaceView: answers.placeViewSchema,
  NamedBusiness: answers.namedBusinessSchema,
  Rated: answers.ratedSchema,
  FollowUp: answers.followUpSchema,
  FreeSlot: answers.freeSlotSchema,
  Appointment: answers.appointmentSchema,
  HelpCall: answers.helpCallSchema,
  HelpAsked: answers.helpAskedSchema,
  ConfigurationVersion: answers.configurationVersionSchema,
  HallConfiguration: configuration.hallConfigurationSchema,
  Leads: configuration.leadsSchema,
  DayRule: configuration.dayRuleSchema,
  StatisticsRow: answers.statisticsRowSchema,
  Percentiles: answers.percentilesSchema,
  HallEvent: answers.hallEventSchema,
  EventBody: eventBodySchema,
  StreamMessage: streamMessageSchema,
  Nothing: answers.nothingSchema,
  Problem: problemSchema,
});

giveMembers(names.input, deskCommandSchema, (kind) => `${kind}Command`);
giveMembers(names.input, transferTargetSchema, (kind) => `${kind}Target`);
giveMembers(names.input, ratedTicketSchema, (kind) => `RatedBy${kind}`);
giveMembers(names.output, answers.keptForSchema, (kind) => `KeptFor${kind}`);
giveMembers(names.output, eventBodySchema, (kind) => `${kind}Event`);
giveMembers(names.output, streamMessageSchema, (kind) => `Stream${kind}`);

// What an operation alone knows is called after it.
for (const operation of hallOperationNames) {
  const { input, answer } = hallOperations[operation];
  if (hallRoutes[operation][0] !== 'GET') giveObject(names.input, input, `${pascal(operation)}Request`);
  giveObject(names.output, answer, `${pascal(operation)}Answer`);
}

function give(to: Names, schemas: Readonly<Record<string, z.ZodType>>): void {
  for (const [id, schema] of Object.entries(schemas)) to.add(schema, { id });
}

function giveMembers(to: Names, union: z.ZodDiscriminatedUnion, name: (kind: string) => string): void {
  for (const [kind, member] of membersOf(union)) to.add(member, { id: name(pascal(kind)) });
}

function giveObject(to: Names, schema: z.ZodType, id: string): void {
  if (schema instanceof z.ZodObject && !to.has(schema)) to.add(schema, { id });
}

/** Each with the value of the property that tells them apart. */
export function membersOf(union: z.ZodDiscriminatedUnion): (readonly [string, z.ZodObject])[] {
  return union.options.map((option) => {
    const kind: unknown = option instanceof z.ZodObject ? option.shape[union.def.discriminator] : null;
    if (!(option instanceof z.ZodObject) || !(kind instanceof z.ZodLiteral) || typeof kind.value !== 'string')
      throw new TypeError(`${union.def.discriminator} tells the members apart by a text`);
    return [kind.value, option];
  });
}

/** `call-next`: `CallNext`. */
function pascal(name: string): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
