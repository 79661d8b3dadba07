/** Which serial ports the machine has. */
import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { SerialPort } from 'serialport';

export interface SerialPortInfo {
  /** `/dev/ttyUSB0`, `COM3`. */
  readonly path: string;
  /** What the USB device calls itself; empty where it says nothing, as built-in ports do. */
  readonly name: string;
}

/**
 * On Linux straight from sysfs: serialport's own list runs `udevadm` there, and where that is not installed the process
 * ends with an unhandled error. Rejects where the system refuses the list.
 */
export async function listSerialPorts(sysfs = '/sys'): Promise<readonly SerialPortInfo[]> {
  if (process.platform === 'linux') return listFromSysfs(join(sysfs, 'class/tty'));
  const ports = await SerialPort.list();
  return ports.map(({ path, manufacturer }) => ({ path, name: manufacturer ?? '' }));
}

async function listFromSysfs(folder: string): Promise<readonly SerialPortInfo[]> {
  const ports: SerialPortInfo[] = [];
  for (const tty of (await readdir(folder)).toSorted()) {
    const device = await realpath(join(folder, tty, 'device')).catch(() => null);
    // Consoles and pseudo-terminals have no device; a 16550 that is not fitted has type 0.
    if (device === null || (await read(join(folder, tty, 'type'))) === '0') continue;
    ports.push({ path: `/dev/${tty}`, name: await usbName(device) });
  }
  return ports;
}

/** The USB device is one of the tty device's parents: tty, interface, device. */
async function usbName(device: string): Promise<string> {
  let folder = device;
  for (let level = 0; level < 4; level += 1) {
    const product = await read(join(folder, 'product'));
    if (product !== null)
      return [await read(join(folder, 'manufacturer')), product].filter((part) => part !== null).join(' ');
    folder = dirname(folder);
  }
  return '';
}

function read(file: string): Promise<string | null> {
  return readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
}
