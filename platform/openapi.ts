/** The contract as an OpenAPI 3.1 document, generated from its schemas; `npm run docs` writes it into docs/. */
import { z } from 'zod';

import { cityHallSchema, cityPaths, cityViewSchema } from '#contracts/city.ts';
import {
  auditHeadsAnswerSchema,
  confirmStaffAnswerSchema,
  confirmStaffRequestSchema,
  enrolRequestSchema,
  faceReferenceAnswerSchema,
  faceReferenceRequestSchema,
  fingerprintTemplateAnswerSchema,
  fingerprintTemplateRequestSchema,
  matchFaceAnswerSchema,
  matchFaceRequestSchema,
  mintCodeAnswerSchema,
  mintCodeRequestSchema,
  platformEventAnswerSchema,
  platformEventSchema,
  platformFaultsSchema,
  platformHealthSchema,
  platformPaths,
  platformProblemSchema,
  qualificationStatusRequestSchema,
  resolveCardAnswerSchema,
  resolveCardRequestSchema,
  resolveIdentityCardAnswerSchema,
  resolveIdentityCardRequestSchema,
  standInPersonSchema,
  standInQualificationSchema,
  verifyCodeAnswerSchema,
  verifyCodeRequestSchema,
} from '#contracts/platform-api.ts';
import { qualificationStatusSchema } from '#contracts/qualification.ts';

interface Operation {
  readonly path: string;
  readonly method: 'get' | 'post' | 'put';
  readonly id: string;
  readonly summary: string;
  readonly request: z.ZodType | null;
  readonly answer: z.ZodType;
  readonly refusals: readonly number[];
  readonly idempotencyKey?: boolean;
  /** A required query parameter. */
  readonly query?: string;
  readonly optionalQuery?: string;
}

const receivedEventsSchema = z.array(z.object({ key: z.string(), event: platformEventSchema }));

const operations: readonly Operation[] = [
  {
    path: platformPaths.resolveCard,
    method: 'post',
    id: 'resolveCard',
    summary: 'Who holds a social-security card, and the state of the card',
    request: resolveCardRequestSchema,
    answer: resolveCardAnswerSchema,
    refusals: [400, 401, 404, 500],
  },
  {
    path: platformPaths.resolveIdentityCard,
    method: 'post',
    id: 'resolveIdentityCard',
    summary: 'The person of an identity card',
    request: resolveIdentityCardRequestSchema,
    answer: resolveIdentityCardAnswerSchema,
    refusals: [400, 401, 404, 500],
  },
  {
    path: platformPaths.verifyCode,
    method: 'post',
    id: 'verifyCode',
    summary: 'Uses a code up and says whose it is; never sent twice',
    request: verifyCodeRequestSchema,
    answer: verifyCodeAnswerSchema,
    refusals: [400, 401, 403, 404, 410, 500],
  },
  {
    path: platformPaths.events,
    method: 'post',
    id: 'reportEvent',
    summary: 'Takes an event of a station once, however often it is sent under one key',
    request: platformEventSchema,
    answer: platformEventAnswerSchema,
    refusals: [400, 401, 500],
    idempotencyKey: true,
  },
  {
    path: platformPaths.qualificationStatus,
    method: 'post',
    id: 'qualificationStatus',
    summary: 'For which benefits a person has to authenticate, and what is on file to do it by',
    request: qualificationStatusRequestSchema,
    answer: qualificationStatusSchema,
    refusals: [400, 401, 404, 409, 500],
  },
  {
    path: platformPaths.faceReference,
    method: 'post',
    id: 'faceReference',
    summary: 'The face on file, for a comparison on the station',
    request: faceReferenceRequestSchema,
    answer: faceReferenceAnswerSchema,
    refusals: [400, 401, 404, 409, 500],
  },
  {
    path: platformPaths.matchFace,
    method: 'post',
    id: 'matchFace',
    summary: 'Compares a picture with the face on file',
    request: matchFaceRequestSchema,
    answer: matchFaceAnswerSchema,
    refusals: [400, 401, 404, 409, 500],
  },
  {
    path: platformPaths.fingerprintTemplate,
    method: 'post',
    id: 'fingerprintTemplate',
    summary: 'The finger on file, for a reader of that format',
    request: fingerprintTemplateRequestSchema,
    answer: fingerprintTemplateAnswerSchema,
    refusals: [400, 401, 404, 409, 500],
  },
  {
    path: platformPaths.confirmStaff,
    method: 'post',
    id: 'confirmStaff',
    summary: "Whether somebody is a member of staff, and the platform's id of that one",
    request: confirmStaffRequestSchema,
    answer: confirmStaffAnswerSchema,
    refusals: [400, 401, 404, 500],
  },
  {
    path: platformPaths.auditHeads,
    method: 'get',
    id: 'auditHeads',
    summary: "What the platform was told of a station's audit chains",
    request: null,
    query: 'station',
    answer: auditHeadsAnswerSchema,
    refusals: [400, 401, 500],
  },
  {
    path: platformPaths.health,
    method: 'get',
    id: 'health',
    summary: 'Whether the platform serves',
    request: null,
    answer: platformHealthSchema,
    refusals: [],
  },
  {
    path: platformPaths.mintCode,
    method: 'post',
    id: 'mintCode',
    summary: 'Stand-in only: a code for a demonstration',
    request: mintCodeRequestSchema,
    answer: mintCodeAnswerSchema,
    refusals: [400, 404],
  },
  {
    path: platformPaths.people,
    method: 'get',
    id: 'people',
    summary: 'Stand-in only: the synthetic people',
    request: null,
    answer: z.array(standInPersonSchema),
    refusals: [],
  },
  {
    path: platformPaths.enrol,
    method: 'put',
    id: 'enrol',
    summary: 'Stand-in only: takes a face or a finger on file, or has the person authenticated elsewhere',
    request: enrolRequestSchema,
    answer: qualificationStatusSchema,
    refusals: [400, 404],
  },
  {
    path: platformPaths.receivedQualification,
    method: 'get',
    id: 'receivedQualification',
    summary: 'Stand-in only: attempts and home visits taken since it started, opened',
    request: null,
    answer: standInQualificationSchema,
    refusals: [],
  },
  {
    path: cityPaths.city,
    method: 'get',
    id: 'city',
    summary: 'Stand-in only, where it has a view of the city: its halls, devices and alarms',
    request: null,
    answer: cityViewSchema,
    optionalQuery: 'region',
    refusals: [400, 500],
  },
  {
    path: cityPaths.hall.replaceAll(/:(\w+)/g, '{$1}'),
    method: 'get',
    id: 'cityHall',
    summary: 'Stand-in only, where it has a view of the city: one hall',
    request: null,
    answer: cityHallSchema,
    refusals: [400, 404, 500],
  },
  {
    path: platformPaths.faults,
    method: 'put',
    id: 'setFaults',
    summary: 'Stand-in only: how the platform shall misbehave',
    request: platformFaultsSchema,
    answer: platformFaultsSchema,
    refusals: [400],
  },
  {
    path: platformPaths.faults,
    method: 'get',
    id: 'faults',
    summary: 'Stand-in only: how the platform misbehaves now',
    request: null,
    answer: platformFaultsSchema,
    refusals: [],
  },
  {
    path: platformPaths.receivedEvents,
    method: 'get',
    id: 'receivedEvents',
    summary: 'Stand-in only: every event taken since it started',
    request: null,
    answer: receivedEventsSchema,
    refusals: [],
  },
];

export function openApiDocument(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method]: operationObject(operation) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'One-card platform',
      version: '1.0.0',
      description:
        'What a station asks of the city platform. Paths below /stand-in/ belong to the stand-in that ships with the project.',
    },
    servers: [{ url: 'http://127.0.0.1:8600' }],
    security: [{ terminal: [] }, {}],
    paths,
    components: {
      securitySchemes: { terminal: { type: 'http', scheme: 'bearer', description: "The terminal's key" } },
      schemas: { Problem: jsonSchema(platformProblemSchema, 'output') },
    },
  };
}

function operationObject({
  path,
  id,
  summary,
  request,
  answer,
  refusals,
  idempotencyKey,
  query,
  optionalQuery,
}: Operation): object {
  const text = { type: 'string', minLength: 1, maxLength: 64 };
  const parameters = [
    ...(idempotencyKey === true
      ? [{ name: 'Idempotency-Key', in: 'header', required: true, schema: text }]
      : []),
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: text,
    })),
    ...(query === undefined ? [] : [{ name: query, in: 'query', required: true, schema: text }]),
    ...(optionalQuery === undefined
      ? []
      : [{ name: optionalQuery, in: 'query', required: false, schema: text }]),
  ];
  return {
    operationId: id,
    summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(request === null
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: jsonSchema(request, 'input') } },
          },
        }),
    responses: {
      200: { description: 'OK', content: { 'application/json': { schema: jsonSchema(answer, 'output') } } },
      ...Object.fromEntries(
        refusals.map((status) => [
          status,
          {
            description: 'Problem details (RFC 9457)',
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        ]),
      ),
    },
  };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io });
  return rest;
}
