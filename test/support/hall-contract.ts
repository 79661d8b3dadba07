/** What a test of the hall's contract does with a hall: each such file runs on SQLite and on PostgreSQL. */
import { afterAll, beforeAll, beforeEach, describe, expect } from '@jest/globals';

import type { IssueRequest, TicketGiven } from '#contracts/hall-api.ts';
import type { HallConfiguration } from '#contracts/hall/configuration.ts';
import type { DeskAnswer, DeskCommand } from '#contracts/hall/desk.ts';
import type { HallEvent } from '#contracts/hall/events.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import type { BusinessQueue } from '#contracts/hall/views.ts';
import type { Result } from '#contracts/result.ts';
import { hallTiming } from '#hall/timing.ts';

import { JumpClock, postgresBench, sqliteBench, valueOf, type HallBench } from './halls.ts';
import { needs } from './needs.ts';

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** Key and session are the bench's. */
export type Press = Without<DeskCommand, 'key' | 'session'>;

/** What two presses of nearly every test are. */
export const next = { do: 'call-next', current: null } as const;
export const finishAndNext = { do: 'call-next', current: 'finish' } as const;

interface Bench {
  /** How many open the same hall on PostgreSQL, one if left out; a hall on SQLite has one. */
  readonly servers?: number;
  /** When each test begins; Monday, 5 January 2026, at ten in the hall's time if left out. */
  readonly begins?: string;
}

/** Registers `tests` for each engine; the bench has a hall of its own for each test. */
export function onBothEngines(
  tests: (bench: ContractBench) => void,
  { servers = 1, begins = '2026-01-05T10:00:00+08:00' }: Bench = {},
): void {
  describe('on SQLite', () => {
    tests(new ContractBench(sqliteBench, 1, begins));
  });
  needs('postgres')(`on PostgreSQL, servers: ${servers}`, () => {
    tests(new ContractBench(postgresBench, servers, begins));
  });
}

export class ContractBench {
  readonly clock = new JumpClock(0);
  readonly #serverCount: number;
  #halls: HallBench | null = null;
  #servers: readonly WholeHall[] = [];
  #asked = 0;
  #name = '';
  #named = 0;
  #keys = 0;

  constructor(start: () => Promise<HallBench>, serverCount: number, begins: string) {
    this.#serverCount = serverCount;
    beforeAll(async () => {
      this.#halls = await start();
    }, 60_000);
    afterAll(async () => {
      for (const server of this.#servers) server.close();
      await this.#halls?.end();
    });
    beforeEach(async () => {
      this.clock.at = Date.parse(begins);
      this.#named += 1;
      this.#name = `hall-${this.#named}`;
      await this.reopen();
    });
  }

  get servers(): readonly WholeHall[] {
    return this.#servers;
  }

  /** Another server each time. */
  get hall(): WholeHall {
    this.#asked += 1;
    return this.server(this.#asked);
  }

  /** The same one for the same number, also where there is only one. */
  server(index: number): WholeHall {
    const server = this.#servers[index % this.#serverCount];
    if (server === undefined) throw new TypeError('there is a hall while a test runs');
    return server;
  }

  key(): string {
    return `key-${(this.#keys += 1)}`;
  }

  /** As after a restart. */
  async reopen(): Promise<void> {
    await this.#open(this.#name);
  }

  /** Another hall, made with `configuration`. */
  async openWith(configuration: HallConfiguration): Promise<void> {
    await this.#open(`${this.#name}-own`, configuration);
  }

  async #open(name: string, configuration?: HallConfiguration): Promise<void> {
    for (const server of this.#servers) server.close();
    this.#servers = [];
    if (this.#halls === null) throw new TypeError('the engine has started before a test');
    while (this.#servers.length < this.#serverCount)
      this.#servers = [...this.#servers, await this.#halls.open(name, this.clock, configuration)];
  }

  request(changed: Partial<IssueRequest> = {}): IssueRequest {
    return {
      key: this.key(),
      business: 'pension',
      person: null,
      priority: null,
      origin: 'k1',
      audit: 'a1',
      ...changed,
    };
  }

  async issue(changed: Partial<IssueRequest> = {}): Promise<TicketGiven> {
    return valueOf(await this.hall.issue(this.request(changed)));
  }

  /** The session. */
  async signIn(window: string, operator: string): Promise<string> {
    return valueOf(await this.hall.signIn({ key: this.key(), window, operator })).id;
  }

  /** With a fresh key. */
  perform(session: string, press: Press): Promise<Result<DeskAnswer>> {
    return this.hall.perform({ key: this.key(), session, ...press });
  }

  async did(session: string, press: Press): Promise<DeskAnswer> {
    return valueOf(await this.perform(session, press));
  }

  /** Changes a part of the configuration in force. */
  async configure(change: Partial<HallConfiguration>): Promise<void> {
    const { version, configuration } = valueOf(await this.hall.configuration());
    valueOf(
      await this.hall.changeConfiguration({
        expected: version,
        configuration: { ...configuration, ...change },
        by: 'li',
      }),
    );
  }

  /** Looks of the rule, each as long after the last one as in a hall. */
  async ticks(times: number): Promise<void> {
    for (let n = 0; n < times; n += 1) {
      this.clock.at += hallTiming.tickMs;
      this.clock.fire();
      for (const server of this.#servers) valueOf(await server.sequence());
    }
  }

  /** As every server has it. */
  async queue(business = 'pension'): Promise<BusinessQueue> {
    const [view, ...others] = await Promise.all(
      this.#servers.map(async (server) => valueOf(await server.queue())),
    );
    for (const other of others) expect(other).toEqual(view);
    const queue = view?.businesses.find((one) => one.business.id === business);
    if (queue === undefined) throw new TypeError(`a hall with the business ${business}`);
    return queue;
  }

  async numbersWaiting(business = 'pension'): Promise<string[]> {
    return (await this.queue(business)).waiting.map(({ ticket }) => ticket.number);
  }

  async events(): Promise<readonly HallEvent[]> {
    return valueOf(await this.hall.eventsSince(0, 1000));
  }
}
