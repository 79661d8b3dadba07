/**
 * What halls tell the city over NATS JetStream, and what the city makes of it; docs/city.md. No message holds a person: nobody who
 * came, their hash or audit number, and nobody who works there.
 */
import { z } from 'zod';

import { deviceStateSchema, gateAlarmSchema } from './devices.ts';
import { businessIdSchema } from './hall-api.ts';
import { hallIdSchema } from './hall/configuration.ts';
import { stationIdSchema } from './hall/leases.ts';

/** A hall in the city: one queue of record, of many machines or of one station by itself. */
export const hallAddressSchema = z.object({ region: hallIdSchema, hall: hallIdSchema });
export type HallAddress = z.infer<typeof hallAddressSchema>;

/** Where a hall's events go: a subject of its own, which its credentials alone may publish to. */
export function eventsSubject({ region, hall }: HallAddress): string {
  return `yikatong.${region}.${hall}.events`;
}

/** Where the city asks a hall for events that never came. Plain NATS: nothing keeps a question. */
export function againSubject({ region, hall }: HallAddress): string {
  return `yikatong.${region}.${hall}.again`;
}

/** Below which a hall hears answers, and nobody else. */
export function inboxOf({ region, hall }: HallAddress): string {
  return `_INBOX.${region}.${hall}`;
}

/** Whose events a subject carries; null: it is none. */
export function hallOfSubject(subject: string): HallAddress | null {
  const [root, region, hall, last, ...more] = subject.split('.');
  if (root !== 'yikatong' || last !== 'events' || more.length > 0) return null;
  const address = hallAddressSchema.safeParse({ region, hall });
  return address.success ? address.data : null;
}

/** By which the stream drops copies within its window. */
export function messageId({ region, hall }: HallAddress, seq: number): string {
  return `${region}.${hall}.${seq}`;
}

export const cityStream = {
  name: 'YIKATONG',
  subjects: ['yikatong.*.*.events'],
  /** Of the stand-in's view: the name of its durable consumer. */
  viewConsumer: 'city-view',
  /** Within which the stream itself drops a copy, milliseconds. Later ones are dropped by the view. */
  duplicateWindowMs: 120_000,
  /** How long an event is kept for consumers that are away and for views that are made anew, milliseconds. */
  maxAgeMs: 30 * 86_400_000,
  maxMessageBytes: 8192,
} as const;

/** Of an event, what the city may know: see contracts/hall/events.ts. A kind that is not known counts and shows nothing. */
export const cityMessageSchema = z.object({
  /** 1 and up, without gaps in a hall. */
  seq: z.number().int().min(1),
  /** Milliseconds since the epoch, by the hall's clock. */
  at: z.number().int(),
  body: z.looseObject({ kind: z.string().min(1).max(40) }),
});
export type CityMessage = z.infer<typeof cityMessageSchema>;

/**
 * The `kind` of a message that is no event: `seq` and everything before it that did not come is kept nowhere any more, the hall says,
 * and the view goes on after it. What came all the same counts.
 */
export const goneKind = 'events-gone';

/** Events of one question. */
export const againAtOnce = 1000;
/** Both counted. */
export const againSchema = z
  .strictObject({ from: z.number().int().min(1), to: z.number().int().min(1) })
  .refine(({ from, to }) => from <= to && to - from < againAtOnce, 'from to to, in order, within the bound');
export type Again = z.infer<typeof againSchema>;

const countSchema = z.number().int().min(0);
const instantSchema = z.number().int();

/** What the city knows of a hall: everything up to event `seq` that was not lost, each event once. */
export const cityHallSchema = hallAddressSchema.extend({
  seq: countSchema,
  /** Of that event, milliseconds since the epoch; null: none yet. */
  at: instantSchema.nullable(),
  /** Events that have not come although later ones have; null: none is missing. */
  missing: z.object({ from: countSchema, to: countSchema }).nullable(),
  /** Later events that wait for the missing ones. */
  held: countSchema,
  /** Copies that were dropped. */
  repeated: countSchema,
  /** Events that the hall kept no more when the city asked for them, or began to tell the city too late for. */
  lost: countSchema,
  day: z.object({ date: z.iso.date(), state: z.enum(['open', 'closed', 'ended']) }).nullable(),
  /** Businesses for which somebody waits. */
  waiting: z.array(
    z.object({ business: businessIdSchema, waiting: countSchema, longestSince: instantSchema }),
  ),
  /** Windows at which somebody is signed in. */
  windows: z.object({ open: countSchema, closed: countSchema }),
  openHelp: countSchema,
  /** Finished services since the day last opened, waits to the first call as upper bounds in minutes; null: none, or beyond 120. */
  finished: z.object({
    count: countSchema,
    p50Minutes: countSchema.nullable(),
    p90Minutes: countSchema.nullable(),
  }),
  /** Ratings by grade, 1 first. */
  grades: z.array(countSchema).length(5),
  /** Events by kind; `other`: kinds that are not known, or are not as they should be. */
  counts: z.record(z.string(), countSchema),
});
export type CityHall = z.infer<typeof cityHallSchema>;

export const cityDeviceSchema = z.object({
  station: stationIdSchema,
  device: z.string(),
  state: deviceStateSchema,
  code: z.string().nullable(),
  at: z.iso.datetime(),
});
export type CityDevice = z.infer<typeof cityDeviceSchema>;

export const cityAlarmSchema = z.object({
  station: stationIdSchema,
  device: z.string(),
  alarm: gateAlarmSchema,
  at: z.iso.datetime(),
});
export type CityAlarm = z.infer<typeof cityAlarmSchema>;

export const cityViewSchema = z.object({
  /** Sums over the halls below. */
  total: z.object({
    halls: countSchema,
    waiting: countSchema,
    openWindows: countSchema,
    openHelp: countSchema,
    events: countSchema,
    /** Halls of which events are missing. */
    incomplete: countSchema,
  }),
  halls: z.array(
    cityHallSchema
      .pick({ region: true, hall: true, seq: true, at: true, missing: true, day: true, openHelp: true })
      .extend({ waiting: countSchema, openWindows: countSchema }),
  ),
  devices: z.array(cityDeviceSchema),
  /** Newest first, at most 100. */
  alarms: z.array(cityAlarmSchema),
});
export type CityView = z.infer<typeof cityViewSchema>;

/** Bodies of the platform's topics `device-state` and `gate-alarm`. */
export const deviceStateBodySchema = cityDeviceSchema.pick({ device: true, state: true, code: true });
export const gateAlarmBodySchema = cityAlarmSchema.pick({ device: true, alarm: true });

/** GET, below the platform's address. */
export const cityPaths = {
  /** With `?region=` of one region only. */
  city: '/stand-in/city',
  hall: '/stand-in/city/halls/:region/:hall',
} as const;
