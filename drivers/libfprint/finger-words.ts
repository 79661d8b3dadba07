/** What a reader says of a finger, and of its own failures, in our words. */
import type { FingerPrompt } from '#contracts/devices.ts';
import type { Failure } from '#contracts/result.ts';
import type { FingerEvent, ReaderError, ReaderErrorCode, RetryReason } from '#native/fingerprint/index.ts';

const promptsAgain: Readonly<Record<RetryReason, FingerPrompt>> = {
  general: 'again-clean',
  'too-short': 'again-longer',
  'centre-finger': 'again-centre',
  'remove-finger': 'lift',
};

/** For the trace. */
export function fingerWords({ needed, present }: Extract<FingerEvent, { type: 'finger' }>): string {
  if (needed) return present ? 'the finger is on' : 'waits for a finger';
  return present ? 'waits for the finger to be lifted' : 'no finger';
}

const failureCodes = {
  cancelled: 'aborted',
  removed: 'port-lost',
  'not-found': 'port-lost',
  'not-open': 'port-lost',
  'already-open': 'port-unavailable',
  busy: 'device-no-answer',
  'print-unusable': 'template-unusable',
  'not-supported': 'device-no-answer',
  protocol: 'device-garbled',
  'too-hot': 'device-no-answer',
  general: 'device-no-answer',
} as const satisfies Readonly<Record<ReaderErrorCode, Failure['code']>>;

/** Failures: template-unusable, aborted, port-lost, port-unavailable, device-garbled, device-no-answer. */
export function failureOf({ code, message }: ReaderError): Failure {
  return { code: failureCodes[code], detail: message };
}

/** Whether the reader itself is fine after it. */
export function isHarmless({ code }: Failure): boolean {
  return code === 'template-unusable' || code === 'aborted' || code === 'finger-unreadable';
}

/** What the person is told, each thing once until another is. */
export class Prompts {
  readonly #say: (prompt: FingerPrompt) => void;
  #said: FingerPrompt | null = null;

  constructor(say: (prompt: FingerPrompt) => void) {
    this.#say = say;
  }

  finger({ needed, present }: Extract<FingerEvent, { type: 'finger' }>): void {
    if (present) this.#tell(needed ? 'hold' : 'lift');
    // Why it is asked for again stands until the finger is there.
    else if (needed && this.#said?.startsWith('again') !== true) this.#tell('place');
  }

  again(reason: RetryReason): void {
    this.#tell(promptsAgain[reason]);
  }

  #tell(prompt: FingerPrompt): void {
    if (prompt === this.#said) return;
    this.#said = prompt;
    this.#say(prompt);
  }
}
