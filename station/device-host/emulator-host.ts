/** The emulators' process: the other ends of the wires, which live on when the device host is killed. */
import { systemClock, type Clock } from '#contracts/clock.ts';
import type { DeviceConfig } from '#contracts/devices.ts';
import {
  toEmulatorHostSchema,
  type EmulatorCommand,
  type FromEmulatorHost,
  type ToEmulatorHost,
} from '#contracts/emulators.ts';
import { fail, type Result } from '#contracts/result.ts';

import { joinParent, tellParent } from '../processes/child.ts';
import { plugEmulator, type PluggedEmulator } from './emulator-registry.ts';

/** Changes within so long are told as one, milliseconds. */
const statesEveryMs = 50;

class EmulatorHost {
  readonly #clock: Clock;
  readonly #send: (message: FromEmulatorHost) => void;
  readonly #emulators = new Map<string, PluggedEmulator>();
  #statesDue = false;

  constructor(clock: Clock, send: (message: FromEmulatorHost) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  handle(message: ToEmulatorHost): void {
    switch (message.type) {
      case 'configure':
        void this.#configure(message.devices, message.ports);
        return;
      case 'command':
        void this.#answer(message.id, message.command);
        return;
      case 'ping':
        this.#send({ type: 'pong', n: message.n });
        return;
      default:
        message satisfies never;
    }
  }

  async #configure(
    devices: readonly DeviceConfig[],
    wanted: Readonly<Record<string, number>>,
  ): Promise<void> {
    const ports: Record<string, number> = {};
    for (const config of devices) {
      const plugged = await plugEmulator(config, wanted[config.id] ?? 0, this.#clock);
      if (!plugged.ok) {
        this.#send({ type: 'not-configured', error: plugged.error });
        return;
      }
      const emulator = plugged.value;
      emulator.onChange(() => this.#tellStates());
      this.#emulators.set(config.id, emulator);
      ports[config.id] = emulator.port;
    }
    this.#send({ type: 'configured', ports });
    this.#tellStates();
  }

  async #answer(id: number, command: EmulatorCommand): Promise<void> {
    const emulator = this.#emulators.get(command.device);
    const done: Result<void> =
      emulator === undefined ? fail('device-unknown') : await emulator.command(command);
    this.#send({ type: 'answer', id, error: done.ok ? null : done.error });
  }

  #tellStates(): void {
    if (this.#statesDue) return;
    this.#statesDue = true;
    this.#clock.after(statesEveryMs, () => {
      this.#statesDue = false;
      this.#send({
        type: 'states',
        states: [...this.#emulators.values()].map((emulator) => emulator.state()),
      });
    });
  }
}

const host = new EmulatorHost(systemClock, tellParent);
joinParent({
  received: toEmulatorHostSchema,
  clock: systemClock,
  handle: (message) => host.handle(message),
  // Nothing of an emulated device has to be put in order.
  stop: () => Promise.resolve(),
});
