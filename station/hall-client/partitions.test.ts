/** Numbers through any course of partitions, lost answers, restarts and clock jumps, against the real queue of record. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { IssueRequest, Ticket } from '#contracts/hall-api.ts';
import { CutOffStation, Time } from '#test/support/cut-off-station.ts';
import { JumpClock, sqliteBench, testHall, valueOf } from '#test/support/halls.ts';

/** Eight in the morning there. */
const morning = Date.UTC(2026, 0, 5, 0, 0, 0);
const hourMs = 3_600_000;

const stationArbitrary = fc.constantFrom(0, 1);
const stepArbitrary = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('take' as const),
      at: stationArbitrary,
      business: fc.constantFrom('pension', 'card'),
      person: fc.option(fc.integer({ min: 1, max: 6 }), { nil: null }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('cut' as const), at: stationArbitrary }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('join' as const), at: stationArbitrary }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('lose' as const),
      at: stationArbitrary,
      fates: fc.array(fc.constantFrom('request-lost' as const, 'answer-lost' as const, 'answered' as const), {
        minLength: 1,
        maxLength: 4,
      }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restart' as const), at: stationArbitrary }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('crash' as const), at: stationArbitrary }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('round' as const), at: stationArbitrary }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('jump' as const),
      at: stationArbitrary,
      ms: fc.constantFrom(-48 * hourMs, -hourMs, -1, 1, hourMs, 48 * hourMs, 1e12),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(0, 200, 2000, 40_000) }),
  },
);
type Step = typeof stepArbitrary extends fc.Arbitrary<infer T> ? T : never;

/** Everything that one course of a day needs, and what came of it. */
class Course {
  readonly papers = new Map<string, Ticket>();
  /** Keys whose asker died before there was an answer. */
  readonly unseen = new Set<string>();
  #keys = 0;
  readonly #time: Time;
  readonly #clock: JumpClock;
  readonly #stations: readonly CutOffStation[];

  constructor(time: Time, clock: JumpClock, stations: readonly CutOffStation[]) {
    this.#time = time;
    this.#clock = clock;
    this.#stations = stations;
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'pass') {
      this.pass(step.ms);
      return;
    }
    const station = this.#stations[step.at];
    if (station === undefined) throw new TypeError('two stations');
    switch (step.do) {
      case 'take':
        await this.#ask(station, this.#request(station, step.business, step.person));
        return;
      case 'crash': {
        const key = `k${this.#keys + 1}`;
        const asking = station.client.issue(this.#request(station, 'pension', null));
        station.restart();
        const given = await asking;
        if (given.ok) this.#keep(given);
        else this.unseen.add(key);
        return;
      }
      case 'cut':
        station.isConnected = false;
        return;
      case 'join':
        station.isConnected = true;
        return;
      case 'lose':
        station.fates.push(...step.fates);
        return;
      case 'restart':
        station.restart();
        return;
      case 'round':
        await station.client.synchronise();
        return;
      case 'jump':
        station.jumpWall(step.ms);
    }
  }

  pass(ms: number): void {
    this.#time.at += ms;
    this.#clock.at = this.#time.at;
  }

  async #ask(station: CutOffStation, request: IssueRequest): Promise<void> {
    const given = await station.client.issue(request);
    this.#keep(given);
    // What a start after a crash would find; of somebody who has a number already nothing new was given.
    const found = await station.client.findByKey(request.key);
    if (given.ok && !given.value.existing && found.ok)
      expect(found.value?.number).toBe(given.value.ticket.number);
  }

  #request(station: CutOffStation, business: string, person: number | null): IssueRequest {
    this.#keys += 1;
    return {
      key: `k${this.#keys}`,
      business,
      person: person === null ? null : `p${person}`,
      priority: null,
      origin: station.name,
      audit: 'a',
    };
  }

  #keep(given: Awaited<ReturnType<CutOffStation['client']['issue']>>): void {
    if (!given.ok) expect(given.error.code).toBe('hall-unavailable');
    else this.papers.set(given.value.ticket.id, given.value.ticket);
  }
}

describe('numbers of a hall whose stations are cut off', () => {
  it('are never two people’s, and nobody is forgotten, whatever happens to network, processes and clocks', async () => {
    let offline = 0;
    let superseded = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(stepArbitrary, { minLength: 5, maxLength: 60 }), async (steps) => {
        const folder = mkdtempSync(join(tmpdir(), 'yikatong-cut-'));
        const bench = await sqliteBench();
        const time = new Time(morning);
        const clock = new JumpClock(morning);
        const hall = await bench.open('h', clock, { ...testHall, leaseSize: 5 });
        const stations = ['s1', 's2'].map((name) => new CutOffStation(name, { folder, time, hall }));
        try {
          for (const { client } of stations) await client.synchronise();
          const course = new Course(time, clock, stations);
          for (const step of steps) await course.take(step);
          // The network is back, and time passes.
          for (const station of stations) {
            station.isConnected = true;
            station.fates.length = 0;
            for (let round = 0; round < 3; round += 1) {
              course.pass(60_000);
              await station.client.synchronise();
            }
          }

          const papers = [...course.papers.values()];
          const numbers = papers.map(({ businessDay, number }) => `${businessDay} ${number}`);
          expect(new Set(numbers).size).toBe(numbers.length);
          const queue = valueOf(await hall.queue());
          const waiting = queue.businesses.flatMap((business) =>
            business.waiting.map(({ ticket }) => ticket),
          );
          const byId = new Map(waiting.map((ticket) => [ticket.id, ticket]));
          for (const { id, number, business } of papers)
            expect(byId.get(id)).toMatchObject({ number, business, state: 'waiting' });
          // Nobody waits whom no paper names, but for whoever's kiosk died over it.
          for (const { id } of waiting) expect(course.papers.has(id) || course.unseen.has(id)).toBe(true);
          for (const prefix of ['A', 'B']) {
            const given = valueOf(await hall.eventsSince(0, 1000)).flatMap(({ body }) =>
              body.kind === 'ticket-issued' && body.number.startsWith(prefix) && !body.offline
                ? [body.number]
                : [],
            );
            expect(given).toEqual(given.map((_, index) => `${prefix}${String(index + 1).padStart(3, '0')}`));
          }
          offline += papers.filter((ticket) => ticket.offline).length;
          superseded += valueOf(await hall.eventsSince(0, 1000)).filter(
            ({ body }) => body.kind === 'ticket-void' && body.reason === 'superseded',
          ).length;
          for (const { logged } of stations) expect(logged.join()).not.toMatch('hall-merge-refused');
        } finally {
          for (const station of stations) station.end();
          hall.close();
          await bench.end();
          rmSync(folder, { recursive: true });
        }
      }),
      { numRuns: 100 },
    );
    // The courses did lead through what they are about.
    expect(offline).toBeGreaterThan(20);
    expect(superseded).toBeGreaterThan(0);
  }, 120_000);
});
