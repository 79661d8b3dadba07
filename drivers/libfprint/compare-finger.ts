/** One finger against one print through libfprint: asked again until its picture says something, or too often. */
import type { FingerPrompt } from '#contracts/devices.ts';
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';
import type { FingerMatch } from '#drivers/core/capabilities.ts';
import { traceFrom, traceNote, traceTo, type Trace } from '#drivers/core/trace.ts';
import type { Reader, RetryReason, VerifyEvent } from '#native/fingerprint/index.ts';

import { failureOf, fingerWords, isHarmless, Prompts } from './finger-words.ts';
import { cancelledAt, type HungWatch } from './hung.ts';

/**
 * With fewer minutiae two pictures of one finger hardly ever compare as the same: a finger that did not match then is a dry
 * or smudged one, and not another person's.
 */
export const leastMinutiae = 12;

export interface CompareOptions {
  readonly reader: Pick<Reader, 'verify' | 'cancel'>;
  readonly print: Uint8Array;
  readonly trace: Trace;
  /** Ends the comparison; the reader is then seen to its end before this resolves. */
  readonly signal: AbortSignal;
  readonly prompt: (prompt: FingerPrompt) => void;
  /** Called as soon as the answer is known: before the finger is off, for which a reader waits. Later words do not count. */
  readonly decide: (result: Result<FingerMatch>) => void;
  /** Pictures of one finger, until it counts as unreadable. */
  readonly pictureAttempts: number;
  readonly hung: HungWatch;
}

/** Resolves when the reader is free again; with the failure that it must be opened anew for, or null. */
export async function compareFinger(options: CompareOptions): Promise<Failure | null> {
  const { signal, decide, pictureAttempts } = options;
  const prompts = new Prompts(options.prompt);
  for (let attempt = 1; attempt <= pictureAttempts && !signal.aborted; attempt += 1) {
    const taken = await takeFinger(options, prompts, attempt === pictureAttempts);
    if (!taken.ok) {
      decide(taken);
      return isHarmless(taken.error) ? null : taken.error;
    }
    if (taken.value === 'compared') return null;
  }
  decide(signal.aborted ? fail('aborted') : fail('finger-unreadable'));
  return null;
}

/** Failures: template-unusable, aborted, port-lost, device-garbled, device-no-answer. */
async function takeFinger(
  { reader, print, trace, signal, decide, hung }: CompareOptions,
  prompts: Prompts,
  last: boolean,
): Promise<Result<'compared' | 'again'>> {
  let taken: 'compared' | 'again' = 'again';
  const again = (reason: RetryReason): void => {
    traceNote(trace, `the picture is no good: ${reason}`);
    if (last) decide(fail('finger-unreadable'));
    else prompts.again(reason);
  };
  const hear = (event: VerifyEvent): void => {
    switch (event.type) {
      case 'finger':
        traceNote(trace, fingerWords(event));
        prompts.finger(event);
        return;
      case 'retry':
        again(event.reason);
        return;
      case 'decided':
        if (!event.matched && event.minutiae !== null && event.minutiae < leastMinutiae) {
          again('general');
          return;
        }
        taken = 'compared';
        traceNote(trace, event.matched ? 'the finger matches' : 'the finger does not match');
        decide(ok({ matched: event.matched, score: null, least: null }));
        return;
      default:
        event satisfies never;
    }
  };
  traceTo(trace, new Uint8Array(), `verify against a print of ${print.length} bytes`);
  const outcome = await cancelledAt(signal, reader, reader.verify(print, hear), hung);
  traceFrom(trace, new Uint8Array(), outcome.ok ? 'the reader is free' : outcome.error.message);
  if (outcome.ok) return ok(taken);
  return { ok: false, error: failureOf(outcome.error) };
}
