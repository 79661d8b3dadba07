/** The stand-in of the city's one-card platform: the contract's answers from synthetic people, and faults on request. */
import { createHash, timingSafeEqual } from 'node:crypto';

import fastify, { type FastifyInstance } from 'fastify';
import { z } from 'zod';

import type { FaceEngineClient } from '#face/client.ts';
import type { Clock } from '#contracts/clock.ts';
import {
  mintCodeRequestSchema,
  platformEventSchema,
  platformFaultsSchema,
  platformPaths,
  resolveCardRequestSchema,
  resolveIdentityCardRequestSchema,
  verifyCodeRequestSchema,
  type PlatformEvent,
  type PlatformEventAnswer,
  type PlatformFaults,
} from '#contracts/platform-api.ts';
import type { City } from './city/city.ts';
import { serveCity } from './city/routes.ts';
import { answering, bodyLimits, refuse } from './answering.ts';
import { Codes, codeLifeSeconds } from './codes.ts';
import { ReceivedEvents } from './events.ts';
import { FaceComparison } from './face-comparison.ts';
import { OnFile } from './on-file.ts';
import { openApiDocument } from './openapi.ts';
import { syntheticPeople } from './people.ts';
import { photographs } from './photos.ts';
import { serveQualification } from './qualification-routes.ts';
import { Qualification } from './qualification.ts';
import { Register } from './register.ts';

export interface StandInOptions {
  readonly clock: Clock;
  /** At least 20 URL-safe characters that nobody can guess. */
  readonly token: () => string;
  /** Null: every terminal is served. */
  readonly terminalKey: string | null;
  /** Compares faces; stopped with the server. */
  readonly engine: Pick<FaceEngineClient, 'analyse' | 'stop'>;
  /** The city view, stopped with the server; absent: what stations say of devices is acknowledged and shown nowhere. */
  readonly city?: City;
}

const auditHeadsQuery = z.object({ station: z.string().min(1).max(64) });

export function createStandIn({ clock, token, terminalKey, engine, city }: StandInOptions): FastifyInstance {
  const app = fastify({ bodyLimit: bodyLimits.usual, forceCloseConnections: true });
  const people = new Register(syntheticPeople());
  const onFile = new OnFile(people.all, photographs());
  const comparison = new FaceComparison(engine);
  const qualification = new Qualification({ people, onFile, comparison, clock });
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
  app.addHook('onClose', async () => {
    comparison.stop();
    await city?.stop();
  });
  app.setNotFoundHandler((_request, reply) => refuse(reply, 'invalid-request'));
  app.setErrorHandler((error: { readonly statusCode?: number }, _request, reply) =>
    refuse(reply, (error.statusCode ?? 500) < 500 ? 'invalid-request' : 'internal'),
  );

  const answer = answering(app);
  answer('POST', platformPaths.resolveCard, resolveCardRequestSchema, (card, reply) => {
    const found = people.byCard(card.cardIdentificationCode);
    if (found?.card.cardNumber !== card.cardNumber) return refuse(reply, 'unknown-card');
    return { person: found.person, cardState: found.cardState };
  });
  answer('POST', platformPaths.resolveIdentityCard, resolveIdentityCardRequestSchema, (asked, reply) => {
    const found = people.byNumber(asked.number);
    return found?.person.name === asked.name ? { person: found.person } : refuse(reply, 'unknown-person');
  });
  answer('POST', platformPaths.verifyCode, verifyCodeRequestSchema, ({ code, verifier }, reply) => {
    const used = codes.use(code, verifier);
    if (!used.ok) return refuse(reply, used.error.code === 'code-expired' ? 'code-expired' : 'code-refused');
    const found = people.byIndex(used.value);
    return found === null
      ? refuse(reply, 'unknown-person')
      : { person: found.person, cardState: found.cardState };
  });
  answer(
    'POST',
    platformPaths.events,
    platformEventSchema,
    async (event, reply, headers) => {
      const key = headers['idempotency-key'];
      if (!events.fits(key, event)) return refuse(reply, 'invalid-request');
      const judged = isQualification(event) ? await qualification.judge(key, event) : null;
      if (judged?.ok === false) return refuse(reply, 'internal');
      if (judged?.value === null) return refuse(reply, 'invalid-request');
      const seen = city?.take(key, event);
      if (seen?.ok === false) return refuse(reply, 'internal');
      if (seen?.value === false) return refuse(reply, 'invalid-request');
      // Judging takes time, in which another event may have come under the key.
      const taken = events.take(key, event);
      if (taken === null) return refuse(reply, 'invalid-request');
      return {
        accepted: true,
        repeated: taken === 'again',
        ...(judged === null ? {} : { qualification: judged.value }),
      } satisfies PlatformEventAnswer;
    },
    bodyLimits.withPicture,
  );
  if (city !== undefined) serveCity(app, city);
  serveQualification(answer, { people, onFile, comparison, qualification });
  answer('POST', platformPaths.mintCode, mintCodeRequestSchema, ({ person, verifier }, reply) => {
    if (people.byIndex(person) === null) return refuse(reply, 'unknown-person');
    const code = codes.mint(person, verifier);
    return code === null ? refuse(reply, 'unknown-verifier') : { code, expiresInSeconds: codeLifeSeconds };
  });
  answer('PUT', platformPaths.faults, platformFaultsSchema, (wanted) => {
    faults = wanted;
    return faults;
  });
  app.get(platformPaths.faults, () => faults);
  app.get(platformPaths.people, () => people.all);
  app.get(platformPaths.receivedEvents, () => events.all());
  app.get(platformPaths.receivedQualification, () => qualification.report());
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

function isQualification({ topic }: PlatformEvent): boolean {
  return topic === 'qualification' || topic === 'home-visit';
}

function sameKey(header: string | undefined, key: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${key}`));
}
