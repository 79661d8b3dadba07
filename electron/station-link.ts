/** The station behind the window: joined if one runs on the same data, else started; watched either way. */
import type { Clock } from '#contracts/clock.ts';
import type { StationAddresses } from '#contracts/station-launch.ts';

import { Retries } from './retries.ts';

/** Milliseconds, and probes in a row. */
const joined = { probeEveryMs: 2_000, unansweredProbes: 3 } as const;

/** What the link needs of the machine. */
export interface StationProcesses {
  /** The addresses of a station that runs on our data and answers; null if there is none. */
  running(): Promise<StationAddresses | null>;
  /** Starts one: resolves when it is ready, with a promise of its end; or says why it did not get ready. */
  start(): Promise<{ addresses: StationAddresses; ended: Promise<string> } | { problem: string }>;
}

/**
 * Follows the station for as long as the window lives.
 *
 * @param changed called with its addresses, and with null as soon as it is lost
 * @param log one line for technicians
 */
export async function followStation(
  processes: StationProcesses,
  clock: Clock,
  changed: (addresses: StationAddresses | null) => void,
  log: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const retries = new Retries();
  while (!signal.aborted) {
    const running = await processes.running();
    if (running !== null) {
      log('joined the station that runs already');
      changed(running);
      log(`station lost: ${await lossOfJoined(processes, clock, running, signal)}`);
    } else {
      const started = await processes.start();
      if ('problem' in started) {
        log(`station not started: ${started.problem}`);
      } else {
        changed(started.addresses);
        log(`station lost: ${await started.ended}`);
      }
    }
    if (signal.aborted) return;
    changed(null);
    await pause(clock, retries.failed(clock.monotonic()), signal);
  }
}

/** Resolves with the cause once the joined station no longer answers, or another has taken its place. */
async function lossOfJoined(
  processes: StationProcesses,
  clock: Clock,
  addresses: StationAddresses,
  signal: AbortSignal,
): Promise<string> {
  for (let unanswered = 0; unanswered < joined.unansweredProbes;) {
    await pause(clock, joined.probeEveryMs, signal);
    if (signal.aborted) return 'the window ends';
    const now = await processes.running();
    if (now !== null && now.url !== addresses.url) return 'it was started anew';
    unanswered = now === null ? unanswered + 1 : 0;
  }
  return `no answer to ${joined.unansweredProbes} probes`;
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    signal.addEventListener('abort', done);
  });
}
