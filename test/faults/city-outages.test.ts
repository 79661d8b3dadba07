/**
 * Halls, a real nats-server and the city view, while each of them is killed and started again: no event is lost, and each counts
 * once.
 */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, nanos, type NatsConnection } from '@nats-io/transport-node';

import { systemClock } from '#contracts/clock.ts';
import { cityStream, eventsSubject, messageId, type CityHall } from '#contracts/city.ts';
import type { Log } from '#contracts/log-events.ts';
import { dialCity } from '#hall/city/link.ts';
import { CityPublisher } from '#hall/city/publisher.ts';
import { cityOf, startCity, type City } from '#platform/city/city.ts';
import { CityConsumer, consumerDelays } from '#platform/city/consumer.ts';
import { CityHalls, cityMigrations } from '#platform/city/store.ts';
import { openStore } from '#storage/store.ts';
import { EventHall, issued } from '#test/support/event-hall.ts';
import { NatsServer } from '#test/support/nats.ts';
import { needs } from '#test/support/needs.ts';
import { Program } from '#test/support/program.ts';
import { until } from '#test/support/until.ts';

let folder = '';
let nats: NatsServer;
let city: City | null = null;
let logged: string[] = [];
const publishers: CityPublisher[] = [];
const log: Log = { event: (name, fields) => void logged.push(`${name} ${JSON.stringify(fields)}`) };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yikatong-city-'));
  logged = [];
  nats = await NatsServer.start();
});
afterEach(async () => {
  await Promise.all(publishers.splice(0).map((publisher) => publisher.stop()));
  await city?.stop();
  city = null;
  await nats.end();
  rmSync(folder, { recursive: true });
});

function openCity(): City {
  const started = startCity({
    folder,
    nats: { url: nats.url, credentialsFile: null },
    clock: systemClock,
    random: Math.random,
    log,
  });
  if (!started.ok) throw new Error(started.error.code);
  city = started.value;
  return started.value;
}

function publish(hall: EventHall, name: string): CityPublisher {
  const address = { region: 'nanan', hall: name };
  const publisher = new CityPublisher({
    hall,
    address,
    dial: () => dialCity({ url: nats.url, credentialsFile: null, hall: address }),
    clock: systemClock,
    random: Math.random,
    newId: randomUUID,
    log,
  });
  publishers.push(publisher);
  publisher.start();
  return publisher;
}

function seen(name: string): CityHall | null {
  const found = city?.hall({ region: 'nanan', hall: name });
  return found?.ok === true ? found.value : null;
}

const inAll = (name: string, count: number): Promise<unknown> =>
  until(`${count} events of ${name} are in the view`, () => seen(name)?.seq === count, 90_000);

async function rawly<T>(work: (connection: NatsConnection) => Promise<T>): Promise<T> {
  const connection = await connect({ servers: nats.url });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

/** Of what is kept: messages, copies included. */
const storedInStream = (): Promise<number> =>
  rawly(async (connection) => {
    const { streams } = await jetstreamManager(connection);
    return (await streams.info(cityStream.name)).state.messages;
  });

needs('nats')('the way to the city', () => {
  it('brings every event once, though the server is killed again and again under load', async () => {
    openCity();
    const halls = ['hall-1', 'hall-2', 'hall-3'].map((name) => ({ name, hall: new EventHall() }));
    for (const { name, hall } of halls) publish(hall, name);
    let added = 0;
    for (let round = 1; round <= 5; round += 1) {
      for (const { hall } of halls) hall.addTickets(1500);
      added += 1500;
      // In the middle of it: some are acknowledged, some stored, some on their way.
      await until(
        'part of the round has arrived',
        () => halls.some(({ hall }) => hall.cursorNow > added - 1500),
        60_000,
      );
      await nats.kill();
      // Days without a network look like this to a hall.
      for (const { hall } of halls) hall.addTickets(500);
      added += 500;
      await nats.startAgain();
    }
    for (const { name } of halls) await inAll(name, added);
    for (const { name, hall } of halls) {
      await until('the cursor is at the end', () => hall.cursorNow === added);
      expect(seen(name)).toMatchObject({ counts: { 'ticket-issued': added }, missing: null, held: 0 });
    }
    expect(logged.filter((line) => line.startsWith('city-away')).length).toBeGreaterThan(0);
  });

  it('moves no cursor over what was not acknowledged', async () => {
    const hall = new EventHall();
    await nats.kill();
    const publisher = publish(hall, 'hall-1');
    hall.addTickets(10);
    await until('two tries failed', () => publisher.figures().failures >= 2);
    expect(hall.cursorNow).toBe(0);
    expect(logged.filter((line) => line.startsWith('city-away'))).toHaveLength(1);
    await nats.startAgain();
    // There is no stream yet: the server is there, and nobody would keep the events.
    const failures = publisher.figures().failures;
    await until('the next try failed', () => publisher.figures().failures > failures, 30_000);
    expect(hall.cursorNow).toBe(0);
    openCity();
    await inAll('hall-1', 10);
  });

  it('goes on where it stopped when publishers are ended and started in the middle', async () => {
    openCity();
    const hall = new EventHall();
    hall.addTickets(6000);
    for (let n = 0; n < 12; n += 1) {
      const publisher = publish(hall, 'hall-1');
      const begun = hall.cursorNow;
      await until('it has begun', () => hall.cursorNow > begun || hall.cursorNow === 6000, 30_000);
      await publisher.stop();
    }
    publish(hall, 'hall-1');
    await inAll('hall-1', 6000);
    expect(seen('hall-1')?.counts).toEqual({ 'ticket-issued': 6000 });
  });

  it('counts once what two servers of one hall publish at the same time', async () => {
    openCity();
    const hall = new EventHall();
    hall.addTickets(2000);
    publish(hall, 'hall-1');
    publish(hall, 'hall-1');
    await inAll('hall-1', 2000);
    expect(seen('hall-1')?.counts).toEqual({ 'ticket-issued': 2000 });
    expect(await storedInStream()).toBe(2000);
  });

  it('counts once what comes again long after the stream has forgotten it', async () => {
    await rawly(async (connection) => {
      const { streams } = await jetstreamManager(connection);
      await streams.add({
        name: cityStream.name,
        subjects: [...cityStream.subjects],
        duplicate_window: nanos(100),
      });
    });
    openCity();
    const before = new EventHall();
    before.addTickets(500);
    publish(before, 'hall-1');
    await inAll('hall-1', 500);
    await until('the stream takes an old id for a new one', () =>
      rawly(async (connection) => {
        const message = JSON.stringify({ seq: 500, at: 0, body: { kind: 'ticket-issued' } });
        const subject = eventsSubject({ region: 'nanan', hall: 'hall-1' });
        const { duplicate } = await jetstream(connection).publish(subject, message, {
          msgID: 'nanan.hall-1.500',
        });
        return !duplicate;
      }),
    );
    // Its cursor was lost, and everything is published anew.
    const after = new EventHall();
    after.addTickets(520);
    publish(after, 'hall-1');
    await inAll('hall-1', 520);
    expect(await storedInStream()).toBeGreaterThanOrEqual(1020);
    await until('the copies were counted as copies', () => (seen('hall-1')?.repeated ?? 0) >= 500);
    expect(seen('hall-1')).toMatchObject({ counts: { 'ticket-issued': 520 }, missing: null, held: 0 });
  });

  it('counts once what views take that are stopped and started in the middle', async () => {
    const hall = new EventHall();
    hall.addTickets(4000);
    publish(hall, 'hall-1');
    for (let n = 0; n < 10; n += 1) {
      const view = openCity();
      const begun = seen('hall-1')?.seq ?? 0;
      await until(
        'it has begun',
        () => (seen('hall-1')?.seq ?? 0) > begun || hall.cursorNow === 4000,
        30_000,
      );
      await view.stop();
      city = null;
    }
    openCity();
    await inAll('hall-1', 4000);
    expect(seen('hall-1')).toMatchObject({ counts: { 'ticket-issued': 4000 }, missing: null, held: 0 });
  });

  it('counts once what a view takes that is killed in the middle of its batches', async () => {
    const hall = new EventHall();
    publish(hall, 'hall-1');
    for (let round = 1; round <= 4; round += 1) {
      const view = new Program('test/support/city-view-process.ts', [folder, nats.url]);
      await view.ready();
      const begun = hall.cursorNow;
      hall.addTickets(4000);
      await until('the round is on its way', () => hall.cursorNow > begun + 1000, 60_000);
      await view.stop('SIGKILL');
    }
    openCity();
    // What was delivered to the dead is delivered again when the stream has waited for them.
    await inAll('hall-1', 16_000);
    expect(seen('hall-1')).toMatchObject({ counts: { 'ticket-issued': 16_000 }, missing: null, held: 0 });
  });
});

needs('nats')('events that were acknowledged and never came', () => {
  /** Asks after tenths of a second instead of after what a stream needs to deliver again. */
  function openImpatientCity(): void {
    const delays = { ...consumerDelays, gapLookMs: 50, askAfterMs: 200 };
    const store = openStore({ file: join(folder, 'city.db'), application: 1, migrations: cityMigrations });
    if (!store.ok) throw new Error(store.error.code);
    const halls = new CityHalls(store.value);
    const consumer = new CityConsumer({
      url: nats.url,
      credentialsFile: null,
      halls,
      clock: systemClock,
      random: Math.random,
      log,
      delays,
    });
    consumer.start();
    city = cityOf(store.value, () => consumer.stop());
  }

  it('are asked for and sent again after the stream has lost its disk', async () => {
    openImpatientCity();
    const hall = new EventHall();
    const publisher = publish(hall, 'hall-1');
    hall.addTickets(100);
    await inAll('hall-1', 100);
    await city?.stop();
    hall.addTickets(2500);
    await until('all are acknowledged', () => hall.cursorNow === 2600, 60_000);
    await nats.loseDisk();
    await nats.startAgain();
    openImpatientCity();
    hall.addTickets(1);
    await inAll('hall-1', 2601);
    expect(seen('hall-1')).toMatchObject({ counts: { 'ticket-issued': 2601 }, missing: null, held: 0 });
    // Counted when the stream has acknowledged them, which may be after they have come.
    await until('the sent ones are counted', () => publisher.figures().askedAgain >= 2500);
    expect(logged.some((line) => line.startsWith('city-events-missing'))).toBe(true);
  });

  it('are said to be gone where the hall keeps them no more, and the view goes on', async () => {
    openImpatientCity();
    const hall = new EventHall();
    publish(hall, 'hall-1');
    hall.addTickets(3000);
    await inAll('hall-1', 3000);
    await city?.stop();
    rmSync(join(folder, 'city.db'));
    await nats.loseDisk();
    hall.goneUpTo = 2500;
    await nats.startAgain();
    openImpatientCity();
    hall.addTickets(1);
    await inAll('hall-1', 3001);
    expect(seen('hall-1')).toMatchObject({
      counts: { 'ticket-issued': 501 },
      lost: 2500,
      missing: null,
      held: 0,
    });
    expect(logged).toContain('city-events-gone {"upTo":2500}');
  });

  it('are sent again where another hall had used their ids up', async () => {
    openImpatientCity();
    await until('there is a stream', () =>
      storedInStream().then(
        () => true,
        () => false,
      ),
    );
    await rawly(async (connection) => {
      const subject = eventsSubject({ region: 'nanan', hall: 'hostile' });
      for (const n of [3, 4, 9]) {
        const msgID = messageId({ region: 'nanan', hall: 'hall-1' }, n);
        await jetstream(connection).publish(subject, 'x', { msgID });
      }
    });
    const hall = new EventHall();
    hall.addTickets(20);
    publish(hall, 'hall-1');
    await inAll('hall-1', 20);
    expect(seen('hall-1')).toMatchObject({ counts: { 'ticket-issued': 20 }, missing: null, held: 0 });
  });
});

needs('nats')('what is no event', () => {
  const subject = eventsSubject({ region: 'nanan', hall: 'hall-1' });
  const event = (seq: unknown, body: unknown): string => JSON.stringify({ seq, at: 1000, body });

  it('is refused and holds nothing up', async () => {
    openCity();
    await until('there is a stream', () =>
      storedInStream().then(
        () => true,
        () => false,
      ),
    );
    const messages: [string, string | Uint8Array][] = [
      [subject, ''],
      [subject, 'not JSON'],
      [subject, '[]'],
      [subject, Uint8Array.of(0x22, 0xff, 0xfe, 0x22)],
      [subject, '['.repeat(8000)],
      [subject, event(0, { kind: 'rated', grade: 5 })],
      [subject, event(-1, { kind: 'rated', grade: 5 })],
      [subject, event(1.5, { kind: 'rated', grade: 5 })],
      [subject, event('1', { kind: 'rated', grade: 5 })],
      [subject, event(1e300, { kind: 'rated', grade: 5 })],
      [subject, event(1, null)],
      [subject, event(1, { kind: '' })],
      [subject, event(1, { kind: 'k'.repeat(41) })],
      ['yikatong.Nanan.hall-1.events', event(1, { kind: 'rated', grade: 5 })],
      [
        "yikatong.nanan.'; DROP TABLE hall; --.events".replaceAll(' ', '_'),
        event(1, { kind: 'rated', grade: 5 }),
      ],
    ];
    await rawly(async (connection) => {
      const stream = jetstream(connection);
      for (const [to, message] of messages) await stream.publish(to, message);
      await expect(stream.publish(subject, 'x'.repeat(9000))).rejects.toThrow('message size exceeds maximum');
      // Numbers as they should be, and what they carry is not: they count, and the next ones are not held up.
      await stream.publish(subject, event(1, { kind: '__proto__', ticket: '__proto__' }));
      await stream.publish(subject, event(2, { kind: 'rated', grade: 99 }));
      await stream.publish(subject, event(3, { ...issued(1), ticket: '__proto__' }));
      await stream.publish(subject, event(4, { ...issued(1), ticket: 'x'.repeat(65) }));
      await stream.publish(
        subject,
        event(5, { kind: 'window-changed', window: 'constructor', change: 'opened' }),
      );
      await stream.publish(subject, event(6, { kind: 'rated', grade: 5 }));
    });
    await inAll('hall-1', 6);
    expect(seen('hall-1')).toMatchObject({
      counts: { other: 3, 'ticket-issued': 1, 'window-changed': 1, rated: 1 },
      grades: [0, 0, 0, 0, 1],
      windows: { open: 1, closed: 0 },
    });
    const view = city?.view(null);
    expect(view?.ok === true && view.value.total).toMatchObject({ halls: 1, incomplete: 0 });
    // One line a subject at once; the rest is told as a number, at the latest when the view ends.
    const refused = (): string[] => logged.filter((line) => line.startsWith('city-message-refused'));
    expect(refused()).toHaveLength(3);
    await city?.stop();
    city = null;
    const counts = refused().map((line) => Number(/"count":(\d+)/v.exec(line)?.[1]));
    expect(counts.toSorted((a, b) => a - b)).toEqual([1, 1, 1, messages.length - 3]);
  });
});
