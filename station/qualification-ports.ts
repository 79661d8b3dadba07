/** What qualification authentication needs beside the journal and the devices; main.ts composes it. */
import type { Credential } from '#contracts/credentials.ts';
import type { FingerprintFormat } from '#contracts/devices.ts';
import type { Sealed } from '#contracts/platform-api.ts';
import type { QualificationOutcome, QualificationStatus } from '#contracts/qualification.ts';
import type { Result } from '#contracts/result.ts';
import type { OpenAttempts } from './services/qualification/open-attempts.ts';
import type { FaceDesk } from './face/desk.ts';

export interface QualificationPorts {
  readonly platform: {
    qualificationStatus(
      request: { readonly identity: string },
      signal: AbortSignal,
    ): Promise<Result<QualificationStatus>>;
    fingerprintTemplate(
      request: { readonly identity: string; readonly format: FingerprintFormat },
      signal: AbortSignal,
    ): Promise<Result<{ readonly template: string }>>;
  };
  readonly faces: Pick<FaceDesk, 'warm' | 'begin' | 'look' | 'judge'>;
  readonly attempts: OpenAttempts;
  /** Failures: staff-unknown, and those of identification and of the platform. */
  readonly identifyStaff: (
    credential: Credential,
    face: string,
    signal: AbortSignal,
  ) => Promise<Result<{ readonly key: string; readonly staff: string }>>;
  readonly seal: (what: Sealed, plain: Uint8Array | string) => Promise<string>;
  /** The platform's word on a message of the outbox; null: not within the time. */
  readonly settled: (
    key: string,
    deadlineMs: number,
    signal: AbortSignal,
  ) => Promise<QualificationOutcome | 'refused' | null>;
  /** From 0 to below 1, not to be foreseen. */
  readonly random: () => number;
  readonly version: string;
}
