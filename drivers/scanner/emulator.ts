/** A scanner's end of the wire: sends what it is told to have scanned, as badly as it is told to. */
import type { Clock } from '#contracts/clock.ts';
import type { EmulatorCommand, EmulatorState } from '#contracts/emulators.ts';
import { fail, ok, type Result } from '#contracts/result.ts';
import { EmulatorWire } from '#drivers/core/emulator-wire.ts';
import type { Emulator } from '#drivers/core/emulator.ts';
import type { ByteTransport } from '#drivers/core/transport.ts';

export interface ScannerEmulatorOptions {
  readonly device: string;
  readonly clock: Clock;
  /** What the scanner sends for a code, in the pieces that it sends at once. */
  readonly encode: (text: string, aimIdentifier: string | null) => readonly Uint8Array[];
}

export class ScannerEmulator implements Emulator {
  readonly #device: string;
  readonly #encode: ScannerEmulatorOptions['encode'];
  readonly #wire: EmulatorWire;
  #changed: () => void = () => undefined;

  constructor({ device, clock, encode }: ScannerEmulatorOptions) {
    this.#device = device;
    this.#encode = encode;
    this.#wire = new EmulatorWire(clock, () => this.#changed());
  }

  connect(transport: ByteTransport): void {
    this.#wire.connect(transport, () => undefined);
  }

  /** Failures: not-permitted, port-unavailable for a code scanned while nobody listens. */
  command(command: EmulatorCommand): Result<void> {
    if (command.action === 'scan') {
      if (!this.#wire.connected) return fail('port-unavailable', 'nobody listens to the scanner');
      for (const piece of this.#encode(command.text, command.aimIdentifier)) this.#wire.say(piece);
      return ok(undefined);
    }
    if (!this.#wire.command(command)) return fail('not-permitted', `a scanner has no ${command.action}`);
    this.#changed();
    return ok(undefined);
  }

  state(): EmulatorState {
    const { plugged, misbehaviour } = this.#wire;
    return { kind: 'scanner', device: this.#device, plugged, misbehaviour };
  }

  onChange(listener: () => void): void {
    this.#changed = listener;
  }
}
