/** What the platform's answer means: the value that was asked for, or a failure of the catalogue. */
import type { z } from 'zod';

import type { FailureCode } from '#contracts/failures.ts';
import { platformProblemSchema, type PlatformProblem } from '#contracts/platform-api.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

/** `unknown-verifier` and `invalid-request` are defects of this terminal's configuration or version, not of the person. */
const failureOfProblem: Readonly<Record<PlatformProblem['code'], FailureCode>> = {
  'unknown-card': 'person-unknown',
  'unknown-person': 'person-unknown',
  'code-expired': 'code-expired',
  'code-refused': 'code-refused',
  'unknown-verifier': 'platform-refused',
  'person-deceased': 'person-deceased',
  'not-enrolled': 'not-enrolled',
  'not-staff': 'staff-unknown',
  // Of the city view, which no station asks for.
  'unknown-hall': 'platform-refused',
  'invalid-request': 'platform-refused',
  unauthorised: 'platform-refused',
  internal: 'platform-error',
};

export function judgeAnswer<T>(status: number, body: unknown, schema: z.ZodType<T>): Result<T> {
  if (status >= 200 && status < 300) {
    const parsed = schema.safeParse(body);
    if (parsed.success) return ok(parsed.data);
    // Paths only: the values may be a person's.
    const paths = parsed.error.issues.map(({ path }) => path.join('.') || 'body');
    return fail('platform-nonsense', `${status}: ${paths.join(', ')}`);
  }
  if (status >= 500) return fail('platform-error', String(status));
  const problem = platformProblemSchema.safeParse(body);
  if (problem.success) return fail(failureOfProblem[problem.data.code], `${status} ${problem.data.code}`);
  // A gateway before the platform refuses and throttles without our problem details.
  if (status === 401 || status === 403) return fail('platform-refused', String(status));
  if (status === 429) return fail('platform-error', String(status));
  return fail('platform-nonsense', `${status} without problem details`);
}

/** The platform understood a request and will never take it, however often it is sent. */
export function isRefusedForGood(status: number, body: unknown): boolean {
  if (![400, 409, 413, 415, 422].includes(status)) return false;
  return platformProblemSchema.safeParse(body).success;
}
