/** What a test of the hall's contract does with a hall: each such file runs on SQLite and on PostgreSQL. */
import { afterAll, beforeAll, beforeEach, describe } from '@jest/globals';

import type { IssueRequest, TicketGiven } from '#contracts/hall-api.ts';
import type { HallConfiguration } from '#contracts/hall/configuration.ts';
import type { DeskAnswer, DeskCommand } from '#contracts/hall/desk.ts';
import type { HallEvent } from '#contracts/hall/events.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import type { Result } from '#contracts/result.ts';
import { hallTiming } from '#hall/timing.ts';

import { JumpClock, postgresBench, sqliteBench, valueOf, type HallBench } from './halls.ts';
import { needs } from './needs.ts';

type Without<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** Key and session are the bench's. */
type Press = Without<DeskCommand, 'key' | 'session'>;

/** What two presses of nearly every test are. */
export const next = { do: 'call-next', current: null } as const;
export const finishAndNext = { do: 'call-next', current: 'finish' } as const;

/** Registers `tests` for each engine; the bench has a hall of its own for each test. */
export function onBothEngines(tests: (bench: ContractBench) => void): void {
  describe('on SQLite', () => {
    tests(new ContractBench(sqliteBench));
  });
  needs('postgres')('on PostgreSQL', () => {
    tests(new ContractBench(postgresBench));
  });
}

export class ContractBench {
  /** Each test begins on Monday, 5 January 2026, at ten in the hall's time. */
  readonly clock = new JumpClock(0);
  #halls: HallBench | null = null;
  #hall: WholeHall | null = null;
  #name = '';
  #named = 0;
  #keys = 0;

  constructor(start: () => Promise<HallBench>) {
    beforeAll(async () => {
      this.#halls = await start();
    }, 60_000);
    afterAll(async () => {
      this.#hall?.close();
      await this.#halls?.end();
    });
    beforeEach(async () => {
      this.clock.at = Date.parse('2026-01-05T10:00:00+08:00');
      this.#named += 1;
      this.#name = `hall-${this.#named}`;
      await this.reopen();
    });
  }

  get hall(): WholeHall {
    if (this.#hall === null) throw new TypeError('there is a hall while a test runs');
    return this.#hall;
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
    this.#hall?.close();
    if (this.#halls === null) throw new TypeError('the engine has started before a test');
    this.#hall = await this.#halls.open(name, this.clock, configuration);
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
      valueOf(await this.hall.sequence());
    }
  }

  async numbersWaiting(business = 'pension'): Promise<string[]> {
    const { businesses } = valueOf(await this.hall.queue());
    return (businesses.find((one) => one.business.id === business)?.waiting ?? []).map(
      ({ ticket }) => ticket.number,
    );
  }

  async events(): Promise<readonly HallEvent[]> {
    return valueOf(await this.hall.eventsSince(0, 1000));
  }
}
