/** The contract as an OpenAPI 3.1 document, generated from its table; `npm run docs` writes it into docs/. */
import { z } from 'zod';

import type { FailureCode } from '#contracts/failures.ts';
import { everyFailure, hallOperations, speechQuerySchema, speechRoles } from '#contracts/hall/operations.ts';
import {
  hallOperationNames,
  hallPaths,
  hallRoles,
  hallRoutes,
  type HallOperation,
} from '#contracts/hall/paths.ts';
import { hallProblemSchema } from '#contracts/hall/problem.ts';
import { streamBeginSchema, streamMessageSchema } from '#contracts/hall/stream.ts';
import { statisticsQuerySchema } from '#contracts/hall/statistics.ts';

import { statusOf } from './problems.ts';

const description = `What stations, callers, boards and whatever other makers connect ask of a hall server.
Every request brings a token of its role (\`Authorization: Bearer …\`); whoever holds a ticket brings the token of its QR.
A command carries its idempotency key in \`key\`: the same request under the same key is done once and answered the same.
Events come over the WebSocket ${hallPaths.stream}: StreamBegin from the page, then StreamMessage from the server.`;

export function openApiDocument(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const name of hallOperationNames) {
    const [method, path] = hallRoutes[name];
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationObject(name) };
  }
  paths[hallPaths.statisticsCsv] = {
    get: {
      ...common('statisticsCsv', 'Figures of business days as CSV', hallOperations.statistics.roles),
      parameters: parameters(statisticsQuerySchema),
      responses: { 200: { description: 'OK', content: { 'text/csv': {} } }, ...problems([]) },
    },
  };
  paths[hallPaths.speech] = {
    get: {
      ...common('speech', 'A call as it is spoken', speechRoles),
      parameters: parameters(speechQuerySchema),
      responses: { 200: { description: 'OK', content: { 'audio/wav': {} } }, ...problems([]) },
    },
  };
  return {
    openapi: '3.1.0',
    info: { title: 'Hall', version: '1.0.0', description },
    servers: [{ url: 'http://127.0.0.1:8700' }],
    paths,
    components: {
      securitySchemes: Object.fromEntries(
        [...hallRoles, 'ticket'].map((role) => [
          role,
          { type: 'http', scheme: 'bearer', description: `A token of the role ${role}` },
        ]),
      ),
      schemas: {
        Problem: jsonSchema(hallProblemSchema.omit({ code: true }).extend({ code: z.string() }), 'output'),
        StreamBegin: jsonSchema(streamBeginSchema, 'input'),
        StreamMessage: jsonSchema(streamMessageSchema, 'output'),
      },
    },
  };
}

function operationObject(name: HallOperation): object {
  const { roles, summary, input, answer, failures } = hallOperations[name];
  const [method] = hallRoutes[name];
  return {
    ...common(name, summary, roles),
    ...(method === 'GET'
      ? { parameters: parameters(input) }
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(input, 'input') } },
          },
        }),
    responses: {
      200: { description: 'OK', content: { 'application/json': { schema: jsonSchema(answer, 'output') } } },
      ...problems(failures),
    },
  };
}

function common(operationId: string, summary: string, roles: readonly string[]): object {
  return { operationId, summary, security: roles.map((role) => ({ [role]: [] })) };
}

/** By status, with the codes that it may mean; 401 is `not-permitted` without a right token. */
function problems(failures: readonly FailureCode[]): object {
  const byStatus = new Map<number, string[]>([[401, ['not-permitted']]]);
  for (const code of [...everyFailure, ...failures]) {
    const status = statusOf(code);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.join(', '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
}

function parameters(schema: z.ZodType): object[] {
  const { properties = {}, required = [] }: ObjectSchema = jsonSchema(schema, 'input');
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: property,
  }));
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    unrepresentable: 'any',
  });
  return rest;
}
