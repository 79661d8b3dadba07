/**
 * The HID scanner's driver in a process of its own, as umockdev needs it: says who it is, starts at a line on standard
 * input, and prints what it says as lines of JSON.
 */
import { once } from 'node:events';

import { systemClock } from '#contracts/clock.ts';
import { createHidPosScanner } from '#drivers/hid-pos-scanner/device.ts';

const [, , device = ''] = process.argv;
const print = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

print({ pid: process.pid, umockdev: process.env['UMOCKDEV_DIR'] });
await once(process.stdin, 'data');
createHidPosScanner({
  device,
  clock: systemClock,
  trace: ({ meaning }) => print({ trace: meaning }),
  duplicateMs: 3000,
}).start(print);
