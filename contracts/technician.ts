/** What the technician's page shows. */
import { z } from 'zod';

import { deviceConfigSchema, type DeviceState, type DriverName } from './devices.ts';
import { failureSchema } from './failures.ts';
import type { Failure } from './result.ts';

export interface DeviceStatus {
  readonly id: string;
  readonly driver: DriverName;
  readonly state: DeviceState;
  /** What the hardware calls itself, null while unknown. */
  readonly name: string | null;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly failure: Failure | null;
}

export interface TechnicianView {
  readonly version: string;
  readonly station: string;
  /** Where the hall stands, IANA name. */
  readonly timeZone: string;
  readonly devices: readonly DeviceStatus[];
  readonly deviceHost: { readonly running: boolean; readonly restarts: number; readonly pid: number | null };
  readonly platform: {
    readonly state: 'reachable' | 'away';
    readonly since: number;
    readonly outbox: number;
  };
  readonly store: { readonly failure: Failure | null };
  /** Faces at which somebody pressed 求助, since when (milliseconds since the epoch). */
  readonly calls: readonly { readonly face: string; readonly since: number }[];
}

const driverNameSchema = z.custom<DriverName>((value) =>
  deviceConfigSchema.options.some(({ shape }) => shape.driver.value === value),
);

/** What is plugged in, and which driver would take it. */
export const discoverySchema = z.object({
  readers: z.array(z.object({ name: z.string(), driver: driverNameSchema })),
  hid: z.array(
    z.object({ id: z.string(), path: z.string(), name: z.string(), driver: driverNameSchema.nullable() }),
  ),
  serial: z.array(
    z.object({ path: z.string(), name: z.string(), drivers: z.array(driverNameSchema).readonly() }),
  ),
  problems: z.array(failureSchema),
});
export type Discovery = z.infer<typeof discoverySchema>;
