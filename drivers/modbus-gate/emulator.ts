/** A relay board of a gate: two relays, two passage sensors, an emergency release; misbehaves as it is told. */
import type { Clock } from '#contracts/clock.ts';
import type { GateMap } from '#contracts/devices.ts';
import type { EmulatorCommand, EmulatorState } from '#contracts/emulators.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { EmulatorWire } from '#drivers/core/emulator-wire.ts';
import type { Emulator } from '#drivers/core/emulator.ts';
import type { ByteTransport } from '#drivers/core/transport.ts';

import {
  buildBitsAnswer,
  buildException,
  buildRequest,
  findRequest,
  isKnownFunction,
  longestFrame,
  type ModbusRequest,
  type ReceivedRequest,
} from './codec.ts';

/** Exceptions of the application protocol, clause 7. */
const exceptions = {
  illegalFunction: 0x01,
  illegalAddress: 0x02,
  illegalValue: 0x03,
  serverFailure: 0x04,
} as const;

/** Relays and inputs that a board has at least, from address 0. */
const smallestBoard = 16;

interface GateEmulatorOptions {
  readonly device: string;
  readonly clock: Clock;
  readonly map: GateMap;
  readonly unit: number;
}

export class GateEmulator implements Emulator {
  readonly #options: GateEmulatorOptions;
  readonly #wire: EmulatorWire;
  readonly #coils: boolean[];
  readonly #inputs: boolean[];
  #changed: () => void = () => undefined;

  constructor(options: GateEmulatorOptions) {
    this.#options = options;
    this.#wire = new EmulatorWire(options.clock, () => this.#changed());
    const { coilIn, coilOut, sensorIn, sensorOut, emergency } = options.map;
    this.#coils = bits(Math.max(coilIn, coilOut));
    this.#inputs = bits(Math.max(sensorIn, sensorOut, emergency));
  }

  connect(transport: ByteTransport): void {
    let received = new Uint8Array();
    this.#wire.connect(transport, (bytes) => {
      received = Uint8Array.from([...received, ...bytes]);
      for (let found = findRequest(received); found !== null; found = findRequest(received)) {
        received = received.subarray(found.used);
        this.#receive(found.received);
      }
      received = received.subarray(-longestFrame);
    });
  }

  command(command: EmulatorCommand): Result<void> {
    if (command.action === 'set-gate-input') {
      const { sensorIn, sensorOut, emergency } = this.#options.map;
      const addresses = { 'sensor-in': sensorIn, 'sensor-out': sensorOut, emergency };
      this.#inputs[addresses[command.input]] = command.on;
    } else if (!this.#wire.command(command)) {
      return fail('not-permitted', `a gate has no ${command.action}`);
    }
    this.#changed();
    return ok(undefined);
  }

  state(): Extract<EmulatorState, { kind: 'gate' }> {
    const { device, map } = this.#options;
    return {
      kind: 'gate',
      device,
      plugged: this.#wire.plugged,
      misbehaviour: this.#wire.misbehaviour,
      openIn: this.#coils[map.coilIn] ?? false,
      openOut: this.#coils[map.coilOut] ?? false,
      sensorIn: this.#inputs[map.sensorIn] ?? false,
      sensorOut: this.#inputs[map.sensorOut] ?? false,
      emergency: this.#inputs[map.emergency] ?? false,
    };
  }

  onChange(listener: () => void): void {
    this.#changed = listener;
  }

  #receive({ unit, functionCode, request }: ReceivedRequest): void {
    // On RS-485 every board hears what is meant for another.
    if (unit !== this.#options.unit) return;
    const refuse = (exception: number) => () => buildException(unit, functionCode, exception);
    this.#wire.exchange({
      answer: () => {
        if (!isKnownFunction(functionCode)) return refuse(exceptions.illegalFunction)();
        if (request === null) return refuse(exceptions.illegalValue)();
        return this.#do(request, functionCode) ?? refuse(exceptions.illegalAddress)();
      },
      refusal: refuse(exceptions.serverFailure),
    });
  }

  /** The answer; null where an address does not exist. */
  #do(request: ModbusRequest, functionCode: number): Uint8Array | null {
    const { unit } = this.#options;
    const { address } = request;
    if (request.kind === 'write-single-coil') {
      if (address >= this.#coils.length) return null;
      this.#coils[address] = request.on;
      this.#changed();
      return buildRequest(unit, request);
    }
    const all = request.kind === 'read-coils' ? this.#coils : this.#inputs;
    if (address + request.count > all.length) return null;
    return buildBitsAnswer(unit, functionCode, all.slice(address, address + request.count));
  }
}

function bits(highest: number): boolean[] {
  return Array<boolean>(Math.max(smallestBoard, highest + 1)).fill(false);
}
