/**
 * Simulated stations, each with its own hall's events, its own connection and its own outages:
 * `stations-process.ts NATS-URL STATIONS EVENTS SECONDS`. Each gives EVENTS events, evenly over SECONDS; every one is off the network
 * once for a tenth of the time. Says `ready` when all are connected, begins with a line on standard input, says `given` when
 * the last event was given, and `done` when all are acknowledged.
 */
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';

import type { EventBody } from '#contracts/hall/events.ts';
import { systemClock } from '#contracts/clock.ts';
import { err } from '#contracts/result.ts';
import { dialCity, type CityLink } from '#hall/city/link.ts';
import { CityPublisher } from '#hall/city/publisher.ts';
import { EventHall, issued } from '#test/support/event-hall.ts';

const [url = '', stations = '', events = '', seconds = ''] = process.argv.slice(2);
const eventsEach = Number(events);
const spanMs = Number(seconds) * 1000;

class Station {
  readonly hall = new EventHall();
  readonly publisher: CityPublisher;
  #away = false;
  #link: CityLink | null = null;

  constructor(name: string) {
    const address = { region: 'bench', hall: name };
    this.publisher = new CityPublisher({
      hall: this.hall,
      address,
      dial: async () => {
        if (this.#away) return err({ reason: 'unreachable', detail: 'its outage' });
        const link = await dialCity({ url, credentialsFile: null, hall: address });
        if (link.ok) this.#link = link.value;
        return link;
      },
      clock: systemClock,
      random: Math.random,
      newId: randomUUID,
      log: { event: () => undefined },
    });
  }

  begin(): void {
    const every = spanMs / eventsEach;
    const next = (): void => {
      this.hall.now = Date.now();
      this.hall.add(eventOf(this.hall.events.length));
      if (this.hall.events.length < eventsEach) setTimeout(next, every);
    };
    setTimeout(next, Math.random() * every);
    setTimeout(
      () => {
        this.#away = true;
        void this.#link?.close();
        setTimeout(() => (this.#away = false), spanMs / 10);
      },
      spanMs * (0.4 + Math.random() * 0.4),
    );
  }
}

/** One visit after another: given, called, finished, rated. */
function eventOf(n: number): EventBody {
  const visit = Math.floor(n / 4) + 1;
  const { ticket, number, business } = ticketOf(visit);
  const at = { window: 'w-1', windowNumber: 1 };
  switch (n % 4) {
    case 0:
      return issued(visit);
    case 1:
      return { kind: 'ticket-called', ticket, number, business, state: 'called', ...at, times: 1 };
    case 2:
      return {
        kind: 'ticket-finished',
        ticket,
        number,
        business,
        state: 'finished',
        ...at,
        done: business,
        waitMs: visit * 10_000,
        serviceMs: 120_000,
      };
    default:
      return { kind: 'rated', ticket, number, business, window: 'w-1', grade: 5 };
  }
}

function ticketOf(visit: number): { ticket: string; number: string; business: string } {
  const { ticket, number, business } = issued(visit) as EventBody & { kind: 'ticket-issued' };
  return { ticket, number, business };
}

const say = (event: string, more: object = {}): void => console.log(JSON.stringify({ event, ...more }));
const all = Array.from({ length: Number(stations) }, (_, n) => new Station(`station-${n}`));
for (const { publisher } of all) publisher.start();

/** Looks every 100 ms. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise<void>((resolve) => void setTimeout(resolve, 100));
}

createInterface({ input: process.stdin })
  .once('line', () => {
    for (const station of all) station.begin();
  })
  .once('close', () => process.exit(0));
await until(() => all.every(({ publisher }) => publisher.figures().connected));
say('ready');
await until(() => all.every(({ hall }) => hall.events.length === eventsEach));
say('given');
await until(() => all.every(({ hall }) => hall.cursorNow === eventsEach));
const sum = (of: (figures: ReturnType<CityPublisher['figures']>) => number): number =>
  all.reduce((total, { publisher }) => total + of(publisher.figures()), 0);
say('done', {
  repeated: sum(({ repeated }) => repeated),
  failures: sum(({ failures }) => failures),
  askedAgain: sum(({ askedAgain }) => askedAgain),
  memoryMb: process.memoryUsage.rss() / 2 ** 20,
});
