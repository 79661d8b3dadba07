/** One finger taken on file through libfprint: as many pictures as the reader wants, in one go. */
import { fail, ok, type Result } from '#contracts/result.ts';
import { traceFrom, traceNote, traceTo } from '#drivers/core/trace.ts';
import type { EnrolEvent, Reader } from '#native/fingerprint/index.ts';

import type { CompareOptions } from './compare-finger.ts';
import { failureOf, fingerWords, Prompts } from './finger-words.ts';
import { cancelledAt } from './hung.ts';

type EnrolOptions = Pick<CompareOptions, 'trace' | 'signal' | 'prompt' | 'pictureAttempts' | 'hung'> & {
  readonly reader: Pick<Reader, 'enrol' | 'cancel'>;
};

/**
 * A serialised FpPrint. Resolves when the reader is free again.
 * Failures: finger-unreadable, aborted, port-lost, device-garbled, device-no-answer.
 */
export async function enrolFinger(options: EnrolOptions): Promise<Result<Uint8Array>> {
  const { reader, trace, signal, pictureAttempts, hung } = options;
  if (signal.aborted) return fail('aborted');
  const prompts = new Prompts(options.prompt);
  const tooOften = new AbortController();
  let badPictures = 0;
  const hear = (event: EnrolEvent): void => {
    switch (event.type) {
      case 'finger':
        traceNote(trace, fingerWords(event));
        prompts.finger(event);
        return;
      case 'stage':
        badPictures = 0;
        traceNote(trace, `picture ${event.done} of ${event.needed}`);
        return;
      case 'retry':
        traceNote(trace, `the picture is no good: ${event.reason}`);
        badPictures += 1;
        if (badPictures < pictureAttempts) prompts.again(event.reason);
        else tooOften.abort();
        return;
      default:
        event satisfies never;
    }
  };
  traceTo(trace, new Uint8Array(), 'enrol');
  const until = AbortSignal.any([signal, tooOften.signal]);
  const outcome = await cancelledAt(until, reader, reader.enrol(hear), hung);
  traceFrom(trace, new Uint8Array(), outcome.ok ? 'the reader is free' : outcome.error.message);
  if (outcome.ok) return ok(outcome.print);
  return tooOften.signal.aborted ? fail('finger-unreadable') : { ok: false, error: failureOf(outcome.error) };
}
