/** Between whoever needs faces looked at and the engine's process (child_process IPC, JSON). */
import { z } from 'zod';

import { faceFindingSchema } from '#contracts/face.ts';
import { failureSchema } from '#contracts/failures.ts';
import { portraitSchema } from './portrait.ts';

export const toEngineSchema = z.object({
  id: z.number().int(),
  ask: z.enum(['analyse', 'portrait']),
  /** Base64. */
  jpeg: z.string(),
});
export type ToEngine = z.infer<typeof toEngineSchema>;

export const fromEngineSchema = z.union([
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('not-ready'), error: failureSchema }),
  z.object({ type: z.literal('finding'), id: z.number().int(), finding: faceFindingSchema }),
  z.object({ type: z.literal('portrait'), id: z.number().int(), portrait: portraitSchema.nullable() }),
  z.object({ type: z.literal('failed'), id: z.number().int(), error: failureSchema }),
]);
export type FromEngine = z.infer<typeof fromEngineSchema>;
