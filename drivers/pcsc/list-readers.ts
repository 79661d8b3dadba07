/** Which PC/SC readers are plugged in, without taking any of them. */
import { Client } from 'pcsc-mini';

import type { Clock } from '#contracts/clock.ts';
import type { Failure } from '#contracts/result.ts';

import { closeClient } from './close-client.ts';
import { contextDelays, mostReaders } from './context.ts';
import { pcscErrorName } from './errors.ts';

export interface ReaderList {
  readonly names: readonly string[];
  /** pcsc-unavailable; too-many-readers once all that can be watched are there, since a further one would not be seen. */
  readonly problem: Failure | null;
}

export async function listReaders(clock: Clock): Promise<ReaderList> {
  const names: string[] = [];
  const client = new Client();
  client.on('reader', (reader) => names.push(reader.name()));
  const failure = await new Promise<unknown>((resolve) => {
    client.on('error', resolve);
    try {
      client.start();
    } catch (error) {
      resolve(error);
      return;
    }
    clock.after(contextDelays.settleMs, () => resolve(null));
  });
  await closeClient(client, clock);
  if (failure !== null) {
    const detail = `PC/SC: ${pcscErrorName(failure) ?? 'unknown error'}`;
    return { names, problem: { code: 'pcsc-unavailable', detail } };
  }
  if (names.length < mostReaders) return { names, problem: null };
  const detail = `${mostReaders} are shown, as many as can be seen; a further one would not be`;
  return { names, problem: { code: 'too-many-readers', detail } };
}
