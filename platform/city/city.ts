/** The city view as one part: its database, its way to NATS, and what it answers. */
import { join } from 'node:path';

import type { CityHall, CityView, HallAddress } from '#contracts/city.ts';
import type { Clock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log-events.ts';
import type { PlatformEvent } from '#contracts/platform-api.ts';
import { ok, type Result } from '#contracts/result.ts';
import { openStore, type Store } from '#storage/store.ts';

import { CityConsumer } from './consumer.ts';
import { CityStations } from './stations.ts';
import { CityHalls, cityMigrations } from './store.ts';

/** 'YKCT' */
const application = 0x594b4354;

export interface CityOptions {
  /** Where the view's database lives; it must be there. */
  readonly folder: string;
  readonly nats: { readonly url: string; readonly credentialsFile: string | null };
  readonly clock: Pick<Clock, 'after' | 'monotonic'>;
  readonly random: () => number;
  readonly log: Log;
}

export interface City {
  /** Of a station's message; see CityStations.take. */
  take(key: string, event: PlatformEvent): Result<boolean>;
  view(region: string | null): Result<CityView>;
  hall(address: HallAddress): Result<CityHall | null>;
  stop(): Promise<void>;
}

/** Failures: those of a store. */
export function startCity({ folder, nats, clock, random, log }: CityOptions): Result<City> {
  const opened = openStore({ file: join(folder, 'city.db'), application, migrations: cityMigrations });
  if (!opened.ok) return opened;
  const store = opened.value;
  const consumer = new CityConsumer({ ...nats, halls: new CityHalls(store), clock, random, log });
  consumer.start();
  return ok(cityOf(store, () => consumer.stop()));
}

/** What the view answers; `stop` ends what fills it. */
export function cityOf(store: Store, stop: () => Promise<void>): City {
  const halls = new CityHalls(store);
  const stations = new CityStations(store);
  return {
    take: (key, event) => stations.take(key, event),
    view: (region) => viewOf(halls.halls(region), stations),
    hall: (address) => halls.hall(address),
    async stop() {
      await stop();
      store.close();
    },
  };
}

function viewOf(halls: Result<readonly CityHall[]>, stations: CityStations): Result<CityView> {
  const devices = stations.devices();
  const alarms = stations.alarms();
  if (!halls.ok) return halls;
  if (!devices.ok) return devices;
  if (!alarms.ok) return alarms;
  const shown = halls.value.map(({ region, hall, seq, at, missing, day, openHelp, waiting, windows }) => ({
    region,
    hall,
    seq,
    at,
    missing,
    day,
    openHelp,
    waiting: waiting.reduce((sum, one) => sum + one.waiting, 0),
    openWindows: windows.open,
  }));
  const total = { halls: shown.length, waiting: 0, openWindows: 0, openHelp: 0, events: 0, incomplete: 0 };
  for (const { waiting, openWindows, openHelp, seq, missing } of shown) {
    total.waiting += waiting;
    total.openWindows += openWindows;
    total.openHelp += openHelp;
    total.events += seq;
    total.incomplete += missing === null ? 0 : 1;
  }
  return ok({ total, halls: shown, devices: [...devices.value], alarms: [...alarms.value] });
}
