/** The station's side of the emulators' process: where the emulated devices are, and hands for the dock. */
import { rmSync } from 'node:fs';

import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';
import type { DeviceConfig } from '#contracts/devices.ts';
import {
  fromEmulatorHostSchema,
  type EmulatorCommand,
  type EmulatorState,
  type FromEmulatorHost,
  type ToEmulatorHost,
} from '#contracts/emulators.ts';
import type { Log } from '#contracts/log-events.ts';
import { fail, ok, type Result } from '#contracts/result.ts';

import { forkChild } from '../processes/child-port.ts';
import { ChildSupervisor } from '../processes/supervisor.ts';
import { isEmulated } from './resolve-ports.ts';

/**
 * Milliseconds. A card that is put in is answered once its reader has looked at it, which may take 5 s; whoever stands
 * before a camera for the first time, once the face engine has been started and has looked at four pictures.
 */
const deadlines = { start: 30_000, command: 8000, stand: 40_000 } as const;

type Ports = Readonly<Record<string, number>>;

export class EmulatorHostClient {
  readonly #devices: readonly DeviceConfig[];
  readonly #cameras: Readonly<Record<string, string>>;
  readonly #clock: Clock;
  readonly #supervisor: ChildSupervisor<ToEmulatorHost, FromEmulatorHost>;
  readonly #commands = new Map<number, (done: Result<void>) => void>();
  readonly #listeners = new Set<(states: readonly EmulatorState[]) => void>();
  #states: readonly EmulatorState[] = [];
  #ports: Ports = {};
  #started: (ports: Result<Ports>) => void = () => undefined;
  #lastCommand = 0;

  /**
   * `devices`: of the whole configuration; those with an `emulated` port are emulated. `cameras`: the picture file of
   * each emulated camera by its id, absolute; the files are there from start to stop.
   */
  constructor(options: {
    readonly devices: readonly DeviceConfig[];
    readonly cameras: Readonly<Record<string, string>>;
    readonly clock: Clock;
    readonly log: Log;
  }) {
    this.#devices = options.devices.filter(isEmulated);
    this.#cameras = options.cameras;
    this.#clock = options.clock;
    this.#supervisor = new ChildSupervisor<ToEmulatorHost, FromEmulatorHost>({
      name: 'emulator-host',
      spawn: () => forkChild({ entry: `${import.meta.dirname}/emulator-host.ts` }),
      received: fromEmulatorHostSchema,
      clock: options.clock,
      log: options.log,
      listener: {
        started: () => this.#greet(),
        message: (message) => this.#hear(message),
        lost: () => this.#failCommands(),
      },
    });
  }

  get pid(): number | null {
    return this.#supervisor.pid;
  }

  /**
   * The TCP port of each emulated device by id; no process is started where there is none.
   * Failures: port-unavailable, timeout.
   */
  start(): Promise<Result<Ports>> {
    if (this.#devices.length === 0 && Object.keys(this.#cameras).length === 0) return Promise.resolve(ok({}));
    return new Promise((resolve) => {
      const cancelDeadline = startDeadline(this.#clock, deadlines.start, () =>
        resolve(fail('timeout', 'emulators')),
      );
      this.#started = (ports) => {
        cancelDeadline();
        resolve(ports);
      };
      this.#supervisor.start();
    });
  }

  /** Failures: the emulator's own, device-unknown, device-restarting, timeout. */
  command(command: EmulatorCommand): Promise<Result<void>> {
    this.#lastCommand += 1;
    const id = this.#lastCommand;
    return new Promise((resolve) => {
      const settle = (done: Result<void>): void => {
        this.#commands.delete(id);
        cancelDeadline();
        resolve(done);
      };
      const deadline = command.action === 'stand-before-camera' ? deadlines.stand : deadlines.command;
      const cancelDeadline = startDeadline(this.#clock, deadline, () => settle(fail('timeout')));
      this.#commands.set(id, settle);
      if (!this.#supervisor.send({ type: 'command', id, command })) settle(fail('device-restarting'));
    });
  }

  /** The states now and after every change; the answer ends it. */
  onStates(listener: (states: readonly EmulatorState[]) => void): () => void {
    this.#listeners.add(listener);
    listener(this.#states);
    return () => void this.#listeners.delete(listener);
  }

  async stop(): Promise<void> {
    await this.#supervisor.stop();
    this.#failCommands();
    for (const file of Object.values(this.#cameras)) rmSync(file, { force: true });
  }

  #greet(): void {
    this.#supervisor.send({
      type: 'configure',
      devices: [...this.#devices],
      ports: { ...this.#ports },
      cameras: this.#cameras,
    });
  }

  #hear(message: FromEmulatorHost): void {
    switch (message.type) {
      case 'configured':
        this.#ports = message.ports;
        this.#started(ok(message.ports));
        return;
      case 'not-configured':
        this.#started({ ok: false, error: message.error });
        return;
      case 'answer':
        this.#commands.get(message.id)?.(
          message.error === null ? ok(undefined) : { ok: false, error: message.error },
        );
        return;
      case 'states':
        this.#states = message.states;
        for (const listener of this.#listeners) listener(message.states);
        return;
      case 'pong':
        return;
      default:
        message satisfies never;
    }
  }

  #failCommands(): void {
    for (const settle of this.#commands.values()) settle(fail('device-restarting'));
  }
}
