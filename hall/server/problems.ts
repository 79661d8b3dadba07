/** Failures as problem details (RFC 9457). */
import type { FastifyReply } from 'fastify';

import { failures, type FailureCode } from '#contracts/failures.ts';
import type { HallProblem } from '#contracts/hall/problem.ts';
import type { Failure } from '#contracts/result.ts';

/** What is not listed is the server's own trouble. */
const statuses: Partial<Readonly<Record<FailureCode, number>>> = {
  'request-invalid': 400,
  'not-permitted': 403,
  'business-unknown': 404,
  'ticket-unknown': 404,
  'window-unknown': 404,
  'operator-unknown': 404,
  'appointment-unknown': 404,
  'lease-unknown': 404,
  'follow-up-unknown': 404,
  'help-unknown': 404,
  'business-closed': 409,
  'session-ended': 409,
  'window-closed': 409,
  'window-busy': 409,
  'window-empty': 409,
  'ticket-elsewhere': 409,
  'key-reused': 409,
  'configuration-conflict': 409,
  'slot-full': 409,
  'rating-early': 409,
  'lease-number-taken': 409,
  'configuration-invalid': 422,
  'too-many-requests': 429,
  'hall-unavailable': 503,
  'data-in-use': 503,
  'disk-full': 507,
};

export function statusOf(code: FailureCode): number {
  return statuses[code] ?? 500;
}

/** `status`: where HTTP tells more apart than the catalogue (401, 404, 413, 421). */
export function refuse(
  reply: FastifyReply,
  { code, detail }: Failure,
  status = statusOf(code),
): FastifyReply {
  const problem: HallProblem = {
    status,
    title: failures[code].message.en,
    code,
    ...(detail === undefined ? {} : { detail }),
  };
  return reply.code(status).type('application/problem+json').send(JSON.stringify(problem));
}
