/** What the technician's page shows. */
import type { DeviceState, DriverName } from './devices.ts';
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
  readonly devices: readonly DeviceStatus[];
  readonly deviceHost: { readonly running: boolean; readonly restarts: number; readonly pid: number | null };
  readonly platform: {
    readonly state: 'reachable' | 'away';
    readonly since: number;
    readonly outbox: number;
  };
  readonly store: { readonly failure: Failure | null };
}

/** What is plugged in, and which driver would take it. */
export interface Discovery {
  readonly readers: readonly { readonly name: string; readonly driver: DriverName }[];
  readonly hid: readonly {
    readonly id: string;
    readonly path: string;
    readonly name: string;
    readonly driver: DriverName | null;
  }[];
  readonly serial: readonly {
    readonly path: string;
    readonly name: string;
    readonly drivers: readonly DriverName[];
  }[];
  readonly problems: readonly Failure[];
}
