/** Deadlines of what is waited for: they count the time that this process ran. */
import type { Clock } from './clock.ts';

/**
 * Milliseconds. A process that stood still (its machine was suspended, the disk kept a commit waiting) runs its timers
 * before it reads its sockets: the answer that lies there would be taken for missing. So a standstill counts as one slice.
 */
const sliceMs = 250;
/** Milliseconds by which a slice that ends late counts as a standstill; a busy process is late by less. */
const standstillMs = 100;

/**
 * Calls `run` once after `ms` in which this process ran; the answer cancels it. Not for what must happen at an instant
 * whatever the machine does, such as a coil that is to fall.
 */
export function startDeadline(clock: Clock, ms: number, run: () => void): () => void {
  let cancel = (): void => undefined;
  let left = ms;
  // Once: a process that is late with everything still gives up in time.
  let mayAdd = true;
  const wait = (slice: number): void => {
    const began = clock.monotonic();
    cancel = clock.after(slice, () => {
      left -= slice;
      const stoodStill = clock.monotonic() - began - slice > standstillMs;
      if (left > 0) wait(Math.min(left, sliceMs));
      else if (stoodStill && mayAdd) {
        mayAdd = false;
        wait(sliceMs);
      } else run();
    });
  };
  wait(Math.min(ms, sliceMs));
  return () => cancel();
}
