/** What every emulated device is: the other end of a cable, a set of hands for the dock and for tests. */
import type { EmulatorCommand, EmulatorState } from '#contracts/emulators.ts';
import type { Result } from '#contracts/result.ts';

import type { ByteTransport } from './transport.ts';

export interface Emulator {
  /** Plugs a stream in. While one is in already, or while the cable is pulled, the newcomer is closed. */
  connect(transport: ByteTransport): void;
  /** A hand of the dock. Failure: not-permitted, for a command that this kind of device does not have. */
  command(command: EmulatorCommand): Result<void>;
  state(): EmulatorState;
  /** Called after every change of the state. One listener; a later one replaces it. */
  onChange(listener: () => void): void;
}
