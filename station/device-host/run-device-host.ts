/** Joins a device host to its parent process; `main.ts` does so with the real drivers. */
import { systemClock } from '#contracts/clock.ts';
import { toDeviceHostSchema } from '#contracts/device-host-messages.ts';

import { joinParent, tellParent } from '../processes/child.ts';
import type { MakeDevice } from './driven-device.ts';
import { FlightWriter } from './flight-recorder.ts';
import { DeviceHost } from './host.ts';

/** As `forkChild` passes the flight recorder's file. */
const recorderDescriptor = 4;

export function runDeviceHost(make: MakeDevice): void {
  const host = new DeviceHost({
    make,
    clock: systemClock,
    send: tellParent,
    recorder: new FlightWriter(recorderDescriptor),
  });
  const onThrown = (error: unknown): void => {
    if (host.threw(error)) return;
    process.stderr.write(`device host: ${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  };
  process.on('uncaughtException', onThrown);
  process.on('unhandledRejection', onThrown);
  joinParent({
    received: toDeviceHostSchema,
    clock: systemClock,
    handle: (message) => host.handle(message),
    stop: () => host.stop(),
  });
}
