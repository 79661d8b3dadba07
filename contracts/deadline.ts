/** Deadlines of what is waited for: they count the time that this process ran. */
import type { Clock } from './clock.ts';

/**
 * Milliseconds. A process that stood still (its machine was suspended, the disk kept a commit waiting) runs its timers
 * before it reads its sockets: the answer that lies there would be taken for missing. So a standstill counts as one slice.
 */
const deadlineSliceMs = 250;

/**
 * Calls `run` once after `ms` in which this process ran; the answer cancels it. Not for what must happen at an instant
 * whatever the machine does, such as a coil that is to fall.
 */
export function startDeadline(clock: Clock, ms: number, run: () => void): () => void {
  let left = ms;
  const wait = (): (() => void) => {
    const slice = Math.min(left, deadlineSliceMs);
    return clock.after(slice, () => {
      left -= slice;
      if (left > 0) cancel = wait();
      else run();
    });
  };
  let cancel = wait();
  return () => cancel();
}
