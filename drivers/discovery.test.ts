import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { listSerialPorts } from './core/serial-ports.ts';
import { describeHid } from './discovery.ts';

const scanner = { vendorId: 0x0c2e, productId: 0x0b81, path: '/dev/hidraw0', release: 1, interface: 0 };

describe('HID devices', () => {
  it('are one entry a path, and a scanner by one of their usages', () => {
    expect(
      describeHid([
        { ...scanner, usagePage: 0x01, usage: 0x06, manufacturer: 'Honeywell', product: 'Youjie 4600' },
        { ...scanner, usagePage: 0x8c, usage: 0x02 },
        {
          ...scanner,
          path: '/dev/hidraw1',
          vendorId: 0x046d,
          productId: 0xc31c,
          usagePage: 0x01,
          usage: 0x06,
        },
        { ...scanner, path: undefined },
      ]),
    ).toEqual([
      { id: '0c2e:0b81', path: '/dev/hidraw0', name: 'Honeywell Youjie 4600', driver: 'hid-pos-scanner' },
      { id: '046d:c31c', path: '/dev/hidraw1', name: '046d:c31c', driver: null },
    ]);
  });
});

const onLinux = process.platform === 'linux' ? describe : describe.skip;
onLinux('serial ports in sysfs', () => {
  let sysfs: string;

  beforeEach(async () => {
    sysfs = await mkdtemp(join(tmpdir(), 'yikatong-sysfs-'));
    await mkdir(join(sysfs, 'class/tty'), { recursive: true });
  });

  afterEach(() => rm(sysfs, { recursive: true }));

  async function tty(
    name: string,
    device: string | null,
    files: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const folder = join(sysfs, 'class/tty', name);
    await mkdir(folder);
    if (device !== null) {
      await mkdir(join(sysfs, device), { recursive: true });
      await symlink(join(sysfs, device), join(folder, 'device'));
    }
    for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
  }

  it('are those with hardware behind them, named as USB names them', async () => {
    await tty('tty0', null);
    await tty('ttyS0', 'devices/pnp0/00:00', { type: '4\n' });
    await tty('ttyS1', 'devices/platform/serial8250', { type: '0\n' });
    await tty('ttyUSB0', 'devices/usb1/1-2/1-2:1.0/ttyUSB0');
    await writeFile(join(sysfs, 'devices/usb1/1-2/manufacturer'), 'FTDI\n');
    await writeFile(join(sysfs, 'devices/usb1/1-2/product'), 'FT232R USB UART\n');
    await tty('ttyACM0', 'devices/usb1/1-3/1-3:1.0');
    await writeFile(join(sysfs, 'devices/usb1/1-3/product'), 'Scanner\n');
    expect(await listSerialPorts(sysfs)).toEqual([
      { path: '/dev/ttyACM0', name: 'Scanner' },
      { path: '/dev/ttyS0', name: '' },
      { path: '/dev/ttyUSB0', name: 'FTDI FT232R USB UART' },
    ]);
  });

  it('cannot be listed without sysfs', async () => {
    await expect(listSerialPorts(join(sysfs, 'nothing'))).rejects.toThrow('ENOENT');
  });
});
