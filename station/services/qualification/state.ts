/** What the scene of qualification authentication is made of. */
import type { Credential } from '#contracts/credentials.ts';
import type { FingerPrompt } from '#contracts/devices.ts';
import type { ErrorCardId } from '#contracts/error-cards.ts';
import type { ChallengeAction } from '#contracts/face.ts';
import type {
  QualificationOutcome,
  QualificationStatus,
  StaffGround,
  VisitWish,
  Way,
} from '#contracts/qualification.ts';
import type { Failure, Result } from '#contracts/result.ts';
import type { CaptureEvidence, CaptureState, Picture } from '../../face/capture.ts';
import type { PrintState } from '../print-slip.ts';

/** Face and finger: something of the body is taken, after consent. */
export type TakenWay = Extract<Way, 'face' | 'fingerprint'>;

/** What has been answered of a booking so far. */
export interface VisitDraft {
  readonly town: string;
  /** Id on file; null: the town calls and asks. */
  readonly address: string | null;
  readonly phoneOnFile: string | null;
  readonly phone: string | null;
}

/** What is on its way to the platform, or there. */
export interface Sent {
  /** Idempotency key. */
  readonly key: string;
  readonly way: Way;
  /** Alive, but compared by the platform alone, later. */
  readonly unmatched: boolean;
}

export type Phase =
  | { readonly at: 'asking' }
  | { readonly at: 'overview' }
  | { readonly at: 'ways' }
  | { readonly at: 'consent'; readonly way: TakenWay }
  | { readonly at: 'beginning'; readonly way: TakenWay }
  | { readonly at: 'face'; readonly attempt: string; readonly capture: CaptureState }
  | { readonly at: 'judging'; readonly attempt: string }
  | { readonly at: 'finger'; readonly attempt: string; readonly prompt: FingerPrompt }
  | { readonly at: 'staff-card' }
  | { readonly at: 'staff-checking' }
  | { readonly at: 'staff-ground'; readonly staff: string }
  | { readonly at: 'staff-confirm'; readonly staff: string; readonly ground: StaffGround }
  | { readonly at: 'visit-town' }
  | { readonly at: 'visit-address'; readonly town: string }
  | { readonly at: 'visit-phone'; readonly draft: VisitDraft }
  | { readonly at: 'visit-keypad'; readonly draft: VisitDraft; readonly digits: string }
  | { readonly at: 'visit-wish'; readonly draft: VisitDraft }
  | { readonly at: 'visit-confirm'; readonly draft: VisitDraft; readonly wish: VisitWish }
  /** It is being made durable. */
  | { readonly at: 'saving'; readonly way: Way }
  /** Durable; the platform's word is waited for. */
  | { readonly at: 'sending'; readonly sent: Sent }
  | {
      readonly at: 'done';
      readonly sent: Sent;
      readonly outcome: QualificationOutcome | null;
      /** Null: at work. */
      readonly print: PrintState | null;
    }
  /**
   * `card`: another than the failure's own. `way`: the one that failed, null where it was none. `staffCard`: a member of
   * staff's card was not taken, and may be presented again.
   */
  | {
      readonly at: 'failed';
      readonly failure: Failure;
      readonly card: ErrorCardId | null;
      readonly way: Way | null;
      readonly staffCard?: true;
    };

export interface QualificationState {
  /** Null: the platform could not be asked. */
  readonly status: QualificationStatus | null;
  /** Somebody else came for the person: they can book, not authenticate. */
  readonly proxy: boolean;
  readonly phase: Phase;
}

export type QualificationEffect =
  | { readonly do: 'ask-status' }
  | { readonly do: 'note-proxy' }
  /** Loads what a face needs, while the consent is being read. */
  | { readonly do: 'warm' }
  | { readonly do: 'begin'; readonly way: TakenWay }
  | { readonly do: 'draw'; readonly attempt: string }
  | { readonly do: 'look'; readonly attempt: string; readonly picture: Picture }
  | { readonly do: 'judge'; readonly attempt: string; readonly evidence: CaptureEvidence }
  | { readonly do: 'verify-finger'; readonly attempt: string }
  /** The capture came to nothing: on record with its reason. */
  | {
      readonly do: 'fail-attempt';
      readonly attempt: string;
      readonly way: TakenWay;
      readonly failure: Failure;
    }
  /** Another way was chosen in the middle. */
  | { readonly do: 'leave-attempt'; readonly attempt: string }
  | { readonly do: 'identify-staff'; readonly credential: Credential }
  | { readonly do: 'confirm-by-staff'; readonly staff: string; readonly ground: StaffGround }
  | {
      readonly do: 'book-visit';
      readonly draft: VisitDraft;
      readonly wish: VisitWish;
      readonly proxy: boolean;
    }
  | { readonly do: 'await'; readonly sent: Sent }
  | {
      readonly do: 'print';
      readonly sent: Sent;
      readonly outcome: QualificationOutcome | null;
      readonly copy: boolean;
    };

export type QualificationOutcomeEvent =
  | { readonly type: 'status'; readonly status: Result<QualificationStatus> }
  | { readonly type: 'begun'; readonly way: TakenWay; readonly begun: Result<{ readonly attempt: string }> }
  | { readonly type: 'drawn'; readonly actions: readonly ChallengeAction[]; readonly at: number }
  /** `attempt` null: of no capture (staff, a booking). `failure` null: durable. */
  | {
      readonly type: 'saved';
      readonly attempt: string | null;
      readonly saved: Result<Sent>;
      readonly card: ErrorCardId | null;
    }
  | { readonly type: 'staff'; readonly staff: Result<{ readonly staff: string }> }
  | {
      readonly type: 'settled';
      readonly sent: Sent;
      readonly settled: QualificationOutcome | 'refused' | null;
    }
  | { readonly type: 'printed'; readonly print: PrintState }
  | { readonly type: 'noted' };
