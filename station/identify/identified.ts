/** Who a credential belongs to, as far as a session needs it: no number that this machine could read, no name. */
import type { CredentialKind } from '#contracts/credentials.ts';
import type { Priority } from '#contracts/hall-api.ts';
import type { Text } from '#contracts/text.ts';

export interface Identified {
  /** Keyed hash of the person's number; null when only the card is known (platform away, holder file locked). */
  readonly key: string | null;
  /** The person's number, sealed to the platform; null with `key`, and where the face offers nothing that needs it. */
  readonly sealed: string | null;
  /** The audit number of this person's day: the same at the gate, on the ticket and at the window. */
  readonly audit: string;
  /** 张*; null with `key`. */
  readonly maskedName: string | null;
  readonly priority: Priority | null;
  readonly credential: CredentialKind;
  /** False: the platform was away, and the credential alone vouches for the person. */
  readonly confirmed: boolean;
  /** What the person should know: the card can be renewed, the system is away. */
  readonly notes: readonly Text[];
}
