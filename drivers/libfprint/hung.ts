/** Calls into libfprint that do not return when they are told to: only the end of the process frees such a reader. */
import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';
import type { Reader } from '#native/fingerprint/index.ts';

export interface HungWatch {
  readonly clock: Clock;
  /** How long a reader may take to end what was given up, milliseconds; it hangs after that. */
  readonly cancelMs: number;
  readonly onHung: () => void;
}

/** Settles as `call` does, which is cancelled when `signal` aborts and then has to end in time. */
export async function cancelledAt<T>(
  signal: AbortSignal,
  reader: Pick<Reader, 'cancel'>,
  call: Promise<T>,
  hung: HungWatch,
): Promise<T> {
  let ended = (): void => undefined;
  const onAbort = (): void => {
    reader.cancel();
    ended = startDeadline(hung.clock, hung.cancelMs, hung.onHung);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const result = await call;
  signal.removeEventListener('abort', onAbort);
  ended();
  return result;
}

/** Settles as `call` does, which has to end in time by itself. */
export async function inTime<T>(call: Promise<T>, { clock, cancelMs, onHung }: HungWatch): Promise<T> {
  const ended = startDeadline(clock, cancelMs, onHung);
  const result = await call;
  ended();
  return result;
}
