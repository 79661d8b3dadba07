/** One ticket, from the first question to the proof. */
import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';
import type { FailureCode } from '#contracts/failures.ts';
import type { PrintResult } from '#contracts/devices.ts';
import { fail, ok, type Failure, type Result } from '#contracts/result.ts';
import { pause } from '#drivers/core/reconnect.ts';

import { problemOf, type PrinterStatus } from './codec.ts';
import type { PrinterLine, RunExchange } from './printer-line.ts';

export interface JobDelays {
  /** From the last byte sent to the printer's proof, milliseconds. */
  readonly proofMs: number;
  /** Between two looks at the status while the proof is awaited, milliseconds. */
  readonly jobStatusEveryMs: number;
}

export interface JobContext {
  readonly line: PrinterLine;
  readonly run: RunExchange;
  readonly clock: Clock;
  readonly delays: JobDelays;
  /** The connection's, the caller's and the device's end together. */
  readonly signal: AbortSignal;
  /** Told of every status that was read on the way. */
  readonly seen: (status: PrinterStatus) => void;
}

export interface JobEnd {
  readonly answer: Result<{ readonly result: PrintResult }>;
  /** The connection is of no use any more. */
  readonly lost: Failure | null;
}

type Problem =
  'printer-paper-out' | 'printer-cover-open' | 'printer-cutter-error' | 'printer-error' | 'printer-offline';
const results: Readonly<Record<Problem, PrintResult>> = {
  'printer-paper-out': 'paper-out',
  'printer-cover-open': 'cover-open',
  'printer-cutter-error': 'error',
  'printer-error': 'error',
  'printer-offline': 'offline',
};

function isProblem(code: FailureCode): code is Problem {
  return code in results;
}

/** What a problem means for a ticket that was not printed because of it. */
function resultOf(problem: Failure): PrintResult {
  return isProblem(problem.code) ? results[problem.code] : 'error';
}

function ends(result: PrintResult, lost: Failure | null = null): JobEnd {
  return { answer: ok({ result }), lost };
}

/**
 * Asks for the status, sends the ticket unless something is wrong, and waits until the printer proves it. Sends it once:
 * what cannot be proved is `unknown`, and whoever asked decides. Failures, nothing having been sent: aborted, port-lost.
 */
export async function printJob(bytes: Uint8Array, context: JobContext): Promise<JobEnd> {
  const { line, run, signal, seen } = context;
  const before = await line.status(run);
  if (!before.ok) {
    // Silence before anything was sent: certainly not printed.
    if (before.error.code === 'device-no-answer') return ends('offline', before.error);
    return { answer: before, lost: before.error.code === 'aborted' ? null : before.error };
  }
  seen(before.value);
  const problem = problemOf(before.value);
  if (problem !== null) return ends(resultOf(problem));
  // An earlier ticket was given up; were its end answered now, it would prove this one.
  if (line.unreached > 0) await line.clear(run);
  if (signal.aborted) return { answer: fail('aborted'), lost: null };
  const deadline = new AbortController();
  const cancel = startDeadline(context.clock, context.delays.proofMs, () => deadline.abort());
  try {
    return await send(bytes, context, AbortSignal.any([signal, deadline.signal]));
  } finally {
    cancel();
  }
}

async function send(bytes: Uint8Array, context: JobContext, signal: AbortSignal): Promise<JobEnd> {
  const { line } = context;
  const sent = await unless(signal, line.sendJob(bytes));
  // Half a ticket in a port that takes no more must not go on when it takes some again.
  if (sent === null) return ends('unknown', { code: 'timeout', detail: 'sending the ticket' });
  if (!sent.ok) return ends('unknown', sent.error);
  while (!signal.aborted) {
    await reachedOr(context, signal);
    if (signal.aborted) break;
    const status = await line.status(context.run);
    if (!status.ok) return ends('unknown', status.error.code === 'aborted' ? null : status.error);
    context.seen(status.value);
    const problem = problemOf(status.value);
    if (line.unreached === 0) return ends(resultAtEnd(problem));
    // Offline without a cause may pass (somebody feeds paper); the others need a hand.
    if (problem !== null && problem.code !== 'printer-offline') {
      await line.clear(context.run);
      return ends(resultOf(problem));
    }
  }
  return ends('unknown');
}

/** All was printed and cut unless the cutter or the printer failed at it: paper may end, and a cover open, afterwards. */
function resultAtEnd(problem: Failure | null): PrintResult {
  return problem?.code === 'printer-cutter-error' || problem?.code === 'printer-error' ? 'error' : 'printed';
}

/** Until the end of the ticket is answered, or the status is due. */
async function reachedOr({ line, clock, delays }: JobContext, signal: AbortSignal): Promise<void> {
  if (line.unreached === 0) return;
  const reached = new AbortController();
  line.onReached(() => reached.abort());
  await pause(clock, delays.jobStatusEveryMs, AbortSignal.any([signal, reached.signal]));
}

/** What `promise` gives, or null once `signal` aborts. */
function unless<T>(signal: AbortSignal, promise: Promise<T>): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => resolve(null);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
