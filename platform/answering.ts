/** How the stand-in answers: by the contract's schemas, or with problem details. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { z } from 'zod';

import type { PlatformProblem } from '#contracts/platform-api.ts';

/** Bytes of a request's body: sealed texts and pictures are long, everything else is short. */
export const bodyLimits = { usual: 64 * 1024, withPicture: 640 * 1024 } as const;

const problems: Readonly<
  Record<PlatformProblem['code'], { readonly status: number; readonly title: string }>
> = {
  'unknown-card': { status: 404, title: 'No such card' },
  'unknown-person': { status: 404, title: 'No such person' },
  'code-expired': { status: 410, title: 'The code has expired' },
  'code-refused': { status: 403, title: 'The code is not valid' },
  'unknown-verifier': { status: 404, title: 'No such verifier' },
  'person-deceased': { status: 409, title: 'The person is recorded as dead' },
  'not-enrolled': { status: 404, title: 'Nothing of the person is on file' },
  'not-staff': { status: 404, title: 'Not a member of staff' },
  'unknown-hall': { status: 404, title: 'The city never heard of this hall' },
  'invalid-request': { status: 400, title: 'The request breaks the contract' },
  unauthorised: { status: 401, title: 'This terminal is not known' },
  internal: { status: 500, title: 'Internal error' },
};

/** RFC 9457. */
export function refuse(reply: FastifyReply, code: PlatformProblem['code']): FastifyReply {
  const { status, title } = problems[code];
  const problem: PlatformProblem = { status, title, code };
  return reply.code(status).type('application/problem+json').send(JSON.stringify(problem));
}

export type Answer = <T>(
  method: 'POST' | 'PUT',
  path: string,
  schema: z.ZodType<T>,
  serve: (body: T, reply: FastifyReply, headers: Readonly<Record<string, unknown>>) => unknown,
  bodyLimit?: number,
) => void;

/** Answers a path once its body is by the contract. */
export function answering(app: FastifyInstance): Answer {
  return (method, path, schema, serve, bodyLimit = bodyLimits.usual) => {
    app.route({
      method,
      url: path,
      bodyLimit,
      handler: (request, reply) => {
        const body = schema.safeParse(request.body);
        return body.success ? serve(body.data, reply, request.headers) : refuse(reply, 'invalid-request');
      },
    });
  };
}
