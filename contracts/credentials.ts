/** What devices read of a person. It lives in memory for one session and goes to the platform, nowhere else. */
import { z } from 'zod';

/** ISO 8601 calendar date, YYYY-MM-DD. */
export const dateSchema = z.iso.date();

/** GB/T 2261.1: 0 unknown, 1 male, 2 female, 9 unspecified. */
export const sexSchema = z.enum(['male', 'female', 'unknown', 'unspecified']);
export type Sex = z.infer<typeof sexSchema>;

export const holderSchema = z.object({
  /** 18 characters, GB 11643. */
  socialSecurityNumber: z.string(),
  name: z.string(),
  sex: sexSchema,
  /** GB/T 3304, two digits. */
  ethnicGroup: z.string(),
  /** GB/T 2260 region code, six digits; null where the card holds none. */
  birthPlace: z.string().nullable(),
  birthDate: dateSchema.nullable(),
});
export type Holder = z.infer<typeof holderSchema>;

export const socialSecurityCardSchema = z.object({
  kind: z.literal('social-security-card'),
  specVersion: z.enum(['1.00', '2.00', '3.00']),
  cardClass: z.string(),
  /** 24 digits: the institution that initialised the card. */
  issuer: z.string(),
  /** First three bytes of the identification code, BCD: GB/T 2260, six digits. */
  issuerRegion: z.string(),
  cardNumber: z.string(),
  /** 16 bytes, upper-case hexadecimal. */
  cardIdentificationCode: z.string(),
  issuedOn: dateSchema,
  expiresOn: dateSchema,
  algorithm: z.enum(['3des', 'ssf33', 'sm4']),
  /** Version 3.00 locks the holder file behind the RKSSSE key: then the platform is asked who holds the card. */
  holderAccess: z.enum(['free', 'needs-authentication']),
  holder: holderSchema.nullable(),
  /** PC/SC reader name. */
  reader: z.string(),
  /** Upper-case hexadecimal. */
  atr: z.string(),
  apduCount: z.number().int(),
  durationMs: z.number(),
});
export type SocialSecurityCard = z.infer<typeof socialSecurityCardSchema>;

export const identityCardSchema = z.object({
  kind: z.literal('identity-card'),
  layout: z.enum(['citizen', 'hmt-permit', 'foreigner-permit']),
  name: z.string(),
  sex: sexSchema,
  /** GB/T 3304 for citizens; null where the layout has none. */
  ethnicGroup: z.string().nullable(),
  birthDate: dateSchema,
  /** Null on a foreigner's card. */
  address: z.string().nullable(),
  number: z.string(),
  issuer: z.string().nullable(),
  validFrom: dateSchema,
  /** YYYY-MM-DD or 长期. */
  validTo: z.union([dateSchema, z.literal('长期')]),
  /** `%02d.%02d-%08d-%010d-%010d`. */
  samId: z.string(),
  durationMs: z.number(),
});
export type IdentityCard = z.infer<typeof identityCardSchema>;

export const codeSchema = z.object({
  kind: z.literal('code'),
  /** Opaque and short-lived; at most 4096 characters. */
  text: z.string().max(4096),
  /** `]Q1` and so on; null where the scanner gives none. */
  aimIdentifier: z.string().nullable(),
  /** HID reports or serial chunks that it came in. */
  reports: z.number().int(),
  durationMs: z.number(),
});
export type Code = z.infer<typeof codeSchema>;

export const credentialSchema = z.discriminatedUnion('kind', [
  socialSecurityCardSchema,
  identityCardSchema,
  codeSchema,
]);
export type Credential = z.infer<typeof credentialSchema>;
export type CredentialKind = Credential['kind'];
