/** Starts a hall's publisher on the machine's clock. */
import { randomUUID } from 'node:crypto';

import type { HallCursors, HallEvents } from '#contracts/hall/events.ts';
import { systemClock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log-events.ts';
import { dialCity, type CityAddress } from './link.ts';
import { CityPublisher } from './publisher.ts';

export function startCityPublisher(
  options: CityAddress & {
    readonly events: HallEvents & HallCursors;
    readonly log: Log;
  },
): CityPublisher {
  const { events, log, hall } = options;
  const publisher = new CityPublisher({
    hall: events,
    address: hall,
    dial: () => dialCity(options),
    clock: systemClock,
    random: Math.random,
    newId: randomUUID,
    log,
  });
  publisher.start();
  return publisher;
}
