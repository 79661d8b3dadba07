/** The end of a connection to the PC/SC service, around two faults of pcsc-mini 0.1.3. */
import type { Client } from 'pcsc-mini';

import type { Clock } from '#contracts/clock.ts';

import { pcscFailure } from './errors.ts';

/** Milliseconds without an event before a client is stopped. */
export const quietMs = 200;

/**
 * Clients that outlived their service. The library stops a client once more when it is collected; here that fails again,
 * as an error that nobody can catch, so that they are never collected.
 */
const lostClients: Client[] = [];

/**
 * Stops the client once nothing has happened for a while: `stop` cancels the wait of the library's watching thread and
 * joins that thread, on ours. A cancel that comes between two waits, as it does right after an event, is lost, and the
 * whole process stands still until the next event.
 */
export async function closeClient(client: Client, clock: Clock): Promise<void> {
  client.removeAllListeners('reader');
  await new Promise<void>((resolve) => clock.after(quietMs, resolve));
  try {
    client.stop();
  } catch (error) {
    // Says NoService where the service went first: then nothing is left to stop.
    if (pcscFailure(error).code !== 'pcsc-unavailable') throw error;
    lostClients.push(client);
  }
}
