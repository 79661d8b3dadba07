/** A person who may not be served is put on record, so that somebody can look into it: the screen names no cause. */
import type { Clock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log-events.ts';

import type { Journal } from '../journal/journal.ts';
import type { IdentifyServices } from './identify.ts';

export interface RefusalServices {
  readonly station: string;
  readonly journal: Pick<Journal, 'record'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** What `identify` tells at one face: an audit entry and a message to the platform in one commit, and a log event. */
export function refusalRecorder(
  { station, journal, clock, log }: RefusalServices,
  face: string,
): IdentifyServices['refused'] {
  return (person, code, credential) => {
    log.event('person-refused', { person, code, credential });
    const body = { face, code, credential };
    // The journal reports its own failure; the person is refused all the same.
    journal.record({
      audit: { event: 'person-refused', person, body },
      outbox: { topic: 'person-refused', station, at: new Date(clock.now()).toISOString(), person, body },
    });
  };
}
