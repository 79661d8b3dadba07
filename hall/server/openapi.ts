/** The contract as an OpenAPI 3.1 document, generated from its table; `npm run docs` writes it into docs/. */
import { everyFailure, hallOperations, speechQuerySchema, speechRoles } from '#contracts/hall/operations.ts';
import {
  hallOperationNames,
  hallPaths,
  hallRoutes,
  type HallCaller,
  type HallOperation,
} from '#contracts/hall/paths.ts';
import { statisticsQuerySchema } from '#contracts/hall/statistics.ts';
import { streamBeginSchema, streamMessageSchema } from '#contracts/hall/stream.ts';
import type { FailureCode } from '#contracts/failures.ts';

import { hallLimits, largeBodies } from './limits.ts';
import { answerExamples, requestExamples } from './openapi-examples.ts';
import { problemSchema } from './openapi-names.ts';
import { problemExamples, responsesTo, sharedResponses } from './openapi-problems.ts';
import { Schemas } from './openapi-schemas.ts';

const description = `What stations, callers, boards and whatever other makers connect ask of a hall server.
Every request brings a token of its role (\`Authorization: Bearer …\`); whoever holds a ticket brings the token of its QR.
A command carries its idempotency key in \`key\`: the same request under the same key is done once and answered the same.
Answers may gain fields: pass over what you do not know.`;

const roles: Readonly<Record<HallCaller, string>> = {
  kiosk: 'Stations: numbers, appointments, leases, calls for help, the key of people',
  caller: 'Windows: sign in, call, finish, transfer …; the queue',
  board: 'What a board shows, and its events',
  rating: "Citizens' screens at windows: whose turn it is, the grade",
  administrator: 'Configuration, day, follow-ups',
  statistics: 'Figures, also as CSV',
  ticket: 'Whoever holds a ticket, by the token of its QR: the place in the queue, the grade; nothing else',
};

const speechFailures: readonly FailureCode[] = ['device-no-answer'];

let document: object | null = null;

/** Made once: anybody may ask for it without a token, and making it takes as long as hundreds of numbers. */
export function openApiDocument(): object {
  document ??= makeDocument();
  return document;
}

function makeDocument(): object {
  const schemas = new Schemas();
  const paths: Record<string, Record<string, object>> = {};
  for (const name of hallOperationNames) {
    const [method, path] = hallRoutes[name];
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationObject(name, schemas) };
  }
  paths[hallPaths.statisticsCsv] = {
    get: {
      ...about(
        'statisticsCsv',
        hallPaths.statisticsCsv,
        'Figures of business days as CSV',
        hallOperations.statistics.roles,
      ),
      parameters: schemas.parameters(statisticsQuerySchema),
      responses: {
        200: { description: 'OK', content: { 'text/csv': { schema: { type: 'string' } } } },
        ...responsesTo([], false),
      },
    },
  };
  paths[hallPaths.speech] = {
    get: {
      ...about('speech', hallPaths.speech, 'A call as it is spoken', speechRoles),
      parameters: schemas.parameters(speechQuerySchema),
      responses: {
        200: { description: 'OK', content: { 'audio/wav': {} } },
        ...responsesTo(speechFailures, false),
      },
    },
  };
  paths[hallPaths.stream] = { get: streamObject(schemas) };
  schemas.of(problemSchema, 'output');
  const codes = hallOperationNames.flatMap((name) => hallOperations[name].failures);
  return {
    openapi: '3.1.0',
    info: { title: 'Hall', version: '1.0.0', description },
    servers: [{ url: 'http://127.0.0.1:8700' }],
    paths,
    components: {
      securitySchemes: Object.fromEntries(
        Object.entries(roles).map(([role, what]) => [
          role,
          { type: 'http', scheme: 'bearer', description: `Token of the role ${role}. ${what}.` },
        ]),
      ),
      responses: sharedResponses(),
      examples: problemExamples([...everyFailure, ...codes, ...speechFailures]),
      schemas: schemas.components,
    },
  };
}

function operationObject(name: HallOperation, schemas: Schemas): object {
  const { roles: allowed, summary, input, answer, failures } = hallOperations[name];
  const [method, path] = hallRoutes[name];
  const takesBody = method !== 'GET';
  return {
    ...about(name, path, summary, allowed, takesBody ? (largeBodies[name] ?? hallLimits.bodyBytes) : null),
    ...(takesBody
      ? {
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: schemas.of(input, 'input'),
                ...examplesOf(requestExamples[name]),
              },
            },
          },
        }
      : { parameters: schemas.parameters(input) }),
    responses: {
      200: {
        description: 'OK',
        content: {
          'application/json': { schema: schemas.of(answer, 'output'), ...exampleOf(answerExamples[name]) },
        },
      },
      ...responsesTo(failures, takesBody),
    },
  };
}

/** OpenAPI says how a WebSocket begins; what is said on it is said in words, with two shapes. */
function streamObject(schemas: Schemas): object {
  schemas.of(streamBeginSchema, 'input');
  schemas.of(streamMessageSchema, 'output');
  return {
    operationId: 'stream',
    tags: ['stream'],
    summary: 'Events as they happen, over a WebSocket',
    description:
      'You speak once, within five seconds: `StreamBegin`, with the token of any role. From then on the server speaks: `StreamMessage`. Each message is one text of JSON.',
    security: [],
    responses: {
      101: { description: 'Switching protocols' },
      403: { description: "The Origin is not the server's own" },
      421: { description: 'The Host is not a name of the server' },
      503: { description: 'More streams than this server takes' },
    },
  };
}

/** `bodyBytes`: null where there is no body. */
function about(
  operationId: string,
  path: string,
  summary: string,
  allowed: readonly HallCaller[],
  bodyBytes: number | null = null,
): object {
  const body = bodyBytes === null ? '' : ` Body: at most ${bodyBytes / 1024} KB.`;
  return {
    operationId,
    tags: path.split('/').slice(2, 3),
    summary,
    description: `Roles: ${allowed.join(', ')}.${body}`,
    security: allowed.map((role) => ({ [role]: [] })),
  };
}

function examplesOf(values: Readonly<Record<string, unknown>> | undefined): object {
  if (values === undefined) return {};
  return { examples: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }])) };
}

function exampleOf(value: unknown): object {
  return value === undefined ? {} : { example: value };
}
