/** The one configuration of a station: which devices it has, which faces they serve, what is offered there. */
import { z } from 'zod';

import { deviceConfigSchema, deviceIdSchema, directionSchema } from '#contracts/devices.ts';
import { businessSchema, timeOfDaySchema } from '#contracts/hall-api.ts';
import { hallIdSchema } from '#contracts/hall/configuration.ts';
import { ways, waySchema } from '#contracts/qualification.ts';
import { nameSchema } from '#contracts/line.ts';
import { languageSchema, textSchema } from '#contracts/text.ts';

function milliseconds(least: number, most: number, standard: number, meaning: string) {
  return z.number().int().min(least).max(most).default(standard).describe(meaning);
}

/** Every delay of the station, milliseconds. */
export const delaysSchema = z.strictObject({
  identifyMs: milliseconds(500, 30_000, 5000, 'Whole identification, from the read credential to the person'),
  platformRequestMs: milliseconds(100, 20_000, 2000, 'One request to the platform'),
  idleMs: milliseconds(
    10_000,
    600_000,
    60_000,
    'Without a touch for so long, the person is asked whether they are still there',
  ),
  idleWarningMs: milliseconds(20_000, 120_000, 20_000, 'Time to answer "继续": at least 20 s (WCAG 2.2.1)'),
  resultMs: milliseconds(5000, 120_000, 20_000, 'A result stays so long without a touch'),
  goodbyeMs: milliseconds(1000, 60_000, 4000, '"请取回您的卡片" and the farewell without a card'),
  errorMs: milliseconds(3000, 120_000, 15_000, 'An error card stays so long'),
  gateSignMs: milliseconds(500, 30_000, 3000, "A gate's sign after a passage or a refusal"),
  captureMs: milliseconds(
    10_000,
    180_000,
    60_000,
    'Face or finger: from the first picture or prompt until another way is offered',
  ),
  actionMs: milliseconds(3000, 30_000, 10_000, 'One action of the challenge'),
  submitMs: milliseconds(
    500,
    15_000,
    4000,
    "Waiting for the platform's word on an attempt before it says 已保存，联网后提交",
  ),
  hallRequestMs: milliseconds(
    200,
    10_000,
    1500,
    'One request to the hall server; without an answer the number comes from the lease',
  ),
  printMs: milliseconds(1000, 60_000, 10_000, 'From print to proof'),
  gateOpenMs: milliseconds(200, 10_000, 2000, 'From the command to the written coil'),
});

export const awayPolicySchema = z.strictObject({
  entry: z
    .enum(['allow-valid-cards', 'refuse'])
    .default('refuse')
    .describe(
      'Open for a valid card or identity card read whole at the gate; never for a code, which only its verifier can judge',
    ),
  ticket: z
    .enum(['allow-known-holder', 'allow-anonymous', 'refuse'])
    .default('allow-anonymous')
    .describe('Give numbers to a person known from the card alone; "anonymous" gives one without a person'),
});

export const codePatternSchema = z.strictObject({
  strip: z
    .string()
    .max(16)
    .exactOptional()
    .describe("A prefix that a scanner's firmware puts before the code (YKU); taken off before matching"),
  pattern: z.string().min(1).max(256).describe('Regular expression (Unicode mode) over the whole code'),
  verifier: z.string().min(1).max(64).describe("Which of the platform's verifiers judges the code"),
});

export const faceSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,31}$/)
    .describe('Unique among the faces'),
  page: z.enum(['kiosk', 'gate']).describe('Which page it shows'),
  credentials: z.array(deviceIdSchema).min(1).describe('Devices that bring credentials'),
  printer: deviceIdSchema.exactOptional().describe('Device that prints tickets'),
  gate: deviceIdSchema.exactOptional().describe('Device that opens; `entry` needs it'),
  fingerprint: deviceIdSchema.exactOptional().describe('Device that verifies fingers'),
  camera: z
    .enum(['browser', 'emulated'])
    .exactOptional()
    .describe(
      "The page's camera, for faces: the browser's own, or in a demonstration the file that it takes for one",
    ),
  direction: directionSchema.default('in').describe('Which way the gate opens'),
  services: z.array(z.string()).min(1).describe('Folder names below `services/`'),
});

/** A measure from 0 to 1. */
function share(standard: number, meaning: string) {
  return z.number().min(0).max(1).default(standard).describe(meaning);
}

export const qualificationSchema = z.strictObject({
  ways: z
    .array(waySchema)
    .min(2)
    .refine((list) => new Set(list).size === list.length, 'each way once')
    .refine(
      (list) => list.includes('staff') || list.includes('home-visit'),
      'a way through people: staff or home-visit',
    )
    .default([...ways])
    .describe('Ways offered, in the order of the screen; never machines alone'),
  attemptGapSeconds: z
    .number()
    .int()
    .min(0)
    .max(3600)
    .default(60)
    .describe('Between two attempts of one person by face or finger, seconds'),
  towns: z
    .array(z.strictObject({ id: z.string().regex(/^[a-z0-9-]{1,32}$/), name: textSchema }))
    .max(40)
    .default([])
    .describe('Towns and streets that visit people at home; home-visit needs one'),
  staffTrustDays: z
    .number()
    .int()
    .min(0)
    .max(90)
    .default(7)
    .describe(
      'While the platform is away, staff that it confirmed here within so many days may confirm others',
    ),
  face: z
    .strictObject({
      matcher: z
        .enum(['station', 'platform'])
        .default('platform')
        .describe(
          'Who compares: the platform (its own matcher), or this station by the distance of embeddings',
        ),
      keepImage: z
        .boolean()
        .default(false)
        .describe(
          'Send one picture, sealed to the platform, with each attempt; without it there is no face while the platform is away',
        ),
      steps: z.number().int().min(2).max(4).default(2).describe('Actions of the challenge'),
      match: share(0.5, 'Least similarity to the face on file (matcher station)'),
      same: share(0.4, 'Least similarity of the pictures of one attempt to each other'),
      antispoof: share(0.4, 'Least median of the passive antispoof scores'),
      liveness: share(0.4, 'Least median of the passive liveness scores'),
    })
    .prefault({})
    .describe('A site sets the thresholds by its own pictures: docs/qualification.md'),
});

export const configSchema = z.strictObject({
  station: z
    .string()
    .regex(/^[a-zA-Z0-9-]{1,32}$/)
    .default('demo-1')
    .describe('Names this machine in the journal and to the platform'),
  hall: z.strictObject({
    name: nameSchema.describe('On every screen and ticket; an own hall begins with it (docs/hall.md)'),
    businesses: z
      .array(businessSchema)
      .min(1)
      .max(24)
      .describe('What numbers are given for, in the order of the screen; an own hall begins with them'),
    dayStartsAt: timeOfDaySchema
      .default('00:00')
      .describe('When the business day turns, local time; an own hall begins with it'),
    timeZone: z
      .string()
      .default('Asia/Shanghai')
      .describe('IANA name; an own hall begins with it; that of a hall server is used once it was heard'),
    server: z
      .strictObject({
        url: z
          .url({ protocol: /^https?$/, error: 'an address such as http://10.0.0.5:8700' })
          .describe("The hall server's base address"),
        tokenFile: z
          .string()
          .describe("File with a kiosk's token, beside the configuration file or absolute"),
      })
      .exactOptional()
      .describe(
        'The hall of many machines that this station belongs to; absent: a hall of its own. `businesses` are then those offered here, with the ids of the hall',
      ),
    serve: z
      .strictObject({
        address: z
          .union([z.ipv4(), z.ipv6()])
          .default('127.0.0.1')
          .describe("To listen on: 0.0.0.0 for windows and boards in the hall's network"),
        port: z.number().int().min(0).max(65_535).default(8700).describe('0 takes a free one'),
        publicUrl: z
          .url({ protocol: /^https?$/ })
          .exactOptional()
          .describe('Where phones reach it; stands in the QR of tickets'),
      })
      .exactOptional()
      .describe("Serves the station's own hall to windows, boards and phones; absent: numbers alone"),
    city: z
      .strictObject({
        nats: z
          .url({ protocol: /^(nats|tls)$/, error: 'an address such as tls://city.example:4222' })
          .describe("The city's NATS, or a leaf of it; over `tls://` nothing is said without TLS"),
        credentialsFile: z
          .string()
          .exactOptional()
          .describe(
            'File with NATS credentials, an nkey seed or `user:password`, beside the configuration file or absolute; absent: the server asks for none',
          ),
        region: hallIdSchema.describe('Names the district'),
        id: hallIdSchema.describe('Names this hall in the district; of no other hall'),
      })
      .exactOptional()
      .describe(
        "Tells the city what happens in the station's own hall (docs/city.md); absent: nothing is told",
      ),
    elderlyFrom: z.number().int().min(50).max(120).default(65).describe('Priority from this age, years'),
  }),
  devices: z.array(deviceConfigSchema).max(32).describe('Every device of this machine'),
  faces: z.array(faceSchema).min(1).max(8).describe('What people stand before'),
  platform: z.strictObject({
    url: z
      .union([
        z.literal('stand-in'),
        z.url({ protocol: /^https?$/, error: 'stand-in, or an address such as https://platform.example.cn' }),
      ])
      .describe('Base address, or `stand-in`: the station starts the one that ships with it'),
    keyFile: z
      .string()
      .exactOptional()
      .describe("File with the terminal's key, beside the configuration file or absolute"),
    sealingKey: z
      .strictObject({
        id: z
          .string()
          .regex(/^[A-Za-z0-9_-]{1,16}$/)
          .describe('Names the key; sent with what is sealed'),
        publicKey: z
          .string()
          .regex(/^[A-Za-z0-9_-]{43}$/)
          .describe('X25519, 32 bytes as base64url'),
      })
      .exactOptional()
      .describe("The platform's public key, to which identity numbers are sealed; `qualification` needs it"),
    whenAway: awayPolicySchema.prefault({}),
  }),
  codes: z.strictObject({
    patterns: z
      .array(codePatternSchema)
      .max(32)
      .describe('Tried in order; a code that none matches is sent nowhere'),
    lifeSeconds: z
      .number()
      .int()
      .min(5)
      .max(600)
      .default(60)
      .describe("A code's life, seconds; one that waited longer for its turn is not sent any more"),
    duplicateMs: z
      .number()
      .int()
      .min(0)
      .max(60_000)
      .default(3000)
      .describe('The same code within so long is one scan, milliseconds'),
    wedgeGapMs: z
      .number()
      .int()
      .min(5)
      .max(200)
      .default(50)
      .describe('Keys closer than this come from a wedge scanner, milliseconds'),
  }),
  localRegions: z
    .array(z.string().regex(/^\d{2,6}$/))
    .default([])
    .describe(
      'GB/T 2260 prefixes of issuers that are served as local; empty: all. Others are served too and told so',
    ),
  display: z
    .strictObject({
      pixelsPerMm: z
        .number()
        .min(1)
        .max(20)
        .default(3.2)
        .describe(
          'CSS pixels per millimetre: 1080 px over the 398 mm of a 32-inch portrait display are 2.71 (27 inch: 3.21)',
        ),
      lowerEdgeMm: z
        .number()
        .int()
        .min(300)
        .max(1100)
        .default(800)
        .describe(
          "Height of the display's lower edge above the floor, millimetres: seated mode keeps controls below 1220 mm",
        ),
      language: languageSchema.default('zh').describe('Of the idle screen'),
      elderMode: z.boolean().default(false).describe('Begin every session in 关怀版'),
    })
    .prefault({}),
  information: z
    .strictObject({
      notices: z
        .array(z.strictObject({ heading: textSchema, body: textSchema }))
        .max(20)
        .default([])
        .describe('Read without a credential'),
      questions: z
        .array(z.strictObject({ heading: textSchema, body: textSchema }))
        .max(20)
        .default([])
        .describe('Read without a credential'),
    })
    .prefault({}),
  qualification: qualificationSchema.prefault({}),
  server: z
    .strictObject({
      port: z.number().int().min(0).max(65535).default(0).describe('On 127.0.0.1; 0 takes a free one'),
    })
    .prefault({}),
  dock: z.boolean().default(false).describe('Shows the dock beside the faces; only for demonstrations'),
  delays: delaysSchema.prefault({}),
});
export type StationConfig = z.infer<typeof configSchema>;
export type FaceConfig = z.infer<typeof faceSchema>;
export type CodePattern = z.infer<typeof codePatternSchema>;
