/** What staff do at a window. Every command has an idempotency key: a press that a bad network repeats counts once. */
import { z } from 'zod';

import { businessIdSchema, type Ticket } from '../hall-api.ts';
import type { Result } from '../result.ts';
import { lineSchema, opaqueSchema } from '../line.ts';
import { hallIdSchema } from './configuration.ts';
import type { OrderTerms, WindowView } from './views.ts';

export const keySchema = opaqueSchema(64);
export const ticketIdSchema = opaqueSchema(64);
export const reasonSchema = lineSchema(200);
const sessionIdSchema = opaqueSchema(64);

export const signInSchema = z.strictObject({
  key: keySchema,
  window: hallIdSchema,
  operator: hallIdSchema,
  businesses: z
    .array(businessIdSchema)
    .min(1)
    .max(24)
    .exactOptional()
    .describe('What is served there today; absent: everything that the window can do'),
});
export type SignIn = z.infer<typeof signInSchema>;

const command = { key: keySchema, session: sessionIdSchema };

export const transferTargetSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('business'), business: businessIdSchema }),
  z.strictObject({ kind: z.literal('window'), window: hallIdSchema }),
  z.strictObject({ kind: z.literal('operator'), operator: hallIdSchema }),
]);
export type TransferTarget = z.infer<typeof transferTargetSchema>;

export const queueEndSchema = z
  .enum(['front', 'back'])
  .describe('`front`: as if taken `leads.front` numbers earlier. `back`: as if taken now.');
export type QueueEnd = z.infer<typeof queueEndSchema>;

export const deskCommandSchema = z.discriminatedUnion('do', [
  z.strictObject({
    ...command,
    do: z.literal('call-next'),
    current: z
      .enum(['finish', 'pass-over'])
      .nullable()
      .describe(
        'What becomes of the ticket that is at the window, in the same commit; null: there must be none',
      ),
  }),
  z
    .strictObject({ ...command, do: z.literal('call-ticket'), ticket: ticketIdSchema })
    .describe(
      'A certain ticket that waits (not one kept for another window), is parked, was passed over or left over',
    ),
  z.strictObject({ ...command, do: z.literal('call-again') }),
  z
    .strictObject({ ...command, do: z.literal('begin') })
    .describe('The person has come. Finishing without it counts the service from the last call.'),
  z.strictObject({ ...command, do: z.literal('pass-over') }),
  z.strictObject({ ...command, do: z.literal('park'), reason: reasonSchema }),
  z
    .strictObject({ ...command, do: z.literal('resume'), ticket: ticketIdSchema, at: queueEndSchema })
    .describe('A parked, passed-over or left-over ticket waits again'),
  z.strictObject({ ...command, do: z.literal('transfer'), to: transferTargetSchema, at: queueEndSchema }),
  z
    .strictObject({ ...command, do: z.literal('add-business'), business: businessIdSchema })
    .describe("Goes on the window's ticket, after what is on it already"),
  z
    .strictObject({ ...command, do: z.literal('finish') })
    .describe(
      'Ends the business; with further ones the ticket waits for the next of them, where its number stands',
    ),
  z.strictObject({ ...command, do: z.literal('open'), businesses: z.array(businessIdSchema).min(1).max(24) }),
  z.strictObject({ ...command, do: z.literal('close') }),
  z
    .strictObject({ ...command, do: z.literal('sign-out') })
    .describe('Also with a ticket at the window: it comes back by rule as if the window had been lost'),
]);
export type DeskCommand = z.infer<typeof deskCommandSchema>;

export interface DeskAnswer {
  /** True: the key was answered before; this is what was done then, and nothing was done now. */
  readonly repeated: boolean;
  /** The session's window after the command. */
  readonly window: WindowView;
  /** The ticket that was called or changed; null: nobody waits for what this window serves. */
  readonly ticket: Ticket | null;
  /** Of a call: why this one. */
  readonly why: OrderTerms | null;
}

export interface DeskSession {
  readonly id: string;
  readonly window: string;
  readonly operator: string;
  readonly businesses: readonly string[];
  /** Milliseconds between two heartbeats; after four that are missing the window counts as lost. */
  readonly heartbeatMs: number;
}

export interface HallDesk {
  /**
   * Opens the window. An earlier session of the window ends and leaves its ticket to this one; a session of the same person at
   * another window ends as if signed out. Failures: window-unknown, operator-unknown, business-unknown, key-reused.
   */
  signIn(request: SignIn): Promise<Result<DeskSession>>;
  /** Failures: session-ended. */
  heartbeat(session: string): Promise<Result<{ readonly seq: number }>>;
  /**
   * Durable when it resolves ok. Failures: session-ended, window-closed, window-busy, window-empty, ticket-unknown,
   * ticket-elsewhere, business-unknown, window-unknown, operator-unknown, key-reused, and those of the store.
   */
  perform(command: DeskCommand): Promise<Result<DeskAnswer>>;
}
