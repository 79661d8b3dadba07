/** States of devices and alarms of gates, as stations report them by their outbox. */
import { z } from 'zod';

import {
  cityAlarmSchema,
  cityDeviceSchema,
  deviceStateBodySchema,
  gateAlarmBodySchema,
  type CityAlarm,
  type CityDevice,
} from '#contracts/city.ts';
import { stationIdSchema } from '#contracts/hall/leases.ts';
import type { PlatformEvent } from '#contracts/platform-api.ts';
import { ok, type Result } from '#contracts/result.ts';
import type { Command, Query, Store } from '#storage/store.ts';

/** Alarms that are kept, newest by the station's clock; as many as one look shows. */
const alarmsKept = 100;

export class CityStations {
  readonly #store: Store;
  readonly #setDevice: Command;
  readonly #addAlarm: Command;
  readonly #forgetAlarms: Command;
  readonly #devices: Query<CityDevice>;
  readonly #alarms: Query<CityAlarm>;

  constructor(store: Store) {
    this.#store = store;
    // An outbox keeps the order of a station, but a repeated message may come late.
    this.#setDevice = store.command(
      `INSERT INTO device VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
         SET state = excluded.state, code = excluded.code, at = excluded.at WHERE excluded.at >= device.at`,
    );
    this.#addAlarm = store.command('INSERT OR IGNORE INTO alarm VALUES (?, ?, ?, ?, ?)');
    this.#forgetAlarms = store.command(
      `DELETE FROM alarm WHERE key NOT IN (SELECT key FROM alarm ORDER BY at DESC, key LIMIT ${alarmsKept})`,
    );
    this.#devices = store.query('SELECT * FROM device ORDER BY station, device', cityDeviceSchema);
    this.#alarms = store.query(
      'SELECT station, device, alarm, at FROM alarm ORDER BY at DESC, key',
      cityAlarmSchema,
    );
  }

  /**
   * `key`: the message's idempotency key. False: a topic of these, with a body off the contract. Any other topic is none of the
   * city's business. Failures: those of a store.
   */
  take(key: string, { topic, station, at, body }: PlatformEvent): Result<boolean> {
    if (topic !== 'device-state' && topic !== 'gate-alarm') return ok(true);
    const named = z.object({ station: stationIdSchema }).safeParse({ station });
    if (topic === 'device-state') {
      const device = deviceStateBodySchema.safeParse(body);
      if (!named.success || !device.success) return ok(false);
      const { device: id, state, code } = device.data;
      return this.#store.write(() => this.#setDevice(station, id, state, code, at) >= 0);
    }
    const alarm = gateAlarmBodySchema.safeParse(body);
    if (!named.success || !alarm.success) return ok(false);
    return this.#store.write(() => {
      this.#addAlarm(key, station, alarm.data.device, alarm.data.alarm, at);
      this.#forgetAlarms();
      return true;
    });
  }

  devices(): Result<readonly CityDevice[]> {
    return this.#store.read(() => this.#devices.all());
  }

  /** Newest first. */
  alarms(): Result<readonly CityAlarm[]> {
    return this.#store.read(() => this.#alarms.all());
  }
}
