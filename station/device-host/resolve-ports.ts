/** Emulated devices in the device host's eyes: the loopback addresses of their emulators. */
import type { DeviceConfig } from '#contracts/devices.ts';

const loopback = '127.0.0.1';

export function isEmulated(device: DeviceConfig): boolean {
  return 'port' in device && device.port === 'emulated';
}

/** `devices` with every `emulated` replaced; `ports`: the emulators' TCP ports by device id, as their host told them. */
export function resolvePorts(
  devices: readonly DeviceConfig[],
  ports: Readonly<Record<string, number>>,
): DeviceConfig[] {
  return devices.map((device) => {
    if (!('port' in device) || device.port !== 'emulated') return device;
    const port = ports[device.id];
    if (port === undefined) throw new TypeError(`${device.id} has no emulator`);
    // A card connects to its reader, and not the reader to its card.
    return device.driver === 'vpcd'
      ? { ...device, port }
      : { ...device, port: { tcp: { host: loopback, port } } };
  });
}
