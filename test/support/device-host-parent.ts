/** Stands for a station that a test kills: starts a device host with one reader and says its process id. */
import { systemClock } from '#contracts/clock.ts';
import { deviceConfigSchema } from '#contracts/devices.ts';
import { DeviceHostClient } from '#station/device-host/client.ts';
import { forkChild } from '#station/processes/child-port.ts';

const client = new DeviceHostClient({
  devices: [deviceConfigSchema.parse({ id: 'well', driver: 'pcsc' })],
  clock: systemClock,
  log: { event: () => undefined },
  spawn: (file) => forkChild({ entry: `${import.meta.dirname}/faulty-device-host.ts`, file }),
});
client.events((event) => {
  if (event.type === 'state' && event.state === 'ready') {
    process.stdout.write(`${JSON.stringify({ deviceHost: client.process.pid })}\n`);
  }
});
client.start();
