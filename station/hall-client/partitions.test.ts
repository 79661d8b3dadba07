/** Numbers through any course of partitions, lost answers, restarts, clock jumps and days, against the real queue of record. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { IssueRequest, Ticket } from '#contracts/hall-api.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import { CutOffStation, Time } from '#test/support/cut-off-station.ts';
import { JumpClock, sqliteBench, testHall, valueOf, looks } from '#test/support/halls.ts';

/** Eight in the morning there. */
const morning = Date.UTC(2026, 0, 5, 0, 0, 0);
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const people = [1, 2, 3, 4, 5, 6] as const;
const jumps = [-48 * hourMs, -hourMs, -1, 1, hourMs, 48 * hourMs] as const;

const stationArbitrary = fc.constantFrom(0, 1);
const stepArbitrary = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('take' as const),
      at: stationArbitrary,
      business: fc.constantFrom('pension', 'card'),
      person: fc.option(fc.constantFrom(...people), { nil: null }),
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
      ms: fc.constantFrom(...jumps, 1e12),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('hall-jump' as const), ms: fc.constantFrom(...jumps) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('turn' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(0, 200, 2000, 40_000) }),
  },
);
type Step = typeof stepArbitrary extends fc.Arbitrary<infer T> ? T : never;

/** Others each time; in so many all that is counted below comes up several times over. Thousands take minutes. */
const search = { numRuns: 60 } as const;

/** What somebody got, and when, by the time that goes on whatever clocks say. */
interface Paper {
  readonly ticket: Ticket;
  readonly person: string | null;
  readonly at: number;
}

/** Everything that one course needs, and what came of it. */
class Course {
  readonly papers = new Map<string, Paper>();
  /** Requests whose asker died, or could give no number, before there was an answer: the hall may have given one. By key. */
  readonly unseen = new Map<string, IssueRequest>();
  /** Stations whose first round may be under way. */
  readonly #starting = new Set<CutOffStation>();
  #keys = 0;
  /** The hall's clock before the true time, milliseconds. */
  #ahead = 0;
  readonly #time: Time;
  readonly #clock: JumpClock;
  readonly #hall: WholeHall;
  readonly #stations: readonly CutOffStation[];

  constructor(time: Time, clock: JumpClock, hall: WholeHall, stations: readonly CutOffStation[]) {
    this.#time = time;
    this.#clock = clock;
    this.#hall = hall;
    this.#stations = stations;
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'pass':
        await this.pass(step.ms);
        return;
      case 'hall-jump':
        this.#ahead += step.ms;
        await this.pass(0);
        return;
      case 'turn':
        await this.pass(dayMs);
        await this.untilDaysEnd();
        // As its timers would, wherever there is a network.
        for (const { client } of this.#stations) await client.synchronise();
        return;
      default:
        await this.#takeAt(step);
    }
  }

  async #takeAt(step: Exclude<Step, { do: 'pass' | 'hall-jump' | 'turn' }>): Promise<void> {
    const station = this.#stations[step.at];
    if (station === undefined) throw new TypeError('two stations');
    switch (step.do) {
      case 'take':
        await this.#ask(station, this.#request(station, step.business, step.person));
        return;
      case 'crash': {
        const request = this.#request(station, 'pension', null);
        const asking = station.client.issue(request);
        station.restart();
        this.#starting.add(station);
        this.#keep(await asking, request);
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
        this.#starting.add(station);
        return;
      case 'round':
        await station.client.synchronise();
        return;
      case 'jump':
        station.jumpWall(step.ms);
    }
  }

  /** No answer is on its way for so long: it would have been given up. */
  async pass(ms: number): Promise<void> {
    for (const { client } of this.#starting) await client.synchronise();
    this.#starting.clear();
    this.#time.at += ms;
    this.#clock.at = this.#time.at + this.#ahead;
  }

  /** Looks of the hall until days before today are sure to be over. */
  async untilDaysEnd(): Promise<void> {
    for (let look = 0; look <= looks.beforeDayEnds; look += 1) {
      await this.pass(looks.everyMs);
      this.#clock.fire();
      valueOf(await this.#hall.sequence());
    }
  }

  async #ask(station: CutOffStation, request: IssueRequest): Promise<void> {
    const given = await station.client.issue(request);
    this.#keep(given, request);
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

  #keep(given: Awaited<ReturnType<CutOffStation['client']['issue']>>, request: IssueRequest): void {
    const { key, person } = request;
    if (!given.ok) {
      expect(given.error.code).toBe('hall-unavailable');
      this.unseen.set(key, request);
    } else if (!this.papers.has(given.value.ticket.id))
      this.papers.set(given.value.ticket.id, { ticket: given.value.ticket, person, at: this.#time.at });
  }
}

describe('numbers of a hall whose stations are cut off', () => {
  it.each([
    ['nobody stands before somebody who came earlier', false],
    ['whatever clocks do', true],
  ])(
    'are never two people’s, no person’s twice, and nobody is forgotten: %s',
    async (_what, clocksJump) => {
      let offline = 0;
      let superseded = 0;
      let leftOver = 0;
      let ordered = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(stepArbitrary, { maxLength: 50, size: 'max' }), async (steps) => {
          const folder = mkdtempSync(join(tmpdir(), 'yikatong-cut-'));
          const bench = await sqliteBench();
          const time = new Time(morning);
          const clock = new JumpClock(morning);
          const hall = await bench.open('h', clock, { ...testHall, leaseSize: 5 });
          const stations = ['s1', 's2'].map((name) => new CutOffStation(name, { folder, time, hall }));
          try {
            for (const { client } of stations) await client.synchronise();
            const course = new Course(time, clock, hall, stations);
            for (const step of steps)
              if (clocksJump || (step.do !== 'jump' && step.do !== 'hall-jump')) await course.take(step);
            // The network is back, and time passes.
            for (const station of stations) {
              station.isConnected = true;
              station.fates.length = 0;
              for (let round = 0; round < 3; round += 1) {
                await course.pass(60_000);
                await station.client.synchronise();
              }
            }
            await course.untilDaysEnd();

            const papers = [...course.papers.values()];
            const numbers = papers.map(({ ticket }) => `${ticket.businessDay} ${ticket.number}`);
            expect(new Set(numbers).size).toBe(numbers.length);
            const { date } = valueOf(await hall.day());
            const counted = new Map(course.papers);
            for (const paper of papers) {
              const { ticket, person } = paper;
              const { id, number, businessDay } = ticket;
              const kept = valueOf(await hall.findByKey(id));
              expect(kept).toMatchObject({ id, number, businessDay });
              // Only a person can have had another one, which counts instead.
              const states = person === null ? [] : ['void'];
              // A day that has ended stays so, whatever the clock says afterwards.
              const isOver = businessDay < date || (clocksJump && kept?.state === 'left-over');
              expect([...states, isOver ? 'left-over' : 'waiting']).toContain(kept?.state);
              if (isOver) forget(counted, paper, clocksJump);
            }
            const waiting = await allWaiting(hall);
            // Nobody waits whom no paper names, but for whoever's kiosk had nothing to say.
            for (const { id } of waiting) expect(course.papers.has(id) || course.unseen.has(id)).toBe(true);
            expectOneEach(waiting, counted, clocksJump ? course.unseen : null);
            await expectGapless(hall);
            if (!clocksJump) ordered += expectOrder(waiting, course);

            offline += papers.filter(({ ticket }) => ticket.offline).length;
            const events = valueOf(await hall.eventsSince(0, 1000));
            superseded += events.filter(
              ({ body }) => body.kind === 'ticket-void' && body.reason === 'superseded',
            ).length;
            leftOver += papers.filter(({ ticket }) => ticket.businessDay < date).length;
            for (const { logged } of stations) expect(logged.join()).not.toMatch('hall-merge-refused');
          } finally {
            for (const station of stations) station.end();
            hall.close();
            await bench.end();
            rmSync(folder, { recursive: true });
          }
        }),
        search,
      );
      // The courses did lead through what they are about.
      expect(offline).toBeGreaterThan(20);
      expect(superseded).toBeGreaterThan(0);
      expect(leftOver).toBeGreaterThan(0);
      expect(ordered > 20).toBe(!clocksJump);
    },
    180_000,
  );
});

async function allWaiting(hall: WholeHall): Promise<Ticket[]> {
  const { businesses } = valueOf(await hall.queue());
  return businesses.flatMap(({ waiting }) => waiting.map(({ ticket }) => ticket));
}

/**
 * Papers of a person for a business on a day that is over, whichever of them counted. `everyDay`: a clock was set back, so that
 * one of another day may have counted instead.
 */
function forget(papers: Map<string, Paper>, over: Paper, everyDay: boolean): void {
  const { business, businessDay } = over.ticket;
  for (const [id, { person, ticket }] of papers)
    if (person === over.person && ticket.business === business)
      if (everyDay || ticket.businessDay === businessDay) papers.delete(id);
}

/**
 * Whoever has papers for a business that count yet waits for it, and once. `unseen` where clocks jump: a hall that was set back by
 * days looks for a person's number of the day that it is then, and may leave one of the day before it beside it; and it may take
 * the number that it gave last, and nobody told, for later than a printed one. Whoever asks is told the one that counts.
 */
function expectOneEach(
  waiting: readonly Ticket[],
  papers: ReadonlyMap<string, Paper>,
  unseen: ReadonlyMap<string, IssueRequest> | null,
): void {
  const live = waiting.flatMap((ticket) => {
    const person = papers.get(ticket.id)?.person ?? unseen?.get(ticket.id)?.person ?? null;
    return person === null ? [] : { person, ticket };
  });
  const days = live.map(({ person, ticket }) => `${person} ${ticket.business} ${ticket.businessDay}`);
  const twice = unseen === null ? days.filter((day, index) => days.indexOf(day) !== index) : [];
  expect(twice).toEqual([]);
  const waits = new Set(live.map(({ person, ticket }) => `${person} ${ticket.business}`));
  const held = [...papers.values()].filter(({ person }) => person !== null);
  for (const { person, ticket } of held) expect(waits).toContain(`${person} ${ticket.business}`);
}

/** The hall's own series of each day. */
async function expectGapless(hall: WholeHall): Promise<void> {
  const series = new Map<string, number[]>();
  for (const { body } of valueOf(await hall.eventsSince(0, 1000))) {
    if (body.kind !== 'ticket-issued' || body.offline) continue;
    const ticket = valueOf(await hall.findByKey(body.ticket));
    const name = `${ticket?.businessDay} ${ticket?.business}`;
    series.set(name, [...(series.get(name) ?? []), ticket?.sequence ?? 0]);
  }
  for (const sequences of series.values()) expect(sequences).toEqual(sequences.map((_, index) => index + 1));
}

/** Of those who have one paper for their business: which of two counts, and from when on, is hall/merged.test.ts. How many. */
function expectOrder(waiting: readonly Ticket[], { papers, unseen }: Course): number {
  const all = [...papers.values()];
  const single = waiting
    .flatMap(({ id }) => papers.get(id) ?? [])
    .filter(
      ({ ticket, person }) =>
        !unseen.has(ticket.id) &&
        (person === null ||
          all.filter((one) => one.person === person && one.ticket.business === ticket.business).length === 1),
    );
  for (const business of new Set(single.map(({ ticket }) => ticket.business))) {
    const times = single.filter(({ ticket }) => ticket.business === business).map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  }
  return single.length;
}
