import { beforeEach, describe, expect, it } from '@jest/globals';

import type { StreamMessage } from '#contracts/hall/stream.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { ticketLine, type Socket, type TicketLine } from './ticket-line.ts';

/** The browser's end of one connection. */
class HandSocket {
  readonly sent: unknown[] = [];
  isClosed = false;
  readonly #listeners = new Map<string, ((event: never) => void)[]>();

  addEventListener(name: string, listener: (event: never) => void): void {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.isClosed = true;
  }

  happens(name: 'open' | 'close'): void {
    for (const listener of this.#listeners.get(name) ?? []) listener({} as never);
  }

  says(message: StreamMessage): void {
    const event = { data: JSON.stringify(message) };
    for (const listener of this.#listeners.get('message') ?? []) listener(event as never);
  }
}

let clock: HandClock;
let sockets: HandSocket[];
let told: boolean[];
let heard: number;
let line: TicketLine;
let isAllowed: boolean;

beforeEach(() => {
  clock = new HandClock();
  sockets = [];
  told = [];
  heard = 0;
  isAllowed = true;
  line = ticketLine({
    token: 'token-A023',
    connect: () => {
      if (!isAllowed) throw new Error('no WebSocket');
      const socket = new HandSocket();
      sockets.push(socket);
      return socket as unknown as Socket;
    },
    told: (own) => void told.push(own),
    heard: () => void (heard += 1),
    later: (act, ms) => clock.after(ms, act),
    random: () => 1,
  });
});

function newest(): HandSocket {
  const socket = sockets.at(-1);
  if (socket === undefined) throw new Error('nothing was opened');
  return socket;
}

function admit(seq: number): void {
  newest().happens('open');
  newest().says({ type: 'ready', seq });
}

const ownEvent: StreamMessage = {
  type: 'events',
  upTo: 12,
  events: [
    {
      seq: 12,
      at: 0,
      body: {
        kind: 'ticket-called',
        ticket: 't',
        number: 'A023',
        business: 'social',
        state: 'called',
        window: 'w3',
        windowNumber: 3,
        times: 1,
      },
    },
  ],
};

describe("a ticket's line", () => {
  it('asks for what came after the view, and tells its own from what may have moved the place', () => {
    line.open(10);
    line.open(10);
    expect(sockets).toHaveLength(1);
    expect(line.hears()).toBe(false);
    admit(10);
    expect(newest().sent).toEqual([{ token: 'token-A023', since: 10 }]);
    expect([line.hears(), told]).toEqual([true, []]);
    newest().says({ type: 'events', upTo: 11, events: [] });
    newest().says(ownEvent);
    newest().says({ type: 'behind', seq: 900 });
    expect(told).toEqual([false, true, false]);
  });

  it('comes back by itself from where it was, later and later, and soon again once it was admitted', async () => {
    line.open(10);
    admit(10);
    newest().says(ownEvent);
    newest().happens('close');
    expect(line.hears()).toBe(false);
    const waits: number[] = [];
    for (let round = 0; round < 7; round += 1) {
      const count = sockets.length;
      const from = clock.monotonic();
      while (sockets.length === count) await clock.turn(1000);
      waits.push(clock.monotonic() - from);
      if (round < 6) newest().happens('close');
    }
    expect(waits).toEqual([2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
    admit(12);
    expect(newest().sent).toEqual([{ token: 'token-A023', since: 12 }]);
    newest().happens('close');
    await clock.turn(2000);
    expect(sockets).toHaveLength(9);
  });

  it('tells to look when it was cut off, and not when it was refused', async () => {
    line.open(10);
    admit(10);
    newest().happens('close');
    expect(told).toEqual([false]);
    await clock.turn(2000);
    newest().happens('open');
    newest().happens('close');
    expect(told).toEqual([false]);
  });

  it('lives as long as words come, however little happens', async () => {
    line.open(10);
    admit(10);
    for (let word = 0; word < 20; word += 1) {
      await clock.turn(12_900);
      newest().says({ type: 'alive' });
    }
    expect([sockets.length, line.hears(), told, heard]).toEqual([1, true, [], 21]);
  });

  it('counts as cut off when no word came for 13 s, and the dead connection is left behind', async () => {
    line.open(10);
    admit(10);
    newest().says(ownEvent);
    await clock.turn(12_999);
    expect([line.hears(), told]).toEqual([true, [true]]);
    await clock.turn(1);
    const dead = newest();
    expect([line.hears(), told, dead.isClosed]).toEqual([false, [true, false], true]);
    // Its browser gives it up minutes later.
    dead.happens('close');
    await clock.turn(2000);
    expect(sockets).toHaveLength(2);
    admit(12);
    expect(newest().sent).toEqual([{ token: 'token-A023', since: 12 }]);
  });

  it('gives up a connection that nobody admits, and tries another one', async () => {
    line.open(10);
    await clock.turn(13_000);
    expect([told, newest().isClosed]).toEqual([[], true]);
    await clock.turn(2000);
    expect(sockets).toHaveLength(2);
  });

  it('is none where the browser has none, without a word', async () => {
    isAllowed = false;
    line.open(10);
    line.open(11);
    await clock.turn(1999);
    isAllowed = true;
    await clock.turn(1);
    expect(sockets).toHaveLength(1);
  });

  it('stays closed until it is opened again, whatever the old connection still says', async () => {
    line.open(10);
    admit(10);
    const old = newest();
    line.close();
    expect([old.isClosed, line.hears()]).toEqual([true, false]);
    old.says(ownEvent);
    old.happens('close');
    await clock.turn(120_000);
    expect([told, heard, sockets.length, clock.pending]).toEqual([[], 1, 1, 0]);
    line.open(20);
    admit(20);
    expect(newest().sent).toEqual([{ token: 'token-A023', since: 20 }]);
    newest().happens('close');
    line.close();
    expect(clock.pending).toBe(0);
  });
});
