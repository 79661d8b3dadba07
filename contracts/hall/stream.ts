/**
 * Events over WebSocket. The page speaks once, first, within 5 seconds; from then on only the server speaks:
 *
 *     page    {"token":"…","since":17}
 *     server  {"type":"ready","seq":20}
 *     server  {"type":"events","upTo":20,"events":[…]}      whatever happened after 17
 *     server  {"type":"events","upTo":21,"events":[…]}      and then as it happens
 *
 * A page reads its view over HTTP, and asks for what came after the view's `seq`. `upTo` is where the page is now: the next time
 * it connects, it asks for what came after that. Every number up to `upTo` is told or was nothing for this role (`events` may be
 * empty then: a view may have changed all the same).
 *
 * Whoever holds a ticket begins with its token, and is told less: the ticket's own events as far as they are public, and of
 * everybody else only that the place may have moved (`events` is empty then). What does neither is not told at all; so that a phone
 * whose network went can tell that from a queue that stands still, it hears every 10 seconds that the stream lives.
 */
import { z } from 'zod';

import { opaqueSchema } from '../line.ts';
import { hallEventSchema } from './answers.ts';
import type { EventKind } from './events.ts';
import type { HallRole } from './paths.ts';

export const streamBeginSchema = z.strictObject({
  token: opaqueSchema(200),
  since: z
    .number()
    .int()
    .min(0)
    .exactOptional()
    .describe('The last event that the page knows; absent: only what happens from now on'),
});
export type StreamBegin = z.infer<typeof streamBeginSchema>;

export const streamMessageSchema = z.discriminatedUnion('type', [
  z
    .object({ type: z.literal('ready'), seq: z.number().int().min(0) })
    .describe('Admitted. `seq`: the newest event now.'),
  z.object({
    type: z.literal('events'),
    upTo: z.number().int().min(0).describe('Where the page is now'),
    events: z.array(hallEventSchema),
  }),
  z
    .object({ type: z.literal('behind'), seq: z.number().int().min(0) })
    .describe(
      'Too much has happened since to be told one by one: read the view anew. Events go on after `seq`.',
    ),
  z
    .object({ type: z.literal('alive') })
    .describe('Every 10 seconds, to whoever holds a ticket: a browser tells a page of no ping.'),
]);
export type StreamMessage = z.infer<typeof streamMessageSchema>;

/** Codes with which the server closes a stream (RFC 6455, 7.4.2). */
export const streamCloseCodes = {
  /** No token, a wrong one, or none in time. */
  notPermitted: 4401,
  /** The first message breaks this contract, or a second one came. */
  invalid: 4400,
  /** More than this server takes; try again later. */
  tooMany: 4429,
} as const;

/** What a board, a kiosk or a page of figures hears: nothing that staff wrote, no member of staff, and no grade. */
export const publicEventKinds: readonly EventKind[] = [
  'ticket-issued',
  'ticket-called',
  'ticket-begun',
  'ticket-passed-over',
  'ticket-resumed',
  'ticket-transferred',
  'ticket-finished',
  'ticket-returned',
  'ticket-left-over',
  'appointment-due',
];

/** A screen at a window hears as well that its question was answered elsewhere. */
export const ratingEventKinds: readonly EventKind[] = [...publicEventKinds, 'rated'];

/** Roles that hear everything. */
export const staffRoles: readonly HallRole[] = ['caller', 'administrator'];
