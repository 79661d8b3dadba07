/** The end of a command that used a native library, even while one of its calls hangs. */
import { systemClock } from '#contracts/clock.ts';

/** Milliseconds that calls under way are given to return. */
const settleMs = 500;

/**
 * Ends with `process.exitCode` once `settled`, or without it. `process.exit` joins libuv's threads, and so waits for a
 * call that never returns, as one to a card that does not answer; replacing the process does not.
 */
export async function endProcess(settled: Promise<unknown>): Promise<never> {
  const late = new Promise<'late'>((resolve) => systemClock.after(settleMs, () => resolve('late')));
  const outcome = await Promise.race([settled, late]);
  if (outcome === 'late' && process.execve !== undefined) {
    process.execve('/bin/sh', ['sh', '-c', `exit ${Number(process.exitCode ?? 0)}`], {});
  }
  return process.exit();
}
