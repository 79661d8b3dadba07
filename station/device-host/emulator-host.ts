/** The emulators' process: the other ends of the wires, which live on when the device host is killed. */
import { systemClock, type Clock } from '#contracts/clock.ts';
import {
  toEmulatorHostSchema,
  type EmulatorCommand,
  type FromEmulatorHost,
  type ToEmulatorHost,
} from '#contracts/emulators.ts';
import { fail, type Result } from '#contracts/result.ts';
import { CameraEmulator } from '#drivers/y4m-camera/emulator.ts';
import { Y4mFile } from '#drivers/y4m-camera/emulator-file.ts';
import { sceneSize } from '#drivers/y4m-camera/scene.ts';

import { joinParent, tellParent } from '../processes/child.ts';
import { cameraPeople } from './camera-people.ts';
import { plugEmulator, type EmulatedDevice } from './emulator-registry.ts';

/** Changes within so long are told as one, milliseconds. */
const statesEveryMs = 50;

class EmulatorHost {
  readonly #clock: Clock;
  readonly #send: (message: FromEmulatorHost) => void;
  readonly #emulators = new Map<string, EmulatedDevice>();
  #statesDue = false;

  constructor(clock: Clock, send: (message: FromEmulatorHost) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  handle(message: ToEmulatorHost): void {
    switch (message.type) {
      case 'configure':
        void this.#configure(message);
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

  async #configure({
    devices,
    ports: wanted,
    cameras,
  }: Extract<ToEmulatorHost, { type: 'configure' }>): Promise<void> {
    const ports: Record<string, number> = {};
    for (const config of devices) {
      const plugged = await plugEmulator(config, wanted[config.id] ?? 0, this.#clock);
      if (!plugged.ok) {
        this.#send({ type: 'not-configured', error: plugged.error });
        return;
      }
      this.#add(config.id, plugged.value);
      ports[config.id] = plugged.value.port;
    }
    const people = cameraPeople();
    for (const [device, path] of Object.entries(cameras)) {
      const file = new Y4mFile(path, sceneSize);
      const camera = new CameraEmulator({ device, clock: this.#clock, file, people });
      const started = camera.start();
      if (!started.ok) {
        this.#send({ type: 'not-configured', error: started.error });
        return;
      }
      this.#add(device, camera);
    }
    this.#send({ type: 'configured', ports });
    this.#tellStates();
  }

  #add(id: string, emulator: EmulatedDevice): void {
    emulator.onChange(() => this.#tellStates());
    this.#emulators.set(id, emulator);
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
