/**
 * A serial port whose device is pulled out is hung up by the kernel, and every read then gives end of file. serialport
 * takes an end of file for "nothing yet" and reads again at once, without end: the loss is never told, a core is busy,
 * memory grows (serialport/bindings-cpp issue 162, in 13.0.0 too).
 */
import { read } from 'node:fs';
import { promisify } from 'node:util';

import { DarwinPortBinding, LinuxPortBinding } from '@serialport/bindings-cpp';
import { unixRead } from '@serialport/bindings-cpp/dist/unix-read.js';
import type { SerialPort } from 'serialport';

const readOnce = promisify(read);

/** With VMIN 1, serialport's own setting, a terminal's read gives 0 bytes for nothing but a hang-up (termios(3)). */
async function readUntilHangUp(port: number, buffer: Buffer, offset: number, length: number) {
  const done = await readOnce(port, buffer, offset, length, null);
  if (done.bytesRead === 0) throw new Error('the port has hung up');
  return done;
}

/** Makes an open port close itself, with that error, once it has been hung up. Windows has no such reads. */
export function closeAtHangUp(port: SerialPort): void {
  const binding = port.port;
  if (!(binding instanceof LinuxPortBinding || binding instanceof DarwinPortBinding)) return;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the one form of fs.read in which unixRead asks
  const fsReadAsync = readUntilHangUp as typeof readOnce;
  binding.read = (buffer, offset, length) => unixRead({ binding, buffer, offset, length, fsReadAsync });
}
