/** The one configuration of a station: which devices it has, which faces they serve, what is offered there. */
import { z } from 'zod';

import { deviceConfigSchema, deviceIdSchema, directionSchema } from '#contracts/devices.ts';
import { businessSchema, timeOfDaySchema } from '#contracts/hall-api.ts';
import { languageSchema, textSchema } from '#contracts/text.ts';

/** Every delay of the station, milliseconds. */
export const delaysSchema = z.strictObject({
  /** Whole identification, from the read credential to the person. */
  identifyMs: z.number().int().min(500).max(30_000).default(5000),
  /** One request to the platform. */
  platformRequestMs: z.number().int().min(100).max(20_000).default(2000),
  /** Without a touch for so long, the person is asked whether they are still there. */
  idleMs: z.number().int().min(10_000).max(600_000).default(60_000),
  /** Time to answer "继续": at least 20 s (WCAG 2.2.1). */
  idleWarningMs: z.number().int().min(20_000).max(120_000).default(20_000),
  /** A result stays so long without a touch. */
  resultMs: z.number().int().min(5000).max(120_000).default(20_000),
  /** "请取回您的卡片" and the farewell without a card. */
  goodbyeMs: z.number().int().min(1000).max(60_000).default(4000),
  /** An error card stays so long. */
  errorMs: z.number().int().min(3000).max(120_000).default(15_000),
  /** A gate's sign after a passage or a refusal. */
  gateSignMs: z.number().int().min(500).max(30_000).default(3000),
  /** From print to proof. */
  printMs: z.number().int().min(1000).max(60_000).default(10_000),
  /** From the command to the written coil. */
  gateOpenMs: z.number().int().min(200).max(10_000).default(2000),
});

export const awayPolicySchema = z.strictObject({
  /** Open for a valid card or identity card read whole at the gate; never for a code, which only its verifier can judge. */
  entry: z.enum(['allow-valid-cards', 'refuse']).default('refuse'),
  /** Give numbers to a person known from the card alone; "anonymous" gives one without a person. */
  ticket: z.enum(['allow-known-holder', 'allow-anonymous', 'refuse']).default('allow-anonymous'),
});

export const codePatternSchema = z.strictObject({
  /** A prefix that a scanner's firmware puts before the code (YKU); taken off before matching. */
  strip: z.string().max(16).exactOptional(),
  /** Regular expression (Unicode mode) over the whole code. */
  pattern: z.string().min(1).max(256),
  verifier: z.string().min(1).max(64),
});

export const faceSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  page: z.enum(['kiosk', 'gate']),
  /** Devices that bring credentials. */
  credentials: z.array(deviceIdSchema).min(1),
  printer: deviceIdSchema.exactOptional(),
  gate: deviceIdSchema.exactOptional(),
  direction: directionSchema.default('in'),
  /** Folder names below `services/`. */
  services: z.array(z.string()).min(1),
});

export const configSchema = z.strictObject({
  station: z
    .string()
    .regex(/^[a-zA-Z0-9-]{1,32}$/)
    .default('demo-1'),
  hall: z.strictObject({
    name: textSchema,
    businesses: z.array(businessSchema).min(1).max(24),
    /** When the business day turns, local time. */
    dayStartsAt: timeOfDaySchema.default('00:00'),
    /** IANA name. */
    timeZone: z.string().default('Asia/Shanghai'),
    /** Priority from this age, years. */
    elderlyFrom: z.number().int().min(50).max(120).default(65),
  }),
  devices: z.array(deviceConfigSchema).max(32),
  faces: z.array(faceSchema).min(1).max(8),
  platform: z.strictObject({
    /** Base address, or `stand-in`: the station starts the one that ships with it. */
    url: z.union([
      z.literal('stand-in'),
      z.url({ protocol: /^https?$/, error: 'stand-in, or an address such as https://platform.example.cn' }),
    ]),
    /** File with the terminal's key, beside the configuration file or absolute. */
    keyFile: z.string().exactOptional(),
    whenAway: awayPolicySchema.prefault({}),
  }),
  codes: z.strictObject({
    patterns: z.array(codePatternSchema).max(32),
    /** A code's life, seconds; one that waited longer for its turn is not sent any more. */
    lifeSeconds: z.number().int().min(5).max(600).default(60),
    /** The same code within so long is one scan, milliseconds. */
    duplicateMs: z.number().int().min(0).max(60_000).default(3000),
    /** Keys closer than this come from a wedge scanner, milliseconds. */
    wedgeGapMs: z.number().int().min(5).max(200).default(50),
  }),
  /** GB/T 2260 prefixes of issuers that are served as local; empty: all. Others are served too and told so. */
  localRegions: z.array(z.string().regex(/^\d{2,6}$/)).default([]),
  display: z
    .strictObject({
      /** CSS pixels per millimetre: 1080 px over 340 mm of a 32-inch portrait display is 2.71 (27 inch: 3.21). */
      pixelsPerMm: z.number().min(1).max(20).default(3.2),
      /** Height of the display's lower edge above the floor, millimetres: seated mode keeps controls below 1220 mm. */
      lowerEdgeMm: z.number().int().min(300).max(1100).default(800),
      language: languageSchema.default('zh'),
      elderMode: z.boolean().default(false),
    })
    .prefault({}),
  information: z
    .strictObject({
      notices: z
        .array(z.strictObject({ heading: textSchema, body: textSchema }))
        .max(20)
        .default([]),
      questions: z
        .array(z.strictObject({ heading: textSchema, body: textSchema }))
        .max(20)
        .default([]),
    })
    .prefault({}),
  server: z.strictObject({ port: z.number().int().min(0).max(65535).default(0) }).prefault({}),
  /** Shows the dock beside the faces; only for demonstrations. */
  dock: z.boolean().default(false),
  delays: delaysSchema.prefault({}),
});
export type StationConfig = z.infer<typeof configSchema>;
export type FaceConfig = z.infer<typeof faceSchema>;
export type AwayPolicy = z.infer<typeof awayPolicySchema>;
export type CodePattern = z.infer<typeof codePatternSchema>;
