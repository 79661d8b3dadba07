/** A clock that runs faster than the machine's, for what is only told after a long silence. */
import { systemClock, type Clock } from '#contracts/clock.ts';

/** `times` as fast: deadlines come so much earlier, which a busy machine must still be able to keep. */
export function fastClock(times: number): Clock {
  return {
    now: () => systemClock.now(),
    monotonic: () => systemClock.monotonic() * times,
    after: (ms, run) => systemClock.after(ms / times, run),
  };
}
