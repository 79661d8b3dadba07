/** Messages between the station and its device host (child_process IPC, JSON). Both sides check what they get. */
import { z } from 'zod';

import {
  deviceCallSchema,
  deviceConfigSchema,
  deviceEventSchema,
  deviceIdSchema,
  traceEntrySchema,
} from './devices.ts';
import { failureSchema } from './failures.ts';

export const toDeviceHostSchema = z.discriminatedUnion('type', [
  /** `leftOut`: configured, but not to be opened, because they ended the host again and again. */
  z.object({
    type: z.literal('configure'),
    devices: z.array(deviceConfigSchema),
    leftOut: z.array(deviceIdSchema),
  }),
  z.object({ type: z.literal('call'), id: z.number().int(), deadlineMs: z.number(), call: deviceCallSchema }),
  z.object({ type: z.literal('cancel'), id: z.number().int() }),
  z.object({ type: z.literal('trace'), on: z.boolean() }),
  z.object({ type: z.literal('ping'), n: z.number().int() }),
]);
export type ToDeviceHost = z.infer<typeof toDeviceHostSchema>;

export const fromDeviceHostSchema = z.union([
  z.object({ type: z.literal('configured') }),
  z.object({ type: z.literal('event'), event: deviceEventSchema }),
  z.object({
    type: z.literal('answer'),
    id: z.number().int(),
    ok: z.literal(true),
    value: z.record(z.string(), z.unknown()),
  }),
  z.object({ type: z.literal('answer'), id: z.number().int(), ok: z.literal(false), error: failureSchema }),
  z.object({ type: z.literal('trace'), entries: z.array(traceEntrySchema) }),
  z.object({ type: z.literal('pong'), n: z.number().int() }),
]);
export type FromDeviceHost = z.infer<typeof fromDeviceHostSchema>;
