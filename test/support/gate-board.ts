/** An emulated relay board on a serial port, with the hands of a test. */
import { systemClock } from '#contracts/clock.ts';
import type { Direction, GateMap } from '#contracts/devices.ts';
import type { EmulatorCommand, EmulatorState } from '#contracts/emulators.ts';
import { openStream } from '#drivers/core/stream-transports.ts';
import type { ByteTransport } from '#drivers/core/transport.ts';
import { GateEmulator } from '#drivers/modbus-gate/emulator.ts';
import { until } from './until.ts';

/** The next person comes no sooner, milliseconds. */
const apartMs = 150;

type GateState = Extract<EmulatorState, { kind: 'gate' }>;

export class ModbusGateBoard {
  readonly #emulator: GateEmulator;
  readonly #transport: ByteTransport;

  private constructor(emulator: GateEmulator, transport: ByteTransport) {
    this.#emulator = emulator;
    this.#transport = transport;
  }

  static async at(path: string, map: GateMap, baud: number): Promise<ModbusGateBoard> {
    const emulator = new GateEmulator({ device: 'gate', clock: systemClock, map, unit: 1 });
    const opened = await openStream({ serial: path, baud })(new AbortController().signal);
    if (!opened.ok) throw new Error(`${opened.error.code} ${opened.error.detail ?? ''}`);
    emulator.connect(opened.value);
    return new ModbusGateBoard(emulator, opened.value);
  }

  get state(): GateState {
    const state = this.#emulator.state();
    if (state.kind !== 'gate') throw new TypeError('a gate');
    return state;
  }

  /** `performance.now()` of the moment in which the board took the coil's command. */
  opens(direction: Direction): Promise<number> {
    return new Promise((resolve) => {
      this.#emulator.onChange(() => {
        const { openIn, openOut } = this.state;
        if (!(direction === 'in' ? openIn : openOut)) return;
        const at = performance.now();
        this.#emulator.onChange(() => undefined);
        resolve(at);
      });
    });
  }

  /** Somebody walks through: the sensor fires, the gate closes, the sensor is free again. */
  async walk(direction: Direction): Promise<void> {
    const input = direction === 'in' ? 'sensor-in' : 'sensor-out';
    this.command({ action: 'set-gate-input', device: 'gate', input, on: true });
    await until('the gate closes after the passage', () => !this.state.openIn && !this.state.openOut);
    this.command({ action: 'set-gate-input', device: 'gate', input, on: false });
    // Two people are further apart than this; a sensor that is free for less than a poll (100 ms) was never free.
    await new Promise((resolve) => void setTimeout(resolve, apartMs));
  }

  command(command: EmulatorCommand): void {
    const done = this.#emulator.command(command);
    if (!done.ok) throw new Error(done.error.code);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }
}
