/** A scanner in HID POS mode that the kernel never had: umockdev's /sys and /dev, a PTY where the hidraw device would be. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fromHex, toHex } from '#drivers/core/hex.ts';

export const hidrawPath = '/dev/hidraw0';
/** A Honeywell, so that the HID POS mode is turned on. */
export const hidId = '0c2e:0b81';

const usb = '/devices/pci0000:00/0000:00:14.0/usb1/1-1';
const hid = '0003:0C2E:0B81.0001';

/** Usage page 0x8C, usage 0x02; input report 2 of 63 bytes, feature report 254 of one. */
const descriptor = fromHex(`
  05 8C 09 02 A1 01 15 00 26 FF 00 75 08
  85 02 09 12 95 3F 81 02
  85 FE 09 20 95 01 B1 02
  C0`);

const description = `P: ${usb}/1-1:1.0/${hid}/hidraw/hidraw0
N: hidraw0
E: DEVNAME=${hidrawPath}
E: MAJOR=240
E: MINOR=0
E: SUBSYSTEM=hidraw
A: dev=240:0\\n
L: device=../../../${hid}

P: ${usb}/1-1:1.0/${hid}
E: HID_ID=0003:00000C2E:00000B81
E: HID_NAME=Emulated POS Scanner
E: HID_PHYS=usb-0000:00:14.0-1/input0
E: HID_UNIQ=0001
E: SUBSYSTEM=hid
A: uevent=HID_ID=0003:00000C2E:00000B81\\nHID_NAME=Emulated POS Scanner\\nHID_PHYS=usb-0000:00:14.0-1/input0\\nHID_UNIQ=0001\\n
H: report_descriptor=${toHex(descriptor)}

P: ${usb}/1-1:1.0
E: DEVTYPE=usb_interface
E: INTERFACE=3/0/0
E: SUBSYSTEM=usb
A: bInterfaceNumber=00\\n

P: ${usb}
N: bus/usb/001/002
E: BUSNUM=001
E: DEVNUM=002
E: DEVNAME=/dev/bus/usb/001/002
E: DEVTYPE=usb_device
E: SUBSYSTEM=usb
A: manufacturer=Emulated\\n
A: product=POS Scanner\\n
A: serial=0001\\n
A: bcdDevice=0100\\n
A: idVendor=0c2e\\n
A: idProduct=0b81\\n
`;

function littleEndian(...values: readonly (readonly [value: number, bytes: 2 | 4])[]): string {
  const buffers = values.map(([value, bytes]) => {
    const buffer = Buffer.alloc(bytes);
    buffer.writeUIntLE(value, 0, bytes);
    return buffer;
  });
  return toHex(Buffer.concat(buffers));
}

function ioctls(takesFeatureReport: boolean): string {
  const size = littleEndian([descriptor.length, 4]);
  const padded = new Uint8Array(4096);
  padded.set(descriptor);
  const lines = [
    `@DEV ${hidrawPath}`,
    `HIDIOCGRDESCSIZE 0 ${size}`,
    `HIDIOCGRDESC 0 ${size}${toHex(padded)}`,
    `HIDIOCGRAWINFO 0 ${littleEndian([3, 4], [0x0c2e, 2], [0x0b81, 2])}`,
  ];
  // Its answer is how many bytes were taken; any other report is refused, as an ioctl that is not listed.
  if (takesFeatureReport) lines.push('HIDIOCSFEATURE 2 FE01');
  return `${lines.join('\n')}\n`;
}

/** `r <milliseconds> <bytes>`, control bytes as `^@` to `^_`. */
function scriptLine(afterMs: number, report: Uint8Array): Buffer {
  const bytes = Array.from(report).flatMap((byte) => {
    if (byte < 0x20) return [0x5e, byte + 0x40];
    return byte === 0x5e ? [0x5e, 0x60] : [byte];
  });
  return Buffer.concat([Buffer.from(`r ${afterMs} `), Buffer.from(bytes), Buffer.from('\n')]);
}

export class EmulatedHidraw {
  readonly #folder = mkdtempSync(join(tmpdir(), 'yikatong-hid-'));

  /**
   * The command and arguments to start a program under, which then sees the scanner.
   * @param reports what the scanner sends, one after another, once the program has opened it
   */
  under(
    reports: readonly Uint8Array[],
    { takesFeatureReport = true }: { readonly takesFeatureReport?: boolean } = {},
  ): readonly string[] {
    const file = (name: string, content: string | Uint8Array): string => {
      writeFileSync(join(this.#folder, name), content);
      return join(this.#folder, name);
    };
    const device = file('scanner.umockdev', description);
    const ioctl = file('scanner.ioctl', ioctls(takesFeatureReport));
    const args = ['umockdev-run', '-d', device, '-i', `${hidrawPath}=${ioctl}`];
    if (reports.length > 0) {
      const script = file('scan.script', Buffer.concat(reports.map((report) => scriptLine(5, report))));
      args.push('-s', `${hidrawPath}=${script}`);
    }
    return [...args, '--'];
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
