/** Keeps a connection to a device: opens it, hands it out, and opens it again with back-off once it ends. */
import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';
import type { Failure, Result } from '#contracts/result.ts';

/** A byte stream, an opened HID device: whatever ends by itself and can be closed. */
interface Connection {
  /** Called once when the connection ends, whoever ended it. */
  onClose(listener: (reason: Failure) => void): void;
  close(): Promise<void>;
}

/** Milliseconds. */
export interface ReconnectDelays {
  /** To open. */
  readonly openMs: number;
  /** Wait before the first attempt after a failure; each further one waits twice as long, up to `longestMs`. */
  readonly firstMs: number;
  readonly longestMs: number;
}

export interface KeepConnectedOptions<C extends Connection> {
  readonly clock: Clock;
  readonly delays: ReconnectDelays;
  /** Aborted: close what is open and return. */
  readonly signal: AbortSignal;
  readonly open: (signal: AbortSignal) => Promise<Result<C>>;
  /**
   * Uses the connection until `signal` aborts (it ended, or everything stops) or it is given up; says why.
   * `proven` is called once the device itself has answered: an open port alone does not end the back-off.
   */
  readonly serve: (connection: C, signal: AbortSignal, proven: () => void) => Promise<Failure>;
  /** Called after every failure to open and every end of a connection; not when everything stops. */
  readonly lost: (failure: Failure) => void;
}

/** Resolves when `options.signal` is aborted and the connection is closed. */
export async function keepConnected<C extends Connection>(options: KeepConnectedOptions<C>): Promise<void> {
  const { clock, delays, signal } = options;
  let waitMs = delays.firstMs;
  while (!signal.aborted) {
    const failure = await connectOnce(options, () => {
      waitMs = delays.firstMs;
    });
    if (signal.aborted) return;
    options.lost(failure);
    await pause(clock, waitMs, signal);
    waitMs = Math.min(waitMs * 2, delays.longestMs);
  }
}

async function connectOnce<C extends Connection>(
  { clock, delays, signal, open, serve }: KeepConnectedOptions<C>,
  proven: () => void,
): Promise<Failure> {
  const opening = new AbortController();
  const cancelDeadline = startDeadline(clock, delays.openMs, () => opening.abort());
  const opened = await open(AbortSignal.any([signal, opening.signal]));
  cancelDeadline();
  if (!opened.ok)
    return opening.signal.aborted ? { code: 'timeout', detail: 'opening the port' } : opened.error;
  const connection = opened.value;
  const ended = new AbortController();
  let reason: Failure | null = null;
  connection.onClose((failure) => {
    reason = failure;
    ended.abort();
  });
  try {
    const failure = await serve(connection, AbortSignal.any([signal, ended.signal]), proven);
    return reason ?? failure;
  } finally {
    await connection.close();
  }
}

/** Resolves after `ms`, or as soon as `signal` aborts; what aborts it may lie unread after a standstill (contracts/deadline.ts). */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = startDeadline(clock, ms, done);
    signal.addEventListener('abort', done, { once: true });
  });
}
