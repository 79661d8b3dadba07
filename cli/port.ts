/** A port as a technician names it: tcp://HOST:PORT, a serial port's path, a device file's path. */
import { existsSync, realpathSync } from 'node:fs';

import { InvalidArgumentError } from 'commander';

import { tcpPortSchema, type PrinterPort, type StreamPort } from '#contracts/devices.ts';

/** Terminals are told by their name: opening one to ask would move the control lines of what is attached. */
const serialPort = /^\/dev\/(?:tty|pts\/|cu\.|rfcomm)|^(?:\\\\\.\\)?COM\d+$/i;

function tcpOf(text: string): StreamPort | null {
  if (!text.startsWith('tcp://')) return null;
  const url = URL.parse(text);
  const parsed = tcpPortSchema.safeParse({ tcp: { host: url?.hostname, port: Number(url?.port) } });
  if (!parsed.success) throw new InvalidArgumentError('tcp://HOST:PORT or a path');
  return parsed.data;
}

export function streamPort(text: string, baud: number): StreamPort {
  return tcpOf(text) ?? { serial: text, baud };
}

export function printerPort(text: string, baud: number): PrinterPort {
  const tcp = tcpOf(text);
  if (tcp !== null) return tcp;
  const path = existsSync(text) ? realpathSync(text) : text;
  return serialPort.test(path) ? { serial: text, baud } : { file: text };
}
