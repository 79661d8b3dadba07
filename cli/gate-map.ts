/** The options of a gate's Modbus map, the same for the gate and for its emulator. */
import type { Command } from 'commander';

import { gateMapSchema, type GateMap } from '#contracts/devices.ts';

import { wholeNumber } from './options.ts';

export interface GateMapOptions extends GateMap {
  readonly unit: number;
}

const address = wholeNumber(0, 65_535);
const defaults = gateMapSchema.parse({});

/** Adds them to a command, whose options are then a GateMapOptions and more. */
export function withGateMap(command: Command): Command {
  return command
    .option('--unit <unit>', "the board's Modbus address, 1 to 247", wholeNumber(1, 247), 1)
    .option('--coil-in <address>', 'coil that opens in', address, defaults.coilIn)
    .option('--coil-out <address>', 'coil that opens out', address, defaults.coilOut)
    .option('--sensor-in <address>', 'discrete input of the passage sensor in', address, defaults.sensorIn)
    .option('--sensor-out <address>', 'discrete input of the passage sensor out', address, defaults.sensorOut)
    .option('--emergency <address>', 'discrete input of the emergency release', address, defaults.emergency);
}
