/** 待遇领取资格认证: who has to prove to be alive and oneself, by which way, and what becomes of it. */
import { z } from 'zod';

import { dateSchema } from './credentials.ts';
import { fingerprintFormatSchema } from './devices.ts';

/** 城镇职工, 机关事业, 城乡居民, 工伤. */
export const benefitKindSchema = z.enum(['urban-employee', 'civil-service', 'resident', 'work-injury']);
export type BenefitKind = z.infer<typeof benefitKindSchema>;

export const benefitSchema = z.object({
  kind: benefitKindSchema,
  /** Of the newest authentication; null: never. */
  authenticatedOn: dateSchema.nullable(),
  /** Null: not due yet. */
  dueSince: dateSchema.nullable(),
  /** The last day on which the newest authentication counts; the benefit is suspended after it. */
  validUntil: dateSchema,
  /** Null: it is paid. */
  suspendedSince: dateSchema.nullable(),
});
export type Benefit = z.infer<typeof benefitSchema>;

/** What may be shown of an address or a telephone number on file: enough to know it again. */
const onFile = z.object({ id: z.string().min(1).max(16), masked: z.string().max(120) });

export const qualificationStatusSchema = z.object({
  benefits: z.array(benefitSchema).max(8),
  enrolled: z.object({ face: z.boolean(), fingerprints: z.array(fingerprintFormatSchema) }),
  addresses: z.array(onFile).max(4),
  phones: z.array(onFile).max(4),
});
export type QualificationStatus = z.infer<typeof qualificationStatusSchema>;

export const ways = ['face', 'fingerprint', 'staff', 'home-visit'] as const;
export const waySchema = z.enum(ways);
/** 刷脸, 指纹, 工作人员协助, 预约上门. */
export type Way = z.infer<typeof waySchema>;

/** Why a member of staff confirms by sight. */
export const staffGrounds = [
  'mobility',
  'worn-fingers',
  'changed-looks',
  'device-failed',
  'own-wish',
] as const;
export const staffGroundSchema = z.enum(staffGrounds);
export type StaffGround = z.infer<typeof staffGroundSchema>;

export const visitWishes = ['soon', 'weekday-morning', 'weekday-afternoon', 'weekend'] as const;
export const visitWishSchema = z.enum(visitWishes);
export type VisitWish = z.infer<typeof visitWishSchema>;

/** What only the platform can read: HPKE (RFC 9180), base64url, as `sealed-text` in docs/platform.md. */
export const sealedSchema = z
  .string()
  .max(400_000)
  .regex(/^[A-Za-z0-9_-]{1,16}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/, 'key id, encapsulated key and ciphertext');

/**
 * The body of an event of the topic `qualification`: one attempt, whether or not it succeeded. Flat, like every event's.
 * Nothing in it can be read as a person: `identity` and `image` are sealed to the platform.
 */
export const qualificationBodySchema = z.object({
  /** Where: the face of the station. */
  face: z.string().max(32),
  audit: z.string().max(64),
  version: z.string().max(32),
  identity: sealedSchema,
  way: z.enum(['face', 'fingerprint', 'staff']),
  /** `unmatched`: alive, but the platform was away; it compares the sealed image itself. */
  result: z.enum(['passed', 'failed', 'unmatched']),
  /** A code of the catalogue of failures. */
  reason: z.string().max(64).nullable(),
  /** The devices that took part, with their drivers: `kiosk-finger serial-fingerprint`. */
  devices: z.string().max(256),
  matcher: z.enum(['station', 'platform', 'module', 'libfprint', 'sight']).nullable(),
  matchScore: z.number().nullable(),
  matchThreshold: z.number().nullable(),
  antispoof: z.number().nullable(),
  antispoofThreshold: z.number().nullable(),
  liveness: z.number().nullable(),
  livenessThreshold: z.number().nullable(),
  /** Actions in their order, parted by blanks; null without a challenge. */
  challenge: z.string().max(128).nullable(),
  challengeMs: z.number().nullable(),
  ground: staffGroundSchema.nullable(),
  /** The platform's own id of the member of staff. */
  staff: z.string().max(64).nullable(),
  image: sealedSchema.nullable(),
});
export type QualificationBody = z.infer<typeof qualificationBodySchema>;

/** The body of an event of the topic `home-visit`. */
export const homeVisitBodySchema = z.object({
  face: z.string().max(32),
  audit: z.string().max(64),
  version: z.string().max(32),
  identity: sealedSchema,
  /** Somebody else asked for the recipient. */
  proxy: z.boolean(),
  town: z.string().max(64),
  wish: visitWishSchema,
  /** `homeVisitDetailsSchema` as JSON. */
  details: sealedSchema,
});
export type HomeVisitBody = z.infer<typeof homeVisitBodySchema>;

/** Sealed in the body: where and how the visitor finds the person. Exactly one of each pair. */
export const homeVisitDetailsSchema = z.object({
  /** Id of an address on file; null: the town calls and asks. */
  address: z.string().max(16).nullable(),
  /** Id of a telephone on file, or the number typed. */
  phoneOnFile: z.string().max(16).nullable(),
  phone: z
    .string()
    .regex(/^\d{7,12}$/)
    .nullable(),
});

/** What the platform made of an attempt or a booking. */
export const qualificationOutcomeSchema = z.object({
  outcome: z.enum([
    'authenticated',
    /** Somewhere else meanwhile: that one counts. */
    'already-authenticated',
    /** The platform's own comparison or the person's record spoke against it. */
    'refused',
    /** A failed attempt, noted; or a booking, on the town's list. */
    'recorded',
  ]),
  authenticatedOn: dateSchema.nullable(),
  /** The day by which the next one is due. */
  nextBefore: dateSchema.nullable(),
  /** A suspended payment goes on, with what was held back. */
  resumed: z.boolean(),
  /** What a caller to the office names: of the attempt or the booking. */
  reference: z.string().max(32),
});
export type QualificationOutcome = z.infer<typeof qualificationOutcomeSchema>;
