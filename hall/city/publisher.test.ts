import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { cityMessageSchema, goneKind, type Again } from '#contracts/city.ts';
import { err, fail, ok } from '#contracts/result.ts';
import { EventHall } from '#test/support/event-hall.ts';
import { HandClock, settled } from '#test/support/hand-clock.ts';

import type { CityLink, DialCity } from './link.ts';
import { CityPublisher, eventsInFlight, publisherDelays } from './publisher.ts';

/** The other end, by hand: it takes everything until it is told otherwise. */
class HandLink implements CityLink {
  readonly taken: { readonly id: string; readonly seq: number; readonly kind: string }[] = [];
  /** Sequence number -> what is thrown instead of taking it. */
  readonly refuses = new Map<number, Error>();
  ask: (again: Again) => void = () => undefined;
  /** Messages that wait for `let`; null: everything is acknowledged at once. */
  waiting: (() => void)[] | null = null;
  end: () => void = () => undefined;
  readonly closed = new Promise<void>((resolve) => {
    this.end = resolve;
  });

  async publish(id: string, message: string): Promise<boolean> {
    const { seq, body } = cityMessageSchema.parse(JSON.parse(message));
    const refusal = this.refuses.get(seq);
    if (refusal !== undefined) throw refusal;
    const { waiting, closed } = this;
    if (waiting !== null) {
      const lost = closed.then(() => Promise.reject(new Error('closed')));
      await Promise.race([lost, new Promise<void>((resolve) => void waiting.push(resolve))]);
    }
    const known = this.taken.some((one) => one.id === id);
    if (!known) this.taken.push({ id, seq, kind: body.kind });
    return known;
  }

  onAgain(heard: (again: Again) => void): void {
    this.ask = heard;
  }

  close(): Promise<void> {
    this.end();
    return Promise.resolve();
  }
}

const address = { region: 'nanan', hall: 'hall-1' };
let hall: EventHall;
let clock: HandClock;
let link: HandLink;
let dialled = 0;
let answer: Awaited<ReturnType<DialCity>>;
let logged: string[] = [];
let publisher: CityPublisher;
let ids = 0;

beforeEach(() => {
  hall = new EventHall();
  clock = new HandClock();
  link = new HandLink();
  answer = ok(link);
  dialled = 0;
  logged = [];
  publisher = new CityPublisher({
    hall,
    address,
    dial: () => {
      dialled += 1;
      return Promise.resolve(answer);
    },
    clock,
    random: () => 0.5,
    newId: () => `new-${(ids += 1)}`,
    log: { event: (name, fields) => void logged.push(`${name} ${JSON.stringify(fields)}`) },
  });
});
afterEach(async () => {
  await publisher.stop();
  expect(clock.pending).toBe(0);
});

async function start(): Promise<void> {
  publisher.start();
  await settled();
}

const seqs = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, n) => from + n);

describe('the publisher', () => {
  it('sends what is there in order, under ids of hall and number, and then what comes', async () => {
    hall.addTickets(3);
    await start();
    expect(link.taken.map(({ id }) => id)).toEqual(['nanan.hall-1.1', 'nanan.hall-1.2', 'nanan.hall-1.3']);
    expect(hall.cursorNow).toBe(3);
    hall.addTickets(1);
    await settled();
    expect(hall.cursorNow).toBe(4);
    expect(publisher.figures()).toMatchObject({ published: 4, repeated: 0, behind: 0, connected: true });
  });

  it('has no more on its way than its bound', async () => {
    link.waiting = [];
    hall.addTickets(eventsInFlight + 100);
    await start();
    expect(link.waiting).toHaveLength(eventsInFlight);
    expect(hall.cursorNow).toBe(0);
    for (const acknowledge of link.waiting.splice(0)) acknowledge();
    await settled();
    expect(hall.cursorNow).toBe(eventsInFlight);
    expect(link.waiting).toHaveLength(100);
    expect(publisher.figures().behind).toBe(100);
  });

  it('moves the cursor up to the first event that was not acknowledged, and sends that one again', async () => {
    hall.addTickets(5);
    link.refuses.set(3, new Error('timeout'));
    await start();
    expect(hall.cursorNow).toBe(2);
    expect(link.taken.map(({ seq }) => seq)).toEqual([1, 2, 4, 5]);
    const next = new HandLink();
    // The stream still knows what it took.
    next.taken.push(...link.taken);
    answer = ok(next);
    await clock.turn(publisherDelays.firstPauseMs);
    expect(hall.cursorNow).toBe(5);
    expect(next.taken.map(({ seq }) => seq)).toEqual([1, 2, 4, 5, 3]);
    expect(publisher.figures()).toMatchObject({ published: 5, repeated: 2, failures: 1 });
    expect(logged).toEqual([
      'city-away {"reason":"unreachable","detail":"Error: timeout"}',
      'city-back {"tries":1,"behind":0}',
    ]);
  });

  it('waits longer after each try, up to a bound, and says once that it is away', async () => {
    answer = err({ reason: 'unreachable', detail: 'nobody there' });
    await start();
    // Half a pause and half of that by chance.
    const pauses = [375, 750, 1500, 3000, 6000, 12_000, 24_000, 45_000, 45_000, 45_000];
    for (const [n, pause] of pauses.entries()) {
      expect(dialled).toBe(n + 1);
      await clock.turn(pause - 1);
      expect(dialled).toBe(n + 1);
      await clock.turn(1);
    }
    expect(logged).toHaveLength(1);
    hall.addTickets(2);
    answer = ok(link);
    await clock.turn(45_000);
    expect(hall.cursorNow).toBe(2);
    expect(logged[1]).toBe('city-back {"tries":11,"behind":0}');
  });

  it('counts what the city has not got while it is away, from the first try on', async () => {
    answer = err({ reason: 'unreachable', detail: 'nobody there' });
    hall.addTickets(7);
    await start();
    expect(publisher.figures()).toMatchObject({ connected: false, behind: 7 });
    hall.addTickets(5);
    await clock.turn(publisherDelays.firstPauseMs);
    expect(publisher.figures()).toMatchObject({ connected: false, behind: 12 });
  });

  it('connects again when the connection is lost while there is nothing to send', async () => {
    await start();
    expect(dialled).toBe(1);
    answer = ok(new HandLink());
    link.end();
    await clock.turn(publisherDelays.firstPauseMs);
    expect(dialled).toBe(2);
    expect(publisher.figures().connected).toBe(true);
  });

  it('looks by itself for events that nobody told of', async () => {
    await start();
    const quiet = new EventHall();
    quiet.addTickets(2);
    hall.events.push(...quiet.events);
    await clock.turn(publisherDelays.lookMs);
    expect(hall.cursorNow).toBe(2);
  });

  it('waits for a hall whose database is away', async () => {
    hall.addTickets(1);
    hall.failure = fail('hall-unavailable', 'no connection');
    await start();
    expect(logged).toEqual(['city-away {"reason":"hall","detail":"hall-unavailable: no connection"}']);
    hall.failure = null;
    answer = ok(new HandLink());
    await clock.turn(publisherDelays.firstPauseMs);
    expect(hall.cursorNow).toBe(1);
  });

  it('outlives what its hall never says, at any point', async () => {
    const broke = 'city-away {"reason":"hall","detail":"RangeError at publisher.test.ts:';
    hall.broken = new RangeError('of no row');
    await start();
    expect(logged).toEqual([expect.stringContaining(broke)]);
    hall.broken = null;
    hall.addTickets(1);
    await clock.turn(publisherDelays.firstPauseMs);
    expect(hall.cursorNow).toBe(1);

    logged = [];
    hall.broken = new RangeError('of no row');
    link.ask({ from: 1, to: 1 });
    await settled();
    hall.addTickets(1);
    await settled();
    expect(logged).toEqual([expect.stringContaining(broke), expect.stringContaining(broke)]);
    expect(publisher.figures().connected).toBe(false);
    hall.broken = null;
    const another = new HandLink();
    answer = ok(another);
    await clock.turn(publisherDelays.firstPauseMs);
    expect(another.taken.map(({ seq }) => seq)).toEqual([2]);
    another.ask({ from: 1, to: 1 });
    await settled();
    expect(another.taken.map(({ seq }) => seq)).toEqual([2, 1]);
  });

  it('sends by number, whatever the clock did', async () => {
    hall.now = Date.UTC(2030, 0, 1);
    hall.addTickets(1);
    hall.now = Date.UTC(1970, 0, 1);
    hall.addTickets(1);
    await start();
    expect(link.taken.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('leaves the cursor where it is when it is stopped with messages on their way', async () => {
    link.waiting = [];
    hall.addTickets(2);
    await start();
    await publisher.stop();
    expect(hall.cursorNow).toBe(0);
    expect(dialled).toBe(1);
    expect(publisher.figures().connected).toBe(false);
  });
});

describe('events that the hall keeps no more', () => {
  const told = (): readonly (readonly [string, number])[] =>
    link.taken.map(({ kind, seq }) => [kind === goneKind ? 'gone' : 'event', seq]);

  it('are kept from the first start on, also where the city was never reached', async () => {
    answer = err({ reason: 'unreachable', detail: 'nobody there' });
    expect(hall.hasCursor).toBe(false);
    await start();
    expect(hall.hasCursor).toBe(true);
  });

  it('are told to be gone, before the rest, where the hall begins late to tell the city', async () => {
    hall.addTickets(9);
    hall.goneUpTo = 4;
    await start();
    expect(told()).toEqual([['gone', 4], ...seqs(5, 9).map((seq) => ['event', seq])]);
    // The id of the event itself is left to it.
    expect(link.taken[0]?.id).toMatch(/^nanan\.hall-1\.4\.new-\d+$/);
    expect(hall.cursorNow).toBe(9);
    expect(logged).toEqual(['city-events-gone {"upTo":4}']);
    expect(publisher.figures()).toMatchObject({ published: 5, behind: 0 });
  });

  it('hold the cursor until the stream knows that they are gone', async () => {
    hall.addTickets(9);
    hall.goneUpTo = 4;
    link.refuses.set(4, new Error('timeout'));
    await start();
    expect(told()).toEqual([]);
    expect(hall.cursorNow).toBe(0);
  });

  it('are told to be gone when the city asks for them, with those of them that there are', async () => {
    hall.addTickets(9);
    await start();
    hall.goneUpTo = 6;
    link.taken.length = 0;
    link.ask({ from: 2, to: 8 });
    await settled();
    expect(told()).toEqual([
      ['gone', 6],
      ['event', 7],
      ['event', 8],
    ]);
    link.taken.length = 0;
    link.ask({ from: 2, to: 4 });
    await settled();
    expect(told()).toEqual([['gone', 6]]);
    expect(hall.cursorNow).toBe(9);
  });

  it('are told to be gone also where nothing after them was ever asked for', async () => {
    hall.addTickets(9);
    await start();
    hall.addTickets(1);
    await settled();
    hall.goneUpTo = 9;
    link.taken.length = 0;
    link.ask({ from: 1, to: 9 });
    await settled();
    expect(told()).toEqual([['gone', 9]]);
  });
});

describe('asked for events that the city misses', () => {
  it('sends them again under ids that nobody has used, and moves no cursor', async () => {
    hall.addTickets(9);
    await start();
    link.taken.length = 0;
    link.ask({ from: 4, to: 6 });
    await settled();
    expect(link.taken.map(({ seq }) => seq)).toEqual(seqs(4, 6));
    for (const { id } of link.taken) expect(id).toMatch(/^nanan\.hall-1\.[456]\.new-\d+$/);
    expect(new Set(link.taken.map(({ id }) => id.split('.').at(-1))).size).toBe(1);
    expect(hall.cursorNow).toBe(9);
    expect(publisher.figures()).toMatchObject({ askedAgain: 3, published: 9 });
  });

  it('sends nothing that is still to come, and nothing that there never was', async () => {
    hall.addTickets(2);
    await start();
    link.refuses.set(3, new Error('refused'));
    link.taken.length = 0;
    hall.addTickets(1);
    link.ask({ from: 2, to: 700 });
    await settled();
    expect(link.taken.map(({ seq }) => seq)).toEqual([2]);
  });
});
