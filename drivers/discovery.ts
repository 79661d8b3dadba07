/** What is plugged in, and which driver would take it. */
import { devicesAsync, type Device as HidDevice } from 'node-hid';

import type { Clock } from '#contracts/clock.ts';
import type { DriverName } from '#contracts/devices.ts';
import type { Failure } from '#contracts/result.ts';
import type { Discovery } from '#contracts/technician.ts';

import { listSerialPorts, type SerialPortInfo } from './core/serial-ports.ts';
import { listFingerprintReaders } from './libfprint/list-readers.ts';
import { listReaders } from './pcsc/list-readers.ts';

/** A serial port does not say what is behind it: each of these could be. */
const serialDrivers: readonly DriverName[] = [
  'sam-v',
  'serial-scanner',
  'modbus-gate',
  'escpos-printer',
  'serial-fingerprint',
];

/** HID usage tables: bar code scanner page. */
const scannerPage = 0x8c;

export async function discover(clock: Clock): Promise<Discovery> {
  const [readers, fingerprintReaders, hid, serial] = await Promise.all([
    listReaders(clock),
    listFingerprintReaders(),
    orProblem(devicesAsync(), 'HID devices'),
    orProblem(listSerialPorts(), 'serial ports'),
  ]);
  return {
    readers: [
      ...readers.names.map((name) => ({ name, driver: 'pcsc' as const })),
      ...fingerprintReaders.map((name) => ({ name, driver: 'libfprint' as const })),
    ],
    hid: describeHid(hid.found),
    serial: serial.found.map((port: SerialPortInfo) => ({ ...port, drivers: serialDrivers })),
    problems: [readers.problem, hid.problem, serial.problem].filter((problem) => problem !== null),
  };
}

/** One entry a path: node-hid lists a device once for each of its usages, and one of them says that it scans. */
export function describeHid(devices: readonly HidDevice[]): Discovery['hid'] {
  const byPath = Map.groupBy(devices, ({ path }) => path ?? '');
  byPath.delete('');
  return [...byPath].map(([path, usages]) => {
    const [first] = usages;
    const id = `${hex4(first?.vendorId ?? 0)}:${hex4(first?.productId ?? 0)}`;
    const name = [first?.manufacturer, first?.product]
      .filter((part) => part !== undefined && part !== '')
      .join(' ');
    const scans = usages.some(({ usagePage }) => usagePage === scannerPage);
    return { id, path, name: name === '' ? id : name, driver: scans ? 'hid-pos-scanner' : null };
  });
}

function hex4(value: number): string {
  return value.toString(16).padStart(4, '0');
}

async function orProblem<T>(
  listing: Promise<readonly T[]>,
  what: string,
): Promise<{ readonly found: readonly T[]; readonly problem: Failure | null }> {
  try {
    return { found: await listing, problem: null };
  } catch (error) {
    const detail = `${what}: ${error instanceof Error ? error.message : 'not listed'}`;
    return { found: [], problem: { code: 'port-unavailable', detail } };
  }
}
