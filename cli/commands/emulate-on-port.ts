/** Runs an emulated device on a serial port or PTY, or on a TCP port, until it is stopped or the port is gone. */
import { Option, type Command } from 'commander';

import type { Misbehaviour } from '#contracts/emulators.ts';
import type { Failure } from '#contracts/result.ts';
import type { Text } from '#contracts/text.ts';
import type { Emulator } from '#drivers/core/emulator.ts';
import { openStream } from '#drivers/core/stream-transports.ts';
import { listenOnLoopback } from '#drivers/core/tcp-listener.ts';

import { baudRate, listenPort } from '../options.ts';
import { printFailure, printJson, printLine, say } from '../output.ts';
import { stopRequested } from './emulate.ts';

interface PortOptions {
  readonly port: string;
  readonly baud: number;
  readonly misbehave?: Misbehaviour;
  readonly json: boolean;
}

export interface PortOrListenOptions extends Omit<PortOptions, 'port'> {
  readonly port?: string;
  /** A TCP port of 127.0.0.1, 0 for a free one. */
  readonly listen?: number;
}

/** Adds where the device sits: on a port at `baud` unless told otherwise, or behind a TCP port. One of them must be given. */
export function withPortOrListen(command: Command, baud: number): Command {
  return command
    .option('--port <path>', 'the serial port or PTY to sit on')
    .addOption(
      new Option('--listen <port>', 'a TCP port of 127.0.0.1 instead, 0 for a free one')
        .argParser(listenPort)
        .conflicts('port'),
    )
    .option('--baud <baud>', "the serial port's speed", baudRate, baud)
    .hook('preAction', (asked) => {
      const { port, listen } = asked.opts<Partial<PortOrListenOptions>>();
      if (port === undefined && listen === undefined) asked.error('error: give --port or --listen');
    });
}

/** `device` names the kind; `ready` is called once it is plugged in. Resolves when all is over, the exit code set. */
export async function emulateOnPort(
  device: string,
  emulator: Emulator,
  { port, baud, misbehave, json }: PortOptions,
  ready: () => void = () => undefined,
): Promise<void> {
  const stopped = stopRequested();
  const opened = await openStream({ serial: port, baud })(new AbortController().signal);
  if (!opened.ok) {
    printFailure(opened.error, json);
    return;
  }
  const transport = opened.value;
  const lost = new Promise<Failure>((resolve) => {
    emulator.connect({
      ...transport,
      onClose: (listener) =>
        transport.onClose((reason) => {
          listener(reason);
          resolve(reason);
        }),
    });
  });
  if (misbehave !== undefined) emulator.command({ action: 'misbehave', device, misbehaviour: misbehave });
  if (json) printJson({ event: 'ready', device, port });
  else printLine(say(readyText(port)));
  ready();
  const failure = await Promise.race([stopped, lost]);
  if (failure !== undefined) printFailure(failure, json);
  await transport.close();
}

/** Like `emulateOnPort`, or behind a TCP port as behind a serial device server: one connection at a time, again and again. */
export async function emulateOnPortOrTcp(
  device: string,
  emulator: Emulator,
  options: PortOrListenOptions,
): Promise<void> {
  const { port, listen, misbehave, json } = options;
  if (port !== undefined) {
    await emulateOnPort(device, emulator, { ...options, port });
    return;
  }
  const stopped = stopRequested();
  const listener = await listenOnLoopback(listen ?? 0, (transport) => emulator.connect(transport));
  if (!listener.ok) {
    printFailure(listener.error, json);
    return;
  }
  if (misbehave !== undefined) emulator.command({ action: 'misbehave', device, misbehaviour: misbehave });
  const address = `127.0.0.1:${listener.value.port}`;
  if (json) printJson({ event: 'ready', device, listen: listener.value.port });
  else printLine(say(readyText(address)));
  await stopped;
  listener.value.close();
  emulator.command({ action: 'unplug', device });
}

function readyText(port: string): Text {
  return {
    zh: `仿真设备已接到 ${port}，按 Ctrl-C 停止`,
    en: `the emulated device is on ${port}; Ctrl-C stops it`,
  };
}
