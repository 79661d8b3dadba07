/** Which emulator stands for which configuration entry. */
import { createServer } from 'node:net';

import type { Clock } from '#contracts/clock.ts';
import type { DeviceConfig } from '#contracts/devices.ts';
import type { EmulatorCommand, EmulatorState } from '#contracts/emulators.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import type { Emulator } from '#drivers/core/emulator.ts';
import { listenOnLoopback, type TcpListener } from '#drivers/core/tcp-listener.ts';
import { PrinterEmulator } from '#drivers/escpos-printer/emulator.ts';
import { GateEmulator } from '#drivers/modbus-gate/emulator.ts';
import { SamVEmulator } from '#drivers/sam-v/emulator.ts';
import { FingerprintEmulator } from '#drivers/serial-fingerprint/emulator.ts';
import { createSerialScannerEmulator } from '#drivers/serial-scanner/emulator.ts';
import { VpcdEmulator } from '#drivers/vpcd/emulator.ts';

const loopback = '127.0.0.1';

/** An emulated device in the dock's hands. */
export interface EmulatedDevice {
  command(command: EmulatorCommand): Promise<Result<void>>;
  state(): EmulatorState;
  onChange(listener: () => void): void;
}

/** An emulated device with its place on loopback. */
export interface PluggedEmulator extends EmulatedDevice {
  /** Where the device host finds it, or waits for its cards. */
  readonly port: number;
}

/** The emulator behind a stream; null for what is no stream. */
function streamEmulator(config: DeviceConfig, clock: Clock): Emulator | null {
  const device = config.id;
  switch (config.driver) {
    case 'sam-v':
      return new SamVEmulator({ device, clock });
    case 'serial-scanner':
      return createSerialScannerEmulator(device, clock);
    case 'modbus-gate':
      return new GateEmulator({ device, clock, map: config.map, unit: config.unit });
    case 'escpos-printer': {
      const { columns, swapChineseSizeBits } = config;
      return new PrinterEmulator({ device, clock, columns, swapChineseSizeBits });
    }
    case 'serial-fingerprint': {
      const [address, password] = [Number.parseInt(config.address, 16), Number.parseInt(config.password, 16)];
      return new FingerprintEmulator({ device, clock, address, password });
    }
    case 'vpcd':
    case 'pcsc':
    case 'hid-pos-scanner':
    case 'libfprint':
      return null;
    default:
      return config satisfies never;
  }
}

/** Starts the emulator of `config` on `port`, 0 for a free one. Failure: port-unavailable. */
export async function plugEmulator(
  config: DeviceConfig,
  port: number,
  clock: Clock,
): Promise<Result<PluggedEmulator>> {
  const emulator = streamEmulator(config, clock);
  if (emulator !== null) return ListeningEmulator.start(emulator, port);
  const reserved = port === 0 ? await freePort() : ok(port);
  if (!reserved.ok) return reserved;
  const card = new VpcdEmulator({ device: config.id, host: loopback, port: reserved.value, clock });
  return ok({
    port: reserved.value,
    command: (command) => card.command(command),
    state: () => card.state(),
    onChange: (listener) => card.onChange(listener),
  });
}

/** A port that is free now, for the device host's reader to listen on. */
function freePort(): Promise<Result<number>> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error) => resolve(fail('port-unavailable', error.message)));
    server.listen(0, loopback, () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new TypeError('a TCP server has a port');
      server.close(() => resolve(ok(address.port)));
    });
  });
}

/** A stream's emulator: its cable is a TCP port, which is closed while the cable is pulled. */
class ListeningEmulator implements PluggedEmulator {
  readonly #emulator: Emulator;
  readonly port: number;
  #listener: TcpListener | null;
  #changed: () => void = () => undefined;

  private constructor(emulator: Emulator, listener: TcpListener) {
    this.#emulator = emulator;
    this.#listener = listener;
    this.port = listener.port;
    emulator.onChange(() => {
      // The cable may also be pulled by a misbehaviour.
      if (!emulator.state().plugged) this.#close();
      this.#changed();
    });
  }

  static async start(emulator: Emulator, port: number): Promise<Result<ListeningEmulator>> {
    const listener = await listenOnLoopback(port, (transport) => emulator.connect(transport));
    return listener.ok ? ok(new ListeningEmulator(emulator, listener.value)) : listener;
  }

  async command(command: EmulatorCommand): Promise<Result<void>> {
    if (command.action === 'plug' && this.#listener === null) {
      const listener = await listenOnLoopback(this.port, (transport) => this.#emulator.connect(transport));
      if (!listener.ok) return listener;
      this.#listener = listener.value;
    }
    return this.#emulator.command(command);
  }

  state(): EmulatorState {
    return this.#emulator.state();
  }

  onChange(listener: () => void): void {
    this.#changed = listener;
  }

  #close(): void {
    this.#listener?.close();
    this.#listener = null;
  }
}
