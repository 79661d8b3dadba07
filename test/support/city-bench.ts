/** A city with config/nats/city.conf as it stands there: its nats-server, the view, and what two halls sign in with. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { nkeys } from '@nats-io/transport-node';

import type { CityHall, HallAddress } from '#contracts/city.ts';
import { systemClock } from '#contracts/clock.ts';
import { startCity, type City } from '#platform/city/city.ts';

import { freePort } from './free-port.ts';
import { valueOf } from './halls.ts';
import { NatsServer } from './nats.ts';

const passwords = { view: 'of-the-view', hall: 'of-hall-1' };

export class CityBench {
  readonly nats: NatsServer;
  readonly city: City;
  /** Credentials of `hall-1` (a password) and `hall-2` (an nkey's seed), region `nanan`. */
  readonly credentials: Readonly<Record<'hall-1' | 'hall-2', string>>;
  readonly #folder: string;

  private constructor(parts: Pick<CityBench, 'nats' | 'city' | 'credentials'>, folder: string) {
    this.nats = parts.nats;
    this.city = parts.city;
    this.credentials = parts.credentials;
    this.#folder = folder;
  }

  static async start(): Promise<CityBench> {
    const folder = mkdtempSync(join(tmpdir(), 'yikatong-city-'));
    const file = (name: string, content: string): string => {
      writeFileSync(join(folder, name), `${content}\n`, { mode: 0o600 });
      return join(folder, name);
    };
    const key = nkeys.createUser();
    const nats = await NatsServer.start({
      file: 'config/nats/city.conf',
      listen: 'CITY_CLIENTS',
      variables: {
        CITY_STORE: '{folder}/jetstream',
        CITY_LEAVES: `127.0.0.1:${await freePort()}`,
        CITY_VIEW_PASSWORD: passwords.view,
        CITY_HALL_1_PASSWORD: passwords.hall,
        CITY_HALL_2_KEY: key.getPublicKey(),
      },
    });
    const city = startCity({
      folder,
      nats: { url: nats.url, credentialsFile: file('view', `view:${passwords.view}`) },
      clock: systemClock,
      random: Math.random,
      log: { event: () => undefined },
    });
    const credentials = {
      'hall-1': file('hall-1', `hall-1:${passwords.hall}`),
      'hall-2': file('hall-2', new TextDecoder().decode(key.getSeed())),
    };
    return new CityBench({ nats, city: valueOf(city), credentials }, folder);
  }

  /** What the city knows of a hall; null: nothing. */
  seen(hall: HallAddress): CityHall | null {
    return valueOf(this.city.hall(hall));
  }

  async end(): Promise<void> {
    await this.city.stop();
    await this.nats.end();
    rmSync(this.#folder, { recursive: true });
  }
}
