/** A random day of a hall: what happens is done to the hall, and kept beside it to be compared. */
import { expect } from '@jest/globals';

import type { IssueRequest, Ticket } from '#contracts/hall-api.ts';
import { hallConfigurationSchema } from '#contracts/hall/configuration.ts';
import type { Lease, OfflineTicket } from '#contracts/hall/leases.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import type { Result } from '#contracts/result.ts';
import { hallTiming } from '#hall/timing.ts';

import { operators, windows, type Step } from './hall-steps.ts';
import { JumpClock, testHall, valueOf, type HallBench } from './halls.ts';

const configuration = hallConfigurationSchema.parse({ ...testHall, leaseSize: 5 });

interface Kiosk {
  readonly station: string;
  connected: boolean;
  leases: readonly Lease[];
  /** Given out of leases and not merged yet. */
  given: (OfflineTicket & { readonly at: number; readonly number: string; readonly day: string })[];
  /** The request whose answer did not arrive. */
  unseen: string | null;
}

/** A hall with its kiosks and windows, and what everybody holds in their hands. */
export class RandomDay {
  readonly #bench: HallBench;
  readonly #name: string;
  readonly #clock = new JumpClock(Date.parse('2026-01-05T10:00:00+08:00'));
  /** Time as it goes on, whatever the clock says. */
  #elapsed = 0;
  #servers: WholeHall[] = [];
  readonly #kiosks: Kiosk[] = ['k1', 'k2'].map((station) => ({
    station,
    connected: true,
    leases: [],
    given: [],
    unseen: null,
  }));
  readonly #sessions: (string | null)[] = [null, null, null];
  /** What somebody holds in their hands: key -> day and number. */
  readonly #inHands = new Map<string, string>();
  #asked = 0;
  #last: IssueRequest | null = null;

  private constructor(bench: HallBench, name: string) {
    this.#bench = bench;
    this.#name = name;
  }

  static async begin(bench: HallBench, name: string, servers: number): Promise<RandomDay> {
    const day = new RandomDay(bench, name);
    await day.#open(servers);
    for (const one of day.#kiosks) one.leases = valueOf(await day.#hall.hold(one.station));
    return day;
  }

  close(): void {
    for (const server of this.#servers) server.close();
  }

  async #open(servers: number): Promise<void> {
    this.#servers = [];
    while (this.#servers.length < servers)
      this.#servers.push(await this.#bench.open(this.#name, this.#clock, configuration));
  }

  /** Another server each time. */
  get #hall(): WholeHall {
    this.#asked += 1;
    const hall = this.#servers[this.#asked % this.#servers.length];
    if (hall === undefined) throw new Error('no server');
    return hall;
  }

  #key(): string {
    return `key-${(this.#asked += 1)}`;
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'issue':
        return this.#issue(step);
      case 'cut':
        this.#kiosk(step.kiosk).connected = false;
        return undefined;
      case 'mend':
        return this.#mend(this.#kiosk(step.kiosk));
      case 'press':
        return this.#press(step);
      case 'sign-in': {
        const session = await this.#hall.signIn({
          key: this.#key(),
          window: windows[step.window] ?? 'w1',
          operator: operators[step.operator] ?? 'li',
        });
        this.#sessions[step.window] = valueOf(session).id;
        return undefined;
      }
      case 'resume':
        return this.#resume(step);
      case 'tick':
        return this.#tick(step.beats);
      case 'jump':
        this.#clock.at += step.ms;
        return undefined;
      case 'turn':
        return this.#turn();
      case 'restart': {
        const { length } = this.#servers;
        this.close();
        return this.#open(length);
      }
    }
  }

  #kiosk(index: number): Kiosk {
    const found = this.#kiosks[index];
    if (found === undefined) throw new Error('no kiosk');
    return found;
  }

  async #issue({
    kiosk: index,
    business,
    further,
    person,
    priority,
    lost,
    repeat,
  }: Extract<Step, { do: 'issue' }>): Promise<void> {
    const at = this.#kiosk(index);
    // A key answers for what it asked and nothing else: what is sent again is the same request.
    const request: IssueRequest =
      repeat && this.#last !== null
        ? this.#last
        : {
            key: this.#key(),
            business,
            person,
            priority,
            origin: at.station,
            audit: 'a',
            ...(further ? { further: ['card'] } : {}),
          };
    const { key } = request;
    if (at.connected && !lost) {
      const { ticket } = valueOf(await this.#hall.issue(request));
      this.#last = request;
      this.#hold(key, ticket.businessDay, ticket.number);
      return;
    }
    if (at.connected) {
      // It arrives or not; no answer does.
      if (index === 0) valueOf(await this.#hall.issue({ ...request, key: `unseen-${key}` }));
      at.unseen = `unseen-${key}`;
      at.connected = false;
    }
    const used = new Set(at.given.map(({ lease, sequence }) => `${lease} ${sequence}`));
    const lease = at.leases.find(
      (one) =>
        one.business === request.business &&
        one.numbers.some(({ sequence }) => !used.has(`${one.id} ${sequence}`)),
    );
    const number = lease?.numbers.find(({ sequence }) => !used.has(`${lease.id} ${sequence}`));
    // All used up: this kiosk gives none until it is back.
    if (lease === undefined || number === undefined) return;
    const own = this.#key();
    const ticket = {
      ...request,
      key: own,
      lease: lease.id,
      sequence: number.sequence,
      ageMs: 0,
      instead: at.unseen,
    };
    at.given.push({ ...ticket, at: this.#elapsed, number: number.number, day: lease.businessDay });
    at.unseen = null;
    this.#hold(own, lease.businessDay, number.number);
  }

  #hold(key: string, day: string, number: string): void {
    const before = this.#inHands.get(key);
    expect(before ?? `${day} ${number}`).toBe(`${day} ${number}`);
    this.#inHands.set(key, `${day} ${number}`);
  }

  async #mend(at: Kiosk): Promise<void> {
    at.connected = true;
    if (at.given.length > 0) {
      const tickets = at.given.map(({ at: since, number: _number, day: _day, ...ticket }) => ({
        ...ticket,
        ageMs: this.#elapsed - since,
      }));
      const merged = valueOf(await this.#hall.merge(at.station, tickets));
      expect(merged.map(({ number }) => number).toSorted()).toEqual(
        at.given.map(({ number }) => number).toSorted(),
      );
      // The answer is lost, and all is sent again.
      expect(valueOf(await this.#hall.merge(at.station, tickets)).length).toBe(merged.length);
    }
    at.given = [];
    at.leases = valueOf(await this.#hall.hold(at.station));
  }

  async #press({ window: index, command, twice }: Extract<Step, { do: 'press' }>): Promise<void> {
    const session = this.#sessions[index] ?? null;
    if (session === null) return;
    const press = { key: this.#key(), session, ...command };
    const once = await this.#hall.perform(press);
    if (!once.ok) return;
    if (!twice) return;
    const again = valueOf(await this.#hall.perform(press));
    expect([again.repeated, again.ticket?.id]).toEqual([true, once.value.ticket?.id]);
  }

  async #resume({ window: index, at, list }: Extract<Step, { do: 'resume' }>): Promise<void> {
    const session = this.#sessions[index] ?? null;
    const { businesses: queues } = valueOf(await this.#hall.queue());
    const [one] = queues.flatMap((queue): readonly { readonly ticket: Ticket }[] => queue[list]);
    if (session === null || one === undefined) return;
    const done = await this.#hall.perform({
      key: this.#key(),
      session,
      do: 'resume',
      ticket: one.ticket.id,
      at,
    });
    // Whatever is listed can be taken up, by a window that is still there.
    expect(done.ok || done.error.code === 'session-ended').toBe(true);
  }

  async #tick(beats: boolean): Promise<void> {
    this.#elapsed += hallTiming.tickMs;
    this.#clock.at += hallTiming.tickMs;
    this.#clock.fire();
    for (const server of this.#servers) valueOf(await server.sequence());
    if (beats)
      for (const session of this.#sessions) if (session !== null) await this.#hall.heartbeat(session);
  }

  /** The next day, for as long as it takes until it is sure. */
  async #turn(): Promise<void> {
    this.#clock.at += 86_400_000;
    this.#elapsed += 86_400_000;
    for (let look = 0; look < hallTiming.dayGraceTicks; look += 1) await this.#tick(true);
  }

  async mendAll(): Promise<void> {
    for (const one of this.#kiosks) await this.#mend(one);
  }

  /** What each server has in memory is what the database says, as a server reads it that starts now. */
  async #expectSame(): Promise<void> {
    const before = await Promise.all(this.#servers.map(viewsOf));
    await this.take({ do: 'restart' });
    const [after] = await Promise.all(this.#servers.map(viewsOf));
    for (const views of before) expect(views).toEqual(after);
  }

  /** Every ticket in one place, numbers unique and gapless, events without gaps. */
  async expectOrder(): Promise<void> {
    await this.#expectSame();
    const places = await this.#places();
    const ids = places.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const byNumber = new Map<string, string>();
    for (const [key, number] of this.#inHands) {
      const ticket = valueOf(await this.#hall.findByKey(key));
      expect(`${ticket?.businessDay} ${ticket?.number}`).toBe(number);
      const holder = byNumber.get(number) ?? ticket?.id;
      expect(ticket?.id).toBe(holder);
      byNumber.set(number, holder ?? '');
      const isShown = ids.includes(ticket?.id ?? '');
      const isOver = ['finished', 'void', 'left-over'].includes(ticket?.state ?? '');
      // Of an earlier day, which ends when it is sure that the clock is right.
      const isEarlier = (ticket?.businessDay ?? '') < valueOf(await this.#hall.day()).date;
      expect([isShown, isOver || isEarlier]).toContain(true);
      expect(isShown && isOver).toBe(false);
    }
    const events = valueOf(await this.#hall.eventsSince(0, 1000));
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    await this.#expectSeries(
      events.flatMap(({ body }) => (body.kind === 'ticket-issued' ? [body.ticket] : [])),
    );
  }

  async #expectSeries(issued: readonly string[]): Promise<void> {
    const series = new Map<string, number[]>();
    for (const id of issued) {
      const ticket = valueOf(await this.#hall.findByKey(id));
      const name = `${ticket?.businessDay} ${(ticket?.number ?? '').replaceAll(/\d/g, '')}`;
      series.set(name, [...(series.get(name) ?? []), ticket?.sequence ?? 0]);
    }
    for (const [name, sequences] of series) {
      const sorted = sequences.toSorted((a, b) => a - b);
      expect(new Set(sorted).size).toBe(sorted.length);
      if (!name.endsWith('X')) expect(sorted).toEqual(sorted.map((_, index) => index + 1));
    }
    for (const name of new Set([...series.keys()].map((one) => one.slice(0, 10))))
      for (const account of valueOf(await this.#hall.leaseAccounts(name)))
        expect(account.used + account.unused + account.open).toBe(account.leased);
  }

  async #places(): Promise<Ticket[]> {
    const queue = valueOf(await this.#hall.queue());
    const there = valueOf(await this.#hall.windows());
    return [
      ...queue.businesses.flatMap((one) => [...one.waiting, ...one.aside].map(({ ticket }) => ticket)),
      ...there.windows.flatMap((one) => (one.ticket === null ? [] : [one.ticket.ticket])),
    ];
  }

  /** Everybody is called at last, within as many calls as there are people, and a business more for some. */
  async drain(): Promise<void> {
    const session = valueOf(await this.#hall.signIn({ key: this.#key(), window: 'w1', operator: 'li' })).id;
    for (const [index, held] of this.#sessions.entries())
      if (held !== null && index > 0)
        await this.#hall.perform({ key: this.#key(), session: held, do: 'sign-out' });
    const there = await this.#places();
    for (const { id, state } of there)
      if (state === 'parked' || state === 'passed-over')
        valueOf(
          await this.#hall.perform({ key: this.#key(), session, do: 'resume', ticket: id, at: 'back' }),
        );
    for (const one of valueOf(await this.#hall.queue()).businesses.flatMap(({ aside }) => aside))
      valueOf(
        await this.#hall.perform({
          key: this.#key(),
          session,
          do: 'resume',
          ticket: one.ticket.id,
          at: 'back',
        }),
      );
    const most = there.length * 3 + 1;
    let calls = 0;
    for (; calls <= most; calls += 1) {
      const called = valueOf(
        await this.#hall.perform({ key: this.#key(), session, do: 'call-next', current: 'finish' }),
      );
      if (called.ticket === null) break;
    }
    expect(calls).toBeLessThanOrEqual(most);
    expect(await this.#places()).toEqual([]);
  }
}

async function viewsOf(hall: WholeHall): Promise<unknown> {
  const views = [hall.queue(), hall.windows(), hall.board(), hall.businesses(), hall.moment()] as const;
  const people = ['p1', 'p2', 'p3'].map((person) => hall.ticketsOf(person));
  return (await Promise.all<Result<unknown>>([...views, ...people])).map(valueOf);
}
