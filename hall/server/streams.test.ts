import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';

import type { Ticket } from '#contracts/hall-api.ts';
import type { WholeHall } from '#contracts/hall/roles.ts';
import { streamCloseCodes } from '#contracts/hall/stream.ts';
import { HandClock } from '#test/support/hand-clock.ts';
import { TestHallServer, type TestStream } from '#test/support/hall-server.ts';
import { valueOf } from '#test/support/halls.ts';
import { until } from '#test/support/until.ts';

import { hallLimits, streamLimits } from './limits.ts';

let server: TestHallServer;
const streams: TestStream[] = [];
beforeAll(async () => {
  server = await TestHallServer.start();
});
afterAll(async () => {
  for (const { socket } of streams) socket.terminate();
  await server.stop();
});

function stream(headers: Readonly<Record<string, string>> = {}): TestStream {
  const made = server.stream(headers);
  streams.push(made);
  return made;
}

let keys = 0;
async function giveOne(business = 'pension', priority: 'elderly' | null = null): Promise<Ticket> {
  keys += 1;
  const key = `k${keys}`;
  const request = { key, business, person: null, priority, origin: 'kiosk-1', audit: 'a' };
  return valueOf(await server.hall.issue(request)).ticket;
}

async function give(count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) await giveOne();
}

async function newest(): Promise<number> {
  const seq = await server.hall.sequence();
  return seq.ok ? seq.value : -1;
}

describe('events over WebSocket', () => {
  it('are told in order and without gaps, as they happen', async () => {
    const page = await stream().begin({ token: server.token('caller') });
    await until('admission', () => page.told.length > 0);
    const from = await newest();
    expect(page.told).toEqual([{ type: 'ready', seq: from }]);
    await give(5);
    const to = await newest();
    await until('all of them', () => page.position === to);
    expect(page.events.map(({ seq }) => seq)).toEqual(
      Array.from({ length: to - from }, (_, index) => from + 1 + index),
    );
  });

  it('catch a page up that was away, out of the database where memory has them no more', async () => {
    await give(3);
    const page = await stream().begin({ token: server.token('administrator'), since: 1 });
    const to = await newest();
    await until('all of them', () => page.position === to);
    expect(page.events.map(({ seq }) => seq)).toEqual(Array.from({ length: to - 1 }, (_, n) => n + 2));
  });

  it('are told at once also where they happen while older ones are being looked for', async () => {
    let answers: (() => void) | null = null;
    const { hall } = server;
    const slow: WholeHall = {
      ...hall,
      eventsSince: async (seq, limit) => {
        const found = await hall.eventsSince(seq, limit);
        await new Promise<void>((resolve) => {
          answers = resolve;
        });
        return found;
      },
    };
    // It has heard of nothing yet: the page's first look is at the database.
    const another = await TestHallServer.start({ hall: slow, access: server.access });
    const since = await newest();
    const page = await another.stream().begin({ token: another.token('board'), since });
    const answer = await until('the look', () => answers);
    const heard = new Promise<void>((resolve) => {
      hall.watch(() => resolve(), AbortSignal.timeout(5000));
    });
    await giveOne();
    await heard;
    answer();
    await until('what happened meanwhile', () => page.position === since + 1);
    page.socket.terminate();
    await another.stop();
  });

  it('tell a page that knows more than there is to read its view anew', async () => {
    const page = await stream().begin({ token: server.token('board'), since: 1_000_000 });
    const seq = await newest();
    await until('its place', () => page.told.length === 2);
    expect(page.told).toEqual([
      { type: 'ready', seq },
      { type: 'behind', seq },
    ]);
    await give(1);
    await until('what comes then', () => page.position === seq + 1);
  });

  it('tell a board nothing that staff wrote, and where it is all the same', async () => {
    const page = await stream().begin({ token: server.token('board') });
    await until('admission', () => page.told.length > 0);
    const desk = await server.hall.signIn({ key: 's1', window: 'w1', operator: 'wang' });
    const session = desk.ok ? desk.value.id : '';
    await server.hall.perform({ key: 'c1', session, do: 'call-next', current: null });
    await server.hall.perform({ key: 'c2', session, do: 'park', reason: '缺材料' });
    const to = await newest();
    await until('the end', () => page.position === to);
    expect(page.events.map(({ body }) => body.kind)).toEqual(['ticket-called']);
    expect(JSON.stringify(page.told)).not.toMatch(/wang|缺材料/);
  });

  it.each<[string, object | string, number]>([
    ['a wrong token', { token: 'x'.repeat(43) }, streamCloseCodes.notPermitted],
    ['no JSON', 'hello', streamCloseCodes.invalid],
    ['something else', { token: 't', since: -1 }, streamCloseCodes.invalid],
    ['too much', { token: 'x'.repeat(5000) }, 1009],
  ])('end for %s', async (_what, message, code) => {
    const page = await stream().begin(message);
    await until('the end', () => page.closed !== null);
    expect(page.closed).toBe(code);
    expect(page.told).toEqual([]);
  });

  it('tell figures what a board hears, and a screen at a window that its question is answered', async () => {
    const ticket = await giveOne('card');
    const figures = await stream().begin({ token: server.token('statistics') });
    const screen = await stream().begin({ token: server.token('rating') });
    await until('admission', () => figures.told.length > 0 && screen.told.length > 0);
    const desk = valueOf(await server.hall.signIn({ key: 's3', window: 'w3', operator: 'zhao' }));
    const command = { session: desk.id, ticket: ticket.id };
    valueOf(await server.hall.perform({ key: 'c3', do: 'call-ticket', ...command }));
    valueOf(await server.hall.perform({ key: 'c4', do: 'finish', session: desk.id }));
    valueOf(await server.hall.rate({ of: { kind: 'ticket', ticket: ticket.id }, grade: 1 }));
    const to = await newest();
    await until('the end', () => figures.position === to && screen.position === to);
    const kinds = (page: TestStream) => page.events.map(({ body }) => body.kind);
    expect(kinds(figures)).toEqual(['ticket-called', 'ticket-finished']);
    expect(kinds(screen)).toEqual(['ticket-called', 'ticket-finished', 'rated']);
  });

  it('take one message of a page', async () => {
    const page = await stream().begin({ token: server.token('board') });
    await page.begin({ token: server.token('board') });
    await until('the end', () => page.closed === streamCloseCodes.invalid);
  });

  it.each([
    ['a foreign origin', { origin: 'http://evil.example' }, 403],
    ['a sandboxed page', { origin: 'null' }, 403],
    ['a rebound name', { host: 'evil.example' }, 421],
  ])('are not opened for %s', async (_what, headers, status) => {
    const page = stream(headers);
    await until('the refusal', () => page.refused !== null);
    expect(page.refused).toBe(status);
  });

  it('are refused for good: a peer that does not close its end keeps no connection', async () => {
    // Half a connection stays open where the server only ends its own half; then what the peer says is answered by nobody.
    const { port } = server.server;
    const peer = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    let isOver = false;
    peer.on('error', () => undefined);
    peer.on('close', () => {
      isOver = true;
    });
    peer.resume();
    peer.write('GET /v1/stream HTTP/1.1\r\nHost: evil\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await until('the end of the whole connection', () => {
      if (!isOver && peer.readableEnded) peer.write('still here');
      return isOver;
    });
  });

  it('wait for a slow reader in the database and not in memory, while others are told at once', async () => {
    const slow = await stream().begin({ token: server.token('caller') });
    const quick = await stream().begin({ token: server.token('caller') });
    await until('admission', () => slow.told.length > 0 && quick.told.length > 0);
    slow.socket.pause();
    const reason = '材'.repeat(200);
    const desk = await server.hall.signIn({ key: 's2', window: 'w2', operator: 'li' });
    const session = desk.ok ? desk.value.id : '';
    const before = process.memoryUsage().arrayBuffers;
    // Some megabyte of events: more than the sockets' own buffers would hide.
    await give(1);
    for (let round = 0; round < 600; round += 1) {
      await server.hall.perform({ key: `p${round}`, session, do: 'call-next', current: null });
      const parked = await server.hall.perform({ key: `q${round}`, session, do: 'park', reason });
      const ticket = parked.ok ? (parked.value.ticket?.id ?? '') : '';
      await server.hall.perform({ key: `r${round}`, session, do: 'resume', ticket, at: 'front' });
    }
    const to = await newest();
    await until('the quick one', () => quick.position === to);
    expect(slow.position).toBeLessThan(to);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 * 1024 * 1024);
    slow.socket.resume();
    await until('the slow one', () => slow.position === to);
    expect(slow.events.map(({ seq }) => seq)).toEqual(
      Array.from({ length: slow.events.length }, (_, index) => (slow.events[0]?.seq ?? 0) + index),
    );
  }, 60_000);
});

describe('events for whoever holds a ticket', () => {
  it('are its own, and of others only that the place may have moved', async () => {
    const before = await giveOne('card');
    const ticket = await giveOne('card');
    const phone = await stream().begin({ token: ticket.token });
    await until('admission', () => phone.told.length > 0);
    const from = await newest();
    expect(phone.told).toEqual([{ type: 'ready', seq: from }]);
    const reached = async (): Promise<number> => {
      const to = await newest();
      await until('it was told', () => phone.position === to);
      return to;
    };
    const desk = valueOf(await server.hall.signIn({ key: 's5', window: 'w3', operator: 'zhao' }));
    const opened = await reached();
    // Neither before it nor its own.
    await giveOne('pension');
    await giveOne('card');
    const call = { session: desk.id, do: 'call-ticket' } as const;
    valueOf(await server.hall.perform({ key: 'c5', ...call, ticket: before.id }));
    const othersCall = await reached();
    valueOf(await server.hall.perform({ key: 'c6', session: desk.id, do: 'finish' }));
    const othersEnd = await reached();
    valueOf(await server.hall.perform({ key: 'c7', ...call, ticket: ticket.id }));
    const ownCall = await reached();
    expect(phone.events.map(({ seq, body }) => [seq, body.kind])).toEqual([[ownCall, 'ticket-called']]);
    expect(phone.told.slice(1).map((message) => 'upTo' in message && message.upTo)).toEqual([
      opened,
      othersCall,
      othersEnd,
      ownCall,
    ]);
    expect(JSON.stringify(phone.told)).not.toMatch(new RegExp(`zhao|${before.number}|"${before.id}"`));
  });

  it('are caught up with, or end in a look at the place where there were many', async () => {
    const ticket = await giveOne('card');
    const since = await newest();
    const older = await giveOne('card', 'elderly');
    const phone = await stream().begin({ token: ticket.token, since });
    await until('what came meanwhile', () => phone.position === since + 1);
    expect(phone.events).toEqual([]);
    await give(200);
    const late = await stream().begin({ token: older.token, since });
    const seq = await newest();
    await until('its place', () => late.told.length === 2);
    expect(late.told).toEqual([
      { type: 'ready', seq },
      { type: 'behind', seq },
    ]);
  });

  it('come with a word every 10 s that the stream lives, which pages of machines are not sent', async () => {
    const clock = new HandClock();
    const another = await TestHallServer.start({ hall: server.hall, access: server.access, clock });
    const { token } = await giveOne('card');
    const phone = await another.stream().begin({ token });
    const board = await another.stream().begin({ token: another.token('board') });
    await until('admission', () => phone.told.length === 1 && board.told.length === 1);
    await clock.turn(9999);
    expect(phone.told).toHaveLength(1);
    await clock.turn(1);
    await until('the word', () => phone.told.length === 2);
    expect(phone.told[1]).toEqual({ type: 'alive' });
    await giveOne('card', 'elderly');
    await until('what happens', () => phone.told.length === 3 && board.told.length === 2);
    expect(board.told[1]).toMatchObject({ type: 'events' });
    for (const { socket } of [phone, board]) socket.terminate();
    await another.stop();
  });

  it('are for tickets that the hall made', async () => {
    const { token } = await giveOne('card');
    const code = token.slice(0, -22);
    for (const wrong of [`${code}${'A'.repeat(22)}`, '20200101-A-1-AAAAAAAAAAAAAAAAAAAAAA']) {
      const page = await stream().begin({ token: wrong });
      await until('the end', () => page.closed !== null);
      expect([page.closed, page.told]).toEqual([streamCloseCodes.notPermitted, []]);
    }
  });

  it('reach some phones of one ticket, and the next ones again when these have gone', async () => {
    const { token } = await giveOne('card');
    const phones: TestStream[] = [];
    for (let count = 0; count < streamLimits.ofOneTicket; count += 1)
      phones.push(await stream().begin({ token }));
    await until('all of them', () => phones.every(({ told }) => told.length === 1));
    const refused = await stream().begin({ token });
    await until('the refusal', () => refused.closed === streamCloseCodes.tooMany);
    expect(refused.told).toEqual([]);
    phones[0]?.socket.close();
    await until('a place', async () => {
      const again = await stream().begin({ token });
      await until('an answer', () => again.told.length > 0 || again.closed !== null);
      return again.told.length > 0;
    });
  });

  it('end where more happened at once than is told one by one, and begin anew with a look', async () => {
    const ticket = await giveOne('card');
    await give(200);
    const phone = await stream().begin({ token: ticket.token });
    await until('admission', () => phone.told.length === 1);
    const since = await newest();
    valueOf(await server.hall.changeDay({ change: 'end', by: 'li' }));
    await until('the end', () => phone.closed === 1013);
    const again = await stream().begin({ token: ticket.token, since });
    await until('its place', () => again.told.length === 2);
    expect(again.told[1]).toEqual({ type: 'behind', seq: await newest() });
  });
});

describe('whoever says nothing', () => {
  it('keeps nobody else from hearing: the one that has been silent the longest makes room', async () => {
    const [oldest, ...others] = Array.from({ length: hallLimits.silentStreams }, () => stream());
    await until('all of them', () => others.every(({ socket }) => socket.readyState === socket.OPEN), 20_000);
    expect(oldest?.socket.readyState).toBe(oldest?.socket.OPEN);
    const board = await stream().begin({ token: server.token('board') });
    await until('admission', () => board.told.length === 1);
    await until('room', () => oldest?.closed === 1006);
    expect(server.logged).toContain('request-refused silent 1');
  }, 30_000);
});
