/** The operations of the contract as routes: who asks is looked at first, then what, then the hall is asked. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';

import { hallOperations, speechQuerySchema, speechRoles } from '#contracts/hall/operations.ts';
import { hallOperationNames, hallPaths, hallRoutes, type HallCaller } from '#contracts/hall/paths.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import { statisticsQuerySchema } from '#contracts/hall/statistics.ts';
import { fail, type Failure, type Result } from '#contracts/result.ts';

import type { answering, Asking } from './answers.ts';
import type { Door } from './door.ts';
import { hallLimits, largeBodies } from './limits.ts';
import type { HallMetrics } from './metrics.ts';
import { refuse } from './problems.ts';
import { jsonOf } from './shared.ts';
import type { Speech } from './speech.ts';
import { statisticsCsv } from './statistics-csv.ts';

export interface RouteOptions {
  readonly hall: Pick<WholeHall, 'statistics' | 'configuration'>;
  readonly door: Door;
  readonly answers: ReturnType<typeof answering>;
  readonly speech: Speech;
  readonly metrics: Pick<HallMetrics, 'answered'>;
}

export function serveOperations(app: FastifyInstance, options: RouteOptions): void {
  const { door, metrics } = options;
  for (const name of hallOperationNames) {
    const [method, url] = hallRoutes[name];
    const { roles, input } = hallOperations[name];
    // One operation's input and answer belong together; of all of them at once the compiler cannot say so.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    const answer = options.answers[name] as (input: unknown, asking: Asking) => Promise<Result<unknown>>;
    app.route({
      method,
      url,
      bodyLimit: largeBodies[name] ?? hallLimits.bodyBytes,
      onRequest: admitting(door, roles),
      handler: async (request, reply) => {
        const asked = understood<unknown>(input, method === 'GET' ? request.query : request.body);
        if (!asked.ok) return refuse(reply, asked.error);
        const result = await answer(asked.value, askingOf(request));
        metrics.answered(name, result.ok ? 'ok' : result.error.code, reply.elapsedTime / 1000);
        if (!result.ok) return refuse(reply, result.error);
        return reply
          .header('cache-control', 'no-store')
          .type('application/json; charset=utf-8')
          .send(jsonOf(result.value));
      },
    });
  }
  app.get(hallPaths.speech, { onRequest: admitting(door, speechRoles) }, async (request, reply) =>
    serveSpeech(request, reply, options),
  );
  app.get(
    hallPaths.statisticsCsv,
    { onRequest: admitting(door, hallOperations.statistics.roles) },
    async (request, reply) => serveCsv(request, reply, options),
  );
}

async function serveSpeech(
  request: FastifyRequest,
  reply: FastifyReply,
  { speech }: RouteOptions,
): Promise<FastifyReply> {
  const asked = understood(speechQuerySchema, request.query);
  if (!asked.ok) return refuse(reply, asked.error);
  const { number, window, language, day } = asked.value;
  const said = await speech.say(number, window, language, day);
  if (!said.ok) return refuse(reply, said.error);
  return reply.header('cache-control', 'private, max-age=3600').type('audio/wav').send(said.value);
}

async function serveCsv(
  request: FastifyRequest,
  reply: FastifyReply,
  { hall }: RouteOptions,
): Promise<FastifyReply> {
  const asked = understood(statisticsQuerySchema, request.query);
  if (!asked.ok) return refuse(reply, asked.error);
  const [rows, version] = await Promise.all([hall.statistics(asked.value), hall.configuration()]);
  if (!rows.ok) return refuse(reply, rows.error);
  if (!version.ok) return refuse(reply, version.error);
  const { from, to, by } = asked.value;
  return reply
    .header('cache-control', 'no-store')
    .header('content-disposition', `attachment; filename="statistics-${from}-${to}-${by}.csv"`)
    .type('text/csv; charset=utf-8')
    .send(statisticsCsv(rows.value, by, version.value.configuration));
}

const askers = new WeakMap<FastifyRequest, Asking>();

export function admitting(door: Door, roles: readonly HallCaller[]) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const admitted = door.admit(request.headers.authorization, roles, request.ip);
    if (!admitted.ok) return refuseAtDoor(reply, admitted.error);
    askers.set(request, admitted.value);
    return undefined;
  };
}

function askingOf(request: FastifyRequest): Asking {
  const asking = askers.get(request);
  if (asking === undefined) throw new TypeError('every operation is behind the door');
  return asking;
}

function refuseAtDoor(reply: FastifyReply, error: Failure): FastifyReply {
  if (error.code === 'not-permitted' && error.detail === 'token')
    return refuse(reply.header('www-authenticate', 'Bearer'), error, 401);
  if (error.code === 'too-many-requests') reply.header('retry-after', '1');
  return refuse(reply, error);
}

/** Only places are told, never values: they may be a person's. */
export function understood<T>(schema: z.ZodType<T>, body: unknown): Result<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return { ok: true, value: parsed.data };
  const places = parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'body'}: ${code}`);
  return fail('request-invalid', places.slice(0, 10).join(', '));
}
