/** When the page reads its place: one look at a time, and the next one when it is due or something asks for it sooner. */
import type { PageTime } from '../ui/kept-view.ts';

export interface Looks {
  /** The next look begins in `ms` at the latest; one that is under way is seen to its end first. */
  readonly within: (ms: number) => void;
}

/** `look` resolves to the milliseconds until the next one, Infinity: until something asks for it. It must not reject. */
export function keepLooking(look: () => Promise<number>, { now, later }: PageTime): Looks {
  let dueAt = Infinity;
  let isLooking = false;
  let callOff = (): void => undefined;
  const run = async (): Promise<void> => {
    isLooking = true;
    dueAt = Infinity;
    const pause = await look();
    isLooking = false;
    const asked = dueAt;
    dueAt = Infinity;
    lookAt(Math.min(asked, now() + pause));
  };
  const lookAt = (at: number): void => {
    if (at >= dueAt) return;
    dueAt = at;
    if (isLooking) return;
    callOff();
    callOff = later(() => void run(), Math.max(0, at - now()));
  };
  return { within: (ms) => lookAt(now() + ms) };
}
