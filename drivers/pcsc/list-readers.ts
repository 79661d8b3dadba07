/** Which PC/SC readers are plugged in, without taking any of them. */
import type { Client } from 'pcsc-mini';

import type { Clock } from '#contracts/clock.ts';
import { startDeadline } from '#contracts/deadline.ts';
import type { Failure } from '#contracts/result.ts';

import { closeClient } from './close-client.ts';
import { contextDelays, makeLibraryClient, mostReaders } from './context.ts';
import { serviceFailure } from './errors.ts';

export interface ReaderList {
  readonly names: readonly string[];
  /** pcsc-unavailable; too-many-readers once all that can be watched are there, since a further one would not be seen. */
  readonly problem: Failure | null;
}

export async function listReaders(clock: Clock): Promise<ReaderList> {
  let client: Client;
  try {
    client = makeLibraryClient();
  } catch (error) {
    return { names: [], problem: serviceFailure(error) };
  }
  const names: string[] = [];
  client.on('reader', (reader) => names.push(reader.name()));
  const failure = await new Promise<Failure | null>((resolve) => {
    client.on('error', (error) => resolve(serviceFailure(error)));
    try {
      client.start();
    } catch (error) {
      resolve(serviceFailure(error));
      return;
    }
    startDeadline(clock, contextDelays.settleMs, () => resolve(null));
  });
  await closeClient(client, clock);
  if (failure !== null) return { names, problem: failure };
  if (names.length < mostReaders) return { names, problem: null };
  const detail = `${mostReaders} are shown, as many as can be seen; a further one would not be`;
  return { names, problem: { code: 'too-many-readers', detail } };
}
