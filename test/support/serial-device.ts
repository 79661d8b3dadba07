/** An emulated device at the far end of a real serial cable; the station opens the near end. */
import type { EmulatorCommand, EmulatorState } from '#contracts/emulators.ts';
import type { Emulator } from '#drivers/core/emulator.ts';
import { openStream } from '#drivers/core/stream-transports.ts';
import type { ByteTransport } from '#drivers/core/transport.ts';
import { SerialCable } from './pty.ts';

const never = new AbortController().signal;

export class SerialDevice {
  readonly #emulator: Emulator;
  readonly #cable: SerialCable;
  readonly #transport: ByteTransport;

  private constructor(emulator: Emulator, cable: SerialCable, transport: ByteTransport) {
    this.#emulator = emulator;
    this.#cable = cable;
    this.#transport = transport;
  }

  static async plugIn(emulator: Emulator): Promise<SerialDevice> {
    const cable = await SerialCable.lay();
    const opened = await openStream({ serial: cable.far, baud: 115_200 })(never);
    if (!opened.ok) throw new Error(`${opened.error.code} ${opened.error.detail ?? ''}`);
    emulator.connect(opened.value);
    return new SerialDevice(emulator, cable, opened.value);
  }

  /** As a device's configuration names it. */
  get port(): { readonly serial: string; readonly baud: number } {
    return { serial: this.#cable.near, baud: 115_200 };
  }

  command(command: EmulatorCommand): void {
    const done = this.#emulator.command(command);
    if (!done.ok) throw new Error(`${done.error.code} ${done.error.detail ?? ''}`);
  }

  state<K extends EmulatorState['kind']>(kind: K): Extract<EmulatorState, { kind: K }> {
    const state = this.#emulator.state();
    if (state.kind !== kind) throw new TypeError(`a ${state.kind}, no ${kind}`);
    return state as Extract<EmulatorState, { kind: K }>;
  }

  async remove(): Promise<void> {
    await this.#transport.close();
    await this.#cable.remove();
  }
}
