/** Emulated devices: what they hold, how they misbehave, what the dock asks of them and sees of them. */
import { z } from 'zod';

import { dateSchema, holderSchema, identityCardSchema } from './credentials.ts';
import { deviceConfigSchema, deviceIdSchema } from './devices.ts';
import { challengeActionSchema } from './face.ts';
import { failureSchema } from './failures.ts';

/** What a virtual social-security card holds. Synthetic people only. */
export const cardContentSchema = z.object({
  specVersion: z.string().regex(/^\d\.\d\d$/),
  cardClass: z.string().length(1),
  issuer: z.string().regex(/^\d{24}$/),
  issuedOn: dateSchema,
  expiresOn: dateSchema,
  cardNumber: z.string().max(9),
  /** 16 bytes, hexadecimal. */
  cardIdentificationCode: z.string().regex(/^[0-9A-F]{32}$/),
  algorithm: z.enum(['3des', 'ssf33', 'sm4']),
  holder: holderSchema.extend({
    ethnicGroup: z.string().regex(/^\d{2}$/),
    birthPlace: z
      .string()
      .regex(/^\d{6}$/)
      .nullable(),
  }),
  /** T=0 or T=1, as its ATR says. */
  protocol: z.enum(['T=0', 'T=1']).default('T=0'),
  /** mute: a wrong ATR checksum; other-application: no social-security application; damaged: EF05 cut short. */
  oddity: z.enum(['mute', 'other-application', 'damaged']).nullable().default(null),
});
export type CardContent = z.infer<typeof cardContentSchema>;
export type CardContentInput = z.input<typeof cardContentSchema>;

export const identityCardContentSchema = identityCardSchema
  .omit({ kind: true, samId: true, durationMs: true })
  .extend({ layout: z.enum(['citizen', 'hmt-permit', 'foreigner-permit', 'unpublished']) });
export type IdentityCardContent = z.infer<typeof identityCardContentSchema>;

/** `times`: for how many exchanges, null until told otherwise. */
const times = { times: z.number().int().min(1).nullable().default(null) };
export const misbehaviourSchema = z.discriminatedUnion('kind', [
  /** Answers late. */
  z.object({ kind: z.literal('delay'), ms: z.number().int().min(1).max(60_000), ...times }),
  /** Flips bytes of the answer. */
  z.object({ kind: z.literal('garble'), ...times }),
  /** Answers with the protocol's own refusal. */
  z.object({ kind: z.literal('refuse'), ...times }),
  /** Sends the first half of the answer and stops. */
  z.object({ kind: z.literal('half-answer'), ...times }),
  /** Takes everything and says nothing. */
  z.object({ kind: z.literal('silent'), ...times }),
  /** Is pulled out after so many further exchanges. */
  z.object({ kind: z.literal('pull'), afterExchanges: z.number().int().min(0) }),
]);
export type Misbehaviour = z.infer<typeof misbehaviourSchema>;

/** The first and the second of two people whose pictures an emulated camera has. */
export const cameraSitterSchema = z.enum(['nobody', 'first', 'second', 'both', 'photo']);
export type CameraSitter = z.infer<typeof cameraSitterSchema>;

const device = { device: deviceIdSchema };
export const emulatorCommandSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('insert-card'), ...device, card: cardContentSchema }),
  z.object({ action: z.literal('pull-card'), ...device }),
  z.object({ action: z.literal('put-identity-card'), ...device, card: identityCardContentSchema }),
  z.object({ action: z.literal('lift-identity-card'), ...device }),
  z.object({
    action: z.literal('scan'),
    ...device,
    text: z.string().min(1).max(4096),
    aimIdentifier: z.string().length(3).nullable(),
  }),
  z.object({
    action: z.literal('set-gate-input'),
    ...device,
    input: z.enum(['sensor-in', 'sensor-out', 'emergency']),
    on: z.boolean(),
  }),
  z.object({
    action: z.literal('set-printer'),
    ...device,
    paper: z.enum(['ok', 'near-end', 'out']),
    cover: z.enum(['closed', 'open']),
    cutter: z.enum(['ok', 'jammed']),
    online: z.boolean(),
  }),
  /**
   * Lays a finger on: the one that the template (base64) was made of, or a stranger's where it is null. `smudge`: the
   * reader asks again.
   */
  z.object({
    action: z.literal('put-finger'),
    ...device,
    template: z.string().max(4096).nullable(),
    quality: z.enum(['good', 'smudge']),
  }),
  z.object({ action: z.literal('lift-finger'), ...device }),
  /** Who stands before an emulated camera; `photo`: somebody holds up a photograph of the first, which cannot act. */
  z.object({
    action: z.literal('stand-before-camera'),
    ...device,
    who: cameraSitterSchema,
  }),
  z.object({ action: z.literal('act-before-camera'), ...device, act: challengeActionSchema }),
  z.object({ action: z.literal('misbehave'), ...device, misbehaviour: misbehaviourSchema.nullable() }),
  /** Pulls the cable: the port is gone until plugged in again. */
  z.object({ action: z.literal('unplug'), ...device }),
  z.object({ action: z.literal('plug'), ...device }),
]);
export type EmulatorCommand = z.infer<typeof emulatorCommandSchema>;

const common = { ...device, plugged: z.boolean(), misbehaviour: misbehaviourSchema.nullable() };
export const emulatorStateSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('card-reader'), ...common, cardIn: z.boolean() }),
  z.object({ kind: z.literal('identity-card-reader'), ...common, cardIn: z.boolean() }),
  z.object({ kind: z.literal('scanner'), ...common }),
  z.object({
    kind: z.literal('gate'),
    ...common,
    openIn: z.boolean(),
    openOut: z.boolean(),
    sensorIn: z.boolean(),
    sensorOut: z.boolean(),
    emergency: z.boolean(),
  }),
  z.object({
    kind: z.literal('printer'),
    ...common,
    paper: z.enum(['ok', 'near-end', 'out']),
    cover: z.enum(['closed', 'open']),
    cutter: z.enum(['ok', 'jammed']),
    online: z.boolean(),
    /** Tickets cut since the start, and the newest one as an SVG document. */
    tickets: z.number().int(),
    picture: z.string().nullable(),
  }),
  z.object({ kind: z.literal('fingerprint-reader'), ...common, fingerOn: z.boolean() }),
  /** `act`: under way. */
  z.object({
    kind: z.literal('camera'),
    ...common,
    who: cameraSitterSchema,
    act: challengeActionSchema.nullable(),
  }),
]);
export type EmulatorState = z.infer<typeof emulatorStateSchema>;

/** Station to emulator host. `devices`: those whose port is `emulated`. */
export const toEmulatorHostSchema = z.discriminatedUnion('type', [
  /** `ports`: those that an earlier process had, to be taken again; the device host knows them. */
  z.object({
    type: z.literal('configure'),
    devices: z.array(deviceConfigSchema),
    ports: z.record(deviceIdSchema, z.number().int()),
    /** Emulated cameras: the picture file that the browser takes for its camera, by the camera's id. */
    cameras: z.record(deviceIdSchema, z.string()),
  }),
  z.object({ type: z.literal('command'), id: z.number().int(), command: emulatorCommandSchema }),
  z.object({ type: z.literal('ping'), n: z.number().int() }),
]);
export type ToEmulatorHost = z.infer<typeof toEmulatorHostSchema>;

export const fromEmulatorHostSchema = z.union([
  /** Loopback TCP port of each device, by device id. */
  z.object({ type: z.literal('configured'), ports: z.record(deviceIdSchema, z.number().int()) }),
  /** A port could not be had; nothing is emulated. */
  z.object({ type: z.literal('not-configured'), error: failureSchema }),
  z.object({ type: z.literal('answer'), id: z.number().int(), error: failureSchema.nullable() }),
  z.object({ type: z.literal('states'), states: z.array(emulatorStateSchema) }),
  z.object({ type: z.literal('pong'), n: z.number().int() }),
]);
export type FromEmulatorHost = z.infer<typeof fromEmulatorHostSchema>;
