/** The HTTP contract with the city's one-card platform, and the stand-in's own additions below `/stand-in/`. */
import { z } from 'zod';

import { dateSchema, sexSchema } from './credentials.ts';
import { fingerprintFormatSchema } from './devices.ts';
import { cardContentSchema, identityCardContentSchema } from './emulators.ts';
import {
  homeVisitBodySchema,
  homeVisitDetailsSchema,
  qualificationBodySchema,
  qualificationOutcomeSchema,
  sealedSchema,
} from './qualification.ts';

export const cardStateSchema = z.enum(['not-activated', 'normal', 'lost', 'void', 'pre-lost', 'cancelled']);
export type CardState = z.infer<typeof cardStateSchema>;

/** Who it is, as the platform says. */
export const platformPersonSchema = z.object({
  /** 18 characters, GB 11643, or the number of a permit. */
  number: z.string().min(1).max(30),
  name: z.string().min(1).max(120),
  sex: sexSchema,
  birthDate: dateSchema,
  /** Holds a disability certificate. */
  disabled: z.boolean(),
  deceased: z.boolean(),
});
export type PlatformPerson = z.infer<typeof platformPersonSchema>;

export const resolveCardRequestSchema = z.object({
  cardIdentificationCode: z.string().regex(/^[0-9A-F]{32}$/),
  cardNumber: z.string().max(9),
  specVersion: z.string(),
});
export const resolveCardAnswerSchema = z.object({ person: platformPersonSchema, cardState: cardStateSchema });

export const resolveIdentityCardRequestSchema = z.object({
  number: z.string().min(1).max(30),
  name: z.string().min(1).max(120),
});
export const resolveIdentityCardAnswerSchema = z.object({ person: platformPersonSchema });

export const verifyCodeRequestSchema = z.object({
  code: z.string().min(1).max(4096),
  /** Which verifier behind the platform: the configuration's ordered patterns say. */
  verifier: z.string().min(1).max(64),
  /** 01 query, 02 payment, 03 other. */
  businessType: z.enum(['01', '02', '03']),
});
export const verifyCodeAnswerSchema = z.object({ person: platformPersonSchema, cardState: cardStateSchema });

/** What the outbox carries upward. The header Idempotency-Key makes it exactly once. */
export const platformEventSchema = z.object({
  topic: z.enum([
    'passage',
    'ticket',
    'help',
    'audit-head',
    'qualification',
    'home-visit',
    'person-refused',
    /** Bodies of these two: contracts/city.ts. */
    'device-state',
    'gate-alarm',
  ]),
  station: z.string(),
  at: z.iso.datetime(),
  /** Keyed hash; never a number. */
  person: z.string().nullable(),
  body: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export type PlatformEvent = z.infer<typeof platformEventSchema>;
export const platformEventAnswerSchema = z.object({
  accepted: z.literal(true),
  repeated: z.boolean(),
  /** For the topics `qualification` and `home-visit`: the same under the same key, however often it is sent. */
  qualification: qualificationOutcomeSchema.exactOptional(),
});
export type PlatformEventAnswer = z.infer<typeof platformEventAnswerSchema>;

/** Whose it is, sealed by the station: the number of the identity document. */
const ofPerson = { identity: sealedSchema };

export const qualificationStatusRequestSchema = z.object(ofPerson);

/** What a face is compared with on the station. It lives in memory for one session. */
export const faceReferenceRequestSchema = z.object(ofPerson);
export const faceReferenceAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('photo'), jpeg: z.base64().max(400_000) }),
  /** Of the model that is named; another model's cannot be compared. */
  z.object({
    kind: z.literal('template'),
    model: z.string().max(64),
    embedding: z.array(z.number()).max(4096),
  }),
]);
export type FaceReference = z.infer<typeof faceReferenceAnswerSchema>;

/** The platform's own comparison. */
export const matchFaceRequestSchema = z.object({ ...ofPerson, jpeg: z.base64().max(400_000) });
export const matchFaceAnswerSchema = z.object({
  matched: z.boolean(),
  /** In the platform's own measure. */
  score: z.number(),
  threshold: z.number(),
});

export const fingerprintTemplateRequestSchema = z.object({ ...ofPerson, format: fingerprintFormatSchema });
export const fingerprintTemplateAnswerSchema = z.object({ template: z.base64().min(1).max(100_000) });

/** Whether somebody is a member of staff who may confirm by sight. */
export const confirmStaffRequestSchema = z.object(ofPerson);
export const confirmStaffAnswerSchema = z.object({ staff: z.string().min(1).max(64) });

/** What the platform was told of a station's audit chains by `audit-head` events: the newest head of each, newest told last. */
export const auditHeadSchema = z.object({
  /** Names the chain; a station with a new key begins a new one. */
  chain: z.string(),
  seq: z.number().int().min(0),
  hash: z.string(),
  at: z.iso.datetime(),
});
export type AnchoredAuditHead = z.infer<typeof auditHeadSchema>;
export const auditHeadsAnswerSchema = z.object({ heads: z.array(auditHeadSchema) });

export const platformHealthSchema = z.object({ status: z.literal('ok') });

/**
 * What stations seal to: X25519 (RFC 7748), base64url. The stand-in's key is known to everybody, so that it guards
 * nothing: its people do not exist.
 */
export const standInSealingKey = {
  id: 'stand-in',
  publicKey: 'MN_tsr1-l93PbaqtxzaweL6kTUwtFE-_krNp9HgDJjQ',
} as const;

/** What is sealed, bound into each sealed text, so that one cannot be passed off as another. */
export type Sealed = 'identity' | 'image' | 'home-visit';

/** Problem details (RFC 9457) with our code. */
export const platformProblemSchema = z.object({
  status: z.number().int(),
  title: z.string(),
  code: z.enum([
    'unknown-card',
    'unknown-person',
    'code-expired',
    'code-refused',
    'unknown-verifier',
    'person-deceased',
    'not-enrolled',
    'not-staff',
    'unknown-hall',
    'invalid-request',
    'unauthorised',
    'internal',
  ]),
});
export type PlatformProblem = z.infer<typeof platformProblemSchema>;

export const platformPaths = {
  resolveCard: '/v1/cards/resolve',
  resolveIdentityCard: '/v1/identity-cards/resolve',
  verifyCode: '/v1/codes/verify',
  events: '/v1/events',
  qualificationStatus: '/v1/qualification/status',
  faceReference: '/v1/faces/reference',
  matchFace: '/v1/faces/match',
  fingerprintTemplate: '/v1/fingerprints/template',
  confirmStaff: '/v1/staff/confirm',
  /** GET with `?station=`. */
  auditHeads: '/v1/audit-heads',
  health: '/healthz',
  openapi: '/openapi.json',
  /** The stand-in's alone. */
  mintCode: '/stand-in/codes',
  people: '/stand-in/people',
  /** PUT: takes a person's face or finger on file, as an office would. */
  enrol: '/stand-in/enrolments',
  /** GET: attempts and home visits, as they were taken. */
  receivedQualification: '/stand-in/qualification',
  /** PUT: how the stand-in misbehaves; GET: the same. */
  faults: '/stand-in/faults',
  /** GET: events taken so far. */
  receivedEvents: '/stand-in/events',
} as const;

export const mintCodeRequestSchema = z.object({ person: z.number().int().min(0), verifier: z.string() });
export const mintCodeAnswerSchema = z.object({ code: z.string(), expiresInSeconds: z.number() });

/** What a test or the dock puts on file for a person; what is left out stays as it is. */
export const enrolRequestSchema = z.object({
  person: z.number().int().min(0),
  /** JPEG, base64; null takes it off file. */
  face: z.base64().max(400_000).nullable().exactOptional(),
  fingerprint: z
    .object({ format: fingerprintFormatSchema, template: z.base64().min(1).max(100_000) })
    .exactOptional(),
  /** Authenticated by another terminal, now: a conflict with whatever is on its way. */
  authenticatedElsewhere: z.literal(true).exactOptional(),
});
export type EnrolRequest = z.infer<typeof enrolRequestSchema>;

/** What the stand-in took of stations, opened: oldest first. `person`: the index of a synthetic person. */
export const standInQualificationSchema = z.object({
  /** `person` null: nobody of that number. */
  attempts: z.array(
    qualificationBodySchema.pick({ way: true, result: true }).extend({
      reference: z.string(),
      station: z.string(),
      at: z.iso.datetime(),
      person: z.number().int().nullable(),
      outcome: qualificationOutcomeSchema.shape.outcome,
    }),
  ),
  visits: z.array(
    homeVisitBodySchema.pick({ proxy: true, town: true, wish: true }).extend({
      reference: z.string(),
      station: z.string(),
      at: z.iso.datetime(),
      person: z.number().int(),
      details: homeVisitDetailsSchema,
    }),
  ),
});
export type StandInQualification = z.infer<typeof standInQualificationSchema>;

/** One synthetic person with the cards that the dock may insert. */
export const standInPersonSchema = z.object({
  index: z.number().int(),
  person: platformPersonSchema,
  cardState: cardStateSchema,
  card: cardContentSchema,
  identityCard: identityCardContentSchema,
  /** A member of staff, who may confirm others by sight. */
  staff: z.boolean(),
  /** Which of an emulated camera's two people stands for this person. */
  sitter: z.enum(['first', 'second']),
  /** What the emulated finger reader knows this person's finger by. */
  fingerTemplate: z.base64(),
});
export type StandInPerson = z.infer<typeof standInPersonSchema>;

export const platformFaultsSchema = z.object({
  /** Added to every answer, milliseconds. */
  latencyMs: z.number().int().min(0).max(60_000).default(0),
  /** away: connections are cut without an answer; nonsense: 200 with a body off the contract; error: 500. */
  mode: z.enum(['none', 'away', 'nonsense', 'error', 'silent']).default('none'),
});
export type PlatformFaults = z.infer<typeof platformFaultsSchema>;
