/** `yikatong emulate gate`: a gate's relay board, through which somebody may walk by themselves. */
import type { Command } from 'commander';

import { systemClock } from '#contracts/clock.ts';
import type { Direction } from '#contracts/devices.ts';
import { GateEmulator } from '#drivers/modbus-gate/emulator.ts';

import { withGateMap, type GateMapOptions } from '../gate-map.ts';
import { misbehaviour, wholeNumber } from '../options.ts';
import { emulateCommand } from './emulate.ts';
import { emulateOnPortOrTcp, withPortOrListen, type PortOrListenOptions } from './emulate-on-port.ts';

interface Options extends PortOrListenOptions, GateMapOptions {
  readonly walkAfter?: number;
  readonly emergencyOn: boolean;
}

const device = 'gate';
/** How long a person covers a passage sensor, milliseconds. */
const passageMs = 300;

export function registerEmulateGate(program: Command): void {
  withGateMap(
    withPortOrListen(
      emulateCommand(program)
        .command('gate')
        .description("a gate's relay board (Modbus RTU), on a serial port or PTY, or on a TCP port"),
      9600,
    )
      .option('--walk-after <ms>', 'walk through so long after each opening', wholeNumber(0, 600_000))
      .option('--emergency-on', 'the emergency release is on', false)
      .option('--misbehave <json>', 'how it misbehaves, such as {"kind":"silent"}', misbehaviour)
      .option('--json', 'print one line of JSON when ready', false),
  ).action(run);
}

async function run(options: Options): Promise<void> {
  const { unit, walkAfter, emergencyOn, coilIn, coilOut, sensorIn, sensorOut, emergency } = options;
  const map = { coilIn, coilOut, sensorIn, sensorOut, emergency };
  const emulator = new GateEmulator({ device, clock: systemClock, map, unit });
  if (emergencyOn) emulator.command({ action: 'set-gate-input', device, input: 'emergency', on: true });
  if (walkAfter !== undefined) walkThrough(emulator, walkAfter);
  await emulateOnPortOrTcp(device, emulator, options);
}

/** Whenever a relay is switched on, somebody passes its sensor a while later. */
function walkThrough(emulator: GateEmulator, afterMs: number): void {
  let was = { in: false, out: false };
  emulator.onChange(() => {
    const { openIn, openOut } = emulator.state();
    const opened = { in: openIn && !was.in, out: openOut && !was.out };
    was = { in: openIn, out: openOut };
    for (const direction of ['in', 'out'] as const) {
      if (opened[direction]) systemClock.after(afterMs, () => walk(emulator, direction));
    }
  });
}

function walk(emulator: GateEmulator, direction: Direction): void {
  const input = direction === 'in' ? 'sensor-in' : 'sensor-out';
  emulator.command({ action: 'set-gate-input', device, input, on: true });
  systemClock.after(passageMs, () => {
    emulator.command({ action: 'set-gate-input', device, input, on: false });
  });
}
