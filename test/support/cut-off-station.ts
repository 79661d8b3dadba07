/** A station's line to its hall on a real disk, with clocks and a network that a test sets as it likes. */
import { join } from 'node:path';

import type { Clock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log-events.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import { HallClient } from '#station/hall-client/hall-client.ts';
import { HallDay } from '#station/hall-client/hall-day.ts';
import { openLeaseStore } from '#station/hall-client/lease-store.ts';
import { RemoteHall } from '#station/hall-client/remote-hall.ts';

import { hallExchange, type Fate } from './hall-exchange.ts';
import { valueOf } from './halls.ts';

/** Real time, milliseconds: every clock of a test goes by it, as far as it goes right. */
export class Time {
  at: number;

  constructor(at: number) {
    this.at = at;
  }
}

/** Wall clock that can be set; monotonic clock that begins anew with each start. Nothing is timed: rounds are asked for. */
class StationClock implements Clock {
  readonly #time: Time;
  readonly #began: number;
  readonly #wall: { ahead: number };

  constructor(time: Time, wall: { ahead: number }) {
    this.#time = time;
    this.#began = time.at;
    this.#wall = wall;
  }

  now(): number {
    return this.#time.at + this.#wall.ahead;
  }

  monotonic(): number {
    return this.#time.at - this.#began;
  }

  after(): () => void {
    return () => undefined;
  }
}

export class CutOffStation {
  readonly name: string;
  readonly logged: string[] = [];
  /** Of requests to come; the rest are answered, or lost where there is no network. */
  readonly fates: Fate[] = [];
  isConnected = true;
  /** Whether a request to a path is lost, whatever the network. */
  lose: (path: string) => boolean = () => false;
  /** Sent so far. */
  requests = 0;
  client: HallClient;
  readonly #wall = { ahead: 0 };
  readonly #options: { readonly folder: string; readonly time: Time; readonly hall: WholeHall };
  #ids = 0;
  #starts = 0;

  constructor(name: string, options: { folder: string; time: Time; hall: WholeHall }) {
    this.name = name;
    this.#options = options;
    this.client = this.#open();
  }

  jumpWall(ms: number): void {
    this.#wall.ahead += ms;
  }

  /** A whole round with the hall from now on; the first one may be under way since the start. */
  async round(): Promise<void> {
    await this.client.synchronise();
    await this.client.synchronise();
  }

  /** The process ends in any way, and starts on the same data. */
  restart(): void {
    this.client.close();
    this.client = this.#open();
  }

  end(): void {
    this.client.close();
  }

  #open(): HallClient {
    const { folder, time, hall } = this.#options;
    this.#starts += 1;
    const clock = new StationClock(time, this.#wall);
    const log: Log = {
      event: (name, fields) => void this.logged.push(`${name} ${JSON.stringify(fields)}`),
    };
    const remote = new RemoteHall({
      url: 'http://127.0.0.1:8700',
      token: 'x',
      requestMs: 1000,
      exchange: hallExchange({
        hall,
        personKey: new Uint8Array(32),
        fate: (path) => {
          this.requests += 1;
          if (this.lose(path)) return 'request-lost';
          return this.fates.shift() ?? (this.isConnected ? 'answered' : 'request-lost');
        },
      }),
      clock,
      log,
    });
    const client = new HallClient({
      remote,
      store: valueOf(openLeaseStore(join(folder, `${this.name}.db`), this.name)),
      day: new HallDay(clock),
      clock,
      newId: () => `${this.name}-${this.#starts}-${(this.#ids += 1)}`,
      log,
    });
    valueOf(client.start());
    return client;
  }
}
