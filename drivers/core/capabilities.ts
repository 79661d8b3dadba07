/** What a device can do, in small interfaces. A driver's `device.ts` implements one or more of them. */
import type {
  Direction,
  FingerprintFormat,
  FingerPrompt,
  GateAlarm,
  PassageResult,
  PrintResult,
  TicketSlip,
} from '#contracts/devices.ts';
import type { Code, IdentityCard, SocialSecurityCard } from '#contracts/credentials.ts';
import type { Failure, Result } from '#contracts/result.ts';
import type { Clock } from '#contracts/clock.ts';
import type { Trace } from './trace.ts';

/** What every driver is given besides its configuration. */
export interface DriverServices {
  readonly clock: Clock;
  readonly trace: Trace;
}

/** A device's own health; `failing` keeps the cause until it is ready again. */
export type Health =
  | { readonly state: 'absent' | 'present' | 'ready' | 'busy'; readonly name: string | null }
  | { readonly state: 'failing'; readonly name: string | null; readonly failure: Failure };

/**
 * Every device: started once, stopped once. It reconnects by itself with back-off until stopped; `start` never waits
 * for the hardware. `stop` releases the hardware and resolves when it is released.
 */
export interface Device<Event> {
  start(listener: (event: Event | { readonly type: 'health'; readonly health: Health }) => void): void;
  stop(): Promise<void>;
  /** The technician's test button: one line of text. */
  test(signal: AbortSignal): Promise<Result<string>>;
}

/** Reads whatever card comes, on its own. `generation` counts insertions from 1. */
export type CardReaderEvent =
  | { readonly type: 'card-inserted'; readonly generation: number }
  | {
      readonly type: 'card-read';
      readonly generation: number;
      readonly card: SocialSecurityCard | IdentityCard;
    }
  | { readonly type: 'card-failed'; readonly generation: number; readonly failure: Failure }
  | { readonly type: 'card-removed'; readonly generation: number };
export type CardReader = Device<CardReaderEvent>;

export type CodeScannerEvent =
  | { readonly type: 'code-scanned'; readonly code: Code }
  | { readonly type: 'code-failed'; readonly failure: Failure };
export type CodeScanner = Device<CodeScannerEvent>;

export type GateEvent =
  | {
      readonly type: 'gate-passage';
      readonly opening: string;
      readonly direction: Direction;
      readonly result: PassageResult;
    }
  | { readonly type: 'gate-alarm'; readonly alarm: GateAlarm; readonly active: boolean };
export interface Gate extends Device<GateEvent> {
  /**
   * Opens for one passage. Ok once the coil is written; the passage follows as an event with the same `opening`.
   * Failures: gate-no-answer, gate-refused, gate-emergency, gate-stuck, port-unavailable, port-lost, aborted.
   * Not repeated by anybody: an opening whose answer was lost may have opened the gate.
   */
  open(
    opening: string,
    direction: Direction,
    signal: AbortSignal,
  ): Promise<Result<{ readonly opened: true }>>;
}

export type TicketPrinterEvent = {
  readonly type: 'printer-status';
  readonly problem: Failure | null;
  readonly paperNearEnd: boolean;
};
export interface TicketPrinter extends Device<TicketPrinterEvent> {
  /** Ok with what the printer proved; `unknown` when it could not be proved either way. Never prints twice by itself. */
  print(slip: TicketSlip, signal: AbortSignal): Promise<Result<{ readonly result: PrintResult }>>;
}

/** What the person should do with the finger, while one is being verified. */
export type FingerprintReaderEvent = { readonly type: 'finger-prompt'; readonly prompt: FingerPrompt };

export interface FingerMatch {
  readonly matched: boolean;
  /** Both in the reader's own measure, null where it tells only yes or no. */
  readonly score: number | null;
  readonly least: number | null;
}

export interface FingerprintReader extends Device<FingerprintReaderEvent> {
  /** The templates that it can read. */
  readonly format: FingerprintFormat;
  /**
   * One finger against one template. Waits for the finger and asks again for one that cannot be read, until it can be
   * compared; `signal` ends the wait. Nothing of the finger stays in the reader.
   * Failures: finger-unreadable (asked again too often), template-unusable, fingerprint-unavailable,
   * fingerprint-refused, device-no-answer, device-garbled, port-unavailable, port-lost, aborted.
   */
  verify(template: Uint8Array, signal: AbortSignal): Promise<Result<FingerMatch>>;
}
