/** The stand-in of the city's one-card platform: the contract's answers from synthetic people, and faults on request. */
import { createHash, timingSafeEqual } from 'node:crypto';

import fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import { z } from 'zod';

import type { Clock } from '#contracts/clock.ts';
import {
  mintCodeRequestSchema,
  platformEventSchema,
  platformFaultsSchema,
  platformPaths,
  resolveCardRequestSchema,
  resolveIdentityCardRequestSchema,
  verifyCodeRequestSchema,
  type PlatformFaults,
  type PlatformProblem,
  type StandInPerson,
} from '#contracts/platform-api.ts';
import { Codes, codeLifeSeconds } from './codes.ts';
import { ReceivedEvents } from './events.ts';
import { openApiDocument } from './openapi.ts';
import { syntheticPeople } from './people.ts';

export interface StandInOptions {
  readonly clock: Clock;
  /** At least 20 URL-safe characters that nobody can guess. */
  readonly token: () => string;
  /** Null: every terminal is served. */
  readonly terminalKey: string | null;
}

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
  'invalid-request': { status: 400, title: 'The request breaks the contract' },
  unauthorised: { status: 401, title: 'This terminal is not known' },
  internal: { status: 500, title: 'Internal error' },
};

const auditHeadsQuery = z.object({ station: z.string().min(1).max(64) });

export function createStandIn({ clock, token, terminalKey }: StandInOptions): FastifyInstance {
  const app = fastify({ bodyLimit: 64 * 1024, forceCloseConnections: true });
  const people = syntheticPeople();
  const byCard = new Map(people.map((one) => [one.card.cardIdentificationCode, one]));
  const byNumber = new Map(people.map((one) => [one.person.number, one]));
  const codes = new Codes(clock, token);
  const events = new ReceivedEvents();
  let faults: PlatformFaults = { latencyMs: 0, mode: 'none' };

  app.addHook('onRequest', async (request, reply) => {
    const isContract = request.url.startsWith('/v1/');
    // Faults never touch the stand-in's own paths, or nobody could end them.
    if (!isContract && request.url !== platformPaths.health) return undefined;
    if (isContract && terminalKey !== null && !sameKey(request.headers.authorization, terminalKey))
      return refuse(reply, 'unauthorised');
    const { latencyMs, mode } = faults;
    if (latencyMs > 0) await new Promise<void>((resolve) => void clock.after(latencyMs, resolve));
    switch (mode) {
      case 'none':
        return undefined;
      case 'away':
        request.raw.socket.destroy();
        return reply.hijack();
      case 'silent':
        return reply.hijack();
      case 'nonsense':
        return reply.send({ unexpected: true });
      case 'error':
        return refuse(reply, 'internal');
    }
  });
  app.setNotFoundHandler((_request, reply) => refuse(reply, 'invalid-request'));
  app.setErrorHandler((error: { readonly statusCode?: number }, _request, reply) =>
    refuse(reply, (error.statusCode ?? 500) < 500 ? 'invalid-request' : 'internal'),
  );

  /** Answers `path` once its body is by the contract. */
  const answer = <T>(
    method: 'POST' | 'PUT',
    path: string,
    schema: z.ZodType<T>,
    serve: (body: T, reply: FastifyReply, headers: Readonly<Record<string, unknown>>) => unknown,
  ): void => {
    app.route({
      method,
      url: path,
      handler: (request, reply) => {
        const body = schema.safeParse(request.body);
        return body.success ? serve(body.data, reply, request.headers) : refuse(reply, 'invalid-request');
      },
    });
  };

  answer('POST', platformPaths.resolveCard, resolveCardRequestSchema, (card, reply) => {
    const found = byCard.get(card.cardIdentificationCode);
    if (found?.card.cardNumber !== card.cardNumber) return refuse(reply, 'unknown-card');
    return { person: found.person, cardState: found.cardState };
  });
  answer('POST', platformPaths.resolveIdentityCard, resolveIdentityCardRequestSchema, (asked, reply) => {
    const found = byNumber.get(asked.number.toUpperCase());
    return found?.person.name === asked.name ? { person: found.person } : refuse(reply, 'unknown-person');
  });
  answer('POST', platformPaths.verifyCode, verifyCodeRequestSchema, ({ code, verifier }, reply) => {
    const used = codes.use(code, verifier);
    if (!used.ok) return refuse(reply, used.error.code === 'code-expired' ? 'code-expired' : 'code-refused');
    const found = personAt(people, used.value);
    return found === null
      ? refuse(reply, 'unknown-person')
      : { person: found.person, cardState: found.cardState };
  });
  answer('POST', platformPaths.events, platformEventSchema, (event, reply, headers) => {
    const taken = events.take(headers['idempotency-key'], event);
    return taken === null
      ? refuse(reply, 'invalid-request')
      : { accepted: true, repeated: taken === 'again' };
  });
  answer('POST', platformPaths.mintCode, mintCodeRequestSchema, ({ person, verifier }, reply) => {
    if (personAt(people, person) === null) return refuse(reply, 'unknown-person');
    const code = codes.mint(person, verifier);
    return code === null ? refuse(reply, 'unknown-verifier') : { code, expiresInSeconds: codeLifeSeconds };
  });
  answer('PUT', platformPaths.faults, platformFaultsSchema, (wanted) => {
    faults = wanted;
    return faults;
  });
  app.get(platformPaths.faults, () => faults);
  app.get(platformPaths.people, () => people);
  app.get(platformPaths.receivedEvents, () => events.all());
  app.get(platformPaths.auditHeads, (request, reply) => {
    const asked = auditHeadsQuery.safeParse(request.query);
    return asked.success
      ? { heads: events.auditHeads(asked.data.station) }
      : refuse(reply, 'invalid-request');
  });
  app.get(platformPaths.health, () => ({ status: 'ok' }));
  app.get(platformPaths.openapi, () => openApiDocument());
  return app;
}

function personAt(people: readonly StandInPerson[], index: number): StandInPerson | null {
  return people[index] ?? null;
}

/** RFC 9457. */
function refuse(reply: FastifyReply, code: PlatformProblem['code']): FastifyReply {
  const { status, title } = problems[code];
  const problem: PlatformProblem = { status, title, code };
  return reply.code(status).type('application/problem+json').send(JSON.stringify(problem));
}

function sameKey(header: string | undefined, key: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${key}`));
}
