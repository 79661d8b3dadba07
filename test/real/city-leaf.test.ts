/** The configuration in config/nats, as it stands there: a city's server, a hall's leaf, and what each of them may do. */
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { jetstream } from '@nats-io/jetstream';
import { connect, nkeys, type NatsConnection } from '@nats-io/transport-node';

import { againSubject, eventsSubject, inboxOf, type HallAddress } from '#contracts/city.ts';
import { systemClock } from '#contracts/clock.ts';
import type { Log } from '#contracts/log-events.ts';
import { startCityPublisher } from '#hall/city/start.ts';
import type { CityPublisher } from '#hall/city/publisher.ts';
import { startCity, type City } from '#platform/city/city.ts';
import { EventHall } from '#test/support/event-hall.ts';
import { freePort } from '#test/support/free-port.ts';
import { NatsServer } from '#test/support/nats.ts';
import { needs } from '#test/support/needs.ts';
import { until } from '#test/support/until.ts';

const first: HallAddress = { region: 'nanan', hall: 'hall-1' };
const second: HallAddress = { region: 'nanan', hall: 'hall-2' };
const passwords = { view: 'of-the-view', hall: 'of-hall-1' };

let folder = '';
let hub: NatsServer;
let leaf: NatsServer | null = null;
let leavesPort = 0;
let city: City | null = null;
let logged: string[] = [];
const publishers: CityPublisher[] = [];
const log: Log = { event: (name, fields) => void logged.push(`${name} ${JSON.stringify(fields)}`) };
const secondKey = nkeys.createUser();

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'yikatong-city-'));
  logged = [];
  leavesPort = await freePort();
  hub = await NatsServer.start({
    file: 'config/nats/city.conf',
    listen: 'CITY_CLIENTS',
    variables: {
      CITY_STORE: '{folder}/jetstream',
      CITY_LEAVES: `127.0.0.1:${leavesPort}`,
      CITY_VIEW_PASSWORD: passwords.view,
      CITY_HALL_1_PASSWORD: passwords.hall,
      CITY_HALL_2_KEY: secondKey.getPublicKey(),
    },
  });
  const started = startCity({
    folder,
    nats: { url: hub.url, credentialsFile: credentials('view', passwords.view) },
    clock: systemClock,
    random: Math.random,
    log,
  });
  if (!started.ok) throw new Error(started.error.code);
  city = started.value;
});
afterEach(async () => {
  await Promise.all(publishers.splice(0).map((publisher) => publisher.stop()));
  await city?.stop();
  await leaf?.end();
  leaf = null;
  await hub.end();
  rmSync(folder, { recursive: true });
});

/** A credentials file. */
function credentials(user: string, password: string): string {
  const file = join(folder, `${user}.credentials`);
  writeFileSync(
    file,
    `${user}:${password}
`,
    { mode: 0o600 },
  );
  return file;
}

async function startLeaf(password = passwords.hall): Promise<NatsServer> {
  leaf = await NatsServer.start({
    file: 'config/nats/leaf.conf',
    listen: 'LEAF_CLIENTS',
    variables: {
      LEAF_NAME: 'hall-1',
      LEAF_CITY: `nats://hall-1:${password}@127.0.0.1:${leavesPort}`,
    },
  });
  return leaf;
}

function publish(
  hall: EventHall,
  address: HallAddress,
  url: string,
  credentialsFile: string | null = null,
): CityPublisher {
  const publisher = startCityPublisher({ url, credentialsFile, hall: address, events: hall, log });
  publishers.push(publisher);
  return publisher;
}

const seqOf = (address: HallAddress): number | null => {
  const found = city?.hall(address);
  return found?.ok === true ? (found.value?.seq ?? null) : null;
};
const inView = (address: HallAddress, count: number): Promise<unknown> =>
  until(`${count} events are in the view`, () => seqOf(address) === count, 30_000);

needs('nats')('a hall behind its leaf', () => {
  it('loses nothing while the leaf is cut off, and while the leaf itself is gone', async () => {
    const own = await startLeaf();
    const hall = new EventHall();
    hall.addTickets(500);
    publish(hall, first, own.url);
    await inView(first, 500);

    await hub.kill();
    hall.addTickets(700);
    await until('the hall has noticed', () => logged.some((line) => line.startsWith('city-away')));
    expect(hall.cursorNow).toBeLessThan(1200);
    await hub.startAgain();
    await inView(first, 1200);

    await own.kill();
    hall.addTickets(300);
    await own.startAgain();
    await inView(first, 1500);
    const picture = city?.hall(first);
    expect(picture?.ok === true && picture.value).toMatchObject({
      counts: { 'ticket-issued': 1500 },
      missing: null,
      held: 0,
    });
  });

  it('hears the city’s questions through it', async () => {
    const own = await startLeaf();
    const hall = new EventHall();
    hall.addTickets(20);
    const publisher = publish(hall, first, own.url);
    await until('all are acknowledged', () => hall.cursorNow === 20);
    const view = await connect({ servers: hub.url, user: 'view', pass: passwords.view });
    view.publish(againSubject(first), JSON.stringify({ from: 3, to: 5 }));
    await until('the hall has sent them again', () => publisher.figures().askedAgain === 3);
    await view.close();
    await until('the view has dropped them', () => {
      const found = city?.hall(first);
      return found?.ok === true && found.value?.repeated === 3;
    });
  });

  it('hears of no other hall, though it asks its leaf for everything', async () => {
    const own = await startLeaf();
    const curious = await connect({ servers: own.url });
    const heard: string[] = [];
    for (const subject of ['yikatong.*.*.events', 'yikatong.>', '>'])
      curious.subscribe(subject, { callback: (_error, { subject: to }) => void heard.push(to) });
    curious.subscribe(againSubject(first), {
      callback: (_error, { subject: to }) => void heard.push(`asked ${to}`),
    });
    await curious.flush();
    const view = await connect({ servers: hub.url, user: 'view', pass: passwords.view });
    view.publish(eventsSubject(second), 'an event of another hall');
    // What the city sends comes in order: when the question is here, the event would be.
    await until('the question is here', () => {
      view.publish(againSubject(first), '{}');
      return heard.some((one) => one.startsWith('asked '));
    });
    await Promise.all([view.close(), curious.close()]);
    expect(heard).not.toContain(eventsSubject(second));
  });

  it('reaches nobody with a wrong password', async () => {
    const own = await startLeaf('wrong');
    const hall = new EventHall();
    hall.addTickets(1);
    const publisher = publish(hall, first, own.url);
    await until('it has tried twice', () => publisher.figures().failures >= 2);
    expect(hall.cursorNow).toBe(0);
  });
});

needs('nats')('what a hall may do at the city', () => {
  let mine: NatsConnection;
  const denied: string[] = [];
  beforeEach(async () => {
    denied.length = 0;
    await until('there is a stream', () => {
      const found = city?.view(null);
      return found?.ok === true;
    });
    mine = await connect({
      servers: hub.url,
      user: 'hall-1',
      pass: passwords.hall,
      inboxPrefix: inboxOf(first),
    });
  });
  afterEach(() => mine.close());

  it('is to publish its own events, and no other hall’s', async () => {
    const stream = jetstream(mine, { timeout: 2000 });
    const event = JSON.stringify({ seq: 1, at: 0, body: { kind: 'rated', grade: 5 } });
    await until('the stream takes it', () =>
      stream.publish(eventsSubject(first), event, { msgID: 'nanan.hall-1.1' }).then(
        () => true,
        () => false,
      ),
    );
    await expect(stream.publish(eventsSubject(second), event)).rejects.toThrow(
      /[Pp]ermissions? [Vv]iolation/,
    );
    await inView(first, 1);
    expect(seqOf(second)).toBeNull();
  });

  it.each([
    ['another hall’s events', eventsSubject(second)],
    ['every hall’s events', 'yikatong.*.*.events'],
    ['the city’s questions to others', againSubject(second)],
    ['answers to others', '_INBOX.nanan.hall-2.>'],
    ['everything', '>'],
  ])('is not to hear %s', async (_what, subject) => {
    const heard = new Promise<string>((resolve) => {
      mine.subscribe(subject, { callback: (error) => resolve(error?.name ?? 'a message') });
    });
    expect(await heard).toBe('PermissionViolationError');
  });

  it.each([
    '$JS.API.STREAM.DELETE.YIKATONG',
    '$JS.API.STREAM.PURGE.YIKATONG',
    '$JS.API.CONSUMER.LIST.YIKATONG',
  ])('is not %s', async (subject) => {
    await expect(mine.request(subject, '', { timeout: 2000 })).rejects.toThrow(
      /[Pp]ermissions? [Vv]iolation/,
    );
  });

  it('is done with a key whose seed is in a file', async () => {
    const file = join(folder, 'hall-2.seed');
    writeFileSync(file, new TextDecoder().decode(secondKey.getSeed()), { mode: 0o600 });
    const hall = new EventHall();
    hall.addTickets(30);
    const publisher = publish(hall, second, hub.url, file);
    await inView(second, 30);
    expect(publisher.figures().connected).toBe(true);
  });

  it.each([
    ['is missing', null, 'ENOENT'],
    ['holds something else', 'no seed', 'no user and password'],
  ])('waits, saying so, where the file %s', async (_how, text, said) => {
    const file = join(folder, 'hall-2.seed');
    if (text !== null) writeFileSync(file, text);
    const hall = new EventHall();
    hall.addTickets(1);
    publish(hall, second, hub.url, file);
    const line = await until(
      'it has said so',
      () => logged.find((one) => one.startsWith('city-away')) ?? null,
    );
    expect(line).toContain('credentials');
    expect(line).toContain(said);
    // It was put right meanwhile.
    writeFileSync(file, new TextDecoder().decode(secondKey.getSeed()));
    await inView(second, 1);
  });

  it('says nothing over a connection that is not encrypted, where TLS is asked for', async () => {
    const hall = new EventHall();
    hall.addTickets(1);
    publish(hall, first, hub.url.replace('nats://', 'tls://'), credentials('hall-1', passwords.hall));
    const line = await until(
      'it has said so',
      () => logged.find((one) => one.startsWith('city-away')) ?? null,
    );
    expect(line).toContain("server does not support 'tls'");
    expect(line).not.toContain(passwords.hall);
  });
});
