/** The dock beside a demonstration: hands that the emulated hall does not have. */
import { z } from 'zod';

import { deviceIdSchema } from './devices.ts';
import { emulatorCommandSchema, type EmulatorState } from './emulators.ts';
import {
  platformFaultsSchema,
  type CardState,
  type PlatformFaults,
  type StandInPerson,
} from './platform-api.ts';

/** Cards that are not as they should be. */
export const oddCardSchema = z.enum(['mute', 'other-application', 'damaged', 'unknown-version', 'expired']);
export type OddCard = z.infer<typeof oddCardSchema>;

const person = { person: z.number().int().min(0) };
export const dockRequestSchema = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('insert-card'),
    device: deviceIdSchema,
    ...person,
    specVersion: z.enum(['1.00', '2.00', '3.00']),
    odd: oddCardSchema.nullable(),
  }),
  z.object({ do: z.literal('put-identity-card'), device: deviceIdSchema, ...person }),
  /** Lays a finger on: the person's as the platform has it on file, or a stranger's where `person` is null. */
  z.object({
    do: z.literal('put-finger'),
    device: deviceIdSchema,
    person: person.person.nullable(),
    quality: z.enum(['good', 'smudge']),
  }),
  /** Mints a code for the person and holds it under the scanner. */
  z.object({ do: z.literal('show-code'), device: deviceIdSchema, ...person }),
  /** Another terminal authenticates the person for the benefits, now. */
  z.object({ do: z.literal('authenticate-elsewhere'), ...person }),
  z.object({ do: z.literal('emulator'), command: emulatorCommandSchema }),
  z.object({ do: z.literal('platform'), faults: platformFaultsSchema }),
]);
export type DockRequest = z.infer<typeof dockRequestSchema>;

export interface DockPerson {
  readonly index: number;
  /** Synthetic people: the name is shown to whoever demonstrates. */
  readonly name: string;
  readonly age: number;
  readonly disabled: boolean;
  readonly deceased: boolean;
  readonly cardState: CardState;
  /** May confirm others by sight. */
  readonly staff: boolean;
  /** Who sits before an emulated camera as this person. */
  readonly sitter: StandInPerson['sitter'];
}

export interface DockView {
  /** Where the hall stands, IANA name. */
  readonly timeZone: string;
  readonly emulators: readonly EmulatorState[];
  readonly people: readonly DockPerson[];
  readonly platform: PlatformFaults;
  /** Pages to show beside the dock, each with its token. */
  readonly faces: readonly {
    readonly id: string;
    readonly kind: 'kiosk' | 'gate';
    readonly url: string;
    readonly devices: readonly string[];
  }[];
}
