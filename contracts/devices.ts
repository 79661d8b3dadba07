/** What crosses between station and device host about devices: configuration, states, events, calls. */
import { z } from 'zod';

import { codeSchema, identityCardSchema, socialSecurityCardSchema } from './credentials.ts';
import { failureSchema } from './failures.ts';

export const deviceIdSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'lower-case letters, digits and hyphens, at most 32');

const eightN1 = 'Baud; 8 data bits, no parity, 1 stop bit';
/** A byte stream: a serial port's path, a serial device server or printer on TCP, or a device file. */
export const serialPortSchema = z.strictObject({
  serial: z.string().min(1).describe('Path of a serial port: /dev/ttyUSB0'),
  baud: z.number().int().min(300).max(4_000_000).default(9600).describe(eightN1),
});
export const tcpPortSchema = z.strictObject({
  tcp: z.strictObject({
    host: z.string().min(1).describe('A serial device server or a printer on the network'),
    port: z.number().int().min(1).max(65535),
  }),
});
export const filePortSchema = z.strictObject({
  file: z.string().min(1).describe('Device file of a printer: /dev/usb/lp0'),
});
/** The station replaces `emulated` by the loopback address of the emulator that it starts for the device. */
export const emulatedPortSchema = z.literal('emulated');
export const streamPortSchema = z.union([emulatedPortSchema, serialPortSchema, tcpPortSchema]);
export const printerPortSchema = z.union([
  emulatedPortSchema,
  serialPortSchema,
  tcpPortSchema,
  filePortSchema,
]);
export type StreamPort = z.infer<typeof streamPortSchema>;
/** Fingerprint modules leave their factories with another speed than most devices. */
const fingerprintPortSchema = z.union([
  emulatedPortSchema,
  serialPortSchema.extend({
    baud: serialPortSchema.shape.baud.unwrap().default(57_600).describe(eightN1),
  }),
  tcpPortSchema,
]);
export type PrinterPort = z.infer<typeof printerPortSchema>;

const modbusAddress = z.number().int().min(0).max(65535);
/** Modbus data addresses (not the 1-based numbers of some manuals). */
export const gateMapSchema = z.strictObject({
  coilIn: modbusAddress.default(0).describe('Coil that opens inward'),
  coilOut: modbusAddress.default(1).describe('Coil that opens outward'),
  sensorIn: modbusAddress.default(0).describe('Discrete input of the inner passage sensor'),
  sensorOut: modbusAddress.default(1).describe('Discrete input of the outer passage sensor'),
  emergency: modbusAddress.default(2).describe('Discrete input of the emergency release'),
});
export type GateMap = z.infer<typeof gateMapSchema>;

const connection = 'How it is connected; emulated: the station starts an emulator for it';
const streamPort = streamPortSchema.describe(connection);
const base = { id: deviceIdSchema.describe('Unique among the devices') };
const scanner = {
  duplicateMs: z
    .number()
    .int()
    .min(0)
    .max(60_000)
    .exactOptional()
    .describe(
      'The same code within so long is one scan, milliseconds; codes.duplicateMs where none is given',
    ),
};
/** One entry for each driver; `driver` is the registry's key. */
export const deviceConfigSchema = z.discriminatedUnion('driver', [
  z.strictObject({
    ...base,
    driver: z.literal('pcsc'),
    reader: z
      .string()
      .min(1)
      .exactOptional()
      .describe('Part of the PC/SC name; without it the first reader that nobody else names'),
  }),
  /** A virtual reader of our own for machines without PC/SC. */
  z.strictObject({
    ...base,
    driver: z.literal('vpcd'),
    port: z
      .union([emulatedPortSchema, z.number().int().min(1).max(65535)])
      .describe('Cards connect to this loopback port as they do to vpcd'),
  }),
  z.strictObject({ ...base, driver: z.literal('sam-v'), port: streamPort }),
  z.strictObject({
    ...base,
    ...scanner,
    driver: z.literal('hid-pos-scanner'),
    device: z.string().min(1).describe('The hidraw path, or VID:PID in hexadecimal (0c2e:0b81)'),
  }),
  z.strictObject({ ...base, ...scanner, driver: z.literal('serial-scanner'), port: streamPort }),
  z.strictObject({
    ...base,
    driver: z.literal('modbus-gate'),
    port: streamPort,
    unit: z.number().int().min(1).max(247).default(1).describe('Modbus unit address'),
    map: gateMapSchema
      .prefault({})
      .describe('Modbus data addresses, not the 1-based numbers of some manuals'),
    passageMs: z
      .number()
      .int()
      .min(1000)
      .max(60_000)
      .default(8000)
      .describe('How long an opening waits for its passage, milliseconds'),
  }),
  z.strictObject({
    ...base,
    driver: z.literal('escpos-printer'),
    port: printerPortSchema.describe(connection),
    columns: z
      .number()
      .int()
      .min(24)
      .max(64)
      .default(48)
      .describe('Printable columns of 12-dot characters: 32 for 58 mm paper, 48 for 80 mm'),
    swapChineseSizeBits: z
      .boolean()
      .default(false)
      .describe("Some printers swap FS !'s width and height bits"),
  }),
  /** AS608, R30x, ZFM and their kin: EF01 packets. */
  z.strictObject({
    ...base,
    driver: z.literal('serial-fingerprint'),
    port: fingerprintPortSchema.describe(connection),
    address: z
      .string()
      .regex(/^[0-9A-F]{8}$/, 'eight hexadecimal digits, capitals')
      .default('FFFFFFFF')
      .describe("The module's address, eight hexadecimal digits"),
    password: z
      .string()
      .regex(/^[0-9A-F]{8}$/, 'eight hexadecimal digits, capitals')
      .default('00000000')
      .describe("The module's password, eight hexadecimal digits"),
    least: z
      .number()
      .int()
      .min(1)
      .max(65535)
      .default(50)
      .describe("The module's score from which two fingers are the same; its maker says which"),
  }),
  z.strictObject({
    ...base,
    driver: z.literal('libfprint'),
    reader: z
      .string()
      .min(1)
      .exactOptional()
      .describe("Part of the reader's name or driver; without it the first reader that libfprint finds"),
  }),
]);
export type DeviceConfig = z.infer<typeof deviceConfigSchema>;
export type DriverName = DeviceConfig['driver'];

export const deviceStateSchema = z.enum(['absent', 'present', 'ready', 'busy', 'failing', 'out-of-order']);
export type DeviceState = z.infer<typeof deviceStateSchema>;

export const directionSchema = z.enum(['in', 'out']);
export type Direction = z.infer<typeof directionSchema>;

/** How an opening ended; `not-used` includes a person who turned round. */
export const passageResultSchema = z.enum(['passed', 'not-used', 'no-answer', 'emergency']);
export type PassageResult = z.infer<typeof passageResultSchema>;
/** What happened at a gate without, or beside, an opening. */
export const gateAlarmSchema = z.enum(['tailgating', 'reverse', 'stuck', 'emergency']);
export type GateAlarm = z.infer<typeof gateAlarmSchema>;

export const printResultSchema = z.enum([
  'printed',
  'paper-out',
  'cover-open',
  'offline',
  'error',
  'unknown',
]);
export type PrintResult = z.infer<typeof printResultSchema>;

/** What a ticket says; the printer's driver lays it out. Nothing in it names a person. */
export const ticketSlipSchema = z.object({
  hall: z.string(),
  number: z.string(),
  business: z.string(),
  /** Lines below the number, in print order: waiting people, time, hints. */
  lines: z.array(z.string()).max(12),
  /** Text of the QR code, null for none. */
  qr: z.string().max(512).nullable(),
  /** "补打" on a reprint. */
  copy: z.boolean(),
});
export type TicketSlip = z.infer<typeof ticketSlipSchema>;

/** Who can read a fingerprint template: modules of the EF01 family, or libfprint (its serialised FpPrint). */
export const fingerprintFormatSchema = z.enum(['ef01', 'fprint']);
export type FingerprintFormat = z.infer<typeof fingerprintFormatSchema>;

/** What a person should do with the finger. */
export const fingerPromptSchema = z.enum([
  'place',
  'lift',
  'hold',
  /** The picture is no good: not in the middle, too short, smudged or dry. */
  'again-centre',
  'again-longer',
  'again-clean',
]);
export type FingerPrompt = z.infer<typeof fingerPromptSchema>;

const at = z.object({ device: deviceIdSchema });
/**
 * What devices say on their own. `generation` counts a reader's insertions since its driver opened, from 1;
 * an event of an earlier generation than the newest is stale.
 */
export const deviceEventSchema = z.discriminatedUnion('type', [
  at.extend({
    type: z.literal('state'),
    state: deviceStateSchema,
    failure: failureSchema.nullable(),
    name: z.string().nullable(),
  }),
  at.extend({
    type: z.literal('card-inserted'),
    generation: z.number().int(),
    medium: z.enum(['card', 'identity-card']),
  }),
  at.extend({
    type: z.literal('card-read'),
    generation: z.number().int(),
    card: z.union([socialSecurityCardSchema, identityCardSchema]),
  }),
  at.extend({ type: z.literal('card-failed'), generation: z.number().int(), failure: failureSchema }),
  at.extend({ type: z.literal('card-removed'), generation: z.number().int() }),
  at.extend({ type: z.literal('code-scanned'), code: codeSchema }),
  at.extend({ type: z.literal('code-failed'), failure: failureSchema }),
  at.extend({
    type: z.literal('gate-passage'),
    opening: z.string(),
    direction: directionSchema,
    result: passageResultSchema,
  }),
  at.extend({ type: z.literal('gate-alarm'), alarm: gateAlarmSchema, active: z.boolean() }),
  /** `problem` null: paper in, cover closed, online. */
  at.extend({
    type: z.literal('printer-status'),
    problem: failureSchema.nullable(),
    paperNearEnd: z.boolean(),
  }),
  /** While a finger is being verified. */
  at.extend({ type: z.literal('finger-prompt'), prompt: fingerPromptSchema }),
]);
export type DeviceEvent = z.infer<typeof deviceEventSchema>;

/** What the station asks of a device. `opening` and `job` are the station's journal ids. */
export const deviceCallSchema = z.discriminatedUnion('method', [
  at.extend({ method: z.literal('gate-open'), opening: z.string(), direction: directionSchema }),
  at.extend({ method: z.literal('print'), job: z.string(), slip: ticketSlipSchema }),
  /** One finger against one template (base64); waits for the finger, within the deadline. */
  at.extend({
    method: z.literal('verify-finger'),
    format: fingerprintFormatSchema,
    template: z.string().min(1).max(100_000),
  }),
  /** The technician's test: a status question, a test slip, an opening; returns one line of text. */
  at.extend({ method: z.literal('test') }),
  /** Puts a device that is out of order back to work. */
  at.extend({ method: z.literal('enable') }),
]);
export type DeviceCall = z.infer<typeof deviceCallSchema>;

/** Answers by method: gate-open resolves once the coil is written; print once the printer has proved or denied it. */
export const deviceCallResultSchemas = {
  'gate-open': z.object({ opened: z.literal(true) }),
  print: z.object({ result: printResultSchema }),
  /** `score` and `least` in the reader's own measure; null where it tells only yes or no. */
  'verify-finger': z.object({
    matched: z.boolean(),
    score: z.number().nullable(),
    least: z.number().nullable(),
  }),
  test: z.object({ text: z.string() }),
  enable: z.object({ enabled: z.literal(true) }),
} as const satisfies Record<DeviceCall['method'], z.ZodType>;
export type DeviceCallResults = {
  readonly [M in DeviceCall['method']]: Readonly<z.infer<(typeof deviceCallResultSchemas)[M]>>;
};

/** One entry of the live trace. Card data and codes are blanked by the driver before they come here. */
export const traceEntrySchema = z.object({
  /** Milliseconds since the epoch. */
  at: z.number(),
  device: deviceIdSchema,
  /** To the device, from it, or a note of the driver. */
  direction: z.enum(['to', 'from', 'note']),
  /** Upper-case hexadecimal of at most 64 bytes; empty for a note. */
  hex: z.string(),
  /** What it means: "SELECT SSSE", "coil 0 on". */
  meaning: z.string(),
});
export type TraceEntry = z.infer<typeof traceEntrySchema>;
