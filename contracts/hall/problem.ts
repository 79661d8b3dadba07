/** Problem details (RFC 9457) with the code of the catalogue in contracts/failures.ts. */
import { z } from 'zod';

import { failureCodeSchema } from '../failures.ts';

/** Media type application/problem+json. */
export const hallProblemSchema = z.object({
  status: z.number().int(),
  title: z.string(),
  code: failureCodeSchema,
  /** For technicians: which version is in force, which place of a request is wrong. Never a person's data. */
  detail: z.string().exactOptional(),
});
export type HallProblem = z.infer<typeof hallProblemSchema>;
